//! A supplier audit begins with one short command and its first question.

use super::seat::Seat;
use super::session::Session;

/// The most keys that somebody types in ten seconds, at forty words of five letters a minute.
const TEN_SECONDS: usize = 40 * (5 + 1) * 10 / 60;

#[test]
fn one_command_brings_the_first_question_of_a_supplier_audit() {
    let seat = Seat::new();
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["new", "k.audit", "--supplier", "Kestrel"];
    let typed = format!("onsite {}", arguments.join(" "));
    assert!(typed.len() <= TEN_SECONDS, "{} keys", typed.len());
    let mut command = seat.command();
    command.cwd(folder.path());
    command.args(arguments);
    let mut session = Session::start(command);
    session.until("the first question", |text| {
        text.contains("supplier:S0.1") && text.contains("What do you do for us")
    });
    session.type_in("\x11");
    session.end();
    assert!(folder.path().join("k.audit/AUDIT.json").exists());
}
