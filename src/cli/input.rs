//! Texts that are given as arguments, or by `-` on standard input so that nobody else sees them.
//!
//! This module must not know what the texts are for.

use std::io::Read;

use super::failure::Failure;

/// The most that is read from standard input, in bytes. Longer texts fit into no entry.
const MOST: u64 = 1 << 20;

/// Reads texts; standard input once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    taken: bool,
}

impl Texts {
    /// The text itself, or standard input for `-`. Ends of lines become line feeds; blank ends are cut off.
    pub fn read(&mut self, given: &str) -> Result<String, Failure> {
        let text = if given == "-" {
            self.standard_input()?
        } else {
            given.to_owned()
        };
        Ok(text.replace("\r\n", "\n").trim_end().to_owned())
    }

    /// A text that may be left out.
    pub fn maybe(&mut self, given: Option<&str>) -> Result<String, Failure> {
        given.map_or(Ok(String::new()), |given| self.read(given))
    }

    fn standard_input(&mut self) -> Result<String, Failure> {
        if std::mem::replace(&mut self.taken, true) {
            return Err(Failure::new(
                "only one text can come from standard input",
                "Give one of them by - and the others as arguments, or use --from-file where there is one.",
            ));
        }
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(MOST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| {
                Failure::new(
                    format!("standard input could not be read: {error}"),
                    "Nothing was entered.",
                )
            })?;
        utf8("standard input", bytes)
    }
}

/// The text of some bytes, if it is one and not too long.
pub(super) fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    if bytes.len() as u64 > MOST {
        return Err(Failure::new(
            format!("{name} holds more than {MOST} bytes"),
            "Divide the text, or attach it as evidence with --file.",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(
            format!("{name} is not UTF-8 text (byte {at})"),
            "Convert it, for example with iconv -t UTF-8.",
        )
    })
}

/// The bytes of a file that the user names, or of standard input for `-`; not more than fit into an entry.
pub(super) fn bytes(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    let at = || crate::store::PathError::at("read", path);
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        let read = std::io::stdin()
            .lock()
            .take(MOST + 1)
            .read_to_end(&mut bytes);
        read.map_err(at())?;
    } else {
        let meta = std::fs::metadata(path).map_err(at())?;
        if !meta.is_file() {
            return Err(at()(std::io::Error::other("it is not a regular file")).into());
        }
        std::fs::File::open(path)
            .and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
            .map_err(at())?;
    }
    if bytes.len() as u64 > MOST {
        return Err(Failure::new(
            format!("{} holds more than {MOST} bytes", path.display()),
            "Divide the file.",
        ));
    }
    Ok(bytes)
}

/// The text of a file that the user names, or of standard input for `-`.
pub(super) fn file(texts: &mut Texts, path: &std::path::Path) -> Result<String, Failure> {
    if path.as_os_str() == "-" {
        return texts.read("-");
    }
    let at = || crate::store::PathError::at("read", path);
    let meta = std::fs::metadata(path).map_err(at())?;
    if !meta.is_file() {
        return Err(at()(std::io::Error::other("it is not a regular file")).into());
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
        .map_err(at())?;
    utf8(&path.display().to_string(), bytes)
}
