//! Lower-case hexadecimal digits, as ids and digests are written.
//!
//! Opening an audit reads and writes some millions of them. Nothing here looks anything up, or stops early, so that a
//! compiler can take many digits at once. This module must not know what is written so.

/// The bytes that digits stand for, two for each; none where something else is among the digits.
pub fn read<const DIGITS: usize, const BYTES: usize>(text: &[u8; DIGITS]) -> Option<[u8; BYTES]> {
    const { assert!(DIGITS == 2 * BYTES) };
    let mut values = [0; DIGITS];
    let mut are_digits = true;
    for (value, byte) in values.iter_mut().zip(text) {
        let (digit, letter) = (byte.wrapping_sub(b'0'), byte.wrapping_sub(b'a'));
        *value = if digit < 10 {
            digit
        } else {
            letter.wrapping_add(10)
        };
        are_digits &= digit < 10 || letter < 6;
    }
    let mut bytes = [0; BYTES];
    for (byte, pair) in bytes.iter_mut().zip(values.chunks_exact(2)) {
        if let [high, low] = pair {
            *byte = high << 4 | low;
        }
    }
    are_digits.then_some(bytes)
}

/// The digits of some bytes.
pub fn write<const BYTES: usize, const DIGITS: usize>(bytes: &[u8; BYTES]) -> [u8; DIGITS] {
    const { assert!(DIGITS == 2 * BYTES) };
    let digit = |value: u8| value + if value < 10 { b'0' } else { b'a' - 10 };
    let mut text = [0; DIGITS];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        if let [high, low] = pair {
            (*high, *low) = (digit(byte >> 4), digit(byte & 15));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_written_as_anybody_would_and_read_back() {
        for byte in 0..=255 {
            let text: [u8; 4] = write(&[byte, 0x5a]);
            assert_eq!(text, format!("{byte:02x}5a").as_bytes());
            assert_eq!(read(&text), Some([byte, 0x5a]));
        }
    }

    #[test]
    fn every_byte_at_every_place_is_read_as_a_digit_or_refused() {
        let sound = *b"0f1e2d3c4b5a6978";
        for (place, byte) in (0..16).flat_map(|place| (0..=255).map(move |byte| (place, byte))) {
            let mut digits = sound;
            digits[place] = byte;
            let expected = std::str::from_utf8(&digits)
                .ok()
                .filter(|text| !text.contains(|c: char| c.is_ascii_uppercase() || c == '+'))
                .and_then(|text| u64::from_str_radix(text, 16).ok());
            let found = read(&digits).map(u64::from_be_bytes);
            assert_eq!(found, expected, "{byte:#x} at {place}");
        }
    }
}
