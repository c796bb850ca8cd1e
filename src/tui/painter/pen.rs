//! Colours and modifiers, and the control sequences that set them.

use ratatui::style::{Color, Modifier};

/// Colours and modifiers of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

impl Pen {
    pub const DEFAULT: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        modifier: Modifier::empty(),
    };

    /// What to send to have another pen: a change of the one in hand, or, if that is shorter, a new one.
    pub fn change_to(self, pen: Self) -> String {
        if pen == self {
            return String::new();
        }
        if pen == Self::DEFAULT {
            return "\x1b[m".to_owned();
        }
        let sequence = |codes: Vec<u8>| {
            let codes: Vec<String> = codes.iter().map(u8::to_string).collect();
            format!("\x1b[{}m", codes.join(";"))
        };
        let mut change = Vec::new();
        pen_codes(self, pen, &mut change);
        let mut afresh = vec![0];
        pen_codes(Self::DEFAULT, pen, &mut afresh);
        let (change, afresh) = (sequence(change), sequence(afresh));
        if afresh.len() < change.len() {
            afresh
        } else {
            change
        }
    }
}

/// The SGR parameters (ECMA-48 8.3.117) that lead from one pen to another.
fn pen_codes(from: Pen, to: Pen, codes: &mut Vec<u8>) {
    const ON_OFF: [(Modifier, u8, u8); 6] = [
        (Modifier::ITALIC, 3, 23),
        (Modifier::UNDERLINED, 4, 24),
        (Modifier::SLOW_BLINK, 5, 25),
        (Modifier::REVERSED, 7, 27),
        (Modifier::HIDDEN, 8, 28),
        (Modifier::CROSSED_OUT, 9, 29),
    ];
    // Bold and dim share the code that ends them.
    let weight = Modifier::BOLD.union(Modifier::DIM);
    let mut held = from.modifier;
    if (from.modifier - to.modifier).intersects(weight) {
        codes.push(22);
        held -= weight;
    }
    for (modifier, code) in [(Modifier::BOLD, 1), (Modifier::DIM, 2)] {
        if (to.modifier - held).contains(modifier) {
            codes.push(code);
        }
    }
    for (modifier, on, off) in ON_OFF {
        match (
            from.modifier.contains(modifier),
            to.modifier.contains(modifier),
        ) {
            (false, true) => codes.push(on),
            (true, false) => codes.push(off),
            _ => {}
        }
    }
    if from.fg != to.fg {
        codes.push(30 + colour_code(to.fg));
    }
    if from.bg != to.bg {
        codes.push(40 + colour_code(to.bg));
    }
}

/// The SGR parameter of a colour, less 30 for foreground or 40 for background. The theme names no colours but
/// the sixteen of ANSI; any other is shown as the default.
pub(super) fn colour_code(color: Color) -> u8 {
    match color {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => 9,
    }
}
