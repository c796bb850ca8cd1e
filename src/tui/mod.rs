//! The screen: input, editing, drawing, and the terminal underneath.

pub mod editor;
pub mod events;
pub mod input;
pub mod painter;
pub mod platform;
pub mod script;
pub mod terminal;
pub mod theme;
