//! What those see who follow a link of a message: a page for people, XML for programs.

use http::StatusCode;
use wire::error::xml_text;
use wire::query::Form;
use wire::response::respond;
use wire::{ApiError, Caller, Request, Response, Service as _};

use crate::sns::Sns;

impl Sns {
    /// Answers a request that follows a [link](Sns::is_link), on behalf of nobody in particular.
    pub async fn follow(&self, request: Request) -> Response {
        let request = Request {
            caller: Caller::Anonymous,
            ..request
        };
        let form = Form::parse(request.query());
        // A query may name several operations: the one that would be performed counts.
        let confirms = match form.get("Action") {
            Some("ConfirmSubscription") => true,
            Some("Unsubscribe") => false,
            _ => return self.refuse(&request, &needs_a_signature()),
        };
        let accepts = request.header("accept").unwrap_or_default();
        if !accepts.contains("text/html") {
            return match self.answer(&request, &form).await {
                Ok(body) => respond(StatusCode::OK, "text/xml", body),
                Err(error) => self.refuse(&request, &error),
            };
        }
        let (status, title, text) = match self.answer(&request, &form).await {
            Ok(_) if confirms => (
                StatusCode::OK,
                "Inscrição confirmada / Subscription confirmed",
                "Você receberá as mensagens deste tópico. / You will receive the messages of this \
                 topic."
                    .to_owned(),
            ),
            Ok(_) => (
                StatusCode::OK,
                "Inscrição encerrada / Unsubscribed",
                "Você não receberá mais estas mensagens. / You will receive these messages no more."
                    .to_owned(),
            ),
            Err(error) => (
                error.status,
                "O endereço não vale mais / This link is no longer valid",
                error.message,
            ),
        };
        let page = format!(
            "<!doctype html><html lang=\"pt-BR\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
             <h1>{title}</h1><p>{}</p></html>",
            xml_text(&text)
        );
        respond(status, "text/html; charset=utf-8", page)
    }
}

fn needs_a_signature() -> ApiError {
    ApiError::new(
        "MissingAuthenticationToken",
        "Request is missing Authentication Token",
    )
    .with_status(StatusCode::FORBIDDEN)
}
