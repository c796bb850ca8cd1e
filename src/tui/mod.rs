//! The screen: input, editing, drawing, and the terminal underneath.

pub mod editor;
pub mod input;
pub mod script;
