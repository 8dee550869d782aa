//! Which operation is whose.

use dynoxide::{Database, DynoxideError};
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use wire::{ApiError, Caller, Request};

use crate::DynamoDb;
use crate::arn::NamesResource;
use crate::input;
use crate::store::{Access, StoreError};

/// A request that is refused: an error as it is written.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// JSON.
    pub(crate) body: String,
}

/// How often clients are to ask for endpoints again.
const ENDPOINT_CACHE_MINUTES: u32 = 1_440;

/// The units of capacity that AWS gives a new account in most regions (Service Quotas). None are
/// counted here.
const CAPACITY_UNITS: u32 = 80_000;
const CAPACITY_UNITS_OF_TABLE: u32 = 40_000;

impl DynamoDb {
    /// Does what is asked; the answer is JSON.
    pub(crate) async fn perform(
        &self,
        operation: &str,
        request: &Request,
    ) -> Result<String, Refusal> {
        let body = &request.body;
        let call = Call {
            dynamodb: self,
            operation,
            body,
        };
        match operation {
            "CreateTable" => call.table(Access::Write, Database::create_table).await,
            "DeleteTable" => call.table(Access::Write, Database::delete_table).await,
            "DescribeTable" => call.table(Access::Read, Database::describe_table).await,
            "UpdateTable" => call.table(Access::Write, Database::update_table).await,
            "ListTables" => call.read(Database::list_tables).await,
            "UpdateTimeToLive" => call.write(Database::update_time_to_live).await,
            "DescribeTimeToLive" => call.read(Database::describe_time_to_live).await,

            "GetItem" => call.read(Database::get_item).await,
            "PutItem" => call.write(Database::put_item).await,
            "UpdateItem" => call.write(Database::update_item).await,
            "DeleteItem" => call.write(Database::delete_item).await,
            "Query" => call.read(Database::query).await,
            "Scan" => call.read(Database::scan).await,
            "SearchVectors" => call.read(Database::search_vectors).await,
            "BatchGetItem" => call.read(Database::batch_get_item).await,
            "BatchWriteItem" => call.write(Database::batch_write_item).await,
            "TransactGetItems" => {
                let input = input::read_transaction(operation, body)?;
                call.run(Access::Read, input, Database::transact_get_items)
                    .await
            }
            "TransactWriteItems" => {
                let input = input::read_transaction(operation, body)?;
                call.run(Access::Write, input, Database::transact_write_items)
                    .await
            }

            "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction"
                if request.caller != Caller::Owner =>
            {
                Err(statements_are_the_owners())
            }
            "ExecuteStatement" => call.write(Database::execute_statement).await,
            "BatchExecuteStatement" => call.write(Database::batch_execute_statement).await,
            "ExecuteTransaction" => call.write(Database::execute_transaction).await,

            "TagResource" => call.by_arn(Access::Write, Database::tag_resource).await,
            "UntagResource" => call.by_arn(Access::Write, Database::untag_resource).await,
            "ListTagsOfResource" => {
                call.by_arn(Access::Read, Database::list_tags_of_resource)
                    .await
            }

            "ListStreams" => call.table(Access::Read, Database::list_streams).await,
            "DescribeStream" => call.by_arn(Access::Read, Database::describe_stream).await,
            "GetShardIterator" => {
                call.by_arn(Access::Read, Database::get_shard_iterator)
                    .await
            }
            "GetRecords" => {
                let region = self.arns().region.clone();
                let get = move |database: &Database, input| {
                    let mut found = database.get_records(input)?;
                    for record in &mut found.records {
                        region.as_str().clone_into(&mut record.aws_region);
                    }
                    Ok(found)
                };
                call.read(get).await
            }

            "DescribeEndpoints" => Ok(self.endpoints(request)),
            "DescribeLimits" => Ok(limits()),
            _ => Err(unknown_operation()),
        }
    }

    /// The endpoint that the request came to, whatever the client calls it.
    fn endpoints(&self, request: &Request) -> String {
        let regional = || format!("dynamodb.{}.amazonaws.com", self.arns().region);
        let address = request.header("host").map_or_else(regional, str::to_owned);
        let endpoint = json!({"Address": address, "CachePeriodInMinutes": ENDPOINT_CACHE_MINUTES});
        json!({"Endpoints": [endpoint]}).to_string()
    }
}

fn limits() -> String {
    json!({
        "AccountMaxReadCapacityUnits": CAPACITY_UNITS,
        "AccountMaxWriteCapacityUnits": CAPACITY_UNITS,
        "TableMaxReadCapacityUnits": CAPACITY_UNITS_OF_TABLE,
        "TableMaxWriteCapacityUnits": CAPACITY_UNITS_OF_TABLE,
    })
    .to_string()
}

