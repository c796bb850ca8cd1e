//! Looks by meaning: styles and glyphs.
//!
//! Foreground and background are the terminal's own, with the ANSI colours green, yellow, red and cyan by
//! meaning, so that light, dark and high-contrast schemes all work. No meaning is carried by colour alone: a
//! glyph or a word says the same. This is the only module that names a colour.

use ratatui::style::{Color, Modifier, Style};

/// How everything looks on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    mono: bool,
    ascii: bool,
}

impl Theme {
    /// A theme with colours or without (`mono`), and with Unicode glyphs or ASCII ones.
    pub const fn new(mono: bool, ascii: bool) -> Self {
        Self { mono, ascii }
    }

    /// The theme that the environment asks for. `get` reads an environment variable.
    ///
    /// No colours when `NO_COLOR` is not empty (<https://no-color.org>) or the terminal is `dumb`; ASCII glyphs
    /// there, on the Linux console and terminals of the VT family, where the locale (`LC_ALL`, `LC_CTYPE`,
    /// `LANG`, the first that is set) is not UTF-8, and where `ONSITE_ASCII` is set to anything but 0.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| get(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let utf8 = match locale {
            Some(locale) => {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            }
            // Windows has no such variable, and its console takes Unicode.
            None => cfg!(windows),
        };
        let asked = set("ONSITE_ASCII").is_some_and(|value| value != "0");
        let poor = ["linux", "vt", "dumb"]
            .iter()
            .any(|name| term.starts_with(name));
        Self {
            mono: set("NO_COLOR").is_some() || term == "dumb",
            ascii: asked || !utf8 || poor,
        }
    }

    /// The same theme, with ASCII glyphs if so.
    #[must_use]
    pub const fn ascii_if(mut self, ascii: bool) -> Self {
        self.ascii |= ascii;
        self
    }

    /// Whether the program's own characters must be ASCII.
    pub const fn is_ascii(self) -> bool {
        self.ascii
    }

    /// Whether cells must carry no colour.
    pub const fn is_mono(self) -> bool {
        self.mono
    }

    /// The characters that mark things.
    pub const fn glyphs(self) -> &'static Glyphs {
        if self.ascii { &ASCII } else { &UNICODE }
    }

    fn coloured(self, color: Color) -> Style {
        if self.mono {
            Style::new()
        } else {
            Style::new().fg(color)
        }
    }

    /// Ordinary text.
    pub const fn text(self) -> Style {
        Style::new()
    }

    /// The line on which the next key acts.
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// What matters less: hints, times, what is not planned for this visit.
    pub const fn faint(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Headings, and the names of places.
    pub const fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// A key in a hint.
    pub fn key(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// Where a search found what was looked for.
    pub const fn found(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    /// A link that was understood.
    pub fn link(self) -> Style {
        self.coloured(Color::Cyan)
    }

    /// Conforms.
    pub fn conforms(self) -> Style {
        self.coloured(Color::Green)
    }

    /// Does not conform; a nonconformity, whatever its class.
    pub fn nonconformity(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// An opportunity, an observation, an area of concern: to be looked at, not a nonconformity.
    pub fn concern(self) -> Style {
        self.coloured(Color::Yellow)
    }

    /// No result yet.
    pub const fn open(self) -> Style {
        Style::new()
    }

    /// Something to settle before a sign-off: a gate, a conflict, an open thread.
    pub fn warning(self) -> Style {
        self.coloured(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// Entered, and not yet on disk.
    pub const fn pending(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Kept as a draft, not entered.
    pub fn draft(self) -> Style {
        self.coloured(Color::Yellow)
    }

    /// NOT SAVED: impossible to overlook.
    pub fn not_saved(self) -> Style {
        self.coloured(Color::Red)
            .add_modifier(Modifier::BOLD.union(Modifier::REVERSED))
    }

    /// Saved.
    pub fn saved(self) -> Style {
        self.coloured(Color::Green)
    }
}

/// Characters that mark things, each one cell wide.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Before the line on which the next key acts.
    pub selected: &'static str,
    /// A part of the tree that is closed, and one that is open.
    pub folded: &'static str,
    /// See `folded`.
    pub unfolded: &'static str,
    /// Result: conforms.
    pub conforms: &'static str,
    /// Result: does not conform.
    pub nonconformity: &'static str,
    /// Result: not applicable.
    pub not_applicable: &'static str,
    /// Result: not audited.
    pub not_audited: &'static str,
    /// No result yet.
    pub open: &'static str,
    /// Result: some, not all, of the requirements below have one.
    pub partly: &'static str,
    /// Note: said.
    pub said: &'static str,
    /// Note: seen.
    pub seen: &'static str,
    /// Note: a remark of the auditor's.
    pub remark: &'static str,
    /// Note: to do, to ask for.
    pub to_do: &'static str,
    /// Evidence.
    pub evidence: &'static str,
    /// A sample.
    pub sample: &'static str,
    /// A finding.
    pub finding: &'static str,
    /// A trail.
    pub trail: &'static str,
    /// Entered and not yet on disk.
    pub pending: &'static str,
    /// Several values side by side.
    pub conflict: &'static str,
    /// Unsent text.
    pub draft: &'static str,
    /// Must be settled first.
    pub warning: &'static str,
    /// Withdrawn.
    pub withdrawn: &'static str,
    /// More above, more below.
    pub more_above: &'static str,
    /// See `more_above`.
    pub more_below: &'static str,
    /// Between parts of a line.
    pub separator: &'static str,
    /// A horizontal line.
    pub rule: &'static str,
    /// A vertical line.
    pub bar: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    selected: ">",
    folded: "▸",
    unfolded: "▾",
    conforms: "✓",
    nonconformity: "✗",
    not_applicable: "–",
    not_audited: "∅",
    open: "·",
    partly: "◐",
    said: "“",
    seen: "!",
    remark: "/",
    to_do: "?",
    evidence: "+",
    sample: "#",
    finding: "▲",
    trail: "→",
    pending: "…",
    conflict: "≠",
    draft: "✎",
    warning: "*",
    withdrawn: "×",
    more_above: "↑",
    more_below: "↓",
    separator: "·",
    rule: "─",
    bar: "│",
};

const ASCII: Glyphs = Glyphs {
    selected: ">",
    folded: "+",
    unfolded: "-",
    conforms: "y",
    nonconformity: "X",
    not_applicable: "-",
    not_audited: "0",
    open: ".",
    partly: "o",
    said: "\"",
    seen: "!",
    remark: "/",
    to_do: "?",
    evidence: "+",
    sample: "#",
    finding: "^",
    trail: "~",
    pending: "*",
    conflict: "&",
    draft: "%",
    warning: "*",
    withdrawn: "x",
    more_above: "^",
    more_below: "v",
    separator: "|",
    rule: "-",
    bar: "|",
};

#[cfg(test)]
mod tests {
    use super::*;

    fn all(glyphs: &Glyphs) -> Vec<&'static str> {
        let Glyphs {
            selected,
            folded,
            unfolded,
            conforms,
            nonconformity,
            not_applicable,
            not_audited,
            open,
            partly,
            said,
            seen,
            remark,
            to_do,
            evidence,
            sample,
            finding,
            trail,
            pending,
            conflict,
            draft,
            warning,
            withdrawn,
            more_above,
            more_below,
            separator,
            rule,
            bar,
        } = glyphs;
        vec![
            selected,
            folded,
            unfolded,
            conforms,
            nonconformity,
            not_applicable,
            not_audited,
            open,
            partly,
            said,
            seen,
            remark,
            to_do,
            evidence,
            sample,
            finding,
            trail,
            pending,
            conflict,
            draft,
            warning,
            withdrawn,
            more_above,
            more_below,
            separator,
            rule,
            bar,
        ]
    }

    #[test]
    fn glyphs_take_one_cell_and_tell_results_apart() {
        for set in [&UNICODE, &ASCII] {
            for glyph in all(set) {
                assert_eq!(crate::text::width(glyph), 1, "{glyph}");
                assert_eq!(crate::text::visible(glyph), glyph);
            }
            let mut results = vec![
                set.conforms,
                set.nonconformity,
                set.not_applicable,
                set.not_audited,
                set.open,
                set.partly,
            ];
            results.sort_unstable();
            results.dedup();
            assert_eq!(results.len(), 6);
        }
        assert!(all(&ASCII).iter().all(|glyph| glyph.is_ascii()));
    }

    #[test]
    fn mono_names_no_colour() {
        let theme = Theme::new(true, false);
        for style in [
            theme.key(),
            theme.link(),
            theme.conforms(),
            theme.nonconformity(),
            theme.concern(),
            theme.warning(),
            theme.draft(),
            theme.not_saved(),
            theme.saved(),
        ] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }

    #[test]
    fn the_environment_chooses() {
        let theme = |set: &[(&str, &str)]| {
            Theme::from_env(|name| {
                let found = set.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        let xterm = ("TERM", "xterm-256color");
        let utf8 = ("LANG", "en_GB.UTF-8");
        assert_eq!(theme(&[xterm, utf8]), Theme::new(false, false));
        assert_eq!(
            theme(&[xterm, utf8, ("NO_COLOR", "1")]),
            Theme::new(true, false)
        );
        assert_eq!(
            theme(&[xterm, utf8, ("NO_COLOR", "")]),
            Theme::new(false, false)
        );
        assert_eq!(theme(&[("TERM", "dumb"), utf8]), Theme::new(true, true));
        for poor in ["linux", "linux-16color", "vt100", "vt220"] {
            assert_eq!(theme(&[("TERM", poor), utf8]), Theme::new(false, true));
        }
        for (value, ascii) in [("1", true), ("yes", true), ("0", false), ("", false)] {
            let asked = theme(&[xterm, utf8, ("ONSITE_ASCII", value)]);
            assert_eq!(asked, Theme::new(false, ascii), "{value:?}");
        }
        assert_eq!(
            Theme::new(true, false).ascii_if(true),
            Theme::new(true, true)
        );
        assert_eq!(
            Theme::new(true, true).ascii_if(false),
            Theme::new(true, true)
        );
        assert_eq!(
            theme(&[xterm, utf8, ("LC_ALL", "C")]),
            Theme::new(false, true)
        );
        assert_eq!(
            theme(&[xterm, utf8, ("LC_ALL", "")]),
            Theme::new(false, false)
        );
    }
}
