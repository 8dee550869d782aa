//! Proposals, and the workflow that waits for their click.
//!
//! A proposal is written down, an execution of `workflows/assistant/confirm-change.asl.json` is
//! started, and only then is the proposal told: whoever sees it can confirm it. The answer is
//! written together with what it answers; giving it to the workflow comes afterwards, as often as it
//! takes. What the execution was started with says which customer's which change it may make, by a
//! hash: the journal keeps no address.

use std::fmt::Write as _;

use aws_sdk_sfn::error::{DisplayErrorContext, SdkError};
use aws_sdk_sfn::operation::start_execution::StartExecutionError;
use delivery::ConversationId;
use delivery::delivery::settle_state_machine;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::Digest as _;

use super::chat::{Asker, Chat, ChatError};
use super::record::{Conversation, ProposalRecord, ProposalState, Run};
use super::table::{TableError, Waiting, Writing};
use crate::proposal::{PROPOSAL_SECONDS, Proposal, ProposalId};
use crate::tool::Change;

/// The name of the workflow's state machine.
pub const STATE_MACHINE: &str = "confirm-change";

/// The workflow that waits for a click, and makes the change: Amazon States Language.
pub const WORKFLOW: &str = include_str!("../../../../workflows/assistant/confirm-change.asl.json");

/// So many proposals are looked through at once.
const LOOKED_THROUGH_AT_ONCE: i32 = 1_000;

/// What an execution is started with, and what its functions are called with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Confirming {
    pub(super) conversation: ConversationId,
    pub(super) proposal: ProposalId,
    pub(super) customer: delivery::CustomerId,
    /// What is done, for whoever looks at the execution.
    pub(super) change: String,
    /// Which order, for whoever looks at the execution.
    pub(super) order: String,
    /// The arguments, hashed: no others are carried out.
    pub(super) arguments_sha256: String,
}

impl Confirming {
    pub(super) fn of(conversation: &ConversationId, record: &ProposalRecord) -> Confirming {
        let (change, order) = match &record.proposal.change {
            Change::Cancel { order } => ("cancel_order", order),
            Change::Address { order, .. } => ("change_address", order),
            Change::Instructions { order, .. } => ("change_instructions", order),
            Change::Substitute { order, .. } => ("substitute_item", order),
        };
        Confirming {
            conversation: conversation.clone(),
            proposal: record.id(),
            customer: record.customer.clone(),
            change: change.to_owned(),
            order: order.as_str().to_owned(),
            arguments_sha256: hash(&record.proposal.change),
        }
    }
}

/// The arguments of a change as a short text: the same for the same arguments.
fn hash(change: &Change) -> String {
    let text = serde_json::to_vec(change).unwrap_or_default();
    let digest = sha2::Sha256::digest(&text);
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// With what the workflow is answered; nothing while nobody has answered.
fn answer_of(record: &ProposalRecord) -> Option<&'static str> {
    match record.state {
        ProposalState::Waiting | ProposalState::Expired => None,
        ProposalState::Confirmed { .. } => Some("confirmed"),
        ProposalState::Declined { .. } => Some("declined"),
        ProposalState::Dropped => Some("dropped"),
    }
}

impl Chat {
    /// Makes the state machine, unless it is there as this program has it. The table is made too.
    pub async fn settle_services(&self, role_arn: &str) -> Result<(), ChatError> {
        self.table().create().await?;
        let sfn = &self.0.configuration.step_functions;
        let arn = &self.0.configuration.state_machine_arn;
        let settled = settle_state_machine(sfn, arn, STATE_MACHINE, WORKFLOW, role_arn);
        settled.await.map_err(|why| {
            let why = format!("the state machine of confirmations cannot be made: {why}");
            ChatError::Unavailable(why)
        })
    }

    /// Writes a proposal down, with what was said before it, and has the workflow wait for it. One
    /// that is shown once more is the same as before.
    pub(super) async fn propose(
        &self,
        conversation: &Conversation,
        session: Option<String>,
        proposal: &Proposal,
        run: &Run,
    ) -> Result<(), ChatError> {
        match self.table().proposal(&conversation.id, proposal.id).await {
            Ok(_) => return Ok(()),
            Err(TableError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let record = ProposalRecord {
            proposal: proposal.clone(),
            customer: conversation.owner.customer().clone(),
            session,
            until: Timestamp::now() + SignedDuration::from_secs(i64::from(PROPOSAL_SECONDS)),
            state: ProposalState::Waiting,
            task_token: None,
            outcome: None,
            told: None,
        };
        // Another cannot wait beside it.
        self.drop_open(&conversation.id).await?;
        self.table()
            .change(&conversation.id, |conversation| {
                let writing = Writing::of(&conversation.id);
                Ok::<_, TableError>(((), writing.proposal(&record).run(run)))
            })
            .await?;
        self.start(&conversation.id, &record).await
    }

    /// Has the workflow wait for a proposal; a second time changes nothing.
    async fn start(&self, id: &ConversationId, record: &ProposalRecord) -> Result<(), ChatError> {
        let input = serde_json::to_string(&Confirming::of(id, record)).unwrap_or_default();
        let started = self
            .0
            .configuration
            .step_functions
            .start_execution()
            .state_machine_arn(&self.0.configuration.state_machine_arn)
            .name(format!("{id}-{}", record.id().0))
            .input(input)
            .send()
            .await;
        match started {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), StartExecutionError::ExecutionAlreadyExists(_)) =>
            {
                Ok(())
            }
            Err(error) => Err(ChatError::Unavailable(
                DisplayErrorContext(error).to_string(),
            )),
        }
    }

