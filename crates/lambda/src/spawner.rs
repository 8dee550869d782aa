//! The thread that starts processes.
//!
//! A process can ask the kernel to end with the *thread* that started it. So one thread starts
//! them all, and it lives as long as the service; threads of the tokio runtime come and go.

use std::io;
use std::sync::mpsc;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

type Order = (Command, oneshot::Sender<io::Result<Child>>);

/// The way to the thread, which ends when this is dropped.
pub(crate) struct Spawner(mpsc::Sender<Order>);

impl Spawner {
    /// Starts the thread. Needs a tokio runtime.
    pub(crate) fn start() -> io::Result<Spawner> {
        let (sender, orders) = mpsc::channel::<Order>();
        let runtime = Handle::current();
        std::thread::Builder::new()
            .name("lambda-spawner".to_owned())
            .spawn(move || {
                let _within = runtime.enter();
                for (mut command, reply) in orders {
                    // Whoever no longer waits leaves a process that is killed when it is dropped.
                    let _ = reply.send(command.spawn());
                }
            })?;
        Ok(Spawner(sender))
    }

    /// Starts a process.
    pub(crate) async fn spawn(&self, command: Command) -> io::Result<Child> {
        let (reply, child) = oneshot::channel();
        let gone = || io::Error::other("the thread that starts processes is gone");
        self.0.send((command, reply)).map_err(|_| gone())?;
        child.await.map_err(|_| gone())?
    }
}
