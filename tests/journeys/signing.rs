//! Signing off on the screen: what the form asks for, and what becomes of its words.

use std::fs;
use std::process::Command;

use onsite::audit::entry::SignedOff;
use onsite::tui::form::{Form, Slot};
use onsite::tui::keymap::Place;
use onsite::tui::msg::{Msg, OfferedKey};

use super::rig::{Journey, home};

/// Chooses a key file, which stands at home.
const BY_FILE: &str = "<Tab*3><Right><Tab>~/lead<BackTab*4>";

/// Makes a key without a passphrase. `ssh-keygen` has to be installed.
fn make_key() {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", "ed25519", "-N", "", "-C", "lead", "-f"]);
    assert!(command.arg(home().join("lead")).status().unwrap().success());
}

fn labels(j: &Journey) -> Vec<String> {
    let form = j.model().loose.as_ref().unwrap();
    form.fields
        .iter()
        .map(|field| field.label.clone())
        .collect()
}

/// Signs, and waits for what comes of it.
fn sign(j: &mut Journey) {
    j.keys("<C-s>");
    j.until("the sign-off", |app| app.model.busy.is_none());
}

fn statement(j: &Journey, number: &str) -> String {
    fs::read_to_string(j.path.join("signoff").join(number).join("STATEMENT.txt")).unwrap()
}

const ALWAYS: [&str; 6] = [
    "Kind",
    "Your role",
    "You sign as",
    "Sign with",
    "Despite",
    "Remarks",
];

journey!(the_next_sign_off_begins_with_the_key_of_the_last, || {
    make_key();
    let mut j = Journey::new();
    let value = |j: &Journey, name| {
        let form = j.model().loose.as_ref().unwrap();
        form.value(&Slot::Other(name)).to_owned()
    };
    j.keys(":sign off<Enter><Tab*2><C-u>ada@lead.example<BackTab*2>");
    j.keys(BY_FILE).keys("<Tab*6>It is a trial.");
    assert_eq!(labels(&j)[6], "Despite");
    sign(&mut j);
    assert!(
        j.said().starts_with("Signed off: "),
        "{}\n{}",
        j.said(),
        j.screen(80, 24)
    );
    j.keys(":sign off<Enter>");
    assert_eq!(value(&j, "principal"), "ada@lead.example");
    assert_eq!(value(&j, "with"), "file");
    assert_eq!(value(&j, "key"), home().join("lead").to_str().unwrap());
    assert_eq!(value(&j, "passphrase"), "");
    let form = j.model().loose.as_ref().unwrap();
    assert!(!form.is_changed(), "nobody typed it");
    // What was chosen is not put back.
    j.keys("<Esc>:sign off<Enter><Tab*3><Left>");
    assert_eq!(value(&j, "with"), "agent");
    j.keys("<Esc>:sign off<Enter>");
    assert_eq!(value(&j, "with"), "agent");
});

journey!(the_form_asks_for_what_its_kind_and_its_key_need, || {
    let mut j = Journey::new();
    j.keys(":sign off<Enter>");
    assert_eq!(labels(&j), ALWAYS);
    j.keys("<Right*3>").shot("sign_off_correction");
    assert_eq!(labels(&j)[4..6], ["Reason", "What changed"]);
    j.keys("<Right>");
    assert_eq!(labels(&j)[4..6], ["Reviewer", "Despite"]);
    j.keys("<Left*4><Tab*3><Right>");
    assert_eq!(labels(&j)[4..6], ["Key file", "Passphrase"]);
    j.keys("<Left>");
    assert_eq!(labels(&j), ALWAYS);
});

journey!(
    a_sign_off_has_a_kind_and_the_role_that_is_usual_for_it,
    || {
        let mut j = Journey::new();
        let value = |j: &Journey, name| {
            let form = j.model().loose.as_ref().unwrap();
            form.value(&Slot::Other(name)).to_owned()
        };
        j.keys(":sign off<Enter>");
        let first = value(&j, "kind");
        j.keys("<Backspace>");
        assert_eq!(value(&j, "kind"), first, "there is no sign-off of no kind");
        j.keys("<Left>");
        assert_eq!(
            value(&j, "kind"),
            "response-review",
            "behind the first is the last"
        );
        j.keys("<Right>");
        assert_eq!(value(&j, "kind"), first);
        assert_eq!(value(&j, "role"), "lead auditor");
        j.keys("t");
        assert_eq!(value(&j, "kind"), "technical-review");
        assert_eq!(value(&j, "role"), "technical reviewer");
        j.keys("r");
        assert_eq!(value(&j, "role"), "lead auditor");
        // What was typed stays.
        j.keys("<Tab><C-u>team leader<BackTab>t");
        assert_eq!(value(&j, "role"), "team leader");
    }
);

journey!(words_stay_where_another_kind_has_no_use_for_them, || {
    let mut j = Journey::new();
    j.keys(":sign off<Enter><Right*3><Tab*4>A date was wrong<BackTab*4><Left*3>");
    assert_eq!(labels(&j)[4..6], ["Reason", "Despite"]);
    j.keys("<C-s>");
    let said =
        "“Reason” belongs to another kind of sign-off or key. Take its words out, or choose that.";
    assert_eq!(j.said(), said);
    assert_eq!(j.model().place(), Place::Form);
});

