//! The screen: keys become meaning, meaning changes the model, the model is drawn.
//!
//! ```text
//! input ─▶ keymap ─▶ update(&mut Model, Msg) ─▶ effects ─▶ the world
//!                        Model ─▶ view ─▶ painter ─▶ one write
//! ```

pub mod command;
pub mod complete;
pub mod detail;
pub mod edit;
pub mod editor;
pub mod events;
pub mod form;
pub mod forms;
pub mod guide;
pub mod headless;
pub mod help;
pub mod input;
pub mod keymap;
pub mod model;
pub mod msg;
pub mod painter;
pub mod papers;
pub mod platform;
pub mod run;
pub mod save;
pub mod script;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod world;
