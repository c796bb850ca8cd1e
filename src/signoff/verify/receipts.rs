//! Verification of receipts. They may be added by anybody, so an unsigned one is told, not trusted.

use super::{Look, MAX_SIGNATURE};
use crate::signoff::allowed_signers::Verdict;
use crate::signoff::receipt::Receipt;
use crate::signoff::sshsig;
use crate::store::Digest;
use crate::text::visible;

impl Look<'_> {
    /// Reads every receipt: it has to be about this folder, and signed where it says so.
    pub(super) fn receipts(&mut self, digest: Digest) {
        let names = self.names.iter();
        let names = names.filter(|name| name.starts_with("RECEIPT-"));
        let of_signature = |name: &str| {
            let (receipt, _) = name.strip_suffix(".sig")?.split_once(".txt.")?;
            Some(format!("{receipt}.txt"))
        };
        let (signatures, texts): (Vec<String>, Vec<String>) = names
            .cloned()
            .partition(|name| of_signature(name).is_some());
        for name in &texts {
            match self.receipt(name, digest) {
                Ok(sentence) => self.found.note(sentence),
                Err(why) => self.found.bad(format!("{}: {why}", visible(name))),
            }
        }
        let is_alone = |name: &&String| of_signature(name).is_some_and(|it| !texts.contains(&it));
        let alone = signatures.iter().filter(is_alone);
        for name in alone {
            self.found
                .bad(format!("{}: its receipt is missing", visible(name)));
        }
    }

    fn receipt(&self, name: &str, digest: Digest) -> Result<String, String> {
        let text = self.text(name)?;
        let receipt = Receipt::parse(&text)?;
        if receipt.digest != digest {
            return Err("it is the receipt of another sign-off".to_owned());
        }
        let (who, role, time) = (
            visible(&receipt.name),
            visible(&receipt.role),
            visible(&receipt.time),
        );
        let Some(signer) = &receipt.signer else {
            return Ok(format!(
                "{name}: received by {who} ({role}) at {time}; written down without a key"
            ));
        };
        let principal = &signer.principal;
        let armored = self
            .read(&format!("{name}.{principal}.sig"), MAX_SIGNATURE)
            .map_err(|error| format!("the signature of {}: {error}", visible(principal)))?;
        let verified =
            sshsig::verify(text.as_bytes(), &armored).map_err(|error| error.to_string())?;
        if verified.fingerprint != signer.fingerprint {
            return Err(format!(
                "signed with {} and not with the stated key {}",
                verified.fingerprint,
                visible(&signer.fingerprint)
            ));
        }
        let trust = match self.trust(principal, &verified.key) {
            None => "whose key that is was not checked".to_owned(),
            Some(verdict @ Verdict::Allowed { .. }) => verdict.to_string(),
            Some(verdict) => return Err(format!("{}: {verdict}", visible(principal))),
        };
        Ok(format!(
            "{name}: received by {who} ({role}) at {time}; {} signed it as {} with {}; {trust}",
            visible(principal),
            visible(&signer.role),
            verified.fingerprint
        ))
    }
}
