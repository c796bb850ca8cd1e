//! What a command hands back: the answer, and what is to be printed.
//!
//! This module must not know where it is printed.

use std::process::ExitCode;

use serde::Serialize;

use super::failure::Failure;
use super::print;

/// A command that was carried out.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What goes to standard output; nothing in it can do anything to a terminal.
    pub text: String,
    /// Whether the answer is no.
    no: bool,
    /// Whether what was asked for could not be done, or not for all.
    undone: bool,
}

impl Done {
    /// Sentences, one or several lines.
    pub fn said(text: impl AsRef<str>) -> Self {
        Self {
            text: print::safe(text.as_ref()),
            no: false,
            undone: false,
        }
    }

    /// A text of the program's own, byte for byte.
    pub fn raw(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// A JSON value.
    pub fn json(value: &impl Serialize) -> Result<Self, Failure> {
        let json = serde_json::to_string_pretty(value).map_err(|error| {
            Failure::new(
                format!("the answer cannot be written as JSON: {error}"),
                "Leave --json out.",
            )
        })?;
        Ok(Self {
            text: print::safe_json(&json),
            no: false,
            undone: false,
        })
    }

    /// JSON where it is asked for, otherwise sentences.
    pub fn either(
        json: bool,
        value: &impl Serialize,
        text: impl AsRef<str>,
    ) -> Result<Self, Failure> {
        if json {
            Self::json(value)
        } else {
            Ok(Self::said(text))
        }
    }

    /// With the answer no, if so.
    pub fn no_if(mut self, no: bool) -> Self {
        self.no = no;
        self
    }

    /// With the answer that it could not be done, if so.
    pub fn undone_if(mut self, undone: bool) -> Self {
        self.undone = undone;
        self
    }

    /// The exit code.
    pub fn code(&self) -> ExitCode {
        match (self.undone, self.no) {
            (true, _) => ExitCode::from(2),
            (false, true) => ExitCode::from(1),
            (false, false) => ExitCode::SUCCESS,
        }
    }
}
