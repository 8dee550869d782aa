//! The operations and what their requests hold, in the order of the service model. Made from
//! botocore's model `stepfunctions/2016-11-23` by `cargo xtask service-model`; do not edit.
//
// Botocore
// Copyright 2012-2022 Amazon.com, Inc. or its affiliates. All Rights Reserved.
// Licensed under the Apache License, Version 2.0. Changed here: only names, types and bounds of
// requests are kept, and spelled anew.

use super::{Kind, Member, Structure, TextRule};

/// An operation of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are AWS's")]
pub enum Operation {
    CreateActivity,
    CreateStateMachine,
    CreateStateMachineAlias,
    DeleteActivity,
    DeleteStateMachine,
    DeleteStateMachineAlias,
    DeleteStateMachineVersion,
    DescribeActivity,
    DescribeExecution,
    DescribeMapRun,
    DescribeStateMachine,
    DescribeStateMachineAlias,
    DescribeStateMachineForExecution,
    GetActivityTask,
    GetExecutionHistory,
    ListActivities,
    ListExecutions,
    ListMapRuns,
    ListStateMachineAliases,
    ListStateMachineVersions,
    ListStateMachines,
    ListTagsForResource,
    PublishStateMachineVersion,
    RedriveExecution,
    SendTaskFailure,
    SendTaskHeartbeat,
    SendTaskSuccess,
    StartExecution,
    StartSyncExecution,
    StopExecution,
    TagResource,
    TestState,
    UntagResource,
    UpdateMapRun,
    UpdateStateMachine,
    UpdateStateMachineAlias,
    ValidateStateMachineDefinition,
}

impl Operation {
    /// Every operation.
    pub const ALL: &[Operation] = &[
        Operation::CreateActivity,
        Operation::CreateStateMachine,
        Operation::CreateStateMachineAlias,
        Operation::DeleteActivity,
        Operation::DeleteStateMachine,
        Operation::DeleteStateMachineAlias,
        Operation::DeleteStateMachineVersion,
        Operation::DescribeActivity,
        Operation::DescribeExecution,
        Operation::DescribeMapRun,
        Operation::DescribeStateMachine,
        Operation::DescribeStateMachineAlias,
        Operation::DescribeStateMachineForExecution,
        Operation::GetActivityTask,
        Operation::GetExecutionHistory,
        Operation::ListActivities,
        Operation::ListExecutions,
        Operation::ListMapRuns,
        Operation::ListStateMachineAliases,
        Operation::ListStateMachineVersions,
        Operation::ListStateMachines,
        Operation::ListTagsForResource,
        Operation::PublishStateMachineVersion,
        Operation::RedriveExecution,
        Operation::SendTaskFailure,
        Operation::SendTaskHeartbeat,
        Operation::SendTaskSuccess,
        Operation::StartExecution,
        Operation::StartSyncExecution,
        Operation::StopExecution,
        Operation::TagResource,
        Operation::TestState,
        Operation::UntagResource,
        Operation::UpdateMapRun,
        Operation::UpdateStateMachine,
        Operation::UpdateStateMachineAlias,
        Operation::ValidateStateMachineDefinition,
    ];

