//! WhatsApp's templates. Outside a conversation of the last 24 hours WhatsApp takes nothing but
//! templates that Meta has approved; what is sent is a template's name and its parameters.
//!
//! The templates are the `.whatsapp` texts themselves: each variable becomes a numbered parameter
//! in the order in which the text names it.

use std::fmt::Write;

use fluent_syntax::ast::{Expression, InlineExpression, PatternElement};
use serde::{Deserialize, Serialize};

use crate::notice::language::Language;
use crate::notice::render::MESSAGES;
use crate::notice::texts::{TemplateError, pattern};

/// The longest body of a template (WhatsApp Business Management API, message templates).
pub const TEMPLATE_BODY_LENGTH_MAX: usize = 1_024;

/// What Meta files a template under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TemplateCategory {
    /// About an order that is under way.
    Utility,
    /// A one-time code.
    Authentication,
    /// An offer.
    Marketing,
}

/// A template as Meta is asked to approve it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// Its name: `on_the_way`.
    pub name: String,
    /// Its language: `pt_BR`, `en`.
    pub language: String,
    /// What it is filed under.
    pub category: TemplateCategory,
    /// Its body, with `{{1}}`, `{{2}}` … for its parameters.
    pub body: String,
    /// What each parameter stands for, in order.
    pub variables: Vec<String>,
}

/// All templates there are in a language, to be handed in for approval.
pub fn templates(language: Language) -> Result<Vec<Template>, TemplateError> {
    MESSAGES
        .iter()
        .map(|message| template(language, message))
        .collect()
}

/// The template of the notice text `message`.
pub(crate) fn template(language: Language, message: &str) -> Result<Template, TemplateError> {
    let key = format!("{message}.whatsapp");
    let mut body = String::new();
    let mut variables: Vec<String> = Vec::new();
    for element in &pattern(language, &key)?.elements {
        match element {
            PatternElement::TextElement { value } => body.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                let known = variables.iter().position(|variable| variable == id.name);
                let position = known.unwrap_or_else(|| {
                    variables.push(id.name.to_owned());
                    variables.len() - 1
                });
                let _ = write!(body, "{{{{{}}}}}", position + 1);
            }
            PatternElement::Placeable { .. } => {
                return Err(TemplateError::Broken {
                    language,
                    key,
                    problem: "a template of WhatsApp has variables and nothing that chooses"
                        .to_owned(),
                });
            }
        }
    }
    Ok(Template {
        name: message.replace('-', "_"),
        language: language.tag().replace('-', "_"),
        category: match message {
            "one-time-code" => TemplateCategory::Authentication,
            "coupon" => TemplateCategory::Marketing,
            _ => TemplateCategory::Utility,
        },
        body,
        variables,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meta_would_take_them() {
        for language in Language::ALL {
            for template in templates(language).expect("templates") {
                let Template {
                    name,
                    body,
                    variables,
                    ..
                } = &template;
                assert!(body.len() <= TEMPLATE_BODY_LENGTH_MAX, "{name}");
                assert!(
                    !body.starts_with("{{") && !body.ends_with("}}"),
                    "{name}: {body}"
                );
                assert!(
                    !body.contains("\n\n\n") && !body.contains("}}{{"),
                    "{name}: {body}"
                );
                assert_eq!(
                    body.matches("{{").count(),
                    variables.len(),
                    "{name}: each once"
                );
            }
        }
    }

    #[test]
    fn parameters_are_numbered_as_they_are_named() {
        let template = template(Language::PtBr, "arrived").expect("a template");
        assert_eq!(template.name, "arrived");
        assert_eq!(template.language, "pt_BR");
        assert_eq!(
            template.body,
            "Seu pedido #{{1}} chegou! Diga o PIN {{2}} ao receber."
        );
        assert_eq!(template.variables, ["number", "pin"]);
    }
}
