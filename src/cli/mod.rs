//! The command line: everything that matters, without the screen.
//!
//! One file for each command. A command reads its arguments, does its work through store and audit, and hands
//! back what is to be printed; printing happens in one place, where nothing that hides can pass. What was typed
//! into an audit is printed only where `--show` asks for it, because terminals keep what they have shown.
//!
//! Exit codes: 0 good; 1 the answer is no (a gate blocks, a record does not verify, a checklist could do better);
//! 2 it could not be done, and the error says what to do next. With `--json` the answer goes to standard output
//! as one JSON value whose keys stay; errors go to standard error as text in any case.
//!
//! This module must not know how records are kept or what a rule means.

mod accept;
mod agenda;
mod brief;
mod check;
mod checklist;
mod completions;
mod demo;
mod done;
mod draw;
mod evidence;
mod failure;
mod finding;
mod input;
mod log;
mod lookup;
mod new;
mod note;
mod person;
mod plan;
mod print;
mod receipt;
mod report;
mod request;
mod result;
mod sample;
mod saved;
pub mod screen;
mod session;
mod set;
mod sheet;
mod sign;
mod signer;
mod site;
mod soa;
mod status;
mod strike;
mod table;
mod tell;
mod time;
mod timetable;
mod trail;
mod undo;
mod verify;
mod withdraw;
mod work;
mod wrap_up;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use self::done::Done;
use self::failure::Failure;
use self::screen::Size;

/// Conduct on-site audits of management systems in a terminal.
///
/// Without a command the audit is opened on the screen; without an audit, the page with recent audits.
#[derive(Debug, Parser)]
#[command(
    name = "onsite",
    version,
    override_usage = "onsite [AUDIT] [--plain] [--ascii] [--keys KEYS] [--print WxH]\n       onsite <COMMAND> …",
    after_help = CODES,
)]
struct Cli {
    /// The audit to open
    #[arg(value_name = "AUDIT")]
    audit: Option<PathBuf>,
    #[command(flatten)]
    showing: Showing,
    /// Who writes; otherwise the name that was used last, or the login name
    #[arg(long, global = true, value_name = "NAME")]
    author: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

const CODES: &str = "\
Text of an audit can be seen by others on a shared host while it stands in a command: for what is confidential \
write - and give the text on standard input. Printed are ids and counts; --show prints texts as well.

Exit codes: 0 good, 1 the answer is no, 2 it could not be done.";

/// How the screen is shown: on the terminal, in lines, or printed without a terminal.
#[derive(Debug, Default, clap::Args)]
struct Showing {
    /// Runs these keys through the screen, without a terminal: 'nrestore test<Enter><C-z><Down*5>'
    #[arg(long, value_name = "KEYS", requires = "print")]
    keys: Option<String>,
    /// Prints the screen at this size, as in 80x24, and leaves
    #[arg(long, value_name = "WxH")]
    print: Option<Size>,
    /// Lines instead of a screen, for screen readers and plain terminals (by itself where TERM is dumb)
    #[arg(long, conflicts_with = "print")]
    plain: bool,
    /// Draws with ASCII marks only (by itself where the locale is not UTF-8; also `ONSITE_ASCII=1`)
    #[arg(long)]
    ascii: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Demo(demo::Demo),
    Open(Open),
    Note(note::Note),
    Evidence(evidence::Evidence),
    Sample(Box<sample::Sample>),
    Draw(draw::DrawItems),
    Session(session::Session),
    Person(person::Person),
    Site(site::Site),
    Result(result::SetResult),
    Plan(plan::Plan),
    Finding(finding::Finding),
    Trail(trail::Trail),
    Request(request::Request),
    Tell(tell::Tell),
    Agenda(agenda::Agenda),
    Set(set::SetField),
    Withdraw(withdraw::Withdraw),
    Undo(undo::TakeBack),
    Status(status::Status),
    Check(check::Check),
    Log(log::List),
    WrapUp(wrap_up::WrapUp),
    Report(report::WriteReport),
    Sheet(sheet::WriteSheet),
    Sign(sign::Sign),
    Receipt(receipt::Receipt),
    Strike(strike::StrikeText),
    Verify(verify::Verify),
    AcceptTails(accept::AcceptTails),
    Checklist(checklist::Checklists),
    Completions(completions::Completions),
}

/// Opens an audit on the screen
#[derive(Debug, clap::Args)]
struct Open {
    /// The audit
    audit: PathBuf,
    #[command(flatten)]
    showing: Showing,
}

/// Runs the program with these arguments, the first being its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let done = match only_audit(&args) {
        Some(audit) => on_screen(Some(audit), &Showing::default(), None),
        None => match Cli::try_parse_from(args) {
            Ok(cli) => carry_out(cli),
            Err(error) => return refused(&error),
        },
    };
    let done = done.and_then(|done| print::out(&done.text).map(|()| done));
    match done {
        Ok(done) => done.code(),
        Err(failure) => {
            print::failure(&failure);
            ExitCode::from(2)
        }
    }
}