    /// The operation of this name.
    pub fn parse(name: &str) -> Option<Operation> {
        Some(match name {
            "CreateActivity" => Operation::CreateActivity,
            "CreateStateMachine" => Operation::CreateStateMachine,
            "CreateStateMachineAlias" => Operation::CreateStateMachineAlias,
            "DeleteActivity" => Operation::DeleteActivity,
            "DeleteStateMachine" => Operation::DeleteStateMachine,
            "DeleteStateMachineAlias" => Operation::DeleteStateMachineAlias,
            "DeleteStateMachineVersion" => Operation::DeleteStateMachineVersion,
            "DescribeActivity" => Operation::DescribeActivity,
            "DescribeExecution" => Operation::DescribeExecution,
            "DescribeMapRun" => Operation::DescribeMapRun,
            "DescribeStateMachine" => Operation::DescribeStateMachine,
            "DescribeStateMachineAlias" => Operation::DescribeStateMachineAlias,
            "DescribeStateMachineForExecution" => Operation::DescribeStateMachineForExecution,
            "GetActivityTask" => Operation::GetActivityTask,
            "GetExecutionHistory" => Operation::GetExecutionHistory,
            "ListActivities" => Operation::ListActivities,
            "ListExecutions" => Operation::ListExecutions,
            "ListMapRuns" => Operation::ListMapRuns,
            "ListStateMachineAliases" => Operation::ListStateMachineAliases,
            "ListStateMachineVersions" => Operation::ListStateMachineVersions,
            "ListStateMachines" => Operation::ListStateMachines,
            "ListTagsForResource" => Operation::ListTagsForResource,
            "PublishStateMachineVersion" => Operation::PublishStateMachineVersion,
            "RedriveExecution" => Operation::RedriveExecution,
            "SendTaskFailure" => Operation::SendTaskFailure,
            "SendTaskHeartbeat" => Operation::SendTaskHeartbeat,
            "SendTaskSuccess" => Operation::SendTaskSuccess,
            "StartExecution" => Operation::StartExecution,
            "StartSyncExecution" => Operation::StartSyncExecution,
            "StopExecution" => Operation::StopExecution,
            "TagResource" => Operation::TagResource,
            "TestState" => Operation::TestState,
            "UntagResource" => Operation::UntagResource,
            "UpdateMapRun" => Operation::UpdateMapRun,
            "UpdateStateMachine" => Operation::UpdateStateMachine,
            "UpdateStateMachineAlias" => Operation::UpdateStateMachineAlias,
            "ValidateStateMachineDefinition" => Operation::ValidateStateMachineDefinition,
            _ => return None,
        })
    }

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Operation::CreateActivity => "CreateActivity",
            Operation::CreateStateMachine => "CreateStateMachine",
            Operation::CreateStateMachineAlias => "CreateStateMachineAlias",
            Operation::DeleteActivity => "DeleteActivity",
            Operation::DeleteStateMachine => "DeleteStateMachine",
            Operation::DeleteStateMachineAlias => "DeleteStateMachineAlias",
            Operation::DeleteStateMachineVersion => "DeleteStateMachineVersion",
            Operation::DescribeActivity => "DescribeActivity",
            Operation::DescribeExecution => "DescribeExecution",
            Operation::DescribeMapRun => "DescribeMapRun",
            Operation::DescribeStateMachine => "DescribeStateMachine",
            Operation::DescribeStateMachineAlias => "DescribeStateMachineAlias",
            Operation::DescribeStateMachineForExecution => "DescribeStateMachineForExecution",
            Operation::GetActivityTask => "GetActivityTask",
            Operation::GetExecutionHistory => "GetExecutionHistory",
            Operation::ListActivities => "ListActivities",
            Operation::ListExecutions => "ListExecutions",
            Operation::ListMapRuns => "ListMapRuns",
            Operation::ListStateMachineAliases => "ListStateMachineAliases",
            Operation::ListStateMachineVersions => "ListStateMachineVersions",
            Operation::ListStateMachines => "ListStateMachines",
            Operation::ListTagsForResource => "ListTagsForResource",
            Operation::PublishStateMachineVersion => "PublishStateMachineVersion",
            Operation::RedriveExecution => "RedriveExecution",
            Operation::SendTaskFailure => "SendTaskFailure",
            Operation::SendTaskHeartbeat => "SendTaskHeartbeat",
            Operation::SendTaskSuccess => "SendTaskSuccess",
            Operation::StartExecution => "StartExecution",
            Operation::StartSyncExecution => "StartSyncExecution",
            Operation::StopExecution => "StopExecution",
            Operation::TagResource => "TagResource",
            Operation::TestState => "TestState",
            Operation::UntagResource => "UntagResource",
            Operation::UpdateMapRun => "UpdateMapRun",
            Operation::UpdateStateMachine => "UpdateStateMachine",
            Operation::UpdateStateMachineAlias => "UpdateStateMachineAlias",
            Operation::ValidateStateMachineDefinition => "ValidateStateMachineDefinition",
        }
    }

    /// What a request for it holds.
    pub fn input(self) -> &'static Structure {
        match self {
            Operation::CreateActivity => &CREATE_ACTIVITY_INPUT,
            Operation::CreateStateMachine => &CREATE_STATE_MACHINE_INPUT,
            Operation::CreateStateMachineAlias => &CREATE_STATE_MACHINE_ALIAS_INPUT,
            Operation::DeleteActivity => &DELETE_ACTIVITY_INPUT,
            Operation::DeleteStateMachine => &DELETE_STATE_MACHINE_INPUT,
            Operation::DeleteStateMachineAlias => &DELETE_STATE_MACHINE_ALIAS_INPUT,
            Operation::DeleteStateMachineVersion => &DELETE_STATE_MACHINE_VERSION_INPUT,
            Operation::DescribeActivity => &DESCRIBE_ACTIVITY_INPUT,
            Operation::DescribeExecution => &DESCRIBE_EXECUTION_INPUT,
            Operation::DescribeMapRun => &DESCRIBE_MAP_RUN_INPUT,
            Operation::DescribeStateMachine => &DESCRIBE_STATE_MACHINE_INPUT,
            Operation::DescribeStateMachineAlias => &DESCRIBE_STATE_MACHINE_ALIAS_INPUT,
            Operation::DescribeStateMachineForExecution => {
                &DESCRIBE_STATE_MACHINE_FOR_EXECUTION_INPUT
            }
            Operation::GetActivityTask => &GET_ACTIVITY_TASK_INPUT,
            Operation::GetExecutionHistory => &GET_EXECUTION_HISTORY_INPUT,
            Operation::ListActivities => &LIST_ACTIVITIES_INPUT,
            Operation::ListExecutions => &LIST_EXECUTIONS_INPUT,
            Operation::ListMapRuns => &LIST_MAP_RUNS_INPUT,
            Operation::ListStateMachineAliases => &LIST_STATE_MACHINE_ALIASES_INPUT,
            Operation::ListStateMachineVersions => &LIST_STATE_MACHINE_VERSIONS_INPUT,
            Operation::ListStateMachines => &LIST_STATE_MACHINES_INPUT,
            Operation::ListTagsForResource => &LIST_TAGS_FOR_RESOURCE_INPUT,
            Operation::PublishStateMachineVersion => &PUBLISH_STATE_MACHINE_VERSION_INPUT,
            Operation::RedriveExecution => &REDRIVE_EXECUTION_INPUT,
            Operation::SendTaskFailure => &SEND_TASK_FAILURE_INPUT,
            Operation::SendTaskHeartbeat => &SEND_TASK_HEARTBEAT_INPUT,
            Operation::SendTaskSuccess => &SEND_TASK_SUCCESS_INPUT,
            Operation::StartExecution => &START_EXECUTION_INPUT,
            Operation::StartSyncExecution => &START_SYNC_EXECUTION_INPUT,
            Operation::StopExecution => &STOP_EXECUTION_INPUT,
            Operation::TagResource => &TAG_RESOURCE_INPUT,
            Operation::TestState => &TEST_STATE_INPUT,
            Operation::UntagResource => &UNTAG_RESOURCE_INPUT,
            Operation::UpdateMapRun => &UPDATE_MAP_RUN_INPUT,
            Operation::UpdateStateMachine => &UPDATE_STATE_MACHINE_INPUT,
            Operation::UpdateStateMachineAlias => &UPDATE_STATE_MACHINE_ALIAS_INPUT,
            Operation::ValidateStateMachineDefinition => &VALIDATE_STATE_MACHINE_DEFINITION_INPUT,
        }
    }
}

