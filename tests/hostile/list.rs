//! Texts that somebody could type, paste, pipe or import to break what shows, stores or prints them; and what
//! must never come out raw.
#![allow(dead_code)]

/// Hostile texts, each with a name for messages.
pub const HOSTILE: &[(&str, &str)] = &[
    (
        "zalgo",
        "z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}a\u{321}\u{353}lgo",
    ),
    (
        "thirty marks on a letter",
        "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}\u{30e}\u{30f}\u{310}\u{311}\u{312}\u{313}\u{314}\u{315}\u{316}\u{317}\u{318}\u{319}\u{31a}\u{31b}\u{31c}\u{31d}",
    ),
    ("marks only", "\u{301}\u{301}\u{20dd}\u{489}"),
    ("begins with marks", "\u{301}\u{301}begins with marks"),
    ("bidi override", "\u{202e}gnp.exe\u{202c} rest"),
    (
        "bidi embedding",
        "\u{202a}l\u{202b}r\u{202d}o\u{202c}\u{202c}\u{202c}",
    ),
    (
        "bidi isolates",
        "\u{2066}in\u{2067}in\u{2068}in\u{2069}\u{2069}\u{2069} \u{61c}\u{200e}\u{200f}",
    ),
    ("bidi without an end", "open \u{202e}\u{2066}for ever"),
    ("erase and colour", "\u{1b}[2J\u{1b}[1;31mred\u{1b}[0m"),
    ("clipboard by OSC 52", "\u{1b}]52;c;cm0gLXJm\u{7}"),
    (
        "title by OSC 0, ST",
        "\u{1b}]0;title\u{1b}\\ \u{1b}]8;;http://evil.example\u{1b}\\link",
    ),
    (
        "DCS, APC, PM",
        "\u{1b}P+q544e\u{1b}\\ \u{1b}_Gi=1\u{1b}\\ \u{1b}^pm\u{1b}\\",
    ),
    (
        "reset, report, alternate screen",
        "\u{1b}c\u{1b}[6n\u{1b}[c\u{1b}[?1049h\u{1b}[?25l",
    ),
    ("end of a paste", "\u{1b}[201~:quit\r"),
    ("ESC at the end", "ends with \u{1b}"),
    (
        "C1 controls",
        "\u{9b}31m \u{90}q\u{9c} \u{85} \u{9d}0;t\u{9c} \u{84}\u{8d}",
    ),
    (
        "C0 controls",
        "a\0b\u{1}c\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}d\u{e}\u{f}\u{10}\u{11}\u{13}\u{14}\u{1a}",
    ),
    ("NUL at both ends", "\0nul\0"),
    (
        "backspaces over words",
        "safe\u{8}\u{8}\u{8}\u{8}evil\u{7f}",
    ),
    ("carriage return over words", "safe\revil"),
    (
        "CRLF and blank lines",
        "one\r\ntwo\r\n\r\n\r\nthree\n\n\n\nfour\\",
    ),
    ("vertical tab, form feed", "a\u{b}b\u{c}c"),
    ("tabs", "tab\tbetween\t\ttabs\t"),
    (
        "separators of lines",
        "line\u{2028}para\u{2029}nel\u{85}end",
    ),
    (
        "emoji with joiners",
        "👩‍👩‍👧‍👦 👍🏽 ❤\u{fe0f} 🏳\u{fe0f}‍🌈 1\u{fe0f}\u{20e3}",
    ),
    ("half flags", "🇩🇪🇩 🇺"),
    (
        "joiners alone",
        "\u{200d}\u{200d}👩\u{200d} \u{fe0f}\u{fe0f}",
    ),
    ("wide and half width", "漢字かなﾊﾟ 한국어 ｶﾞ"),
    ("jamo", "\u{1112}\u{1161}\u{11ab} \u{1160}\u{115f}"),
    ("right to left", "שלום עולם مرحبا بالعالم"),
    ("a name from right to left", "יעל כהן, ראש IT (Yael Cohen)"),
    ("Indic and Thai", "हिन्दी क्षि ก็ไม่ใช่ เป็น"),
    (
        "without width",
        "\u{200b}\u{feff}\u{ad}\u{2060}\u{180e}\u{3164}\u{2800}",
    ),
    (
        "tags and annotations",
        "\u{e0041}\u{e007f} \u{fff9}x\u{fffa}y\u{fffb} \u{e0100}",
    ),
    (
        "last code points",
        "\u{fffd}\u{fffe}\u{ffff}\u{10ffff}\u{e000}\u{f8ff}",
    ),
    (
        "links with controls",
        "#\u{202e}A.8.13 @\u{1b}[5m +\u{9b}1 n3/12 n99999999999999999999/0",
    ),
    (
        "signs without anything",
        "# @ + n/ ! ? // 13:50 25:99 ##A.8.13 @@ ++",
    ),
    ("a long word", LONG_WORD),
    (
        "blanks of all kinds",
        "a\u{a0}b\u{2003}c\u{3000}d\u{202f}e\u{205f}f",
    ),
    (
        "RON",
        "(id: \"x\", list: [Some(1), None]) // } ) ] r#\"raw\"# \\u{1b}",
    ),
    (
        "JSON",
        "{\"n\":1,\"id\":\"00\",\"changes\":[]}\n\"}],\"x\":\\\"\\u0000\\ud800",
    ),
    (
        "a log line",
        "12 0000000000000000000000000000000000000000000000000000000000000000 ffff {\"n\":1}\n",
    ),
    (
        "script and image",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
    ),
    (
        "out of an attribute",
        "\"><svg/onload=alert(1)>' onmouseover='x",
    ),
    (
        "comments and styles",
        "]]><!--<style>*{display:none}</style>--><?php ?>",
    ),
    ("closing tags", "</bdi></p></td></table></main><h1>x</h1>"),
    ("entities", "&lt;b&gt; &#60;script&#62; &amp; &nbsp;"),
    (
        "Markdown links",
        "[x](javascript:alert(1)) ![p](http://t.example/p.png) <javascript:x>",
    ),
    (
        "addresses",
        "http://a.example/?q=1&r=<b> www.evil.example mail x@evil.example mailto:x@y.example",
    ),
    ("a Markdown table", "| a | b |\n|---|---|\n| c | d |"),
    (
        "Markdown blocks",
        "# h\n## h\n- i\n1. i\n> q\n```\ncode\n```\n    indented\n---\n===\n***",
    ),
    (
        "Markdown references",
        "[ref]: http://evil.example \"t\"\n[^1]: note\n{#id .class}\n$x$ ^a^ ~b~ :smile:",
    ),
    ("backticks", "`a` ``b`` \\` `` ` `` x@y.example`|`"),
    (
        "a CSV formula",
        "=cmd|' /C calc'!A0\n+1+1\n-2+3\n@SUM(A1)\t\"quoted\",;",
    ),
    (
        "shell and format",
        "$(reboot) `reboot` ; rm -rf ~ %s%n%x ${jndi:ldap://x} ../../etc/passwd",
    ),
];

/// A word of 5000 letters.
const LONG_WORD: &str = {
    const LETTERS: [u8; 5000] = [b'x'; 5000];
    match std::str::from_utf8(&LETTERS) {
        Ok(word) => word,
        Err(_) => "",
    }
};

/// Bytes that are no UTF-8: Latin-1, an overlong slash, lone surrogates as in WTF-8, a cut character, bytes that
/// never occur.
pub const NO_UTF8: &[&[u8]] = &[
    b"caf\xe9",
    b"\xc0\xaf",
    b"\xed\xa0\x80 \xed\xb0\x80",
    b"cut \xf0\x9f\x91",
    b"\xfe\xff\x00",
];

/// A line of one megabyte.
pub fn megabyte() -> String {
    "0123456789abcde ".repeat(65_536)
}

/// Whether a character does something to what shows it, or is not seen in it: none may come out as it is. Joiners
/// and variation selectors have their place in emoji and scripts.
pub fn is_raw(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
