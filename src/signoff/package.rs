//! Parts packed into one file, as documents of word processors are (ISO/IEC 29500-2): the same bytes for the same
//! parts, on whatever day and machine.
//!
//! This module must not know what the parts say.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// Packs parts, each a name and a text, in their order.
///
/// # Errors
/// They do not go into a package: one is longer than 4 GiB.
pub fn pack<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> io::Result<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    // What would tell of the day or of the machine is the same everywhere.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o600)
        .system(System::Unix);
    for (name, text) in parts {
        package.start_file(name, options)?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}