static CLOUD_WATCH_LOGS_LOG_GROUP: Structure = Structure {
    name: "CloudWatchLogsLogGroup",
    members: &[Member {
        name: "logGroupArn",
        required: false,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(256),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static CREATE_ACTIVITY_INPUT: Structure = Structure {
    name: "CreateActivityInput",
    members: &[
        Member {
            name: "name",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "tags",
            required: false,
            kind: Kind::List {
                item: &Kind::Structure(&TAG),
                min: None,
                max: None,
            },
        },
        Member {
            name: "encryptionConfiguration",
            required: false,
            kind: Kind::Structure(&ENCRYPTION_CONFIGURATION),
        },
    ],
};

static CREATE_STATE_MACHINE_ALIAS_INPUT: Structure = Structure {
    name: "CreateStateMachineAliasInput",
    members: &[
        Member {
            name: "description",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "name",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: Some(super::Pattern::AliasName),
                sensitive: false,
            }),
        },
        Member {
            name: "routingConfiguration",
            required: true,
            kind: Kind::List {
                item: &Kind::Structure(&ROUTING_CONFIGURATION_LIST_ITEM),
                min: Some(1),
                max: Some(2),
            },
        },
    ],
};

static CREATE_STATE_MACHINE_INPUT: Structure = Structure {
    name: "CreateStateMachineInput",
    members: &[
        Member {
            name: "name",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "definition",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1048576),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "roleArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "type",
            required: false,
            kind: Kind::Choice(&["STANDARD", "EXPRESS"]),
        },
        Member {
            name: "loggingConfiguration",
            required: false,
            kind: Kind::Structure(&LOGGING_CONFIGURATION),
        },
        Member {
            name: "tags",
            required: false,
            kind: Kind::List {
                item: &Kind::Structure(&TAG),
                min: None,
                max: None,
            },
        },
        Member {
            name: "tracingConfiguration",
            required: false,
            kind: Kind::Structure(&TRACING_CONFIGURATION),
        },
        Member {
            name: "publish",
            required: false,
            kind: Kind::Flag,
        },
        Member {
            name: "versionDescription",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "encryptionConfiguration",
            required: false,
            kind: Kind::Structure(&ENCRYPTION_CONFIGURATION),
        },
    ],
};

