//! QR codes as SVG.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// The light border that scanners need, in modules (ISO/IEC 18004, section 6.3.8).
const QUIET_MODULES: i32 = 4;

/// A text that no QR code holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long for a QR code")]
pub struct TooLongForQr;

/// A picture of a text: dark on light whatever surrounds it, as wide as it is let be.
///
/// `title` says to those who do not see it what it is. A BR Code always fits.
pub fn qr_svg(text: &str, title: &str) -> Result<String, TooLongForQr> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| TooLongForQr)?;
    let side = code.size() + 2 * QUIET_MODULES;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count();
            let run = i32::try_from(run).unwrap_or(0);
            if run > 0 {
                let (left, top) = (x + QUIET_MODULES, y + QUIET_MODULES);
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += run + 1;
        }
    }
    let title = title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         shape-rendering=\"crispEdges\"><title>{title}</title>\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules a picture shows dark, read back from its path.
    fn dark(svg: &str) -> Vec<(i32, i32)> {
        let path = svg
            .rsplit("d=\"")
            .next()
            .and_then(|rest| rest.split('"').next());
        let mut found = Vec::new();
        for run in path.expect("a path").split('M').skip(1) {
            let (x, rest) = run.split_once(' ').expect("a place");
            let (y, rest) = rest.split_once('h').expect("a place");
            let (length, _) = rest.split_once('v').expect("a length");
            let number = |text: &str| text.parse::<i32>().expect("a number");
            found.extend((0..number(length)).map(|step| (number(x) + step, number(y))));
        }
        found
    }

    #[test]
    fn the_picture_shows_every_dark_module_and_no_other() {
        let text = "00020126580014br.gov.bcb.pix";
        let svg = qr_svg(text, "Pix <R$ 1>").expect("a picture");
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).expect("a code");
        let side = code.size();
        let mut expected = Vec::new();
        for y in 0..side {
            let row = (0..side).filter(|x| code.get_module(*x, y));
            expected.extend(row.map(|x| (x + QUIET_MODULES, y + QUIET_MODULES)));
        }
        assert_eq!(dark(&svg), expected);
        assert!(svg.contains("role=\"img\"") && svg.contains("<title>Pix &lt;R$ 1&gt;</title>"));
    }

    #[test]
    fn long_texts_are_refused() {
        assert!(qr_svg(&"x".repeat(512), "").is_ok());
        assert_eq!(qr_svg(&"x".repeat(5_000), ""), Err(TooLongForQr));
    }
}