journey!(
    what_was_typed_is_there_again_where_nothing_was_signed,
    || {
        make_key();
        let mut j = Journey::new();
        j.keys(&format!(":sign off<Enter>{BY_FILE}<Tab*7>Two words"));
        sign(&mut j);
        let screen = j.screen(80, 24);
        assert!(screen.contains("nothing was signed"), "{screen}");
        assert!(!j.path.join("signoff/0001").exists());
        j.keys("<Esc>:sign off<Enter>");
        let words = |form: &Form| {
            let texts = form.fields.iter().map(|field| field.editor.text());
            texts.map(str::to_owned).collect::<Vec<_>>()
        };
        let typed = words(j.model().loose.as_ref().unwrap());
        assert_eq!(typed[3..6], ["file", "~/lead", ""]);
        assert_eq!(typed[7], "Two words");
    }
);

journey!(words_about_one_audit_are_not_offered_in_another, || {
    let other = Journey::new();
    other.app.leave();
    let mut j = Journey::new();
    let words = |j: &Journey| {
        let form = j.model().loose.as_ref().unwrap();
        form.value(&Slot::Other("despite")).to_owned()
    };
    j.keys(":sign off<Enter><Tab*4>Only for this client<Esc>");
    j.keys(":close this audit<Enter><Down><Enter>");
    assert_eq!(j.room().path, other.path);
    assert_eq!(j.model().place(), Place::List, "{}", j.said());
    j.keys(":sign off<Enter>");
    assert_eq!(words(&j), "");
});

journey!(of_several_keys_in_the_agent_one_is_chosen, || {
    let mut j = Journey::new();
    make_key();
    j.keys(":sign off<Enter>");
    let key = |comment: &str, digits: &str| OfferedKey {
        fingerprint: format!("SHA256:{digits}"),
        comment: comment.to_owned(),
    };
    let keys = vec![key("lead", "5dtHllKK"), key("\u{1b}private", "FXCDCLyg")];
    // One key needs no choice.
    j.app.take(Msg::KeysOffered(keys[..1].to_vec()));
    assert!(j.screen(80, 24).contains("key in ssh-agent"));
    j.app.take(Msg::KeysOffered(keys));
    assert!(j.screen(80, 24).contains("one of 2 keys in ssh-agent"));
    j.keys("<C-s>");
    assert!(j.said().contains("Choose yours"), "{}", j.said());
    assert_eq!(j.model().place(), Place::Form);
    j.keys("<Tab*3><Right><Right>").shot("sign_off_key");
    // There is no such agent here.
    sign(&mut j);
    assert!(j.screen(80, 24).contains("no ssh-agent is known here"));
    j.keys("<Esc>:sign off<Enter>");
    assert!(j.screen(80, 24).contains("SHA256:FXCDCLyg"), "it is kept");
    j.keys("<Right><Tab>~/lead");
    sign(&mut j);
    assert!(!j.screen(80, 24).contains("ssh-agent"));
    // What is not there any more is not chosen any more.
    j.keys("<Esc>:sign off<Enter><BackTab><Left>");
    assert!(
        j.screen(80, 24)
            .contains("< \u{241b}private, SHA256:FXCDCLyg >")
    );
    j.app.take(Msg::KeysOffered(Vec::new()));
    assert!(j.screen(80, 24).contains("< key in ssh-agent >"));
    j.keys("<Esc>");
    j.end();
});

journey!(a_sign_off_is_entered_in_its_own_audit_only, || {
    let mut j = Journey::new();
    let before = j.audit().len();
    let signed = SignedOff {
        number: 1,
        kind: "report".to_owned(),
        digest: "0".repeat(64),
    };
    let folder = home().join("other.audit/signoff/0001");
    j.app.take(Msg::Sealed { signed, folder });
    assert!(j.said().contains("was closed before"), "{}", j.said());
    assert_eq!(j.audit().len(), before);
    assert!(j.room().pending.is_empty());
});

journey!(a_report_is_corrected_and_reviewed_on_the_screen, || {
    make_key();
    let mut j = Journey::example();
    j.keys(&format!(
        ":sign off<Enter>{BY_FILE}<Tab*6>Shown as an example"
    ));
    sign(&mut j);
    assert!(j.said().starts_with("Signed off: "), "{}", j.said());
    assert!(statement(&j, "0001").contains("Shown as an example"));

    // The form begins anew, but for the key: what was signed need not be signed again.
    j.keys(":sign off<Enter><Right*3>");
    assert_eq!(
        labels(&j)[4..8],
        ["Key file", "Passphrase", "Reason", "What changed"]
    );
    j.keys("<Tab*6>The client's address was an old one");
    j.keys("<Tab*2>Shown as an example");
    sign(&mut j);
    let screen = j.screen(80, 24);
    assert!(
        screen.contains("a correction says what changed"),
        "{screen}"
    );
    j.keys("<Esc>:sign off<Enter>");
    j.keys("<BackTab>The address on the first page");
    sign(&mut j);
    assert!(j.said().starts_with("Signed off: "), "{}", j.said());
    let corrected = statement(&j, "0002");
    for words in [
        "The client's address was an old one",
        "The address on the first page",
    ] {
        assert!(corrected.contains(words), "{words}\n{corrected}");
    }

    // Who audited does not review.
    j.keys(":sign off<Enter><Right*4><Tab*2><C-u>rita.reviewer");
    sign(&mut j);
    let screen = j.screen(80, 24);
    let why = "who reviews, took part in the audit";
    assert!(screen.contains(why), "{screen}");
    assert!(!j.path.join("signoff/0003").exists());
});