static DELETE_ACTIVITY_INPUT: Structure = Structure {
    name: "DeleteActivityInput",
    members: &[Member {
        name: "activityArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(256),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static DELETE_STATE_MACHINE_ALIAS_INPUT: Structure = Structure {
    name: "DeleteStateMachineAliasInput",
    members: &[Member {
        name: "stateMachineAliasArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(256),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static DELETE_STATE_MACHINE_INPUT: Structure = Structure {
    name: "DeleteStateMachineInput",
    members: &[Member {
        name: "stateMachineArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(256),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static DELETE_STATE_MACHINE_VERSION_INPUT: Structure = Structure {
    name: "DeleteStateMachineVersionInput",
    members: &[Member {
        name: "stateMachineVersionArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(2000),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static DESCRIBE_ACTIVITY_INPUT: Structure = Structure {
    name: "DescribeActivityInput",
    members: &[Member {
        name: "activityArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(256),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static DESCRIBE_EXECUTION_INPUT: Structure = Structure {
    name: "DescribeExecutionInput",
    members: &[
        Member {
            name: "executionArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "includedData",
            required: false,
            kind: Kind::Choice(&["ALL_DATA", "METADATA_ONLY"]),
        },
    ],
};

static DESCRIBE_MAP_RUN_INPUT: Structure = Structure {
    name: "DescribeMapRunInput",
    members: &[Member {
        name: "mapRunArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(2000),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static DESCRIBE_STATE_MACHINE_ALIAS_INPUT: Structure = Structure {
    name: "DescribeStateMachineAliasInput",
    members: &[Member {
        name: "stateMachineAliasArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(256),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static DESCRIBE_STATE_MACHINE_FOR_EXECUTION_INPUT: Structure = Structure {
    name: "DescribeStateMachineForExecutionInput",
    members: &[
        Member {
            name: "executionArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "includedData",
            required: false,
            kind: Kind::Choice(&["ALL_DATA", "METADATA_ONLY"]),
        },
    ],
};

static DESCRIBE_STATE_MACHINE_INPUT: Structure = Structure {
    name: "DescribeStateMachineInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "includedData",
            required: false,
            kind: Kind::Choice(&["ALL_DATA", "METADATA_ONLY"]),
        },
    ],
};

static ENCRYPTION_CONFIGURATION: Structure = Structure {
    name: "EncryptionConfiguration",
    members: &[
        Member {
            name: "kmsKeyId",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(2048),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "kmsDataKeyReusePeriodSeconds",
            required: false,
            kind: Kind::Integer {
                min: Some(60),
                max: Some(900),
            },
        },
        Member {
            name: "type",
            required: true,
            kind: Kind::Choice(&["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"]),
        },
    ],
};

static GET_ACTIVITY_TASK_INPUT: Structure = Structure {
    name: "GetActivityTaskInput",
    members: &[
        Member {
            name: "activityArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "workerName",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: None,
                sensitive: false,
            }),
        },
    ],
};

static GET_EXECUTION_HISTORY_INPUT: Structure = Structure {
    name: "GetExecutionHistoryInput",
    members: &[
        Member {
            name: "executionArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(1000),
            },
        },
        Member {
            name: "reverseOrder",
            required: false,
            kind: Kind::Flag,
        },
        Member {
            name: "nextToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1024),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "includeExecutionData",
            required: false,
            kind: Kind::Flag,
        },
    ],
};

static LIST_ACTIVITIES_INPUT: Structure = Structure {
    name: "ListActivitiesInput",
    members: &[
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(1000),
            },
        },
        Member {
            name: "nextToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1024),
                pattern: None,
                sensitive: false,
            }),
        },
    ],
};

static LIST_EXECUTIONS_INPUT: Structure = Structure {
    name: "ListExecutionsInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "statusFilter",
            required: false,
            kind: Kind::Choice(&[
                "RUNNING",
                "SUCCEEDED",
                "FAILED",
                "TIMED_OUT",
                "ABORTED",
                "PENDING_REDRIVE",
            ]),
        },
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(1000),
            },
        },
        Member {
            name: "nextToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(3096),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "mapRunArn",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(2000),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "redriveFilter",
            required: false,
            kind: Kind::Choice(&["REDRIVEN", "NOT_REDRIVEN"]),
        },
    ],
};

static LIST_MAP_RUNS_INPUT: Structure = Structure {
    name: "ListMapRunsInput",
    members: &[
        Member {
            name: "executionArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(1000),
            },
        },
        Member {
            name: "nextToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1024),
                pattern: None,
                sensitive: false,
            }),
        },
    ],
};

