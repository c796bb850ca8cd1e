//! The witnesses kept beside the logs: of each line of a log that was saved, its number and its chain value.
//!
//! This module must not know what follows from a witness that says something else than the log.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::disk::{self, Disk};
use super::log::Log;
use super::union::Witness;
use super::{Digest, PathError};
use crate::audit::id::RunId;

const MAX_HEADS: u64 = 64 << 20;
/// How many bytes of a file of heads are read at once.
const HEADS_AT_ONCE: u64 = 16 << 10;

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
        // What was read before an error counts.
        _ = lines(file.take(MAX_HEADS), |line| {
            let said = head(line);
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
        });
    }
    Ok(witnesses)
}

/// Hands out the whole lines of a file, each with its newline.
fn lines(mut file: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let from = bytes.len();
        if file.by_ref().take(HEADS_AT_ONCE).read_to_end(&mut bytes)? == 0 {
            return Ok(());
        }
        let mut taken = 0;
        for at in memchr::memchr_iter(b'\n', bytes.get(from..).unwrap_or_default()) {
            let end = from + at + 1;
            take(bytes.get(taken..end).unwrap_or_default());
            taken = end;
        }
        bytes.drain(..taken);
    }
}

/// The number of a line, and the digits of its chain value.
fn head(line: &[u8]) -> Option<(u64, &[u8; 64])> {
    let (rest, chain) = line.strip_suffix(b"\n")?.split_last_chunk::<64>()?;
    let n = std::str::from_utf8(rest.strip_suffix(b" ")?).ok()?;
    Some((n.parse().ok()?, chain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_whole_lines_are_handed_out_and_a_torn_one_is_not() {
        let long = HEADS_AT_ONCE as usize;
        for torn in [0, 1, long] {
            let lengths = [67, 1, long - 1, 3 * long, 0, long - 200, 67];
            let whole = lengths.map(|length| [vec![b'x'; length], b"\n".to_vec()].concat());
            let file = [whole.concat(), vec![b'x'; torn]].concat();
            let mut taken = Vec::new();
            lines(&file[..], |line| taken.push(line.to_vec())).unwrap();
            assert_eq!(taken, whole);
        }
    }
}
