//! What the workflow studio asks, over HTTP.

mod written;