static LIST_STATE_MACHINE_ALIASES_INPUT: Structure = Structure {
    name: "ListStateMachineAliasesInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "nextToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1024),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(1000),
            },
        },
    ],
};

static LIST_STATE_MACHINE_VERSIONS_INPUT: Structure = Structure {
    name: "ListStateMachineVersionsInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "nextToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1024),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(1000),
            },
        },
    ],
};

static LIST_STATE_MACHINES_INPUT: Structure = Structure {
    name: "ListStateMachinesInput",
    members: &[
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(1000),
            },
        },
        Member {
            name: "nextToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1024),
                pattern: None,
                sensitive: false,
            }),
        },
    ],
};

static LIST_TAGS_FOR_RESOURCE_INPUT: Structure = Structure {
    name: "ListTagsForResourceInput",
    members: &[Member {
        name: "resourceArn",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(256),
            pattern: None,
            sensitive: false,
        }),
    }],
};

static LOG_DESTINATION: Structure = Structure {
    name: "LogDestination",
    members: &[Member {
        name: "cloudWatchLogsLogGroup",
        required: false,
        kind: Kind::Structure(&CLOUD_WATCH_LOGS_LOG_GROUP),
    }],
};

static LOGGING_CONFIGURATION: Structure = Structure {
    name: "LoggingConfiguration",
    members: &[
        Member {
            name: "level",
            required: false,
            kind: Kind::Choice(&["ALL", "ERROR", "FATAL", "OFF"]),
        },
        Member {
            name: "includeExecutionData",
            required: false,
            kind: Kind::Flag,
        },
        Member {
            name: "destinations",
            required: false,
            kind: Kind::List {
                item: &Kind::Structure(&LOG_DESTINATION),
                min: None,
                max: None,
            },
        },
    ],
};

