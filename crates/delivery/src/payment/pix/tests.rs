//! Codes of the manual of the Banco Central do Brasil, and properties.

use proptest::prelude::*;

use super::*;

/// "Manual de Padrões para Iniciação do Pix", the example of a static code: a random key.
const STATIC: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000\
                      5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";

/// The manual, section 2.7.2: a dynamic code.
const DYNAMIC: &str = "00020101021226700014br.gov.bcb.pix2548pix.example.com/\
                       8b3da2f39a4140d1a91abd93113bd4415204000053039865802BR\
                       5913Fulano de Tal6008BRASILIA62070503***630464E4";

fn read(text: &str) -> BrCode {
    text.parse().expect("a BR Code")
}

fn with_checksum(text: &str) -> String {
    format!("{text}{:04X}", checksum(text.as_bytes()))
}

/// The catalogue of parametrised CRC algorithms: CRC-16/CCITT-FALSE of `123456789`.
#[test]
fn the_checksum_is_the_catalogues() {
    assert_eq!(checksum(b"123456789"), 0x29B1);
}

#[test]
fn the_manuals_codes_are_read_and_written_to_the_byte() {
    let key = PixKey::parse("123e4567-e12b-12d1-a456-426655440000").expect("a key");
    let location = Location::parse("pix.example.com/8b3da2f39a4140d1a91abd93113bd441");
    let location = Account::Location(location.expect("a location"));
    for (text, account) in [
        (STATIC, Account::Key { key, message: None }),
        (DYNAMIC, location),
    ] {
        let code = read(text);
        assert_eq!(code.account, account);
        assert_eq!(
            (code.receiver.name(), code.receiver.city()),
            ("Fulano de Tal", "BRASILIA")
        );
        assert_eq!((code.amount, code.reference.clone()), (None, None));
        assert_eq!(code.to_string(), text);
    }
}

#[test]
fn other_spellings_are_read_too() {
    let other = STATIC[..STATIC.len() - 4]
        .replace("br.gov.bcb.pix", "BR.GOV.BCB.PIX")
        .replace("000201", "000201010211")
        .replace("5802BR", "540466.65802BR");
    let code = read(&with_checksum(&other));
    assert_eq!(code.amount, Some(Money::minor(6_660)));
}

#[test]
fn receivers_are_folded_and_cut() {
    let receiver = Receiver::new(
        "  Pão  & Açúcar do João da Conceição",
        "São Luís do Paraitinga",
    );
    let receiver = receiver.expect("a receiver");
    assert_eq!(receiver.name(), "PAO & ACUCAR DO JOAO DA C");
    assert_eq!(receiver.city(), "SAO LUIS DO PAR");
    assert!(Receiver::new("   ", "X").is_err() && Receiver::new("日本", "X").is_err());
}

#[test]
fn keys_and_locations_that_are_none_are_refused() {
    for key in [
        "",
        "123",
        "+55119",
        "a@b",
        "a b@c.de",
        "123e4567-e12b-12d1-a456-42665544000g",
    ] {
        assert!(PixKey::parse(key).is_err(), "{key}");
    }
    for key in ["12345678909", "11222333000181", "+5511943214321", "a@b.co"] {
        assert!(PixKey::parse(key).is_ok(), "{key}");
    }
    for location in [
        "",
        "https://a/b",
        "a",
        "a/",
        "/b",
        &format!("a/{}", "x".repeat(76)),
    ] {
        assert!(Location::parse(location).is_err(), "{location}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let without = |from: &str, to: &str| {
        let text = STATIC[..STATIC.len() - 4].replace(from, to);
        with_checksum(&text).parse::<BrCode>()
    };
    assert_eq!(without("6008BRASILIA", ""), Err(PixError::Missing("60")));
    assert!(matches!(
        without("5802BR", "5802US"),
        Err(PixError::Invalid { field: "58", .. })
    ));
    assert!(matches!(
        without("5303986", "5303840"),
        Err(PixError::Invalid { .. })
    ));
    assert!(matches!(
        without("br.gov", "br.fov"),
        Err(PixError::Invalid { .. })
    ));
    assert_eq!("0002016304".parse::<BrCode>(), Err(PixError::NotFields));
    assert_eq!(
        String::new().parse::<BrCode>(),
        Err(PixError::Missing("63"))
    );
}

fn codes() -> impl Strategy<Value = BrCode> {
    let key = prop_oneof![
        "[0-9]{11}",
        "[0-9]{14}",
        "\\+55[0-9]{11}",
        "[a-z]{1,20}@[a-z]{1,20}\\.com",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    ];
    let message = proptest::option::of("[a-zA-Z0-9 ]{1,20}");
    let account = prop_oneof![
        (key, message).prop_map(|(key, message)| Account::Key {
            key: PixKey::parse(&key).expect("a key"),
            message,
        }),
        "[a-z.]{1,30}/[a-z0-9/-]{1,46}"
            .prop_map(|text| { Account::Location(Location::parse(&text).expect("a location")) }),
    ];
    let receiver = (
        "[A-Za-zçãéÓ][A-Za-zçãé ]{0,40}",
        "[A-Za-z][A-Za-zçãé ]{0,30}",
    );
    let receiver =
        receiver.prop_map(|(name, city)| Receiver::new(&name, &city).expect("a receiver"));
    let reference = proptest::option::of("[a-zA-Z0-9]{1,25}");
    let reference =
        reference.prop_map(|text| text.map(|text| Reference::parse(&text).expect("a reference")));
    let amount = proptest::option::of((0..1_000_000_000_000_i64).prop_map(Money::minor));
    (account, amount, receiver, reference).prop_map(|(account, amount, receiver, reference)| {
        BrCode {
            account,
            amount,
            receiver,
            reference,
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(code in codes()) {
        let text = code.to_string();
        prop_assert!(text.len() <= BR_CODE_LENGTH_MAX);
        prop_assert_eq!(read(&text), code);
    }

    #[test]
    fn a_changed_letter_is_noticed(code in codes(), place in 0_usize..512, letter in b' '..=b'~') {
        let mut bytes = code.to_string().into_bytes();
        let place = place % bytes.len();
        prop_assume!(!bytes[place].eq_ignore_ascii_case(&letter));
        bytes[place] = letter;
        let text = String::from_utf8(bytes).expect("ASCII");
        prop_assert!(text.parse::<BrCode>().is_err());
    }

    #[test]
    fn no_text_panics(text in "[0-9]{0,40}.{0,20}") {
        let _ = text.parse::<BrCode>();
        let _ = with_checksum(&text).parse::<BrCode>();
    }
}
