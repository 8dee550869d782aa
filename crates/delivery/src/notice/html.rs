//! An e-mail's text as simple HTML: paragraphs, and the links that we put there ourselves.

use std::fmt::Write;

use crate::notice::facts::Link;
use crate::notice::language::Language;

/// The page around `text`: an empty line parts paragraphs, and a word that is one of `links` can be
/// followed. Everything else is escaped, so that the name of an item, or of a customer, is never
/// more than a name.
pub fn html(language: Language, subject: &str, text: &str, links: &[&Link]) -> String {
    let mut body = String::with_capacity(text.len() * 2);
    for paragraph in text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
    {
        body.push_str("<p style=\"margin:0 0 16px\">");
        for (position, line) in paragraph.lines().enumerate() {
            if position > 0 {
                body.push_str("<br>\n");
            }
            push_line(&mut body, line, links);
        }
        body.push_str("</p>\n");
    }
    let mut title = String::new();
    push_escaped(&mut title, subject);
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n\
         <body style=\"margin:0;padding:24px;background:#f5f5f2;color:#1c1c1a;\
         font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif\">\n\
         <div style=\"max-width:32em;margin:0 auto;padding:24px 24px 8px;background:#fff;\
         border-radius:12px;overflow-wrap:anywhere\">\n{body}</div>\n</body>\n</html>\n",
        language.tag(),
    )
}

fn push_line(body: &mut String, line: &str, links: &[&Link]) {
    for (position, word) in line.split(' ').enumerate() {
        if position > 0 {
            body.push(' ');
        }
        if links.iter().any(|link| link.as_str() == word) {
            let mut escaped = String::new();
            push_escaped(&mut escaped, word);
            let _ = write!(
                body,
                "<a href=\"{escaped}\" style=\"color:#0b57d0\">{escaped}</a>"
            );
        } else {
            push_escaped(body, word);
        }
    }
}

fn push_escaped(body: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => body.push_str("&amp;"),
            '<' => body.push_str("&lt;"),
            '>' => body.push_str("&gt;"),
            '"' => body.push_str("&quot;"),
            '\'' => body.push_str("&#39;"),
            other => body.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_only_names() {
        let link = Link::parse("https://loja.example/r/7F3K?a=1&b=2").expect("a link");
        let text = "Olá, <script>alert(\"1\")</script>!\n\nhttps://mau.example e\n\
                    https://loja.example/r/7F3K?a=1&b=2";
        let page = html(Language::PtBr, "</title>", text, &[&link]);
        assert!(page.contains("Olá, &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;!</p>"));
        assert!(page.contains("<title>&lt;/title&gt;</title>"));
        assert!(page.contains("https://mau.example e<br>"));
        assert!(page.contains("<a href=\"https://loja.example/r/7F3K?a=1&amp;b=2\""));
        assert_eq!(page.matches("<a ").count(), 1);
    }
}