static MOCK_ERROR_OUTPUT: Structure = Structure {
    name: "MockErrorOutput",
    members: &[
        Member {
            name: "error",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "cause",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(32768),
                pattern: None,
                sensitive: true,
            }),
        },
    ],
};

static MOCK_INPUT: Structure = Structure {
    name: "MockInput",
    members: &[
        Member {
            name: "result",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "errorOutput",
            required: false,
            kind: Kind::Structure(&MOCK_ERROR_OUTPUT),
        },
        Member {
            name: "fieldValidationMode",
            required: false,
            kind: Kind::Choice(&["STRICT", "PRESENT", "NONE"]),
        },
    ],
};

static PUBLISH_STATE_MACHINE_VERSION_INPUT: Structure = Structure {
    name: "PublishStateMachineVersionInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "revisionId",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: None,
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "description",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
    ],
};

static REDRIVE_EXECUTION_INPUT: Structure = Structure {
    name: "RedriveExecutionInput",
    members: &[
        Member {
            name: "executionArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "clientToken",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(64),
                pattern: Some(super::Pattern::Printable),
                sensitive: false,
            }),
        },
    ],
};

static ROUTING_CONFIGURATION_LIST_ITEM: Structure = Structure {
    name: "RoutingConfigurationListItem",
    members: &[
        Member {
            name: "stateMachineVersionArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "weight",
            required: true,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(100),
            },
        },
    ],
};

static SEND_TASK_FAILURE_INPUT: Structure = Structure {
    name: "SendTaskFailureInput",
    members: &[
        Member {
            name: "taskToken",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(2048),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "error",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "cause",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(32768),
                pattern: None,
                sensitive: true,
            }),
        },
    ],
};

static SEND_TASK_HEARTBEAT_INPUT: Structure = Structure {
    name: "SendTaskHeartbeatInput",
    members: &[Member {
        name: "taskToken",
        required: true,
        kind: Kind::Text(TextRule {
            min: Some(1),
            max: Some(2048),
            pattern: None,
            sensitive: true,
        }),
    }],
};

static SEND_TASK_SUCCESS_INPUT: Structure = Structure {
    name: "SendTaskSuccessInput",
    members: &[
        Member {
            name: "taskToken",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(2048),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "output",
            required: true,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
    ],
};

static START_EXECUTION_INPUT: Structure = Structure {
    name: "StartExecutionInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "name",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "input",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "traceHeader",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(256),
                pattern: Some(super::Pattern::Ascii),
                sensitive: false,
            }),
        },
    ],
};

static START_SYNC_EXECUTION_INPUT: Structure = Structure {
    name: "StartSyncExecutionInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "name",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "input",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "traceHeader",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(256),
                pattern: Some(super::Pattern::Ascii),
                sensitive: false,
            }),
        },
        Member {
            name: "includedData",
            required: false,
            kind: Kind::Choice(&["ALL_DATA", "METADATA_ONLY"]),
        },
    ],
};

static STOP_EXECUTION_INPUT: Structure = Structure {
    name: "StopExecutionInput",
    members: &[
        Member {
            name: "executionArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "error",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "cause",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(32768),
                pattern: None,
                sensitive: true,
            }),
        },
    ],
};

static TAG: Structure = Structure {
    name: "Tag",
    members: &[
        Member {
            name: "key",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(128),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "value",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(0),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
    ],
};

static TAG_RESOURCE_INPUT: Structure = Structure {
    name: "TagResourceInput",
    members: &[
        Member {
            name: "resourceArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "tags",
            required: true,
            kind: Kind::List {
                item: &Kind::Structure(&TAG),
                min: None,
                max: None,
            },
        },
    ],
};

static TEST_STATE_CONFIGURATION: Structure = Structure {
    name: "TestStateConfiguration",
    members: &[
        Member {
            name: "retrierRetryCount",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: None,
            },
        },
        Member {
            name: "errorCausedByState",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "mapIterationFailureCount",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: None,
            },
        },
        Member {
            name: "mapItemReaderData",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
    ],
};

