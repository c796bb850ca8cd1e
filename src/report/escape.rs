//! Text on its way into a document, and the escapers of the formats.
//!
//! [`Text`] has no way out but through the escaper of a format, so that no renderer can forget it. Control
//! characters and direction overrides come out as marks that can be read. This module must not know what a
//! report consists of.

use crate::text::visible;

/// Words that may hold anything: of auditors, of checklists, of phrases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(String);

impl Text {
    /// A text. Nothing is changed: every format escapes for itself.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether there is nothing in it but blanks.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether it begins with a blank.
    pub fn begins_blank(&self) -> bool {
        self.0.starts_with(' ')
    }

    /// Whether it ends in a blank.
    pub fn ends_blank(&self) -> bool {
        self.0.ends_with(' ')
    }

    /// As it is shown where nothing is markup: on a page that is drawn. Line feeds stay.
    pub fn plain(&self) -> String {
        lines(&self.0).map(visible).collect::<Vec<_>>().join("\n")
    }

    /// As HTML, for element content and quoted attributes. Line feeds stay.
    pub fn html(&self) -> String {
        let mut html = String::with_capacity(self.0.len() + self.0.len() / 8);
        for (n, line) in lines(&self.0).enumerate() {
            if n > 0 {
                html.push('\n');
            }
            push_escaped(&mut html, line);
        }
        html
    }

    /// As XML, line by line, for element content and quoted attributes: a format says for itself what a line feed is.
    pub fn xml_lines(&self) -> impl Iterator<Item = String> {
        lines(&self.0).map(|line| {
            let mut xml = String::with_capacity(line.len() + line.len() / 8);
            push_escaped(&mut xml, line);
            xml
        })
    }

    /// As XML, for element content and quoted attributes. A line feed becomes a blank.
    pub fn xml_line(&self) -> String {
        self.xml_lines().collect::<Vec<_>>().join(" ")
    }

    /// As Markdown (`CommonMark` with the tables of GFM); `breaks` says what a line feed becomes.
    pub fn markdown(&self, breaks: Breaks) -> String {
        let mut markdown = String::with_capacity(self.0.len() + self.0.len() / 8);
        for (n, line) in lines(self.0.trim_end()).enumerate() {
            if n > 0 {
                markdown.push_str(breaks.mark());
            }
            markdown_line(&mut markdown, visible(line).trim());
        }
        markdown
    }

    /// As a code span of Markdown, where it can be one; as [`Text::markdown`] otherwise.
    pub fn markdown_code(&self) -> String {
        let plain = self
            .0
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '/' | '_' | ' '));
        if plain && !self.is_blank() {
            format!("`{}`", self.0)
        } else {
            self.markdown(Breaks::Blank)
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// What a line feed becomes in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// A hard break at the margin: in paragraphs.
    Hard,
    /// A hard break two blanks in: in items of lists.
    Indented,
    /// A sign, since the cell of a table is one line.
    Sign,
    /// A blank: in headings.
    Blank,
}

