# Deploy with `terraform init` and `terraform apply`, in the folder that has this file and the
# definition's.
#
# The state machine jobs

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "pack_arn" {
  description = "The ARN that takes the place of PackArn, in the state Nested later"
  type        = string

  validation {
    condition     = startswith(var.pack_arn, "arn:")
    error_message = "This must be an ARN."
  }
}

variable "glue_job" {
  description = "What takes the place of GlueJob, in the state Glue"
  type        = string
}

variable "log_retention_days" {
  description = "Days that the execution log is kept"
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs does not keep a log for so many days."
  }
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  account   = data.aws_caller_identity.current.account_id
  written   = file("${path.module}/jobs.asl.json")
  substitutions = {
    "$${PackArn}" = var.pack_arn
    "$${GlueJob}" = var.glue_job
  }
  definition = join("", [
    for piece in regexall("\\$\\{\\w+\\}|[^$]+|\\$", local.written) :
    lookup(local.substitutions, piece, piece)
  ])
}

resource "aws_sfn_state_machine" "state_machine" {
  name       = "jobs"
  type       = "STANDARD"
  role_arn   = aws_iam_role.state_machine.arn
  definition = local.definition

  logging_configuration {
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.state_machine.arn}:*"
  }

  tracing_configuration {
    enabled = true
  }

  depends_on = [aws_iam_role_policy.definition]
}

resource "aws_iam_role" "state_machine" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "states.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = local.account
          }
          ArnLike = {
            "aws:SourceArn" = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:jobs"
          }
        }
      },
    ]
  })
}