static TEST_STATE_INPUT: Structure = Structure {
    name: "TestStateInput",
    members: &[
        Member {
            name: "definition",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1048576),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "roleArn",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "input",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "inspectionLevel",
            required: false,
            kind: Kind::Choice(&["INFO", "DEBUG", "TRACE"]),
        },
        Member {
            name: "revealSecrets",
            required: false,
            kind: Kind::Flag,
        },
        Member {
            name: "variables",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "stateName",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(80),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "mock",
            required: false,
            kind: Kind::Structure(&MOCK_INPUT),
        },
        Member {
            name: "context",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(262144),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "stateConfiguration",
            required: false,
            kind: Kind::Structure(&TEST_STATE_CONFIGURATION),
        },
    ],
};

static TRACING_CONFIGURATION: Structure = Structure {
    name: "TracingConfiguration",
    members: &[Member {
        name: "enabled",
        required: false,
        kind: Kind::Flag,
    }],
};

static UNTAG_RESOURCE_INPUT: Structure = Structure {
    name: "UntagResourceInput",
    members: &[
        Member {
            name: "resourceArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "tagKeys",
            required: true,
            kind: Kind::List {
                item: &Kind::Text(TextRule {
                    min: Some(1),
                    max: Some(128),
                    pattern: None,
                    sensitive: false,
                }),
                min: None,
                max: None,
            },
        },
    ],
};

static UPDATE_MAP_RUN_INPUT: Structure = Structure {
    name: "UpdateMapRunInput",
    members: &[
        Member {
            name: "mapRunArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(2000),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "maxConcurrency",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: None,
            },
        },
        Member {
            name: "toleratedFailurePercentage",
            required: false,
            kind: Kind::Decimal {
                min: Some(0.0),
                max: Some(100.0),
            },
        },
        Member {
            name: "toleratedFailureCount",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: None,
            },
        },
    ],
};

static UPDATE_STATE_MACHINE_ALIAS_INPUT: Structure = Structure {
    name: "UpdateStateMachineAliasInput",
    members: &[
        Member {
            name: "stateMachineAliasArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "description",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "routingConfiguration",
            required: false,
            kind: Kind::List {
                item: &Kind::Structure(&ROUTING_CONFIGURATION_LIST_ITEM),
                min: Some(1),
                max: Some(2),
            },
        },
    ],
};

static UPDATE_STATE_MACHINE_INPUT: Structure = Structure {
    name: "UpdateStateMachineInput",
    members: &[
        Member {
            name: "stateMachineArn",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "definition",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1048576),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "roleArn",
            required: false,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(256),
                pattern: None,
                sensitive: false,
            }),
        },
        Member {
            name: "loggingConfiguration",
            required: false,
            kind: Kind::Structure(&LOGGING_CONFIGURATION),
        },
        Member {
            name: "tracingConfiguration",
            required: false,
            kind: Kind::Structure(&TRACING_CONFIGURATION),
        },
        Member {
            name: "publish",
            required: false,
            kind: Kind::Flag,
        },
        Member {
            name: "versionDescription",
            required: false,
            kind: Kind::Text(TextRule {
                min: None,
                max: Some(256),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "encryptionConfiguration",
            required: false,
            kind: Kind::Structure(&ENCRYPTION_CONFIGURATION),
        },
    ],
};

static VALIDATE_STATE_MACHINE_DEFINITION_INPUT: Structure = Structure {
    name: "ValidateStateMachineDefinitionInput",
    members: &[
        Member {
            name: "definition",
            required: true,
            kind: Kind::Text(TextRule {
                min: Some(1),
                max: Some(1048576),
                pattern: None,
                sensitive: true,
            }),
        },
        Member {
            name: "type",
            required: false,
            kind: Kind::Choice(&["STANDARD", "EXPRESS"]),
        },
        Member {
            name: "severity",
            required: false,
            kind: Kind::Choice(&["ERROR", "WARNING"]),
        },
        Member {
            name: "maxResults",
            required: false,
            kind: Kind::Integer {
                min: Some(0),
                max: Some(100),
            },
        },
    ],
};
