//! A statement as it is read from a sealed folder.
//!
//! The reading is for checking, not for making statements anew: it keeps every field as it was written. This
//! module must not know whether what is stated is true.

use super::fields::Fields;
use super::statement::{
    ABOUT, AUDIT, CRITERION, DOCUMENTS, Expected, FINDINGS, KIND, LANGUAGE, MADE_WITH, NAMES,
    NUMBER, OWN_KEYS, Other, Over, PAPERS, PREVIOUS, Particulars, Rendition, SIGNED_OVER, SIGNER,
    TITLE,
};
use crate::audit::id::AuditId;
use crate::checklist::profile::SignoffKind;

/// What a sealed folder states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The kind of sign-off.
    pub kind: SignoffKind,
    /// Its number.
    pub number: u32,
    /// The audit.
    pub audit: AuditId,
    /// The program and version that rendered the documents.
    pub made_with: String,
    /// The sign-off before it.
    pub previous: Option<Other>,
    /// The sign-off that it corrects or reviews.
    pub about: Option<Other>,
    /// How the documents were rendered.
    pub rendition: Rendition,
    /// Gates signed over.
    pub signed_over: Vec<Over>,
    /// Who is expected to sign.
    pub signers: Vec<Expected>,
    fields: Fields,
}

impl Stated {
    /// Reads the text of a statement.
    ///
    /// # Errors
    /// A clause that says what is missing or not as it may be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields = Fields::parse(text, TITLE)?;
        let one = |key: &'static str| {
            let mut values = fields.all(key);
            match (values.next(), values.next()) {
                (Some(value), None) => Ok(value),
                (None, _) => Err(format!("the field \"{key}\" is missing")),
                (Some(_), Some(_)) => Err(format!("the field \"{key}\" stands twice")),
            }
        };
        let not = |key: &str| format!("the field \"{key}\" is not as it may be");
        let previous = match one(PREVIOUS)? {
            "none" => None,
            text => Some(other(text).ok_or_else(|| not(PREVIOUS))?),
        };
        let about = fields.get(ABOUT).map(|text| other(text).ok_or(not(ABOUT)));
        let signers = fields.all(SIGNER);
        let over = fields.all(SIGNED_OVER);
        let documents = one(DOCUMENTS)?.split(", ").filter(|name| !name.is_empty());
        Ok(Self {
            kind: SignoffKind::from_key(one(KIND)?).ok_or_else(|| not(KIND))?,
            number: one(NUMBER)?.parse().map_err(|_e| not(NUMBER))?,
            audit: one(AUDIT)?.parse().map_err(|_e| not(AUDIT))?,
            made_with: one(MADE_WITH)?.to_owned(),
            previous,
            about: about.transpose()?,
            rendition: Rendition {
                documents: documents.map(str::to_owned).collect(),
                language: one(LANGUAGE)?.to_owned(),
                names: yes_or_no(one(NAMES)?).ok_or_else(|| not(NAMES))?,
                audit_file: yes_or_no(one(PAPERS)?).ok_or_else(|| not(PAPERS))?,
            },
            signed_over: over
                .map(|text| signed_over(text).ok_or(not(SIGNED_OVER)))
                .collect::<Result<_, _>>()?,
            signers: signers
                .map(|text| expected(text).ok_or(not(SIGNER)))
                .collect::<Result<_, _>>()?,
            fields,
        })
    }

    /// Who is expected to sign under this name.
    pub fn signer(&self, principal: &str) -> Option<&Expected> {
        self.signers.iter().find(|it| it.principal == principal)
    }

    /// A field by its key, as it was written.
    pub fn field(&self, key: &str) -> Option<&str> {
        self.fields.get(key)
    }

    /// The stated numbers of findings: criterion, key of the class, number.
    pub fn counts(&self) -> Vec<(String, String, usize)> {
        let mut counts = Vec::new();
        for criterion in self.criteria() {
            let key = format!("{criterion} {FINDINGS}");
            for value in self.fields.all(&key) {
                let mut words = value.split(' ');
                if let (Some(Ok(count)), Some(class)) = (words.next().map(str::parse), words.next())
                {
                    counts.push((criterion.to_owned(), class.to_owned(), count));
                }
            }
        }
        counts
    }

    /// The names of the criteria: `27001`.
    pub fn criteria(&self) -> impl Iterator<Item = &str> {
        let criteria = self.fields.all(CRITERION);
        criteria.filter_map(|title| title.split(' ').next())
    }

    /// The keys of the fields that come from the audit and say something else than the audit does.
    pub fn differs_from(&self, particulars: &Particulars) -> Vec<String> {
        let mut wanted = Fields::new(TITLE);
        particulars.put(&mut wanted);
        let stated: Vec<(&str, &str)> = self
            .fields
            .iter()
            .filter(|(key, _)| !OWN_KEYS.contains(key))
            .collect();
        let wanted: Vec<(&str, &str)> = wanted.iter().collect();
        let mut keys: Vec<String> = Vec::new();
        let other_side = [(&stated, &wanted), (&wanted, &stated)];
        for (one, other) in other_side {
            for field in one {
                let twice = keys.iter().any(|key| key == field.0);
                if !other.contains(field) && !twice {
                    keys.push(field.0.to_owned());
                }
            }
        }
        if keys.is_empty() && stated != wanted {
            keys.push("order of the fields".to_owned());
        }
        keys
    }
}

fn other(text: &str) -> Option<Other> {
    let (number, digest) = text.split_once(' ')?;
    Some(Other {
        number: number.parse().ok()?,
        digest: digest.parse().ok()?,
    })
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Reads `principal fingerprint role`.
pub(super) fn expected(text: &str) -> Option<Expected> {
    let mut words = text.splitn(3, ' ');
    Some(Expected {
        principal: words.next()?.to_owned(),
        fingerprint: words.next()?.to_owned(),
        role: words.next()?.to_owned(),
    })
}

fn signed_over(text: &str) -> Option<Over> {
    let mut lines = text.splitn(3, '\n');
    Some(Over {
        gate: lines.next()?.to_owned(),
        sentence: lines.next()?.to_owned(),
        reason: lines.next()?.to_owned(),
    })
}
