//! `VERIFY.txt`: how anybody checks a sealed folder with tools that they already have.
//!
//! It vouches for nothing itself: whose keys these are, only somebody outside of the folder can say. This module
//! must not know an audit.

use super::sshsig::NAMESPACE;
use super::statement::{Expected, one_line};
use crate::text::visible;

/// The name of the file.
pub const NAME: &str = "VERIFY.txt";

/// The text. `body` is the audit body, and `keys_at` says where it publishes its keys; either may be empty.
pub fn text(signers: &[Expected], body: &str, keys_at: &str) -> String {
    let body = match one_line(&visible(body)) {
        name if name.is_empty() => "the audit body".to_owned(),
        name => name,
    };
    let keys = match one_line(&visible(keys_at)) {
        place if place.is_empty() => format!(
            "Ask {body} for it, on a way that you know already: by a telephone number or address that does not come\n   from this folder or from whoever gave it to you."
        ),
        place => format!("{body} publishes it here: {place}"),
    };
    let commands = signers.iter().map(|signer| {
        let name = &signer.principal;
        format!("ssh-keygen -Y verify -f allowed_signers -I {name} -n {NAMESPACE} -s SHA256SUMS.{name}.sig < SHA256SUMS")
    });
    let commands: Vec<String> = commands.collect();
    let in_cmd: Vec<String> = commands
        .iter()
        .map(|line| format!("cmd /c \"{line}\""))
        .collect();
    let (commands, in_cmd) = (commands.join("\n   "), in_cmd.join("\n   "));
    format!(
        "HOW TO CHECK THIS FOLDER

STATEMENT.txt says what was signed, by whom, and in which role. Run the commands in this folder.

1. Get the file \"allowed_signers\", which says whose keys these are. It must not come with this folder.
   {keys}

2. Check each signature. It has to say: Good \"{NAMESPACE}\" signature for … with … key SHA256:…,
   and the name and the fingerprint have to be those of a line \"Signer\" in STATEMENT.txt.

   {commands}

3. Check the documents. Every line has to end in: OK

   sha256sum -c --strict SHA256SUMS

   On macOS: shasum -a 256 -c --strict SHA256SUMS

   A document that a word processor has saved again is another file, even if nothing was changed: work on a copy.

4. The folder must hold no other files than those listed in SHA256SUMS, SHA256SUMS itself, its signatures
   (SHA256SUMS.*.sig) and receipts (RECEIPT-*.txt and their .sig).

On Windows (PowerShell), instead of 2 and 3; compare the printed digests with those in SHA256SUMS:

   {in_cmd}
   Get-FileHash -Algorithm SHA256 * | Format-List Hash, Path

RECORD.txt names the record behind the documents by its digests. Whoever holds the audit folder can check that the
record is still the one that was signed: onsite verify AUDIT, or python3 verify.py AUDIT SIGNOFF.
"
    )
}
