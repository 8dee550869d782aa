//! What the workflow studio asks, over HTTP.

mod cases;
mod rehearse;
mod sam;
mod written;
