//! The services cases call, and what each speaks.

/// A service.
pub(super) struct Service {
    /// What the corpus calls it.
    name: &'static str,
    /// What it is called in a signature.
    pub(super) signing_name: &'static str,
    /// How requests to it look.
    pub(super) protocol: Protocol,
}

/// How requests and answers look.
pub(super) enum Protocol {
    /// A JSON document, its operation in a header.
    Json {
        /// `1.0`
        version: &'static str,
        /// What comes before the operation in the header.
        target: &'static str,
    },
    /// A form, answered in XML.
    Query {
        /// Of the API.
        version: &'static str,
    },
    /// JSON behind paths.
    RestJson(&'static [Route]),
    /// XML behind paths, names of buckets in these.
    RestXml(&'static [Route]),
}

/// Where an operation is.
pub(super) struct Route {
    pub(super) operation: &'static str,
    pub(super) method: &'static str,
    /// With the names of parameters in braces, followed by `+` where slashes stay; a pair of the
    /// query is left out when its parameter is missing.
    pub(super) path: &'static str,
    /// The parameter that is the body.
    pub(super) sent: Option<&'static str>,
    /// The field of the answer that is the body.
    pub(super) received: Option<&'static str>,
}

impl Service {
    pub(super) fn named(name: &str) -> Option<&'static Service> {
        SERVICES.iter().find(|service| service.name == name)
    }

    /// Whether the client knows an operation. Where operations are but names, it knows all.
    pub(super) fn has(&self, operation: &str) -> bool {
        match self.protocol {
            Protocol::Json { .. } | Protocol::Query { .. } => true,
            Protocol::RestJson(_) | Protocol::RestXml(_) => self.route(operation).is_some(),
        }
    }

    pub(super) fn route(&self, operation: &str) -> Option<&'static Route> {
        match self.protocol {
            Protocol::Json { .. } | Protocol::Query { .. } => None,
            Protocol::RestJson(routes) | Protocol::RestXml(routes) => {
                routes.iter().find(|route| route.operation == operation)
            }
        }
    }
}

/// As the service models of botocore have it.
const SERVICES: [Service; 11] = [
    json("stepfunctions", "states", "1.0", "AWSStepFunctions"),
    json("logs", "logs", "1.1", "Logs_20140328"),
    json("sqs", "sqs", "1.0", "AmazonSQS"),
    json("dynamodb", "dynamodb", "1.0", "DynamoDB_20120810"),
    json("events", "events", "1.1", "AWSEvents"),
    json("secretsmanager", "secretsmanager", "1.1", "secretsmanager"),
    query("iam", "2010-05-08"),
    query("sts", "2011-06-15"),
    query("sns", "2010-03-31"),
    Service {
        name: "lambda",
        signing_name: "lambda",
        protocol: Protocol::RestJson(&LAMBDA),
    },
    Service {
        name: "s3",
        signing_name: "s3",
        protocol: Protocol::RestXml(&S3),
    },
];

const LAMBDA: [Route; 9] = [
    route("CreateFunction", "POST", "/2015-03-31/functions"),
    route("ListFunctions", "GET", "/2015-03-31/functions/"),
    route("GetFunction", "GET", "/2015-03-31/functions/{FunctionName}"),
    route(
        "DeleteFunction",
        "DELETE",
        "/2015-03-31/functions/{FunctionName}",
    ),
    route(
        "UpdateFunctionCode",
        "PUT",
        "/2015-03-31/functions/{FunctionName}/code",
    ),
    route(
        "UpdateFunctionConfiguration",
        "PUT",
        "/2015-03-31/functions/{FunctionName}/configuration",
    ),
    route(
        "PublishVersion",
        "POST",
        "/2015-03-31/functions/{FunctionName}/versions",
    ),
    route(
        "CreateAlias",
        "POST",
        "/2015-03-31/functions/{FunctionName}/aliases",
    ),
    Route {
        sent: Some("Payload"),
        received: Some("Payload"),
        ..route(
            "Invoke",
            "POST",
            "/2015-03-31/functions/{FunctionName}/invocations?Qualifier={Qualifier}",
        )
    },
];

const S3: [Route; 6] = [
    route("CreateBucket", "PUT", "/{Bucket}"),
    route("DeleteBucket", "DELETE", "/{Bucket}"),
    route(
        "ListObjectsV2",
        "GET",
        "/{Bucket}?list-type=2&prefix={Prefix}",
    ),
    route("DeleteObject", "DELETE", "/{Bucket}/{Key+}"),
    Route {
        sent: Some("Body"),
        ..route("PutObject", "PUT", "/{Bucket}/{Key+}")
    },
    Route {
        received: Some("Body"),
        ..route("GetObject", "GET", "/{Bucket}/{Key+}")
    },
];

const fn json(
    name: &'static str,
    signing_name: &'static str,
    version: &'static str,
    target: &'static str,
) -> Service {
    Service {
        name,
        signing_name,
        protocol: Protocol::Json { version, target },
    }
}

const fn query(name: &'static str, version: &'static str) -> Service {
    Service {
        name,
        signing_name: name,
        protocol: Protocol::Query { version },
    }
}

const fn route(operation: &'static str, method: &'static str, path: &'static str) -> Route {
    Route {
        operation,
        method,
        path,
        sent: None,
        received: None,
    }
}
