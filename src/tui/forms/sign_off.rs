//! The form of a sign-off.
//!
//! This module must not know how a form is drawn or what becomes of it.

use super::super::edit;
use super::super::editor::Editor;
use super::super::form::{Choices, Form, FormField, Purpose, Slot};
use super::super::msg::{OfferedKey, SignWith};
use crate::audit::id::{AuditId, EntryId};
use crate::checklist::profile::SignoffKind;
use crate::store::desk::{SignedWith, SigningKey};

/// What kind of sign-off is asked for, by its key.
const KIND: Slot = Slot::Other("kind");
/// Under which name the key is known.
const PRINCIPAL: Slot = Slot::Other("principal");
/// The path of a key file.
const KEY: Slot = Slot::Other("key");
/// In which role it is signed.
const ROLE: Slot = Slot::Other("role");
/// What it is signed with.
const WITH: Slot = Slot::Other("with");
/// What a key in ssh-agent is chosen by, while it is not said which.
const AGENT: &str = "agent";
/// What a key file is chosen by.
const KEY_FILE: &str = "file";

/// The form of a sign-off.
pub fn sign_off(entry: EntryId, audit: AuditId, kinds: Choices, principal: &str) -> Form {
    let kind = kinds.first().map_or(String::new(), |(key, _)| key.clone());
    let role = usual_role(SignoffKind::from_key(&kind));
    let fields = vec![
        FormField::line(KIND, "Kind", &kind).one_of(kinds),
        FormField::line(ROLE, "Your role", role),
        FormField::line(PRINCIPAL, "You sign as", principal)
            .hint("the name under which your public key is known, as in lead@example.com"),
        FormField::line(WITH, "Sign with", AGENT).one_of(to_sign_with(&[])),
        FormField::text(Slot::Other("despite"), "Despite", "")
            .hint("where gates block: why it is signed all the same; the statement prints it"),
        FormField::text(Slot::Other("remarks"), "Remarks", "")
            .hint("what you add in your own words; the statement prints it"),
    ];
    Form::new(entry, Purpose::SignOff { audit }, "sign off", fields)
}

/// Offers the keys in ssh-agent to sign with. Where there are several, none is taken for the one that is meant; one that
/// was chosen and is not there any more has to be chosen anew.
pub fn offer_keys(form: &mut Form, keys: &[OfferedKey]) {
    let Some(field) = form.of_slot_mut(&WITH) else {
        return;
    };
    field.choices = to_sign_with(keys);
    if field.chosen().is_none() {
        field.choose(Some(0));
    }
}

/// What there is to sign with, where ssh-agent offers these keys: each of them only where there are several.
fn to_sign_with(keys: &[OfferedKey]) -> Choices {
    let choice = |key: &str, words: String| (key.to_owned(), words);
    let mut choices = Vec::new();
    if let [] | [_] = keys {
        choices.push(choice(AGENT, "key in ssh-agent".to_owned()));
    } else {
        let which = format!("one of {} keys in ssh-agent", keys.len());
        choices.push(choice(AGENT, which));
        choices.extend(keys.iter().map(|key| {
            let words = format!("{}, {}", key.comment, key.fingerprint);
            choice(&key.fingerprint, words)
        }));
    }
    choices.push(choice(KEY_FILE, "key file".to_owned()));
    choices
}

/// What a form says that the sign-off is signed with; none where it does not say which of several keys.
pub fn sign_with(form: &Form) -> Option<SignWith> {
    let with = form.fields.iter().find(|field| field.slot == WITH)?;
    // The agent and a key file, and nothing between them.
    let is_the_only_one = with.choices.len() == 2;
    match with.editor.text() {
        KEY_FILE => {
            let path = form.value(&KEY).trim();
            let passphrase = form.value(&Slot::Other("passphrase"));
            Some(SignWith::KeyFile(
                edit::home_expanded(path),
                passphrase.to_owned(),
            ))
        }
        AGENT => is_the_only_one.then_some(SignWith::Agent(None)),
        fingerprint => Some(SignWith::Agent(Some(fingerprint.to_owned()))),
    }
}

/// Lets the form of a sign-off ask for what its kind and its key need, and for nothing else. It does so when one of
/// these was chosen; what was typed into a field stays, also where it is not needed any more.
pub fn fit_sign_off(form: &mut Form) {
    let decides = |field: &FormField| field.slot == KIND || field.slot == WITH;
    if form.field().is_some_and(decides) {
        fit_role(form);
        fit_fields(form);
    }
}

/// Signs as before, where nothing else was typed or chosen yet.
pub fn sign_as_before(form: &mut Form, before: &SignedWith) {
    let put = |form: &mut Form, slot: &Slot, text: &str| {
        if let Some(field) = form.of_slot_mut(slot) {
            field.suggest(text);
        }
    };
    put(form, &PRINCIPAL, &before.principal);
    match &before.key {
        SigningKey::Agent(None) => {}
        // It can be chosen when the agent offers it.
        SigningKey::Agent(Some(fingerprint)) => put(form, &WITH, fingerprint),
        SigningKey::File(path) => {
            put(form, &WITH, KEY_FILE);
            fit_fields(form);
            put(form, &KEY, &path.to_string_lossy());
        }
    }
}

/// How a form says that it was signed; none where it does not say which of several keys.
pub fn signing(form: &Form) -> Option<SignedWith> {
    let key = match sign_with(form)? {
        SignWith::Agent(fingerprint) => SigningKey::Agent(fingerprint),
        SignWith::KeyFile(path, _) => SigningKey::File(path),
    };
    let principal = form.value(&PRINCIPAL).trim().to_owned();
    Some(SignedWith { principal, key })
}

/// The fields that the kind and the key of the sign-off need.
fn fit_fields(form: &mut Form) {
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

/// The kind of sign-off that a form asks for.
fn kind(form: &Form) -> Option<SignoffKind> {
    SignoffKind::from_key(form.value(&KIND))
}

/// Puts the role that is usual for the kind where another usual one stands. What the auditor typed stays.
fn fit_role(form: &mut Form) {
    let usual = usual_role(kind(form));
    let is_usual = |role: &str| {
        SignoffKind::ALL
            .iter()
            .any(|it| usual_role(Some(*it)) == role)
    };
    let role = form.of_slot_mut(&ROLE);
    if let Some(role) = role.filter(|field| is_usual(field.editor.text())) {
        role.editor = Editor::with_text(role.lines, usual);
    }
}

/// In which role a sign-off is signed as a rule.
const fn usual_role(kind: Option<SignoffKind>) -> &'static str {
    match kind {
        Some(SignoffKind::TechnicalReview) => "technical reviewer",
        _ => "lead auditor",
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
    let by_key_file = |form: &Form| form.value(&WITH) == KEY_FILE;
    let in_review = |form: &Form| kind(form).is_some_and(SignoffKind::is_review);
    let in_correction = |form: &Form| kind(form) == Some(SignoffKind::Correction);
    let mut passphrase = FormField::line(Slot::Other("passphrase"), "Passphrase", "")
        .hint("only where the key has one; it is kept nowhere");
    passphrase.secret = true;
    vec![
        (
            FormField::line(KEY, "Key file", "").hint("as in ~/.ssh/id_ed25519"),
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
