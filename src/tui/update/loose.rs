//! Forms that belong to no audit: a new one, a checklist for others, and a sign-off, which may hold a passphrase.
//!
//! They are no drafts on disk. Closed with words in them, they are kept until the program ends.

use super::super::form::{Form, Purpose, Slot};
use super::super::model::{Model, Overlay, Own, Page};
use super::super::msg::{Effect, NewAudit, OfferedKey, SignRequest};
use super::super::{edit, forms};
use super::{list, pick};
use crate::audit::id::AuditId;
use crate::audit::schema::Field;
use crate::checklist::profile::SignoffKind;
use crate::store::desk::SignedWith;

/// Opens a form that belongs to no audit, or goes on with one that was begun.
pub(super) fn open_loose(model: &mut Model, form: Form) {
    let begun = model
        .aside
        .iter()
        .position(|aside| aside.purpose == form.purpose);
    model.loose = Some(begun.map_or(form, |at| model.aside.remove(at)));
    model.said = None;
}

/// Opens the form of a sign-off, and has the keys listed that it could be signed with.
pub(super) fn sign_off(model: &mut Model, effects: &mut Vec<Effect>) {
    let id = list::fresh(model);
    let Some(room) = &model.room else { return };
    if !room.pending.is_empty() {
        model.warn("Something is not saved yet; sign off when it is.");
        return;
    }
    let kinds = pick::sign_off_kinds();
    let principal = room
        .author
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(".")
        .to_lowercase();
    let form = forms::sign_off(id, room.audit.id, kinds, &principal);
    let author = room.author.clone();
    open_loose(model, form);
    effects.push(Effect::AskHowToSign(author));
}

/// The forms of sign-offs that were begun.
fn to_sign(model: &mut Model) -> impl Iterator<Item = &mut Form> {
    let forms = model.loose.iter_mut().chain(&mut model.aside);
    forms.filter(|form| matches!(form.purpose, Purpose::SignOff { .. }))
}

/// The form of a sign-off offers the keys that ssh-agent does.
pub(super) fn keys_offered(model: &mut Model, keys: &[OfferedKey]) {
    to_sign(model).for_each(|form| forms::offer_keys(form, keys));
}

/// The form of a sign-off says what the auditor signed with before.
pub(super) fn signed_before(model: &mut Model, before: &SignedWith) {
    to_sign(model).for_each(|form| forms::sign_as_before(form, before));
}

/// Whether leaving the program loses what was typed into forms that belong to no audit.
pub(super) fn would_lose_words(model: &Model) -> bool {
    let mut forms = model.loose.iter().chain(&model.aside);
    forms.any(Form::is_changed)
}

/// Keeps a form that belongs to no audit, without its secrets, until it is opened again.
pub(super) fn put_aside(model: &mut Model, form: Form) {
    if form.is_changed() {
        keep_aside(model, form);
        let kept =
            "What was typed is kept until the program ends; opening this form again goes on.";
        model.done(kept);
    }
}

fn keep_aside(model: &mut Model, mut form: Form) {
    for field in form.fields.iter_mut().filter(|field| field.secret) {
        field.editor.take();
    }
    model.aside.push(form);
}

/// A form that belongs to no audit is to become what it is for.
pub(super) fn save_loose(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.loose.as_ref().map(|form| &form.purpose) {
        Some(Purpose::NewAudit) => create(model, effects),
        Some(Purpose::ImportChecklist) => import(model, effects),
        Some(_) => sign(model, effects),
        None => {}
    }
}

fn create(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(form) = &model.loose else { return };
    let value = |slot: Slot| form.value(&slot).trim().to_owned();
    let client = value(Slot::Field(Field::Client.into()));
    let other = |name: &'static str| value(Slot::Other(name));
    if client.is_empty() || other("path").is_empty() || other("author").is_empty() {
        model.warn("Client, your name and a folder are needed.");
        return;
    }
    let criteria = forms::criteria(form);
    if criteria.is_empty() {
        model.warn("Choose what the audit is held against.");
        return;
    }
    let new = NewAudit {
        path: edit::home_expanded(&other("path")),
        client,
        criteria,
        tier: other("tier"),
        former: forms::former(form, &model.home),
        author: other("author"),
    };
    effects.push(Effect::Create(new));
}

fn import(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(form) = model.loose.take() else {
        return;
    };
    let Some(asked) = forms::table_asked(&form) else {
        model.loose = Some(form);
        model.warn("Type the path of the file, or Esc.");
        return;
    };
    // The table may have to be mended: the words are needed again then.
    keep_aside(model, form);
    model.busy = Some(format!("reading {}", asked.path.display()));
    effects.push(Effect::ImportChecklist(asked));
}

/// A table became a checklist: its form is not needed any more.
pub(super) fn checklist_made(model: &mut Model, own: Own, lines: Vec<String>) {
    model.busy = None;
    model.home.own = own;
    model
        .aside
        .retain(|form| form.purpose != Purpose::ImportChecklist);
    model
        .overlays
        .push(Overlay::Page(Page::new("the checklist is made", lines)));
}

fn sign(model: &mut Model, effects: &mut Vec<Effect>) {
    let (Some(form), Some(room)) = (&model.loose, &model.room) else {
        return;
    };
    if let Some(label) = forms::useless_in_sign_off(form) {
        model.warn(format!(
            "“{label}” belongs to another kind of sign-off or key. Take its words out, or choose that."
        ));
        return;
    }
    let Some(with) = forms::sign_with(form) else {
        model.warn("ssh-agent offers several keys. Choose yours at “Sign with”, with ← and →.");
        return;
    };
    let other = |name: &'static str| form.value(&Slot::Other(name)).trim().to_owned();
    let kind = other("kind");
    let mut reviewer = other("reviewer");
    if reviewer.is_empty() && SignoffKind::from_key(&kind).is_some_and(SignoffKind::is_review) {
        reviewer.clone_from(&room.author);
    }
    let request = SignRequest {
        kind,
        role: other("role"),
        principal: other("principal"),
        with,
        despite: other("despite"),
        reason: other("reason"),
        changed: other("changed"),
        reviewer,
        remarks: other("remarks"),
        drafts: room.drafts.len(),
    };
    if request.principal.is_empty() || request.role.is_empty() {
        model.warn("Role and the name that you sign as are needed.");
        return;
    }
    // Gates may block, or the agent may be gone: the words are needed again then.
    if let Some(form) = model.loose.take() {
        keep_aside(model, form);
    }
    model.busy = Some("signing off".to_owned());
    effects.push(Effect::SignOff(request));
}

/// A sign-off was sealed: its form is not needed any more, but for how it was signed.
pub(super) fn signed_off(model: &mut Model, audit: AuditId, effects: &mut Vec<Effect>) {
    let purpose = Purpose::SignOff { audit };
    let is_it = |form: &mut Form| form.purpose == purpose;
    let signed = model.aside.extract_if(.., is_it).last();
    let signing = signed.and_then(|form| forms::signing(&form));
    if let (Some(signing), Some(room)) = (signing, &model.room) {
        effects.push(Effect::RememberSigning(room.author.clone(), signing));
    }
}
