//! Forms that belong to no audit on the table: a new audit, a sign-off.
//!
//! This module must not know how a form is drawn or what becomes of it.

use super::super::form::{Choices, Form, FormField, Purpose, Slot};
use crate::audit::id::{AuditId, EntryId};
use crate::audit::schema::{self, Field};
use crate::checklist::library;
use crate::checklist::profile::SignoffKind;

/// The form of a new audit. The criteria are named as on the command line.
pub fn new_audit(entry: EntryId, author: &str, folder: &str) -> Form {
    let fields = vec![
        FormField::line(Slot::Field(Field::Client.into()), "Client", ""),
        FormField::line(Slot::Other("criteria"), "Criteria", "iso27001-2022:surveillance")
            .hint("checklist:profile, several with a comma; profiles: stage1 stage2 surveillance recertification special follow-up internal supplier"),
        FormField::line(Slot::Other("author"), "Your name", author).hint("stands at everything you write"),
        FormField::line(Slot::Other("path"), "Folder", folder).hint("where the audit is kept; it must not exist yet"),
    ];
    Form::new(entry, Purpose::NewAudit, "new audit", fields)
}

/// Lets the form of a new audit ask for the tier of the supplier where its checklists may ask for one, and only
/// there.
pub fn fit_tier(form: &mut Form) {
    let slot = Slot::Other("tier");
    let is_there = form.fields.iter().position(|field| field.slot == slot);
    let wanted = library::may_have_tiers(form.value(&Slot::Other("criteria")));
    let after = Slot::Other("criteria");
    let place = form.fields.iter().position(|field| field.slot == after);
    match (is_there, place) {
        (None, Some(at)) if wanted => {
            let choices = schema::TIERS.iter();
            let choices = choices.map(|(key, word)| ((*key).to_owned(), (*word).to_owned()));
            let field = FormField::line(slot, "Tier", "")
                .choices(choices.collect())
                .hint("how much hangs on the supplier; blank: everything is asked");
            form.fields.insert(at + 1, field);
        }
        (Some(at), _) if !wanted => {
            form.fields.remove(at);
        }
        _ => {}
    }
}

/// What kind of sign-off is asked for, by its key.
const KIND: Slot = Slot::Other("kind");
/// What it is signed with.
const WITH: Slot = Slot::Other("with");
/// What a key file is chosen by.
const KEY_FILE: &str = "file";

/// The form of a sign-off.
pub fn sign_off(entry: EntryId, audit: AuditId, kinds: Choices, principal: &str) -> Form {
    let kind = kinds.first().map_or(String::new(), |(key, _)| key.clone());
    let keys = vec![
        ("agent".to_owned(), "key in ssh-agent".to_owned()),
        (KEY_FILE.to_owned(), "key file".to_owned()),
    ];
    let fields = vec![
        FormField::line(KIND, "Kind", &kind).choices(kinds),
        FormField::line(Slot::Other("role"), "Your role", "lead auditor"),
        FormField::line(Slot::Other("principal"), "You sign as", principal)
            .hint("the name under which your public key is known, as in lead@example.com"),
        FormField::line(WITH, "Sign with", "agent").choices(keys),
        FormField::text(Slot::Other("despite"), "Despite", "")
            .hint("where gates block: why it is signed all the same; the statement prints it"),
        FormField::text(Slot::Other("remarks"), "Remarks", "")
            .hint("what you add in your own words; the statement prints it"),
    ];
    Form::new(entry, Purpose::SignOff { audit }, "sign off", fields)
}

/// Lets the form of a sign-off ask for what its kind and its key need, and for nothing else. It is called when one of
/// these was chosen; what was typed into a field stays, also where it is not needed any more.
pub fn fit_sign_off(form: &mut Form) {
    let is_chosen = form.field();
    if !is_chosen.is_some_and(|field| field.slot == KIND || field.slot == WITH) {
        return;
    }
    let chosen = chosen_sign_off(form);
    let mut place = form.fields.iter().position(|field| field.slot == WITH);
    for (field, needed_by) in sometimes() {
        let Some(after) = place else { return };
        let is_there = form.fields.iter().position(|it| it.slot == field.slot);
        let is_needed = needed_by(&chosen);
        place = match is_there {
            None if is_needed => {
                form.fields.insert(after + 1, field);
                Some(after + 1)
            }
            Some(at) if !is_needed && form.value(&field.slot).is_empty() => {
                form.fields.remove(at);
                Some(after)
            }
            Some(at) => Some(at),
            None => Some(after),
        };
    }
}

/// The first field with words in it that the sign-off has no use for, by its name on the screen.
pub fn useless_in_sign_off(form: &Form) -> Option<String> {
    let chosen = chosen_sign_off(form);
    let mut useless = sometimes().into_iter().filter(|(field, needed_by)| {
        !form.value(&field.slot).trim().is_empty() && !needed_by(&chosen)
    });
    useless.next().map(|(field, _)| field.label)
}

/// What decides which fields the form of a sign-off has.
struct ChosenSignOff {
    kind: Option<SignoffKind>,
    by_file: bool,
}

fn chosen_sign_off(form: &Form) -> ChosenSignOff {
    ChosenSignOff {
        kind: SignoffKind::from_key(form.value(&KIND)),
        by_file: form.value(&WITH) == KEY_FILE,
    }
}

/// Tells whether a sign-off has a use for a field.
type NeededBy = fn(&ChosenSignOff) -> bool;

/// The fields that only some sign-offs have, in their order, and which ones.
fn sometimes() -> Vec<(FormField, NeededBy)> {
    let key_file: NeededBy = |chosen| chosen.by_file;
    let review: NeededBy = |chosen| chosen.kind.is_some_and(SignoffKind::is_review);
    let correction: NeededBy = |chosen| chosen.kind == Some(SignoffKind::Correction);
    let mut passphrase = FormField::line(Slot::Other("passphrase"), "Passphrase", "")
        .hint("only where the key has one; it is kept nowhere");
    passphrase.secret = true;
    vec![
        (
            FormField::line(Slot::Other("key"), "Key file", "").hint("as in ~/.ssh/id_ed25519"),
            key_file,
        ),
        (passphrase, key_file),
        (
            FormField::line(Slot::Other("reviewer"), "Reviewer", "")
                .hint("who reviews, by name; blank: you who write here"),
            review,
        ),
        (
            FormField::text(Slot::Other("reason"), "Reason", "")
                .hint("why the report is corrected; the statement prints it"),
            correction,
        ),
        (
            FormField::text(Slot::Other("changed"), "What changed", "")
                .hint("besides the findings, whose changes the statement lists by itself"),
            correction,
        ),
    ]
}
