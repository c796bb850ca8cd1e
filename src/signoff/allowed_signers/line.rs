//! Reading one line of an `allowed_signers` file. This module must not know which file or how lines are used.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use ssh_key::PublicKey;

use super::{Options, Signer};

/// Reads a line: `principals [options] type base64 [comment]`. Nothing for a blank line or a comment.
pub(super) fn parse(
    content: &str,
    line: usize,
    zone: &impl TimeZone,
) -> Result<Option<Signer>, String> {
    let content = content.trim_matches([' ', '\t', '\r']);
    if content.is_empty() || content.starts_with('#') {
        return Ok(None);
    }
    if content.contains('\u{feff}') {
        return Err("there is a byte order mark; save the file as UTF-8 without one".to_owned());
    }
    if content.chars().any(|c| c.is_control() && c != '\t') {
        return Err("there is a control character; type the line anew".to_owned());
    }
    let (principals, rest) = split_principals(content)?;
    let (options, key) = if looks_like_key(rest) {
        ("", rest)
    } else {
        split_options(rest)?
    };
    let options = parse_options(options, zone)?;
    let key = parse_key(key)?;
    Ok(Some(Signer {
        line,
        principals: principals.to_owned(),
        key,
        options,
    }))
}

const WANTED: &str = "a line is: principals, options if any, key type, key, such as `lead@example.com ssh-ed25519 AAAA…`";

/// Takes the principals off, which may stand in quotes.
fn split_principals(content: &str) -> Result<(&str, &str), String> {
    let (principals, rest) = match content.strip_prefix('"') {
        Some(quoted) => quoted
            .split_once('"')
            .ok_or_else(|| "the quote around the principals has no end".to_owned())?,
        None => content
            .split_once([' ', '\t'])
            .ok_or_else(|| WANTED.to_owned())?,
    };
    if principals.is_empty() || principals.contains('"') {
        return Err("a quote in the principals is misplaced; quote all of them or none".to_owned());
    }
    Ok((principals, rest.trim_start_matches([' ', '\t'])))
}

/// Whether a key begins here, and not options. Key types begin with a family of names that no option has.
fn looks_like_key(rest: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-", "rsa-", "webauthn-"]
        .iter()
        .any(|family| rest.starts_with(family))
}

/// Takes the options off: up to the first space or tab outside of quotes.
fn split_options(rest: &str) -> Result<(&str, &str), String> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (i, c) in rest.char_indices() {
        match c {
            '"' if !is_escaped => is_quoted = !is_quoted,
            ' ' | '\t' if !is_quoted => {
                let (options, key) = rest.split_at_checked(i).unwrap_or((rest, ""));
                return Ok((options, key.trim_start_matches([' ', '\t'])));
            }
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    Err(if is_quoted {
        "a quote in the options has no end".to_owned()
    } else {
        WANTED.to_owned()
    })
}

fn parse_key(text: &str) -> Result<PublicKey, String> {
    let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty());
    let (Some(kind), Some(base64)) = (words.next(), words.next()) else {
        return Err(WANTED.to_owned());
    };
    let shown = kind.chars().take(60).collect::<String>();
    PublicKey::from_openssh(&format!("{kind} {base64}")).map_err(|e| {
        format!(
            "the key of type \"{}\" cannot be read ({e}); copy it from the signer's .pub file",
            shown.escape_debug()
        )
    })
}

fn parse_options(text: &str, zone: &impl TimeZone) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['=', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = match (name.to_ascii_lowercase().as_str(), after.strip_prefix('=')) {
            ("cert-authority", None) => {
                options.is_authority = true;
                after
            }
            ("namespaces", Some(value)) => {
                let (value, after) = dequote(value)?;
                set_once(&mut options.namespaces, "namespaces", value)?;
                after
            }
            ("valid-after", Some(value)) => {
                let (value, after) = dequote(value)?;
                let time = parse_time(&value, zone, chrono::LocalResult::latest)?;
                set_once(&mut options.valid_after, "valid-after", time)?;
                after
            }
            ("valid-before", Some(value)) => {
                let (value, after) = dequote(value)?;
                let time = parse_time(&value, zone, chrono::LocalResult::earliest)?;
                set_once(&mut options.valid_before, "valid-before", time)?;
                after
            }
            (name, _) => {
                let name: String = name.chars().take(60).collect();
                return Err(format!(
                    "\"{}\" is no option here; there are cert-authority, namespaces=\"…\", valid-after=\"…\" and valid-before=\"…\"",
                    name.escape_debug()
                ));
            }
        };
        if !rest.is_empty() {
            rest = rest
                .strip_prefix(',')
                .filter(|next| !next.is_empty())
                .ok_or("options are separated by one comma, without spaces")?;
        }
    }
    if let (Some(after), Some(before)) = (options.valid_after, options.valid_before)
        && before <= after
    {
        return Err("valid-before is not later than valid-after".to_owned());
    }
    Ok(options)
}

fn set_once<T>(slot: &mut Option<T>, name: &str, value: T) -> Result<(), String> {
    if slot.replace(value).is_some() {
        return Err(format!("{name} occurs twice; name it once"));
    }
    Ok(())
}

/// Reads a quoted value, in which `\"` stands for a quote; gives what follows it.
fn dequote(text: &str) -> Result<(String, &str), String> {
    let mut rest = text
        .strip_prefix('"')
        .ok_or("the value of an option stands in double quotes")?;
    let mut value = String::new();
    loop {
        let (before, after) = rest.split_once('"').ok_or("a quote has no end")?;
        rest = after;
        if let Some(before) = before.strip_suffix('\\') {
            value.push_str(before);
            value.push('"');
        } else {
            value.push_str(before);
            return Ok((value, rest));
        }
    }
}

/// Reads `YYYYMMDD[HHMM[SS]]`, followed by `Z` or `UTC` for universal time.
fn parse_time<Z: TimeZone>(
    text: &str,
    zone: &Z,
    pick: impl Fn(LocalResult<DateTime<Z>>) -> Option<DateTime<Z>>,
) -> Result<DateTime<Utc>, String> {
    let wrong = || {
        let shown: String = text.chars().take(60).collect();
        format!(
            "\"{}\" is no time; times are YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with Z at the end for UTC",
            shown.escape_debug()
        )
    };
    let upper = text.to_ascii_uppercase();
    let universal = upper
        .strip_suffix('Z')
        .or_else(|| upper.strip_suffix("UTC"));
    let local = parse_digits(universal.unwrap_or(&upper)).ok_or_else(wrong)?;
    if universal.is_some() {
        return Ok(local.and_utc());
    }
    pick(zone.from_local_datetime(&local))
        .map(|time| time.to_utc())
        .ok_or_else(|| {
            format!(
                "the clocks of this time zone skip \"{text}\"; write it in UTC, with Z at the end"
            )
        })
}

/// Reads a date, or date and time, from 8, 12 or 14 digits. The years are those that `ssh-keygen` can count.
fn parse_digits(digits: &str) -> Option<NaiveDateTime> {
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A part that is left out is 0.
    let part = |from: usize, to: usize| match digits.get(from..to) {
        Some(part) => part.parse::<u32>().ok(),
        None => Some(0),
    };
    let year = i32::try_from(part(0, 4)?).ok().filter(|y| *y >= 1970)?;
    NaiveDate::from_ymd_opt(year, part(4, 6)?, part(6, 8)?)?.and_hms_opt(
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?,
    )
}
