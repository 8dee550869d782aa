//! How many writes are under way at once: more while all goes well, half as many when the service has
//! too much to do.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

const WIDTH_FIRST: usize = 4;

/// What a table of AWS takes that is written evenly; a single server is no quicker with more.
const WIDTH_MAX: usize = 32;

/// After so many writes that went well, one more is tried.
const CALM: usize = 16;

/// The writes that are under way.
#[derive(Debug)]
pub(crate) struct Flow {
    state: Mutex<State>,
    left: Notify,
}

#[derive(Debug)]
struct State {
    active: usize,
    width: usize,
    calm: usize,
}

/// A write that is under way, until this is dropped.
#[derive(Debug)]
pub(crate) struct Pass<'f>(&'f Flow);

impl Flow {
    pub(crate) fn new() -> Flow {
        Flow {
            state: Mutex::new(State {
                active: 0,
                width: WIDTH_FIRST,
                calm: 0,
            }),
            left: Notify::new(),
        }
    }

    /// Waits for a turn.
    pub(crate) async fn enter(&self) -> Pass<'_> {
        loop {
            let left = self.left.notified();
            if self.change(|state| {
                let may = state.active < state.width;
                state.active += usize::from(may);
                may
            }) {
                return Pass(self);
            }
            left.await;
        }
    }

    pub(crate) fn went_well(&self) {
        let wider = self.change(|state| {
            state.calm += 1;
            let wider = state.calm >= CALM && state.width < WIDTH_MAX;
            if wider {
                state.width += 1;
                state.calm = 0;
            }
            wider
        });
        if wider {
            self.left.notify_one();
        }
    }

    pub(crate) fn too_much(&self) {
        self.change(|state| {
            state.width = (state.width / 2).max(1);
            state.calm = 0;
        });
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.change(|state| state.active -= 1);
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_widens_when_all_goes_well_and_halves_when_not() {
        let flow = Flow::new();
        let width = |flow: &Flow| flow.change(|state| state.width);
        for _ in 0..CALM * WIDTH_MAX {
            let pass = flow.enter().await;
            flow.went_well();
            drop(pass);
        }
        assert_eq!(width(&flow), WIDTH_MAX);
        for expected in [16, 8, 4, 2, 1, 1] {
            flow.too_much();
            assert_eq!(width(&flow), expected);
        }
        let first = flow.enter().await;
        let second = flow.enter();
        tokio::pin!(second);
        assert!(futures_are_waiting(second.as_mut()).await);
        drop(first);
        second.await;
    }

    async fn futures_are_waiting(future: std::pin::Pin<&mut impl Future>) -> bool {
        let mut future = future;
        tokio::select! {
            biased;
            _ = &mut future => false,
            () = tokio::task::yield_now() => true,
        }
    }
}
