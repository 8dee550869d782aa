//! The subcommand of a server that becomes a function's process, alone: for tests.

fn main() {
    let error = lambda::sandbox::exec(std::env::args_os().skip(1));
    eprintln!("{error}");
    std::process::exit(126);
}