# What the machine may do, derived from its definition: one statement for each set of actions,
# under what asks for it.
resource "aws_iam_role_policy" "definition" {
  name = "definition"
  role = aws_iam_role.state_machine.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Nested, Nested later (Parameters.StateMachineArn): an execution of it is started
      {
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = ["arn:aws:states:us-east-1:123456789012:stateMachine:pack", var.pack_arn]
      },
      # Nested, Nested later (Parameters.StateMachineArn): the task waits for its end, and stops it when
      # it is stopped itself
      {
        Effect = "Allow"
        Action = ["states:DescribeExecution", "states:StopExecution"]
        Resource = [
          "arn:aws:states:us-east-1:123456789012:execution:pack:*",
          "arn:${local.partition}:states:${local.region}:${local.account}:execution:${split(":", var.pack_arn)[6]}:*",
        ]
      },
      # Nested, Nested later, Batch, Container, Build, Train, Cluster, Transcode (Resource): Step
      # Functions keeps this rule to hear of the end of what it waits for
      {
        Effect = "Allow"
        Action = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
        Resource = [
          "arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
          "arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventsForBatchJobsRule",
          "arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventsForECSTaskRule",
          "arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventForCodeBuildStartBuildRule",
          "arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule",
          "arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventForEMRAddJobFlowStepsRule",
          "arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventsForMediaConvertJobRule",
        ]
      },
      # Batch (Parameters.JobQueue): the definition names it
      # Batch (Parameters.JobDefinition): the definition names it
      {
        Effect = "Allow"
        Action = ["batch:SubmitJob"]
        Resource = [
          "arn:${local.partition}:batch:${local.region}:${local.account}:job-queue/nightly",
          "arn:${local.partition}:batch:${local.region}:${local.account}:job-definition/report",
          "arn:${local.partition}:batch:${local.region}:${local.account}:job-definition/report:3",
        ]
      },
      # Batch (Resource): the definition does not name it
      {
        Effect   = "Allow"
        Action   = ["batch:SubmitJob", "batch:TerminateJob"]
        Resource = ["arn:${local.partition}:batch:${local.region}:${local.account}:job/*"]
      },
      # Batch (Resource): DescribeJobs cannot be narrowed to a resource
      # Train (Resource): SageMaker looks at the tags of what is made
      # Transcode (Resource): the definition does not name it
      {
        Effect   = "Allow"
        Action   = ["batch:DescribeJobs", "mediaconvert:CreateJob", "sagemaker:ListTags"]
        Resource = ["*"]
      },
      # Container (Parameters.TaskDefinition): the definition names it
      {
        Effect   = "Allow"
        Action   = ["ecs:RunTask"]
        Resource = ["arn:${local.partition}:ecs:${local.region}:${local.account}:task-definition/bake:*"]
      },
      # Container (Parameters): the definition does not name the role that the service works with
      {
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = ["arn:${local.partition}:iam::${local.account}:role/*"]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = "ecs-tasks.amazonaws.com"
          }
        }
      },
      # Container (Parameters.Cluster): the definition names it
      {
        Effect   = "Allow"
        Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = ["arn:${local.partition}:ecs:${local.region}:${local.account}:task/shop/*"]
      },
      # Glue (Parameters.JobName): the definition names it
      {
        Effect   = "Allow"
        Action   = ["glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"]
        Resource = ["arn:${local.partition}:glue:${local.region}:${local.account}:job/${var.glue_job}"]
      },
      # Build (Parameters.ProjectName): the definition names it
      {
        Effect   = "Allow"
        Action   = ["codebuild:BatchGetBuilds", "codebuild:StartBuild", "codebuild:StopBuild"]
        Resource = ["arn:${local.partition}:codebuild:${local.region}:${local.account}:project/site"]
      },
      # Train (Parameters.TrainingJobName): the definition names it
      {
        Effect = "Allow"
        Action = [
          "sagemaker:CreateTrainingJob",
          "sagemaker:DescribeTrainingJob",
          "sagemaker:StopTrainingJob",
        ]
        Resource = ["arn:${local.partition}:sagemaker:${local.region}:${local.account}:training-job/demand"]
      },
      # Train (Parameters.RoleArn): the service works with it
      {
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = ["arn:aws:iam::123456789012:role/training"]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = "sagemaker.amazonaws.com"
          }
        }
      },
      # Cluster (Parameters.ClusterId): `Parameters.ClusterId` is computed at run time
      {
        Effect = "Allow"
        Action = [
          "elasticmapreduce:AddJobFlowSteps",
          "elasticmapreduce:CancelSteps",
          "elasticmapreduce:DescribeStep",
        ]
        Resource = ["arn:${local.partition}:elasticmapreduce:${local.region}:${local.account}:cluster/*"]
      },
      # Query (Parameters.WorkGroup): the definition names it
      {
        Effect = "Allow"
        Action = [
          "athena:GetQueryExecution",
          "athena:StartQueryExecution",
          "athena:StopQueryExecution",
        ]
        Resource = ["arn:${local.partition}:athena:${local.region}:${local.account}:workgroup/shop"]
      },
      # Query (Parameters.QueryString): Athena looks the tables of the query up in the caller's name;
      # which ones is in the query
      {
        Effect   = "Allow"
        Action   = ["athena:GetDataCatalog"]
        Resource = ["arn:${local.partition}:athena:${local.region}:${local.account}:datacatalog/*"]
      },
      # Query (Parameters.QueryString): Athena looks the tables of the query up in the caller's name;
      # which ones is in the query
      {
        Effect = "Allow"
        Action = ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"]
        Resource = [
          "arn:${local.partition}:glue:${local.region}:${local.account}:catalog",
          "arn:${local.partition}:glue:${local.region}:${local.account}:database/*",
        ]
      },
      # Query (Parameters.QueryString): Athena looks the tables of the query up in the caller's name;
      # which ones is in the query
      {
        Effect   = "Allow"
        Action   = ["glue:GetPartitions", "glue:GetTable"]
        Resource = ["arn:${local.partition}:glue:${local.region}:${local.account}:table/*/*"]
      },
      # Query (Parameters.ResultConfiguration.OutputLocation): Athena writes the result there in the
      # caller's name
      {
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket"]
        Resource = ["arn:${local.partition}:s3:::results"]
      },
      # Query (Parameters.ResultConfiguration.OutputLocation): Athena writes the result there in the
      # caller's name
      {
        Effect = "Allow"
        Action = [
          "s3:AbortMultipartUpload",
          "s3:GetObject",
          "s3:ListMultipartUploadParts",
          "s3:PutObject",
        ]
        Resource = ["arn:${local.partition}:s3:::results/*"]
      },
      # Transcode (Parameters.Role): the service works with it
      {
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = ["arn:${local.partition}:iam::${local.account}:role/transcoder"]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = "mediaconvert.amazonaws.com"
          }
        }
      },
      # Transcode (Resource): the definition does not name it
      {
        Effect   = "Allow"
        Action   = ["mediaconvert:CancelJob", "mediaconvert:GetJob"]
        Resource = ["arn:${local.partition}:mediaconvert:${local.region}:${local.account}:jobs/*"]
      },
      # Logging: the execution log is delivered by CloudWatch Logs, whose deliveries cannot be narrowed
      # to a log group
      {
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:DescribeLogGroups",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
          "logs:UpdateLogDelivery",
        ]
        Resource = ["*"]
      },
      # Tracing: executions are traced by X-Ray, whose actions cannot be narrowed to a resource
      {
        Effect = "Allow"
        Action = [
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments",
        ]
        Resource = ["*"]
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "state_machine" {
  name              = "/aws/vendedlogs/states/jobs"
  retention_in_days = var.log_retention_days
}

output "state_machine_arn" {
  description = "Starts executions"
  value       = aws_sfn_state_machine.state_machine.arn
}

output "role_arn" {
  description = "What the machine acts as"
  value       = aws_iam_role.state_machine.arn
}

output "log_group_name" {
  description = "Where executions are logged"
  value       = aws_cloudwatch_log_group.state_machine.name
}
