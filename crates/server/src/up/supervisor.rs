//! What a service manager is told: systemd, where the unit says `Type=notify` (`sd_notify(3)`).

use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// How the server stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// It takes requests.
    Ready,
    /// It was told to end.
    Stopping,
}

/// Tells the service manager, where there is one.
pub(super) fn tell(state: State) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    if let Err(error) = send(socket.as_encoded_bytes(), state) {
        tracing::warn!(%error, "the service manager could not be told: {state:?}");
    }
}

/// A socket's name begins with `@` where it is in no folder.
fn send(socket: &[u8], state: State) -> std::io::Result<()> {
    let address = match socket.strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(std::path::Path::new(
            <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(socket),
        ))?,
    };
    let text = match state {
        State::Ready => "READY=1",
        State::Stopping => "STOPPING=1",
    };
    UnixDatagram::unbound()?.send_to_addr(text.as_bytes(), &address)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(at: &UnixDatagram) -> String {
        let mut buffer = [0; 64];
        let bytes = at.recv(&mut buffer).expect("a datagram");
        String::from_utf8_lossy(&buffer[..bytes]).into_owned()
    }

    #[test]
    fn it_hears_of_it_in_a_folder_and_without_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notify");
        let at = UnixDatagram::bind(&path).expect("a socket");
        send(path.as_os_str().as_encoded_bytes(), State::Ready).expect("sent");
        assert_eq!(heard(&at), "READY=1");
        let name = format!("entrega-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).expect("a name");
        let at = UnixDatagram::bind_addr(&address).expect("a socket");
        send(format!("@{name}").as_bytes(), State::Stopping).expect("sent");
        assert_eq!(heard(&at), "STOPPING=1");
        assert!(send(b"/nowhere/at/all", State::Ready).is_err());
    }
}
