//! The witnesses kept beside the logs: of each line of a log that was saved, its number and its chain value.
//!
//! This module must not know what follows from a witness that says something else than the log.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};

use super::disk::{self, Disk};
use super::log::Log;
use super::union::Witness;
use super::{Digest, PathError};
use crate::audit::id::RunId;

const MAX_HEADS: u64 = 64 << 20;
/// How many bytes of a file of heads are read at once.
const HEADS_AT_ONCE: usize = 16 << 10;

/// Reads `heads/` and keeps what the logs do not bear out.
///
/// # Errors
/// The folder cannot be listed.
pub fn read(disk: &dyn Disk, logs: &[Log<'_>]) -> Result<Vec<Witness>, PathError> {
    let by_run: BTreeMap<RunId, &Log<'_>> = logs.iter().map(|log| (log.run, log)).collect();
    let mut witnesses = Vec::new();
    for listed in disk::list(disk, "heads")? {
        let Ok(run) = listed.name.parse::<RunId>() else {
            continue;
        };
        let path = format!("heads/{run}");
        // A witness that cannot be read says nothing more; its lines are not synced, so the last may be torn.
        let Ok(file) = disk.open(&path) else {
            continue;
        };
        let log = by_run.get(&run);
        let mut file = BufReader::with_capacity(HEADS_AT_ONCE, file.take(MAX_HEADS));
        let mut line = Vec::new();
        while file.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let said = head(&line);
            let stands = said.and_then(|(n, _)| log?.chain(n));
            // Nearly all say what stands there, and writing is quicker than reading.
            let differs = said.filter(|(_, chain)| stands.is_none_or(|it| it.hex() != **chain));
            if let Some((n, chain)) = differs
                && let Some(chain) = Digest::from_hex(chain)
            {
                witnesses.push(Witness {
                    run,
                    n,
                    chain: chain.to_string(),
                    by: path.clone(),
                });
            }
            line.clear();
        }
    }
    Ok(witnesses)
}

/// The number of a line, and the digits of its chain value.
fn head(line: &[u8]) -> Option<(u64, &[u8; 64])> {
    let (rest, chain) = line.strip_suffix(b"\n")?.split_last_chunk::<64>()?;
    let n = std::str::from_utf8(rest.strip_suffix(b" ")?).ok()?;
    Some((n.parse().ok()?, chain))
}