    /// What was proposed before is not any more.
    pub(super) async fn drop_open(&self, id: &ConversationId) -> Result<(), ChatError> {
        for record in self.table().proposals(id).await? {
            if record.state == ProposalState::Waiting {
                self.drop_proposal(id, record.id()).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn drop_proposal(
        &self,
        id: &ConversationId,
        proposal: ProposalId,
    ) -> Result<(), ChatError> {
        let dropped = self
            .table()
            .change_proposal(id, proposal, |_, record| {
                if record.state == ProposalState::Waiting {
                    record.state = ProposalState::Dropped;
                }
                Ok::<_, TableError>(((), Writing::of(id)))
            })
            .await?;
        self.give_answer(&dropped.0).await
    }

    /// The customer confirms a proposal: once, in time, in the session that it was made in.
    pub async fn confirm(
        &self,
        asker: &Asker,
        id: &ConversationId,
        proposal: ProposalId,
    ) -> Result<ProposalRecord, ChatError> {
        let at = Timestamp::now();
        self.answer_proposal(asker, id, proposal, ProposalState::Confirmed { at })
            .await
    }

    /// The customer does not want what was proposed.
    pub async fn decline(
        &self,
        asker: &Asker,
        id: &ConversationId,
        proposal: ProposalId,
    ) -> Result<ProposalRecord, ChatError> {
        let at = Timestamp::now();
        self.answer_proposal(asker, id, proposal, ProposalState::Declined { at })
            .await
    }

    async fn answer_proposal(
        &self,
        asker: &Asker,
        id: &ConversationId,
        proposal: ProposalId,
        answer: ProposalState,
    ) -> Result<ProposalRecord, ChatError> {
        self.mine(asker, id).await?;
        let Some(session) = asker.session() else {
            return Err(ChatError::SignInNeeded);
        };
        let answered = self
            .table()
            .change_proposal(id, proposal, |_, record| {
                // One that was made by the link of an order is confirmed by its customer, in
                // whichever session that is; any other in its own.
                if record.session.as_ref().is_some_and(|of| *of != session) {
                    return Err(ChatError::NotFound("proposal"));
                }
                match record.state {
                    ProposalState::Waiting if record.until > Timestamp::now() => {}
                    ProposalState::Waiting | ProposalState::Expired => {
                        return Err(ChatError::ProposalExpired);
                    }
                    ProposalState::Confirmed { .. }
                    | ProposalState::Declined { .. }
                    | ProposalState::Dropped => return Err(ChatError::ProposalAnswered),
                }
                record.state = answer;
                Ok(((), Writing::of(id)))
            })
            .await?;
        let (record, ()) = answered;
        // What cannot be given now is given later: the answer is written down.
        if let Err(error) = self.give_answer(&record).await {
            tracing::warn!(%error, "a confirmation could not be given; it will be again");
        }
        self.0.bells.ring(id);
        Ok(record)
    }

    /// Gives the workflow the answer that is written down, if there is one and it waits.
    pub(super) async fn give_answer(&self, record: &ProposalRecord) -> Result<(), ChatError> {
        let (Some(token), Some(answer)) = (&record.task_token, answer_of(record)) else {
            return Ok(());
        };
        let given = self
            .0
            .configuration
            .step_functions
            .send_task_success()
            .task_token(token)
            .output(json!({"answer": answer}).to_string())
            .send()
            .await;
        match given {
            Ok(_) => Ok(()),
            // It waits no more: it was told before, or its time was over.
            Err(SdkError::ServiceError(error))
                if error.err().is_task_timed_out()
                    || error.err().is_task_does_not_exist()
                    || error.err().is_invalid_token() =>
            {
                Ok(())
            }
            Err(error) => Err(ChatError::Unavailable(
                DisplayErrorContext(error).to_string(),
            )),
        }
    }

    /// Looks after the proposals whose workflow has not come to its end: one that was not started is
    /// started, one that was not told the answer is told it.
    pub async fn look_through(&self) -> Result<(), ChatError> {
        let open: Vec<(ConversationId, ProposalRecord)> = self
            .table()
            .documents_waiting(&Waiting::Proposals, LOOKED_THROUGH_AT_ONCE, false)
            .await?;
        for (id, record) in open {
            match &record.task_token {
                None => self.start(&id, &record).await?,
                Some(_) => self.give_answer(&record).await?,
            }
        }
        Ok(())
    }
}
