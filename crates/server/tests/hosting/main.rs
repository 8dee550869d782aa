//! What `deploy/` gives to those who run a server: that the files keep what docs/self-hosting.md says
//! of them, and that the server works within what they leave it.

mod confined;
mod files;
