//! What the workflow studio asks, over HTTP.

mod rehearse;
mod sam;
mod written;