/// A request that is being answered.
#[derive(Clone, Copy)]
struct Call<'a> {
    dynamodb: &'a DynamoDb,
    operation: &'a str,
    body: &'a [u8],
}

impl Call<'_> {
    fn input<I: DeserializeOwned>(self) -> Result<I, DynoxideError> {
        input::read(self.operation, self.body)
    }

    async fn read<I, O>(
        self,
        act: impl FnOnce(&Database, I) -> dynoxide::Result<O> + Send + 'static,
    ) -> Result<String, Refusal>
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
    {
        self.run(Access::Read, self.input()?, act).await
    }

    async fn write<I, O>(
        self,
        act: impl FnOnce(&Database, I) -> dynoxide::Result<O> + Send + 'static,
    ) -> Result<String, Refusal>
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
    {
        self.run(Access::Write, self.input()?, act).await
    }

    /// Something about tables: the answer has ARNs and no items.
    async fn table<I, O>(
        self,
        access: Access,
        act: impl FnOnce(&Database, I) -> dynoxide::Result<O> + Send + 'static,
    ) -> Result<String, Refusal>
    where
        I: DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
    {
        let answer = self.run(access, self.input()?, act).await;
        self.with_our_arns(answer)
    }

    /// Something about the resource that an ARN in the input names.
    async fn by_arn<I, O>(
        self,
        access: Access,
        act: impl FnOnce(&Database, I) -> dynoxide::Result<O> + Send + 'static,
    ) -> Result<String, Refusal>
    where
        I: NamesResource + DeserializeOwned + Send + 'static,
        O: Serialize + Send + 'static,
    {
        let mut input: I = self.input()?;
        if let Some(arn) = input.arn() {
            *arn = self.dynamodb.arns().theirs(arn)?;
        }
        let answer = self.run(access, input, act).await;
        self.with_our_arns(answer)
    }

    async fn run<I, O>(
        self,
        access: Access,
        input: I,
        act: impl FnOnce(&Database, I) -> dynoxide::Result<O> + Send + 'static,
    ) -> Result<String, Refusal>
    where
        I: Send + 'static,
        O: Serialize + Send + 'static,
    {
        let store = self.dynamodb.store();
        let output = store
            .perform(access, move |database| act(database, input))
            .await?;
        serde_json::to_string(&output).map_err(|error| {
            tracing::error!(%error, operation = self.operation, "an answer cannot be written");
            internal_error(INTERNAL)
        })
    }

    fn with_our_arns(self, answer: Result<String, Refusal>) -> Result<String, Refusal> {
        let arns = self.dynamodb.arns();
        match answer {
            Ok(answer) => Ok(arns.ours(answer)),
            Err(Refusal { status, body }) => Err(Refusal {
                status,
                body: arns.ours(body),
            }),
        }
    }
}

/// What whoever asks is told of an error that is ours.
const INTERNAL: &str = "The request processing has failed because of an internal error; try again";

fn internal_error(message: &str) -> Refusal {
    let error = ApiError::new(
        "com.amazonaws.dynamodb.v20120810#InternalServerError",
        message,
    );
    error.with_status(StatusCode::INTERNAL_SERVER_ERROR).into()
}

fn unknown_operation() -> Refusal {
    Refusal {
        status: StatusCode::BAD_REQUEST,
        body: json!({"__type": "com.amazon.coral.service#UnknownOperationException"}).to_string(),
    }
}

/// What a statement is about is dynoxide's to find out; leave for it could be given on a guess alone.
fn statements_are_the_owners() -> Refusal {
    ApiError::new(
        "com.amazon.coral.service#AccessDeniedException",
        "PartiQL is for the owner of the account alone: as a role, use the operations on items",
    )
    .into()
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Refusal {
        Refusal {
            status: error.status,
            body: json!({"__type": error.code, "message": error.message}).to_string(),
        }
    }
}

impl From<DynoxideError> for Refusal {
    fn from(error: DynoxideError) -> Refusal {
        let status =
            StatusCode::from_u16(error.status_code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(%error, "an operation failed");
            return internal_error(INTERNAL);
        }
        Refusal {
            status,
            body: error.to_json(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        match error {
            StoreError::Refused(error) => error.into(),
            StoreError::Busy => ApiError::new(
                "com.amazonaws.dynamodb.v20120810#ThrottlingException",
                "too many operations wait; try again",
            )
            .into(),
            StoreError::Full => {
                internal_error("the disk is full: nothing can be written until there is room")
            }
            StoreError::Lost => internal_error(INTERNAL),
        }
    }
}
