//! What of an entry this version understands. What it doesn't is kept and shown, and has no effect.

use super::Audit;
use crate::audit::entry::{Change, LinkTo, Set};
use crate::audit::id::Subject;
use crate::audit::schema::{self, FieldKey, FieldSpec};

impl Audit {
    /// Why a change cannot be understood by this version, if so. Decided for the entry as a whole, before any
    /// part of it has effect.
    pub(super) fn not_understood<S: AsRef<str>>(&self, change: &Change<S>) -> Option<String> {
        match change {
            Change::Add(add) => {
                let field = add
                    .fields
                    .iter()
                    .find_map(|(key, value)| refusal(add.kind.fields(), key, value.as_ref()));
                let link = || {
                    add.links
                        .keys()
                        .find(|link| !add.kind.links().contains(link))
                };
                field
                    .or_else(|| link().map(|link| format!("a {} has no link \"{link}\"", add.kind)))
            }
            Change::Set(Set {
                of, field, value, ..
            }) => {
                let fields = match of {
                    Subject::Object(id) => self.object(*id)?.kind.fields(),
                    other => schema::fields_of(other)?,
                };
                refusal(fields, field, value.as_ref())
            }
            Change::Link(LinkTo { of, link, .. }) => {
                let kind = self.object(*of)?.kind;
                (!kind.links().contains(link)).then(|| format!("a {kind} has no link \"{link}\""))
            }
            _ => None,
        }
    }
}

/// Why a field cannot hold a value, if so. An empty value clears any field.
fn refusal(fields: &'static [FieldSpec], key: &FieldKey, value: &str) -> Option<String> {
    match schema::find(fields, key) {
        None => Some(format!("the field \"{key}\" is not known here")),
        Some(spec) if !value.is_empty() && !spec.holds.admits(value) => {
            Some(format!("\"{value}\" is no value of the field \"{key}\""))
        }
        Some(_) => None,
    }
}
