//! The form of a new audit: what it is held against is chosen, checklist by checklist.
//!
//! The user's own checklists stand behind those that ship. What lies elsewhere is named as on the command line. This
//! module must not know how a form is drawn or how an audit is made.

use std::path::PathBuf;

use super::super::form::{Choices, Form, FormField, Purpose, Slot};
use super::super::model::{Home, Own, Recent};
use crate::audit::id::EntryId;
use crate::audit::schema::{self, Field, FieldKey};
use crate::checklist::library;

/// The checklists that ship, what they are called here, and the kind of audit that is chosen at first.
const CHECKLISTS: [(&str, &str, &str); 3] = [
    ("iso27001-2022", "ISO/IEC 27001", "surveillance"),
    ("iso42001-2023", "ISO/IEC 42001", ""),
    ("supplier-quick", "Quick supplier", ""),
];
/// The kinds of audits that ship, as a management system goes through them.
const PROFILES: [(&str, &str); 8] = [
    ("stage1", "Stage 1"),
    ("stage2", "Stage 2"),
    ("surveillance", "Surveillance"),
    ("recertification", "Recertification"),
    ("special", "Special audit"),
    ("follow-up", "Follow-up"),
    ("internal", "Internal audit"),
    ("supplier", "Supplier audit"),
];
/// Checklists that are no choices.
const OTHERS: Slot = Slot::Other("criteria");
const TIER: Slot = Slot::Other("tier");
const CLIENT: Slot = Slot::Field(FieldKey {
    field: Field::Client,
    criterion: None,
});
/// The folder of the audit before.
const FORMER: Slot = Slot::Other("former");
const FOLDER: Slot = Slot::Other("path");
/// What stands in the name of the folder while the client has none.
const SOMEBODY: &str = "client";
/// How many letters of the client's name stand in that of the folder.
const LETTERS: usize = 40;

/// The form of a new audit.
pub fn new_audit(entry: EntryId, year: i32, home: &Home) -> Form {
    let own = &home.own;
    let folder = format!("~/audits/{SOMEBODY}-{year}.audit");
    let mut fields = vec![FormField::line(CLIENT, "Client", "")];
    fields.extend(CHECKLISTS.iter().map(|(id, label, profile)| {
        // First the kind that the checklist is named for, if it is named for one.
        let kinds = kinds(own, |kind| id.starts_with(kind));
        FormField::line(Slot::Against((*id).to_owned()), label, profile).choices(kinds)
    }));
    let ships = |id: &str| CHECKLISTS.iter().any(|(shipped, ..)| *shipped == id);
    let kept = own.checklists.iter().filter(|it| !ships(&it.id));
    fields.extend(kept.map(|checklist| {
        let kinds = kinds(own, |kind| Some(kind) == checklist.kind.as_deref());
        // Several may be called the same.
        let label = format!("{} ({})", checklist.short, checklist.id);
        FormField::line(Slot::Against(checklist.id.clone()), &label, "").choices(kinds)
    }));
    fields.push(
        FormField::line(OTHERS, "Other criteria", "")
            .hint("checklists kept elsewhere: PATH:KIND, as in nis2.ron:internal"),
    );
    if !home.recent.is_empty() {
        let recent = home.recent.iter().map(|it| (key(it), described(it)));
        fields.push(
            FormField::line(FORMER, "Audit before", "")
                .choices(recent)
                .hint("its findings become to-dos; client data and sites are taken over"),
        );
    }
    fields.extend([
        FormField::line(Slot::Other("author"), "Your name", &home.author)
            .hint("stands at everything you write"),
        FormField::line(FOLDER, "Folder", &folder)
            .hint("where the audit is kept; it must not exist yet"),
    ]);
    Form::new(entry, Purpose::NewAudit, "new audit", fields)
}

/// What an audit that was opened before is chosen by.
fn key(recent: &Recent) -> String {
    recent.path.to_string_lossy().into_owned()
}

/// What it is called among others, some of them of the same client.
fn described(recent: &Recent) -> String {
    format!("{}, {}", recent.folder(), recent.client)
}

