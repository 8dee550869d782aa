//! Numbers as people read them.

/// A quantity, with as many digits as say something.
pub(super) fn quantity(number: f64) -> String {
    let digits = match number {
        _ if number >= 100.0 || number == 0.0 => 0,
        _ if number >= 1.0 => 1,
        // The first two that are not zero.
        _ => leading_zeros(number) + 2,
    };
    let text = grouped(number, digits);
    match text.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => text,
    }
}

/// An amount of money.
pub(super) fn money(amount: f64) -> String {
    const CENT: f64 = 0.01;
    match amount {
        _ if amount == 0.0 => "0.00".to_owned(),
        _ if amount < CENT / 2.0 => "<0.01".to_owned(),
        _ => grouped(amount, 2),
    }
}

/// A price of a small thing.
pub(super) fn price(amount: f64) -> String {
    let digits = leading_zeros(amount) + 6;
    let text = format!("{amount:.digits$}");
    let text = text.trim_end_matches('0');
    text.strip_suffix('.').unwrap_or(text).to_owned()
}

/// How many zeros follow the point.
fn leading_zeros(number: f64) -> usize {
    let digits = format!("{number:.12}");
    let fraction = digits.split_once('.').map_or("", |(_, fraction)| fraction);
    fraction.bytes().take_while(|digit| *digit == b'0').count()
}

/// With a comma between each three digits.
fn grouped(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (text.as_str(), String::new()),
    };
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_say_no_more_than_they_know() {
        for (number, text) in [
            (0.0, "0"),
            (1_234_567.8, "1,234,568"),
            (28.2, "28.2"),
            (28.0, "28"),
            (0.002_345, "0.0023"),
        ] {
            assert_eq!(quantity(number), text);
        }
        for (amount, text) in [(0.0, "0.00"), (0.001, "<0.01"), (1_234.5, "1,234.50")] {
            assert_eq!(money(amount), text);
        }
        assert_eq!(price(0.000_025), "0.000025");
        assert_eq!(price(0.000_016_666_7), "0.0000166667");
        assert_eq!(price(0.5), "0.5");
    }
}
