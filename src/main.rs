//! The `onsite` program.

fn main() {}