/// The folder of the audit before; none where none was chosen.
pub fn former(form: &Form, home: &Home) -> Option<PathBuf> {
    let chosen = form.value(&FORMER);
    let recent = home.recent.iter().find(|it| key(it) == chosen)?;
    Some(recent.path.clone())
}

/// The kinds of audits to choose from, those first that are the likely ones.
fn kinds(own: &Own, likely: impl Fn(&str) -> bool) -> Choices {
    let shipped = PROFILES.map(|(key, title)| (key.to_owned(), title.to_owned()));
    let ships = |id: &str| PROFILES.iter().any(|(key, _)| *key == id);
    let kept = own.kinds.iter().filter(|(id, _)| !ships(id)).cloned();
    let mut kinds: Choices = shipped.into_iter().chain(kept).collect();
    kinds.sort_by_key(|(key, _)| !likely(key));
    kinds
}

/// What the audit is to be held against, as it is written on the command line.
pub fn criteria(form: &Form) -> String {
    let chosen = chosen(form).map(|(id, kind)| format!("{id}:{kind}"));
    let others = form.value(&OTHERS).trim();
    let others = (!others.is_empty()).then(|| others.to_owned());
    chosen.chain(others).collect::<Vec<_>>().join(",")
}

/// The checklists that are chosen, each with the kind of audit.
fn chosen(form: &Form) -> impl Iterator<Item = (&str, &str)> {
    let fields = form.fields.iter();
    fields
        .filter_map(|field| match &field.slot {
            Slot::Against(id) => Some((id.as_str(), field.editor.text())),
            _ => None,
        })
        .filter(|(_, kind)| !kind.is_empty())
}

/// Fits the form to what was typed and chosen: it asks for the tier of the supplier where its checklists may ask for
/// one, the client is that of the audit before until somebody names one, and the folder is named for the client until
/// somebody names it.
pub fn fit_new_audit(form: &mut Form, home: &Home) {
    fit_tier(form, &home.own);
    fit_client(form, &home.recent);
    let client = named_for(form.value(&CLIENT));
    if let Some(folder) = form.of_slot_mut(&FOLDER)
        && let Some((_, year)) = folder.before.rsplit_once('-')
    {
        let named = format!("~/audits/{client}-{year}");
        folder.suggest(&named);
    }
}

/// A name as a part of a file's name: its letters and digits, a hyphen for all between.
fn named_for(client: &str) -> String {
    let words = client.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let name: String = words.join("-").chars().take(LETTERS).collect();
    match name.trim_end_matches('-') {
        "" => SOMEBODY.to_owned(),
        name => name.to_owned(),
    }
}

/// Names the client of the audit before where nobody else was named.
fn fit_client(form: &mut Form, recent: &[Recent]) {
    let chosen = form.value(&FORMER);
    let former = recent.iter().find(|it| key(it) == chosen);
    if let (Some(former), Some(client)) = (former, form.of_slot_mut(&CLIENT)) {
        client.suggest(&former.client);
    }
}

