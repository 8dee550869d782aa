//! What the workflow studio asks, over HTTP.

mod rehearse;
mod written;