impl Breaks {
    const fn mark(self) -> &'static str {
        match self {
            Self::Hard => "\\\n",
            Self::Indented => "\\\n  ",
            Self::Sign => " ↵ ",
            Self::Blank => " ",
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// A line with the five characters escaped that could be markup, in a way that HTML and XML share.
fn push_escaped(out: &mut String, line: &str) {
    for c in visible(line).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// One line of Markdown. Words that a reader of Markdown might turn into a link by itself become code spans: a
/// backslash does not stop every one of them.
fn markdown_line(out: &mut String, line: &str) {
    let mut first = true;
    for piece in line.split_inclusive(' ') {
        let word = piece.trim_end_matches(' ');
        // What ends a sentence is no part of an address.
        let address = word.trim_end_matches([',', ';', ':', '.', '!', '?']);
        if looks_like_link(address) {
            linkless(out, address);
            escaped(out, word.get(address.len()..).unwrap_or_default(), false);
        } else if looks_like_link(word) {
            linkless(out, word);
        } else {
            escaped(out, word, first);
        }
        first = first && word.is_empty();
        out.extend(std::iter::repeat_n(' ', piece.len() - word.len()));
    }
}

/// Whether some reader of Markdown takes a word for an address although nothing marks it as one.
fn looks_like_link(word: &str) -> bool {
    let mut before = ' ';
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '@' || (c == '/' && before == ':') {
            return word.len() > 1;
        }
        if c == ':'
            && chars.peek().is_some_and(|next| next.is_alphabetic())
            && before.is_alphabetic()
        {
            return true;
        }
        let host = c == '.' && before.is_alphanumeric();
        if host {
            let mut rest = chars.clone();
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            if is_letter(rest.next()) && is_letter(rest.next()) {
                return true;
            }
        }
        before = c;
    }
    false
}

/// A word as code spans; backticks and the bars of tables stand between them.
fn linkless(out: &mut String, word: &str) {
    for piece in word.split_inclusive(['`', '|']) {
        let code = piece.trim_end_matches(['`', '|']);
        if !code.is_empty() {
            out.push('`');
            out.push_str(code);
            out.push('`');
        }
        for mark in piece.chars().skip(code.chars().count()) {
            out.push('\\');
            out.push(mark);
        }
    }
}

/// A word with a backslash before everything that could be markup.
fn escaped(out: &mut String, word: &str, first: bool) {
    let colons = word.matches(':').count();
    let last = word.chars().count() - usize::from(!word.is_empty());
    let mut leading_digits = first;
    let mut before = ' ';
    for (n, c) in word.chars().enumerate() {
        let always = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '&'
                | '|'
                | '~'
                | '#'
                | '$'
                | '^'
                | '{'
                | '}'
        );
        let at_start = first && n == 0 && matches!(c, '-' | '+' | '=' | ':' | '!');
        let of_a_list = leading_digits && n > 0 && n == last && matches!(c, '.' | ')');
        let emoji = c == ':' && colons > 1 && !before.is_alphanumeric();
        let divider = c == '-' && first && word.chars().all(|c| c == '-' || c == ':');
        if always || at_start || of_a_list || emoji || divider {
            out.push('\\');
        }
        leading_digits = leading_digits && c.is_ascii_digit();
        before = c;
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn md(text: &str) -> String {
        Text::new(text).markdown(Breaks::Hard)
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        for text in [
            "Restores are tried every quarter; the last in March (see 27001:A.8.13).",
            "5 of 120 backup jobs, i.e. 4 %",
            "12:30 - it's fine",
            "4.2 of 2026, ISO/IEC 27001:2022:Amd",
        ] {
            assert_eq!(md(text), text);
        }
    }

    #[test]
    fn what_could_be_markup_is_escaped() {
        for (text, escaped) in [
            ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
            ("# head", "\\# head"),
            ("- item", "\\- item"),
            ("12. item", "12\\. item"),
            ("---", "\\-\\-\\-"),
            ("===", "\\==="),
            ("![x](javascript:alert)", "`![x](javascript:alert)`"),
            ("<b>&amp;", "\\<b\\>\\&amp;"),
            (":smile:", "\\:smile:"),
            ("a | b", "a \\| b"),
            ("one\n\n    two", "one\\\n\\\ntwo"),
        ] {
            assert_eq!(md(text), escaped, "{text}");
        }
    }

    #[test]
    fn addresses_become_code() {
        for (text, escaped) in [
            ("see http://a.example/x_y", "see `http://a.example/x_y`"),
            ("www.example.com", "`www.example.com`"),
            ("mail a@b.example.", "mail `a@b.example`."),
            ("to @lead, @ciso!?", "to `@lead`, `@ciso`!?"),
            ("mailto:x: *y*", "`mailto:x`: \\*y\\*"),
            ("a@b.example|`x`", "`a@b.example`\\|\\``x`\\`"),
            ("mailto:x", "`mailto:x`"),
        ] {
            assert_eq!(md(text), escaped, "{text}");
        }
    }

    #[test]
    fn nothing_hidden_gets_through() {
        let text = Text::new("a\u{1b}[2J\u{202e}b\0\r\nc\rd");
        for out in [text.html(), text.markdown(Breaks::Hard)] {
            assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{out:?}");
            assert!(!out.contains('\u{202e}'), "{out:?}");
        }
        assert_eq!(
            Text::new("<a href='x'>\"&").html(),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;"
        );
    }
}
