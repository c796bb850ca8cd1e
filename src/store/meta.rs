//! What an audit folder says of itself: `AUDIT.json`, and the headers of the logs beside it.
//!
//! This module must not know what stands behind a header.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};

use serde::Deserialize;

use super::create::AuditFile;
use super::damage::Damage;
use super::disk::{self, Disk};
use super::folder::OpenError;
use super::log;
use super::strike::path as log_path;
use crate::audit::entry::{FORMAT, LogHeader, Moment};
use crate::audit::id::{AuditId, RunId};

/// The longest `AUDIT.json` that is read, in bytes.
const MAX_META: u64 = 1 << 20;
/// More than the line of a header takes.
const MAX_HEADER: u64 = 64 << 10;
/// As many bytes as the line of a header has, as a rule.
const HEADER_AT_ONCE: usize = 1 << 10;

/// What `AUDIT.json` says, unless all logs agree on something else: it carries no digest, and one changed
/// character in it must not hide every log.
///
/// # Errors
/// There is no audit, or one of a newer format.
pub fn read(
    disk: &dyn Disk,
    runs: &BTreeMap<RunId, u64>,
    damage: &mut Vec<Damage>,
) -> Result<AuditFile, OpenError> {
    let path = disk.full_path("AUDIT.json");
    let written = written(disk);
    let mut headers = runs.keys().filter_map(|run| header(disk, *run));
    let Some(first) = headers.next() else {
        let path = disk.full_path("");
        return match written {
            Ok(meta) if meta.format > FORMAT => {
                let format = meta.format;
                Err(OpenError::Newer { path, format })
            }
            Ok(meta) => Ok(meta),
            Err(why) => Err(OpenError::NotAnAudit {
                path,
                why: format!("AUDIT.json cannot be read ({why})"),
            }),
        };
    };
    damage.push(match written {
        Err(why) => Damage::Unreadable { path, why },
        Ok(meta) if meta.format > FORMAT => Damage::Foreign {
            path,
            why: format!(
                "it says format {}, and the logs have format {}",
                meta.format, first.format
            ),
        },
        Ok(meta) if first.audit == meta.id || headers.any(|other| other.audit != first.audit) => {
            return Ok(meta);
        }
        Ok(meta) => Damage::Foreign {
            path,
            why: format!(
                "it names the audit {}, and all logs are of the audit {}",
                meta.id, first.audit
            ),
        },
    });
    Ok(AuditFile {
        format: first.format,
        id: first.audit,
        created: first.time,
        tool: first.tool,
    })
}

/// `AUDIT.json` of this format, or of a newer one as far as it says so.
fn written(disk: &dyn Disk) -> Result<AuditFile, String> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let bytes =
        disk::read(disk, "AUDIT.json", MAX_META).map_err(|error| error.source.to_string())?;
    let newer = serde_json::from_slice(&bytes)
        .ok()
        .filter(|Format { format }| *format > FORMAT);
    match (serde_json::from_slice::<AuditFile>(&bytes), newer) {
        (Ok(meta), _) => Ok(meta),
        (Err(_), Some(Format { format })) => Ok(AuditFile {
            format,
            id: AuditId(0),
            created: Moment::default(),
            tool: String::new(),
        }),
        (Err(error), None) => Err(error.to_string()),
    }
}

/// The header of a log in a format that this version knows.
fn header(disk: &dyn Disk, run: RunId) -> Option<LogHeader> {
    let mut line = Vec::new();
    let file = disk.open(&log_path(run)).ok()?.take(MAX_HEADER);
    BufReader::with_capacity(HEADER_AT_ONCE, file)
        .read_until(b'\n', &mut line)
        .ok()?;
    log::peek(&line).filter(|header| header.format <= FORMAT)
}
