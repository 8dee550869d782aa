//! Distributed Maps: executions that the machine starts of itself, where their items come from and
//! where their results go.

use asl::Value;
use asl::state::{Distributed, ItemReader, ResultWriter};

use crate::arguments::{Arguments, Given, Said};
use crate::pattern::{Part, Pattern};

use super::{Asking, Condition};

const WATCHES: &str = "the Map watches the executions of its items, and stops them when it fails";

const REDRIVES: &str = "a redrive does the items again that failed";

impl Asking<'_> {
    pub(super) fn map_run(&mut self, distributed: &Distributed) {
        let field = "ItemProcessor.ProcessorConfig.Mode";
        let machine = self.machine;
        let own = Pattern::own("states", format!("stateMachine:{machine}"));
        let reason = "each item is an execution of the machine itself";
        self.needs("states:StartExecution", own, field, reason);
        let label = distributed.label.as_deref().unwrap_or("*");
        let children = Pattern::own("states", format!("execution:{machine}/{label}:*"));
        let all = Pattern::own("states", format!("execution:{machine}:*"));
        for (action, executions, reason) in [
            (
                "states:DescribeExecution",
                [&all, &children].as_slice(),
                WATCHES,
            ),
            ("states:StopExecution", &[&all, &children], WATCHES),
            ("states:RedriveExecution", &[&children], REDRIVES),
        ] {
            for execution in executions {
                self.needs(action, (*execution).clone(), field, reason);
            }
        }
        if let Some(reader) = &distributed.item_reader {
            self.item_reader(reader);
        }
        if let Some(writer) = &distributed.result_writer {
            self.result_writer(writer);
        }
    }

    fn item_reader(&mut self, reader: &ItemReader) {
        let template = self.settled(reader.arguments.as_ref());
        let arguments = Arguments::of(template.as_ref(), self.language(), Given::Absent);
        let field = |name: &str| format!("ItemReader.{}.{name}", arguments.field);
        let bucket = arguments.text("Bucket");
        if reader.resource.as_str().ends_with("listObjectsV2") {
            let prefix = arguments.text("Prefix");
            let conditions = match &prefix {
                Said::Text(prefix) => vec![Condition {
                    operator: "StringLike",
                    key: "s3:prefix",
                    value: prefix.clone().followed_by("*"),
                }],
                Said::Computed | Said::Nothing => Vec::new(),
            };
            let (listed, reason) = bucket_arn(&bucket, "its objects are the items");
            self.needs_if("s3:ListBucket", listed, field("Bucket"), reason, conditions);
            if is(reader.config.get("Transformation"), "LOAD_AND_FLATTEN") {
                let below = match prefix {
                    Said::Text(prefix) => prefix.followed_by("*"),
                    Said::Computed | Said::Nothing => Pattern::anything(),
                };
                let (objects, reason) = object_arn(&bucket, below, "the items are in its objects");
                self.needs("s3:GetObject", objects, field("Bucket"), reason);
            }
            return;
        }
        let key = match arguments.text("Key") {
            Said::Text(key) => key,
            Said::Computed | Said::Nothing => Pattern::anything(),
        };
        let (object, reason) = object_arn(&bucket, key, "it has the items");
        self.needs("s3:GetObject", object, field("Key"), reason);
        if is(reader.config.get("InputType"), "MANIFEST") {
            // The manifest names other objects, which may be in any bucket.
            let (objects, _) = object_arn(&Said::Computed, Pattern::anything(), "");
            let reason = "the manifest says at run time which objects have the items";
            self.needs("s3:GetObject", objects, field("Key"), reason);
        }
    }

    fn result_writer(&mut self, writer: &ResultWriter) {
        if writer.resource.is_none() {
            return;
        }
        let template = self.settled(writer.arguments.as_ref());
        let arguments = Arguments::of(template.as_ref(), self.language(), Given::Absent);
        let below = match arguments.text("Prefix") {
            Said::Text(prefix) => prefix.followed_by("/*"),
            Said::Computed | Said::Nothing => Pattern::anything(),
        };
        let bucket = arguments.text("Bucket");
        let (objects, reason) =
            object_arn(&bucket, below, "the results are written there, in parts");
        let field = format!("ResultWriter.{}.Bucket", arguments.field);
        for action in [
            "s3:PutObject",
            "s3:GetObject",
            "s3:ListMultipartUploadParts",
            "s3:AbortMultipartUpload",
        ] {
            self.needs(action, objects.clone(), &field, &reason);
        }
    }
}

fn is(value: Option<&Value>, word: &str) -> bool {
    value.and_then(Value::as_str) == Some(word)
}

fn bucket_arn(bucket: &Said, reason: &str) -> (Pattern, String) {
    let arn = Pattern::text("arn:")
        .and(Part::Partition)
        .followed_by(":s3:::");
    match bucket {
        Said::Text(bucket) => (arn.followed_by(bucket.clone()), reason.to_owned()),
        Said::Computed | Said::Nothing => (
            arn.followed_by("*"),
            format!("{reason}; which bucket is computed at run time"),
        ),
    }
}

fn object_arn(bucket: &Said, key: Pattern, reason: &str) -> (Pattern, String) {
    let (arn, reason) = bucket_arn(bucket, reason);
    (arn.followed_by("/").followed_by(key), reason)
}
