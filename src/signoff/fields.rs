//! Plain text made of fields, one a line, in which no value can pass for a field.
//!
//! `Key: value`; further lines of a value are indented by four blanks, so that whatever somebody wrote stands
//! behind a key or behind blanks. Control characters and direction overrides come out as marks that can be
//! read. Statements and receipts are written so. This module must not know which fields there are.

use std::fmt::Write;

use crate::text::visible;

/// What stands before the further lines of a value.
const INDENT: &str = "    ";
/// What stands for an empty value.
const NOT_STATED: &str = "(not stated)";

/// Fields in order; a key may stand several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    title: String,
    pairs: Vec<(String, String)>,
    /// Before which fields a blank line stands; for the eye only.
    gaps: Vec<usize>,
}

impl Fields {
    /// No fields, under a title of one line.
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a field. The key is the program's own and has neither colon nor line feed; of the value, what cannot
    /// be seen is made visible.
    pub fn put(&mut self, key: impl Into<String>, value: &str) {
        let lines = value.trim_end().split('\n').map(visible);
        let value = lines.collect::<Vec<_>>().join("\n");
        self.pairs.push((key.into(), value));
    }

    /// Leaves a blank line before the next field.
    pub fn gap(&mut self) {
        self.gaps.push(self.pairs.len());
    }

    /// The text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.title);
        for (n, (key, value)) in self.pairs.iter().enumerate() {
            if self.gaps.contains(&n) {
                text.push('\n');
            }
            let value = if value.is_empty() { NOT_STATED } else { value };
            let value = value.replace('\n', &format!("\n{INDENT}"));
            // Writing into a String does not fail.
            writeln!(text, "{key}: {value}").ok();
        }
        text
    }

    /// Reads a text with this title.
    ///
    /// # Errors
    /// A clause that says which line is not as [`Fields::to_text`] writes it.
    pub fn parse(text: &str, title: &str) -> Result<Self, String> {
        let mut lines = text.split('\n').enumerate();
        if lines.next().map(|(_, first)| first) != Some(title) {
            return Err(format!("its first line is not \"{title}\""));
        }
        let mut read = Self::new(title);
        for (n, line) in lines {
            if line.is_empty() {
                read.gap();
                continue;
            }
            if let Some(more) = line.strip_prefix(INDENT) {
                let (_, value) = read
                    .pairs
                    .last_mut()
                    .ok_or_else(|| format!("line {} belongs to no field", n + 1))?;
                value.push('\n');
                value.push_str(more);
                continue;
            }
            let (key, value) = line
                .split_once(": ")
                .ok_or_else(|| format!("line {} is no field", n + 1))?;
            let value = if value == NOT_STATED { "" } else { value };
            read.pairs.push((key.to_owned(), value.to_owned()));
        }
        Ok(read)
    }

    /// The value of the first field with this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut fields = self.pairs.iter();
        fields
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.as_str())
    }

    /// The values of all fields with this key, in order.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let with_key = self.pairs.iter().filter(move |(known, _)| known == key);
        with_key.map(|(_, value)| value.as_str())
    }

    /// All fields: key and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.pairs.iter();
        fields.map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut fields = Fields::new("TITLE");
        fields.put("Kind", "report");
        fields.gap();
        fields.put("Scope", "one\n\n  two\nthree");
        fields.put("Scope", "");
        let text = fields.to_text();
        assert_eq!(
            text,
            "TITLE\nKind: report\n\nScope: one\n    \n      two\n    three\nScope: (not stated)\n"
        );
        let read = Fields::parse(&text, "TITLE").unwrap();
        assert!(read.iter().eq(fields.iter()));
        assert_eq!(read.all("Scope").count(), 2);
    }

    proptest::proptest! {
        #[test]
        fn no_value_forges_a_field(value in "(?s).{0,60}", tail in "(\nKind: closing-record|\r|\u{85}|\u{2028}Kind: x|\n\n)") {
            let mut fields = Fields::new("T");
            fields.put("Kind", "report");
            fields.put("Client", &format!("{value}{tail}Kind: other\nSigner: evil"));
            fields.put("Number", "0001");
            let text = fields.to_text();
            for line in text.lines() {
                let known = ["T", "Kind: report", "Number: 0001"].contains(&line);
                proptest::prop_assert!(known || line.starts_with("    ") || line.starts_with("Client: "), "{line:?}");
            }
            let read = Fields::parse(&text, "T").unwrap();
            proptest::prop_assert!(read.iter().eq(fields.iter()));
            // What was made visible once stays as it is.
            let mut again = Fields::new("T");
            for (key, value) in read.iter() {
                again.put(key, value);
            }
            proptest::prop_assert_eq!(again.to_text(), text);
        }
    }
}
