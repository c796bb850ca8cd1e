//! Forms that belong to no audit on the table: a new audit, a sign-off.
//!
//! This module must not know how a form is drawn or what becomes of it.

use super::super::form::{Choices, Form, FormField, Purpose, Slot};
use crate::audit::id::EntryId;
use crate::audit::schema::{self, Field};
use crate::checklist::library;

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

/// The form of a sign-off.
pub fn sign_off(entry: EntryId, kinds: Choices, principal: &str) -> Form {
    let kind = kinds.first().map_or(String::new(), |(key, _)| key.clone());
    let keys = vec![
        ("agent".to_owned(), "key in ssh-agent".to_owned()),
        ("file".to_owned(), "key file".to_owned()),
    ];
    let mut fields = vec![
        FormField::line(Slot::Other("kind"), "Kind", &kind).choices(kinds),
        FormField::line(Slot::Other("role"), "Your role", "lead auditor"),
        FormField::line(Slot::Other("principal"), "You sign as", principal)
            .hint("the name under which your public key is known, as in lead@example.com"),
        FormField::line(Slot::Other("with"), "Sign with", "agent").choices(keys),
        FormField::line(Slot::Other("key"), "Key file", "")
            .hint("only for a key file, as in ~/.ssh/id_ed25519"),
        FormField::line(Slot::Other("passphrase"), "Passphrase", "")
            .hint("only for a key file that has one; it is kept nowhere"),
        FormField::text(Slot::Other("despite"), "Despite", "")
            .hint("where gates block: why it is signed all the same; of a correction: why it is made. The statement prints it"),
    ];
    for field in &mut fields {
        field.secret = field.slot == Slot::Other("passphrase");
    }
    Form::new(entry, Purpose::SignOff, "sign off", fields)
}
