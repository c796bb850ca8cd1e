//! What differs between operating systems: how a file in the folder is opened without following links, how
//! it is kept from other users, held, and made durable; and which processors a thread may run on. It must not know
//! what files mean.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(super) use unix::{Root, create_folder, place_folder, write_private};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(super) use windows::{Root, create_folder, place_folder, write_private};

#[cfg(target_os = "linux")]
mod processors;
#[cfg(target_os = "linux")]
pub(super) use processors::Away;

use std::fs::File;
use std::io::{self, Write};

use super::disk::DiskFile;

/// A file open for appending.
#[derive(Debug)]
pub(super) struct Appending(pub(super) File);

impl DiskFile for Appending {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }
}

/// Here the system alone decides which processor a thread runs on.
#[cfg(not(target_os = "linux"))]
#[derive(Debug, Clone, Copy)]
pub(super) struct Away;

#[cfg(not(target_os = "linux"))]
impl Away {
    pub(super) const fn from_here() -> Self {
        Self
    }

    pub(super) const fn go(self) {}
}

/// The components of a path inside the folder. Anything that could lead out of it is refused.
fn components(path: &str) -> io::Result<Vec<&str>> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = path.split('/').collect();
    let plain = |name: &&str| {
        !name.is_empty() && *name != "." && *name != ".." && !name.contains(['\\', '\0', ':'])
    };
    if names.iter().all(plain) {
        Ok(names)
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the name is not one that an audit folder may have",
        ))
    }
}
