//! ASCII stand-ins for typographic marks, arrows, lines and pictures of controls, for poor terminals.
//!
//! Letters of any script have none: a terminal that lacks one shows something in its place, and the words are
//! worth more than the look.

/// The ASCII character of one cell that stands in for a mark; none for ASCII, letters and everything else.
pub fn ascii_mark(mark: char) -> Option<char> {
    Some(match mark {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '‹' | '›' => '\'',
        '\u{2010}'..='\u{2015}' | '−' | '─' => '-',
        '…' => '~',
        '·' => '.',
        '•' => '*',
        '×' => 'x',
        '←' => '<',
        '→' => '>',
        '↑' => '^',
        '↓' => 'v',
        '│' => '|',
        // A stray mark's circle, and pictures of control characters.
        '◌' | '\u{2400}'..='\u{243f}' => '?',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::ascii_mark;

    #[test]
    fn a_stand_in_takes_the_cell_of_its_mark() {
        let mut marks = 0;
        for c in (0..0x3000).filter_map(char::from_u32) {
            let Some(mark) = ascii_mark(c) else { continue };
            marks += 1;
            assert!(
                mark.is_ascii() && !c.is_ascii() && !c.is_alphabetic(),
                "{c}"
            );
            assert_eq!(crate::text::width(&c.to_string()), 1, "{c:?}");
        }
        assert!(marks > 60);
    }
}
