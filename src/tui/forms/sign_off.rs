//! The form of a sign-off.
//!
//! This module must not know how a form is drawn or what becomes of it.

use super::super::form::{Choices, Form, FormField, Purpose, Slot};
use crate::audit::id::{AuditId, EntryId};
use crate::checklist::profile::SignoffKind;

/// What kind of sign-off is asked for, by its key.
const KIND: Slot = Slot::Other("kind");
/// What it is signed with.
const WITH: Slot = Slot::Other("with");
/// What a key file is chosen by.
pub const KEY_FILE: &str = "file";

/// The form of a sign-off.
pub fn sign_off(entry: EntryId, audit: AuditId, kinds: Choices, principal: &str) -> Form {
    let kind = kinds.first().map_or(String::new(), |(key, _)| key.clone());
    let keys = [("agent", "key in ssh-agent"), (KEY_FILE, "key file")];
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

/// Lets the form of a sign-off ask for what its kind and its key need, and for nothing else. It does so when one of
/// these was chosen; what was typed into a field stays, also where it is not needed any more.
pub fn fit_sign_off(form: &mut Form) {
    let decides = |field: &FormField| field.slot == KIND || field.slot == WITH;
    if !form.field().is_some_and(decides) {
        return;
    }
    let place = |form: &Form, slot: &Slot| form.fields.iter().position(|it| it.slot == *slot);
    let Some(mut last) = place(form, &WITH) else {
        return;
    };
    for (field, is_needed_in) in sometimes() {
        let is_needed = is_needed_in(form);
        match place(form, &field.slot) {
            Some(at) if is_needed || !form.value(&field.slot).is_empty() => last = at,
            Some(at) => {
                form.fields.remove(at);
            }
            None if is_needed => {
                last += 1;
                form.fields.insert(last, field);
            }
            None => {}
        }
    }
}

/// The first field with words in it that the sign-off has no use for, by its name on the screen.
pub fn useless_in_sign_off(form: &Form) -> Option<String> {
    let has_words = |field: &FormField| !form.value(&field.slot).trim().is_empty();
    let mut sometimes = sometimes().into_iter();
    let useless = sometimes.find(|(field, is_needed_in)| has_words(field) && !is_needed_in(form));
    useless.map(|(field, _)| field.label)
}

/// Whether the sign-off that a form asks for has a use for a field.
type IsNeeded = fn(&Form) -> bool;

/// The fields that only some sign-offs have, in their order.
fn sometimes() -> Vec<(FormField, IsNeeded)> {
    fn kind(form: &Form) -> Option<SignoffKind> {
        SignoffKind::from_key(form.value(&KIND))
    }
    let by_key_file = |form: &Form| form.value(&WITH) == KEY_FILE;
    let in_review = |form: &Form| kind(form).is_some_and(SignoffKind::is_review);
    let in_correction = |form: &Form| kind(form) == Some(SignoffKind::Correction);
    let mut passphrase = FormField::line(Slot::Other("passphrase"), "Passphrase", "")
        .hint("only where the key has one; it is kept nowhere");
    passphrase.secret = true;
    vec![
        (
            FormField::line(Slot::Other("key"), "Key file", "").hint("as in ~/.ssh/id_ed25519"),
            by_key_file,
        ),
        (passphrase, by_key_file),
        (
            FormField::line(Slot::Other("reviewer"), "Reviewer", "")
                .hint("who reviews, by name; blank: you who write here"),
            in_review,
        ),
        (
            FormField::text(Slot::Other("reason"), "Reason", "")
                .hint("why the report is corrected; the statement prints it"),
            in_correction,
        ),
        (
            FormField::text(Slot::Other("changed"), "What changed", "")
                .hint("besides the findings, whose changes the statement lists by itself"),
            in_correction,
        ),
    ]
}
