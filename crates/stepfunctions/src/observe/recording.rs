//! An execution that is over, scene by scene, its children among them: what a rehearsal of it would
//! have to be like.

use std::sync::Arc;

use asl::{StateId, StateMachine, Timestamp};
use interpreter::effect::{Effect, Outcome, StartChild};
use interpreter::event::ItemContent;
use interpreter::scene::{Scene, WatchLimits, Within};
use interpreter::{Execution, ExecutionKind, Failure, Happening, Identity, Payload, Status};
use journal::ExecutionRow;

use super::{Observe, Unobservable};
use crate::host::Undelivered;
use crate::host::map_run::{arn_of_child, child_kind};
use crate::host::record::decode_event;

/// An execution that is over, as it went.
pub struct Recording {
    /// Its machine.
    pub machine: Arc<StateMachine>,
    /// Who it is.
    pub identity: Identity,
    /// When it started.
    pub started_at: Timestamp,
    /// What it was given.
    pub input: Payload,
    /// How it ended.
    pub outcome: Outcome,
    /// What it did; the scenes of child executions come after those of the execution that has them.
    pub scenes: Vec<RecordedScene>,
    /// What the readers of its Maps have brought.
    pub reads: Vec<(StateId, Result<ItemContent, Failure>)>,
}

/// A scene of an execution or of one of its children.
pub struct RecordedScene {
    /// The scene.
    pub scene: Scene,
    /// The one it is within, by its place in the recording.
    pub within: Option<Within>,
}

/// An execution cannot be looked at like that.
#[derive(Debug, thiserror::Error)]
pub enum Unrecordable {
    /// It cannot be looked at at all.
    #[error(transparent)]
    Unobservable(#[from] Unobservable),
    /// Nothing is kept of how it went.
    #[error("the history of an Express execution is not kept")]
    Express,
    /// It goes on.
    #[error("the execution is not over")]
    Open,
    /// Somebody had it go on where it failed, or stopped it, or it began in the middle.
    #[error("the execution was stopped, redriven or begun in the middle of its machine")]
    Interfered,
    /// It has done too much.
    #[error(
        "the execution has done more than is looked at: it has too many steps or too much data"
    )]
    TooLarge,
}

impl From<Undelivered> for Unrecordable {
    fn from(error: Undelivered) -> Unrecordable {
        Unrecordable::Unobservable(error.into())
    }
}

/// The recording, while it is made.
struct Recorder<'r> {
    observe: &'r Observe,
    limits: WatchLimits,
    scenes: Vec<RecordedScene>,
    reads: Vec<(StateId, Result<ItemContent, Failure>)>,
}

impl Observe {
    /// How an execution went that is over. Blocks.
    pub fn recording(&self, arn: &str, limits: WatchLimits) -> Result<Recording, Unrecordable> {
        let Some(row) = self.host.row(arn) else {
            // An Express execution has none.
            return Err(match self.look_at(arn) {
                Ok(_) => Unrecordable::Express,
                Err(error) => error.into(),
            });
        };
        let mut recorder = Recorder {
            observe: self,
            limits,
            scenes: Vec::new(),
            reads: Vec::new(),
        };
        let execution = recorder.record(&row, None)?;
        let outcome = match execution.status() {
            Status::Running => return Err(Unrecordable::Open),
            Status::Closed(Outcome::Aborted { .. }) => return Err(Unrecordable::Interfered),
            Status::Closed(outcome) => outcome.clone(),
        };
        Ok(Recording {
            machine: execution.machine().clone(),
            identity: execution.identity().clone(),
            started_at: execution.started_at(),
            input: execution.input().clone(),
            outcome,
            scenes: recorder.scenes,
            reads: recorder.reads,
        })
    }
}

impl Recorder<'_> {
    /// Applies the events of an execution again, and then those of its children.
    fn record(
        &mut self,
        row: &ExecutionRow,
        within: Option<Within>,
    ) -> Result<Execution, Unrecordable> {
        let host = &self.observe.host;
        let opening = host.opening(row, false).map_err(Undelivered::Unreadable)?;
        if opening.begin.from.is_some() {
            return Err(Unrecordable::Interfered);
        }
        let (mut execution, effects) = Execution::start_watched(opening.begin, self.limits.clone());
        let mut children: Vec<(StartChild, Option<usize>)> = Vec::new();
        note_children(&execution, effects, &mut children);
        let records = host.journal.records(row.id).map_err(Undelivered::Journal)?;
        for record in &records {
            if execution.is_watched_enough() {
                return Err(Unrecordable::TooLarge);
            }
            let event = decode_event(record).map_err(Undelivered::Unreadable)?;
            match &event.what {
                Happening::ItemsRead { map_run, content } => {
                    let scene = execution.scene_of(*map_run);
                    let scene = scene.and_then(|scene| execution.scenes().get(scene));
                    self.reads
                        .extend(scene.map(|scene| (scene.state, content.clone())));
                }
                Happening::Redriven => return Err(Unrecordable::Interfered),
                _ => {}
            }
            let effects = execution.apply(event).map_err(Undelivered::Rejected)?;
            note_children(&execution, effects, &mut children);
        }
        self.keep(&execution, within)?;
        let offset = self.scenes.len() - execution.scenes().len();
        for (child, scene) in children {
            let within = scene.map(|scene| Within {
                scene: offset + scene,
                index: child.child.0,
            });
            self.record_child(&execution, &child, within)?;
        }
        Ok(execution)
    }

    /// Records a child, if it ever began.
    fn record_child(
        &mut self,
        parent: &Execution,
        child: &StartChild,
        within: Option<Within>,
    ) -> Result<(), Unrecordable> {
        let kind = match child_kind(parent.machine(), child.state) {
            Some(ExecutionKind::Standard) => ExecutionKind::Standard,
            Some(ExecutionKind::Express) => return Err(Unrecordable::Express),
            None => return Ok(()),
        };
        let arn = arn_of_child(&parent.identity().execution_arn, child, kind);
        match self.observe.host.row(&arn) {
            None => Ok(()),
            Some(row) => self.record(&row, within).map(|_| ()),
        }
    }

    /// Keeps the scenes of an execution.
    fn keep(&mut self, execution: &Execution, within: Option<Within>) -> Result<(), Unrecordable> {
        let offset = self.scenes.len();
        let scenes = execution.scenes();
        if offset + scenes.len() > self.limits.scenes {
            return Err(Unrecordable::TooLarge);
        }
        self.scenes.extend(scenes.iter().map(|scene| {
            RecordedScene {
                scene: scene.clone(),
                within: scene
                    .within
                    .map(|within| Within {
                        scene: offset + within.scene,
                        ..within
                    })
                    .or(within),
            }
        }));
        Ok(())
    }
}

/// Takes note of children that are started, and of the scenes they are within.
fn note_children(
    execution: &Execution,
    effects: Vec<Effect>,
    children: &mut Vec<(StartChild, Option<usize>)>,
) {
    children.extend(effects.into_iter().filter_map(|effect| match effect {
        Effect::StartChild(child) => {
            let scene = execution.scene_of(child.map_run);
            Some((*child, scene))
        }
        _ => None,
    }));
}
