//! JSON that reads the same and does nothing to what shows it.

use std::fmt::Write as _;

/// JSON in which everything that hides, moves the cursor or turns the direction of writing is an escape.
///
/// Outside of strings JSON has no other controls than line ends, which stay; within strings it escapes its own.
pub fn visible_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    let mut one = [0; 4];
    for c in json.chars() {
        let shown = &*c.encode_utf8(&mut one);
        if c == '\n' || super::visible(shown) == shown {
            safe.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a String cannot fail.
                write!(safe, "\\u{unit:04x}").ok();
            }
        }
    }
    safe
}
