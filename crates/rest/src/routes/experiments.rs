//! What the assistant tries: experiments, how their variants do, and the switch.

use assistant::scenario::experiment::{Experiment, ExperimentName, State as How};
use assistant::scenario::experiments::Experiments;
use axum::Json;
use axum::extract::State;
use delivery::StoreId;
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::{OperatorCaller, StaffCaller};
use crate::input::{At, Sent};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::ListView;
use crate::view::experiment::{ExperimentState, ExperimentView, VariantView};
use crate::view::schema;

fn no_such_experiment() -> Problem {
    Problem::new(Code::NotFound, "there is no such experiment")
}

fn checked(experiment: Experiment) -> Result<Experiment, Problem> {
    let checked = experiment.checked();
    checked.map_err(|error| Problem::new(Code::Invalid, error.to_string()))
}

impl Rest {
    fn experiments(&self) -> Experiments {
        Experiments::beside(self.delivery())
    }

    async fn experiment_view(
        &self,
        store: &StoreId,
        experiment: &Experiment,
    ) -> Result<ExperimentView, Problem> {
        let comparison = self
            .experiments()
            .comparison(store, &experiment.name)
            .await?;
        Ok(ExperimentView::of(experiment, &comparison))
    }
}

/// The experiments, by name.
#[utoipa::path(get, path = "/api/experiments", tag = "assistant",
    operation_id = "list_experiments",
    security(("bearer" = ["clerk", "operator"])),
    responses((status = 200, body = ListView<ExperimentView>)))]
pub(crate) async fn list(
    State(rest): State<Rest>,
    staff: StaffCaller,
) -> Result<Json<ListView<ExperimentView>>, Problem> {
    let mut items = Vec::new();
    for experiment in rest.experiments().all(&staff.store).await? {
        items.push(rest.experiment_view(&staff.store, &experiment).await?);
    }
    Ok(Json(ListView { items }))
}

/// An experiment that is begun.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ExperimentWish {
    /// What it is called.
    #[schema(schema_with = schema::experiment_name)]
    name: String,
    /// What there was before.
    #[serde(default)]
    a: VariantView,
    /// What is tried.
    b: VariantView,
    /// So many of 10 000 conversations have `b`.
    #[schema(minimum = 0, maximum = 10000)]
    share_of_b: u16,
}

/// Begins an experiment; for operators.
#[utoipa::path(post, path = "/api/experiments", tag = "assistant",
    operation_id = "begin_experiment",
    security(("bearer" = ["operator"])),
    request_body = ExperimentWish,
    responses((status = 201, body = ExperimentView)))]
pub(crate) async fn begin(
    State(rest): State<Rest>,
    OperatorCaller(staff): OperatorCaller,
    Sent(wish): Sent<ExperimentWish>,
) -> Result<(StatusCode, Json<ExperimentView>), Problem> {
    let name = ExperimentName::parse(&wish.name)
        .map_err(|error| Problem::new(Code::Invalid, error.to_string()))?;
    let experiment = checked(Experiment {
        name,
        a: wish.a.into(),
        b: wish.b.into(),
        share_of_b: wish.share_of_b,
        state: How::Running,
        since: Timestamp::now(),
    })?;
    if !rest.experiments().begin(&staff.store, &experiment).await? {
        let detail = "there is an experiment of this name; choose another";
        return Err(Problem::new(Code::ExperimentExists, detail));
    }
    let view = rest.experiment_view(&staff.store, &experiment).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// The experiment that a path names.
async fn named(rest: &Rest, store: &StoreId, name: &str) -> Result<Experiment, Problem> {
    let name = ExperimentName::parse(name).map_err(|_| no_such_experiment())?;
    let found = rest.experiments().find(store, &name).await?;
    found.ok_or_else(no_such_experiment)
}

/// An experiment, and how its variants do.
#[utoipa::path(get, path = "/api/experiments/{experiment}", tag = "assistant",
    operation_id = "show_experiment",
    security(("bearer" = ["clerk", "operator"])),
    params(("experiment" = String, Path, description = "Which experiment")),
    responses((status = 200, body = ExperimentView)))]
pub(crate) async fn show(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(name): At<String>,
) -> Result<Json<ExperimentView>, Problem> {
    let experiment = named(&rest, &staff.store, &name).await?;
    let view = rest.experiment_view(&staff.store, &experiment).await?;
    Ok(Json(view))
}

/// What is settled about an experiment; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SwitchWish {
    /// So many of 10 000 conversations that come from now on have `b`.
    #[schema(minimum = 0, maximum = 10000)]
    share_of_b: Option<u16>,
    /// How far it is.
    state: Option<ExperimentState>,
}

/// Changes the share, stops an experiment or decides it; for operators.
#[utoipa::path(put, path = "/api/experiments/{experiment}", tag = "assistant",
    operation_id = "settle_experiment",
    security(("bearer" = ["operator"])),
    params(("experiment" = String, Path, description = "Which experiment")),
    request_body = SwitchWish,
    responses((status = 200, body = ExperimentView)))]
pub(crate) async fn settle(
    State(rest): State<Rest>,
    OperatorCaller(staff): OperatorCaller,
    At(name): At<String>,
    Sent(wish): Sent<SwitchWish>,
) -> Result<Json<ExperimentView>, Problem> {
    let mut experiment = named(&rest, &staff.store, &name).await?;
    if let Some(share) = wish.share_of_b {
        experiment.share_of_b = share;
    }
    if let Some(state) = wish.state {
        experiment.state = state.into();
    }
    let experiment = checked(experiment)?;
    if !rest.experiments().settle(&staff.store, &experiment).await? {
        return Err(no_such_experiment());
    }
    let view = rest.experiment_view(&staff.store, &experiment).await?;
    Ok(Json(view))
}
