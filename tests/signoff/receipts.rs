//! Receipts: without a key, with one, and what is wrong with forged ones.

use onsite::signoff::receipt;
use onsite::signoff::verify;

use super::bench::{Bench, bad, now, signing, trust};
use super::tools::{Key, PRINCIPAL};

#[test]
fn receipts_join_a_sealed_folder_and_change_nothing_in_it() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    let loaded = bench.load();
    let add = |who, signing| receipt::add(&*loaded.disk, loaded.audit.id, 1, who, now(), signing);
    let name = add(("Mara Quist\nSigner: forged", "head of IT"), None).unwrap();
    assert_eq!(name, "RECEIPT-1.txt");
    let text = std::fs::read_to_string(bench.signoff(1).join(&name)).unwrap();
    assert!(text.contains("Name: Mara Quist Signer: forged\n"), "{text}");
    assert!(
        text.contains("Meaning: received, not necessarily agreed\n"),
        "{text}"
    );
    assert!(add(("", "head of IT"), None).is_err());

    let key = Key::make(bench.dir.path(), "ed25519", "256", "");
    let as_witness = signing(
        &key,
        "witness@example.com",
        "witness of the accreditation body",
    );
    assert_eq!(
        add(("Wim Os", "witness"), Some(as_witness)).unwrap(),
        "RECEIPT-2.txt"
    );
    let both = format!(
        "{PRINCIPAL} {}\nwitness@example.com {}\n",
        bench.key.line(),
        key.line()
    );
    let look = |allowed: &str| verify::folder(&bench.signoff(1), &trust(allowed));
    assert_eq!(bad(&look(&both)), Vec::<String>::new());
    let said = look(&both).said;
    assert!(
        said.iter()
            .any(|it| it.text.contains("witness@example.com signed it")),
        "{said:?}"
    );
    let only_lead = format!("{PRINCIPAL} {}\n", bench.key.line());
    assert_eq!(bad(&look(&only_lead)).len(), 1);
    assert!(bench.sha256sum_says_good(1) && bench.python_says_good(1));

    let signed = bench.signoff(1).join("RECEIPT-2.txt");
    let text = std::fs::read_to_string(&signed).unwrap();
    std::fs::write(&signed, text.replace("Wim Os", "Wim Ox")).unwrap();
    assert_eq!(bad(&look(&both)).len(), 1);
    std::fs::remove_file(&signed).unwrap();
    assert_eq!(bad(&look(&both)).len(), 1);
    std::fs::write(&signed, &text).unwrap();
    std::fs::remove_file(
        bench
            .signoff(1)
            .join("RECEIPT-2.txt.witness@example.com.sig"),
    )
    .unwrap();
    assert_eq!(bad(&look(&both)).len(), 1);
}

#[test]
fn a_receipt_of_another_sign_off_is_bad() {
    let mut bench = Bench::small("Example GmbH", 1);
    bench.sign();
    bench.sign();
    let loaded = bench.load();
    receipt::add(&*loaded.disk, loaded.audit.id, 1, ("M", "r"), now(), None).unwrap();
    let name = "RECEIPT-1.txt";
    std::fs::copy(bench.signoff(1).join(name), bench.signoff(2).join(name)).unwrap();
    assert_eq!(bad(&bench.verify_folder(1)), Vec::<String>::new());
    assert_eq!(bad(&bench.verify_folder(2)).len(), 1);
}
