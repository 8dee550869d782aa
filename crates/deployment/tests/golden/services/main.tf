# Deploy with `terraform init` and `terraform apply`, in the folder that has this file and the
# definition's.
#
# The state machine services

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "table" {
  description = "What takes the place of Table, in the state Query"
  type        = string
  default     = "orders"
}

variable "queue_url" {
  description = "What takes the place of QueueUrl, in the state Send later"
  type        = string
}

variable "scheduler_role_arn" {
  description = "The ARN that takes the place of SchedulerRoleArn, in the state Watch"
  type        = string

  validation {
    condition     = startswith(var.scheduler_role_arn, "arn:")
    error_message = "This must be an ARN."
  }
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
  written   = file("${path.module}/services.asl.json")
  substitutions = {
    "$${Table}"            = var.table
    "$${OrdersArn}"        = "arn:${local.partition}:sns:${local.region}:${local.account}:orders"
    "$${QueueUrl}"         = var.queue_url
    "$${SchedulerRoleArn}" = var.scheduler_role_arn
  }
  definition = join("", [
    for piece in regexall("\\$\\{\\w+\\}|[^$]+|\\$", local.written) :
    lookup(local.substitutions, piece, piece)
  ])
}

resource "aws_sfn_state_machine" "state_machine" {
  name       = "services"
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
            "aws:SourceArn" = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:services"
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
      # Put, Get (Arguments.TableName): the definition names it
      # Write all (Arguments.TransactItems[0].Put.TableName): the definition names it
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = ["arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/orders"]
      },
      # Query (Arguments.TableName): the definition names it
      {
        Effect = "Allow"
        Action = ["dynamodb:Query"]
        Resource = [
          "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${var.table}",
          "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${var.table}/index/by-day",
        ]
      },
      # Write all (Arguments.TransactItems[1].Update.TableName): the table is computed at run time
      {
        Effect   = "Allow"
        Action   = ["dynamodb:UpdateItem"]
        Resource = ["arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/*"]
      },
      # Publish (Arguments.TopicArn): the definition names it
      {
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = ["arn:${local.partition}:sns:${local.region}:${local.account}:orders"]
      },
      # Text (Arguments.PhoneNumber): a text message has no topic that it could be narrowed to
      # Say (Resource): DetectSentiment cannot be narrowed to a resource
      {
        Effect   = "Allow"
        Action   = ["comprehend:DetectSentiment", "sns:Publish"]
        Resource = ["*"]
      },
      # Send, Send later (Arguments.QueueUrl): the definition names it
      {
        Effect = "Allow"
        Action = ["sqs:SendMessage"]
        Resource = [
          "arn:${local.partition}:sqs:us-east-1:123456789012:orders",
          "arn:${local.partition}:sqs:${local.region}:${split("/", var.queue_url)[3]}:${split("/", var.queue_url)[4]}",
        ]
      },
      # Tell (Arguments.Entries[0].EventBusName): no other bus is named
      # Tell (Arguments.Entries[1].EventBusName): it is written to
      {
        Effect = "Allow"
        Action = ["events:PutEvents"]
        Resource = [
          "arn:${local.partition}:events:${local.region}:${local.account}:event-bus/default",
          "arn:${local.partition}:events:${local.region}:${local.account}:event-bus/shop",
        ]
      },
      # Read (Arguments.Bucket): `Arguments.Key` is computed at run time
      # Copy (Arguments.CopySource): it is copied
      {
        Effect = "Allow"
        Action = ["s3:GetObject"]
        Resource = [
          "arn:${local.partition}:s3:::menus/*",
          "arn:${local.partition}:s3:::menus/today.json",
        ]
      },
      # Copy (Arguments.Bucket): `Arguments.Bucket` is computed at run time
      {
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["arn:${local.partition}:s3:::*/menu.json"]
      },
      # Open (Arguments.KeyId): `Arguments.KeyId` leads to it by another name
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = ["arn:${local.partition}:kms:${local.region}:${local.account}:key/*"]
      },
      # Look (Arguments.SecretId): the definition names it
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = ["arn:${local.partition}:secretsmanager:${local.region}:${local.account}:secret:provider-??????"]
      },
      # Watch (Arguments.GroupName): the definition names it
      {
        Effect   = "Allow"
        Action   = ["scheduler:CreateSchedule"]
        Resource = ["arn:${local.partition}:scheduler:${local.region}:${local.account}:schedule/shop/*"]
      },
      # Watch (Arguments.Target.RoleArn): the service works with it
      {
        Effect   = "Allow"
        Action   = ["iam:PassRole"]
        Resource = [var.scheduler_role_arn]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = "scheduler.amazonaws.com"
          }
        }
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
  name              = "/aws/vendedlogs/states/services"
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
