//! Reading lines, whatever bytes they are made of.
//!
//! This module must not know what a line means.

use std::io::{BufRead, Read};

/// The longest piece that is read at once, in bytes. A longer line goes on in another piece.
const MOST: u64 = 128 * 1024;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line without its end, or a piece of a long one.
    Text {
        /// The text. Bytes that are no UTF-8 stand as U+FFFD.
        text: String,
        /// Whether it is the beginning of a line.
        begins: bool,
    },
    /// There is nothing more to come.
    End,
}

/// Reads lines until the end, or until told that nobody listens. A line that the end cuts off counts.
pub(super) fn read(mut from: impl BufRead, mut hand_on: impl FnMut(Line) -> bool) {
    let mut begins = true;
    let mut held = Vec::new();
    loop {
        let mut bytes = std::mem::take(&mut held);
        let got = (&mut from).take(MOST).read_until(b'\n', &mut bytes);
        let got = got.unwrap_or_default();
        if got == 0 {
            if !bytes.is_empty() {
                hand_on(line(&bytes, begins));
            }
            hand_on(Line::End);
            return;
        }
        let ends = bytes.last() == Some(&b'\n');
        if ends {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        } else if got as u64 == MOST {
            held = unfinished(&mut bytes);
        }
        if !hand_on(line(&bytes, begins)) {
            return;
        }
        begins = ends;
    }
}

fn line(bytes: &[u8], begins: bool) -> Line {
    Line::Text {
        text: String::from_utf8_lossy(bytes).into_owned(),
        begins,
    }
}

/// Takes the beginning of a character off the end of a piece, so that no character is cut in two.
fn unfinished(bytes: &mut Vec<u8>) -> Vec<u8> {
    let from = bytes.len().saturating_sub(4);
    let tail = bytes.get(from..).unwrap_or_default();
    // The last byte that begins a character of several bytes, if that is not whole.
    let begin = tail.iter().rposition(|byte| *byte >= 0xC0);
    match begin {
        Some(at) if std::str::from_utf8(tail.get(at..).unwrap_or_default()).is_err() => {
            bytes.split_off(from + at)
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<(String, bool)> {
        let mut lines = Vec::new();
        read(bytes, |line| {
            if let Line::Text { text, begins } = line {
                lines.push((text, begins));
            }
            true
        });
        lines
    }

    #[test]
    fn lines_end_in_any_way() {
        let lines = all(b"one\r\ntwo\n\nlast");
        let expected = ["one", "two", "", "last"].map(|text| (text.to_owned(), true));
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_is_no_utf8_is_said_to_be_so() {
        assert_eq!(all(b"one\ncaf\xe9").len(), 2);
        assert_eq!(
            all(b"a\xffb\xed\xa0\x80\n")[0].0,
            "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn a_long_line_comes_in_pieces_and_no_character_is_cut() {
        let text = "x".to_owned() + &"監査é".repeat(60_000);
        let pieces = all(format!("{text}\nnext\n").as_bytes());
        assert!(pieces.len() > 3);
        let (last, long) = pieces.split_last().unwrap();
        assert_eq!(last, &("next".to_owned(), true));
        assert_eq!(
            long.iter()
                .map(|(text, _)| text.as_str())
                .collect::<String>(),
            text
        );
        assert!(long[0].1 && long[1..].iter().all(|(_, begins)| !begins));
    }
}