/// The audit of `onsite AUDIT`, where nothing else can be meant: no command has a dot or a slash in its name. The
/// auditor need not wait until the parser knows all commands.
fn only_audit(args: &[OsString]) -> Option<PathBuf> {
    let [_, audit] = args else {
        return None;
    };
    let text = audit.to_str()?;
    let is_path = !text.starts_with('-') && text.contains(['.', '/']);
    is_path.then(|| audit.into())
}

/// Help and version are answers; anything else that the parser says is a refusal.
fn refused(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    if !error.use_stderr() {
        return match print::out(&print::safe(&text)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(2),
        };
    }
    print::note(&text);
    ExitCode::from(2)
}

fn carry_out(cli: Cli) -> Result<Done, Failure> {
    let author = cli.author;
    let Some(command) = cli.command else {
        return on_screen(cli.audit, &cli.showing, author);
    };
    if let Some(audit) = cli.audit {
        return Err(Failure::new(
            format!("\"{}\" stands before a command", audit.display()),
            "Write the command first, as in: onsite status acme.audit",
        ));
    }
    if cli.showing.print.is_some() || cli.showing.plain || cli.showing.ascii {
        return Err(Failure::new(
            "--keys, --print, --plain and --ascii are for the screen",
            "Write: onsite AUDIT --keys 'KEYS' --print 80x24",
        ));
    }
    match command {
        Command::New(it) => it.run(author),
        Command::Demo(it) => it.run(author),
        Command::Open(it) => on_screen(Some(it.audit), &it.showing, author),
        Command::Note(it) => it.run(author),
        Command::Evidence(it) => it.run(author),
        Command::Sample(it) => it.run(author),
        Command::Draw(it) => it.run(),
        Command::Session(it) => it.run(author),
        Command::Person(it) => it.run(author),
        Command::Site(it) => it.run(author),
        Command::Result(it) => it.run(author),
        Command::Plan(it) => it.run(author),
        Command::Finding(it) => it.run(author),
        Command::Trail(it) => it.run(author),
        Command::Request(it) => it.run(author),
        Command::Tell(it) => it.run(author),
        Command::Agenda(it) => it.run(author),
        Command::Set(it) => it.run(author),
        Command::Withdraw(it) => it.run(author),
        Command::Undo(it) => it.run(author),
        Command::Status(it) => it.run(),
        Command::Check(it) => it.run(),
        Command::Log(it) => it.run(),
        Command::WrapUp(it) => it.run(),
        Command::Report(it) => it.run(),
        Command::Sheet(it) => it.run(),
        Command::Sign(it) => it.run(author),
        Command::Receipt(it) => it.run(),
        Command::Strike(it) => it.run(author),
        Command::Verify(it) => it.run(),
        Command::AcceptTails(it) => it.run(author),
        Command::Checklist(it) => it.run(),
        Command::Completions(it) => Ok(it.run(&mut Cli::command())),
    }
}

fn on_screen(
    audit: Option<PathBuf>,
    showing: &Showing,
    author: Option<String>,
) -> Result<Done, Failure> {
    screen::open(screen::Request {
        audit,
        author,
        keys: showing.keys.clone(),
        print: showing.print,
        plain: showing.plain,
        ascii: showing.ascii,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_parser_is_what_the_parser_takes_for_an_audit() {
        for (text, only) in [
            ("acme.audit", true),
            ("/a b/acme", true),
            ("./status", true),
            ("status", false),
            ("acme", false),
            ("--help", false),
            ("--print=./a", false),
        ] {
            let args = ["onsite".into(), OsString::from(text)];
            let found = only_audit(&args);
            assert_eq!(found.is_some(), only, "{text}");
            if only {
                let cli = Cli::try_parse_from(args).unwrap();
                assert!(cli.command.is_none());
                assert_eq!(cli.audit, found);
            }
        }
        assert_eq!(only_audit(&["onsite".into()]), None);
    }

    #[test]
    fn the_parser_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_every_argument_says_what_it_is() {
        fn look(command: &clap::Command) {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name} says nothing");
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{name} {} says nothing",
                    argument.get_id()
                );
            }
            command.get_subcommands().for_each(look);
        }
        look(&Cli::command());
    }
}
