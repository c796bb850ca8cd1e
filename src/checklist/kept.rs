//! What a file is called that an audit keeps: `<id>-<first 16 digits of the SHA-256 of its text>.ron`.
//!
//! So a name stands for one text only, and tells whether the file still holds it. This module must not know where the
//! files are.

use sha2::{Digest, Sha256};

/// How many hexadecimal digits of the SHA-256 stand in a name.
const DIGITS: usize = 16;

/// The name of a file with this id and this text.
pub fn name(id: &str, text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    name_by(id, &format!("{digest:x}"))
}

/// The name of a file with this id whose text has this SHA-256, in 64 digits.
pub fn name_by(id: &str, digest: &str) -> String {
    format!("{id}-{}.ron", head(digest))
}

/// The id in a name, and what stands in it of the SHA-256; none where it is no such name.
pub fn parts(name: &str) -> Option<(&str, &str)> {
    let parts = name.strip_suffix(".ron")?.rsplit_once('-')?;
    (parts.1.len() == DIGITS).then_some(parts)
}

/// What of a SHA-256 stands in a name.
pub fn head(digest: &str) -> &str {
    digest.get(..DIGITS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_the_id_and_the_beginning_of_the_digest() {
        let named = name("night-shift", "Checklist()\n");
        assert_eq!(named, "night-shift-bdd28735880e33a5.ron");
        assert_eq!(parts(&named), Some(("night-shift", "bdd28735880e33a5")));
        for other in ["night-shift.ron", "a-0d3a.ron", "a-bdd28735880e33a5", ""] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