fn fit_tier(form: &mut Form, own: &Own) {
    let place = |slot: &Slot| form.fields.iter().position(|field| field.slot == *slot);
    let may_have_tiers = |id: &str| {
        let known = own.checklists.iter().find(|it| it.id == id);
        known.map_or_else(|| library::may_have_tiers(id), |it| it.may_have_tiers)
    };
    let wanted = chosen(form).any(|(id, _)| may_have_tiers(id))
        || library::may_have_tiers(form.value(&OTHERS));
    match (place(&TIER), place(&OTHERS)) {
        (None, Some(at)) if wanted => {
            let field = FormField::line(TIER, "Tier", "")
                .choices(schema::TIERS.iter().copied())
                .hint("how much hangs on the supplier; blank: everything is asked");
            form.fields.insert(at + 1, field);
        }
        (Some(at), _) if !wanted => {
            form.fields.remove(at);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::editor::{Editor, Lines};
    use super::super::super::model::OwnChecklist;
    use super::*;
    use crate::checklist::library::Library;
    use crate::checklist::read::FileKind;

    #[test]
    fn all_that_ships_can_be_chosen_under_its_own_name() {
        let shipped = |kind: FileKind| {
            let files = Library::built_in().list().into_iter().map(Result::unwrap);
            let of_kind = files.filter(move |file| file.document.kind() == kind);
            let named =
                of_kind.map(|it| (it.document.id().to_owned(), it.document.title().to_owned()));
            let mut named: Vec<_> = named.collect();
            named.sort();
            named
        };
        let mut profiles = PROFILES.map(|(id, title)| (id.to_owned(), title.to_owned()));
        profiles.sort();
        assert_eq!(shipped(FileKind::Profile), profiles);
        let checklists = shipped(FileKind::Checklist).into_iter().map(|(id, _)| id);
        let known = CHECKLISTS.map(|(id, ..)| id.to_owned());
        assert_eq!(checklists.collect::<Vec<_>>(), known);
        for (id, _, profile) in CHECKLISTS {
            let keys = kinds(&Own::default(), |kind| id.starts_with(kind));
            let made_for = if id == "supplier-quick" {
                "supplier"
            } else {
                "stage1"
            };
            assert_eq!(keys[0].0, made_for);
            assert_eq!(keys.len(), PROFILES.len());
            assert!(profile.is_empty() || keys.iter().any(|(key, _)| *key == profile));
        }
    }

    #[test]
    fn the_tier_is_asked_for_where_a_checklist_of_ones_own_may_have_tiers() {
        let own = |id: &str, may_have_tiers| OwnChecklist {
            id: id.to_owned(),
            short: "Suppliers".to_owned(),
            kind: None,
            may_have_tiers,
        };
        let own = Own {
            checklists: vec![own("plain", false), own("tiers", true)],
            ..Own::default()
        };
        let home = Home {
            own,
            ..Home::default()
        };
        let mut form = new_audit(EntryId(1), 2026, &home);
        let mut asks = |chosen: &str, kind: Option<usize>| {
            let slot = Slot::Against(chosen.to_owned());
            let field = form.fields.iter_mut().find(|field| field.slot == slot);
            field.unwrap().choose(kind);
            fit_new_audit(&mut form, &home);
            form.fields.iter().any(|field| field.slot == TIER)
        };
        assert!(!asks("plain", Some(0)));
        assert!(asks("tiers", Some(0)));
        assert!(!asks("tiers", None));
    }

    #[test]
    fn the_client_is_that_of_the_audit_before_until_one_is_named() {
        let recent = |path: &str, client: &str| Recent {
            path: path.into(),
            client: client.to_owned(),
            opened: String::new(),
        };
        let home = Home {
            recent: vec![recent("/a/one.audit", "One"), recent("/a/two.audit", "Two")],
            ..Home::default()
        };
        let mut form = new_audit(EntryId(1), 2026, &home);
        let field = |form: &Form, slot: &Slot| {
            let at = form.fields.iter().position(|field| field.slot == *slot);
            at.unwrap()
        };
        let (former, client) = (field(&form, &FORMER), field(&form, &CLIENT));
        let named = |form: &mut Form, chosen: Option<usize>| {
            form.fields[former].choose(chosen);
            fit_new_audit(form, &home);
            form.value(&CLIENT).to_owned()
        };
        assert_eq!(named(&mut form, None), "");
        assert_eq!(named(&mut form, Some(0)), "One");
        assert_eq!(named(&mut form, Some(1)), "Two");
        form.fields[client].editor = Editor::with_text(Lines::One, "Two Group");
        assert_eq!(named(&mut form, Some(0)), "Two Group");
    }

    #[test]
    fn a_folder_is_named_for_its_client() {
        for (client, name) in [
            ("", "client"),
            (" ../ ", "client"),
            ("Acme Cloud GmbH & Co. KG", "acme-cloud-gmbh-co-kg"),
            ("Müller/Söhne", "müller-söhne"),
            (
                "an institute whose name is far too long, as some are",
                "an-institute-whose-name-is-far-too-long",
            ),
        ] {
            assert_eq!(named_for(client), name);
        }
    }
}
