# Deploy with `terraform init` and `terraform apply`, in the folder that has this file and the
# definition's.
#
# Neighbours, whose ARNs are computed from the machine's own

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
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
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id
  account    = data.aws_caller_identity.current.account_id
  definition = file("${path.module}/settled.asl.json")
}

resource "aws_sfn_state_machine" "state_machine" {
  name       = "settled"
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
            "aws:SourceArn" = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:settled"
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
      # Start (Arguments.StateMachineArn): an execution of it is started
      # Each (ItemProcessor.ProcessorConfig.Mode): each item is an execution of the machine itself
      # In a Map Run (Arguments.StateMachineArn): which state machine is computed at run time
      {
        Effect = "Allow"
        Action = ["states:StartExecution"]
        Resource = [
          "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:pack",
          "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:settled",
          "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:*",
        ]
      },
      # Start (Arguments.StateMachineArn): the task waits for its end, and stops it when it is stopped
      # itself
      # Each (ItemProcessor.ProcessorConfig.Mode): the Map watches the executions of its items, and
      # stops them when it fails
      {
        Effect = "Allow"
        Action = ["states:DescribeExecution", "states:StopExecution"]
        Resource = [
          "arn:${local.partition}:states:${local.region}:${local.account}:execution:pack:*",
          "arn:${local.partition}:states:${local.region}:${local.account}:execution:settled:*",
        ]
      },
      # Start (Resource): Step Functions keeps this rule to hear of the end of what it waits for
      {
        Effect   = "Allow"
        Action   = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
        Resource = ["arn:${local.partition}:events:${local.region}:${local.account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"]
      },
      # Ask (Arguments.StateMachineArn): the definition names it
      {
        Effect   = "Allow"
        Action   = ["states:StartSyncExecution"]
        Resource = ["arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:price"]
      },
      # Send (Arguments.QueueUrl): the definition names it
      {
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = ["arn:${local.partition}:sqs:${local.region}:${local.account}:orders"]
      },
      # Each (ItemProcessor.ProcessorConfig.Mode): the Map watches the executions of its items, and
      # stops them when it fails
      # Each (ItemProcessor.ProcessorConfig.Mode): a redrive does the items again that failed
      {
        Effect   = "Allow"
        Action   = ["states:DescribeExecution", "states:RedriveExecution", "states:StopExecution"]
        Resource = ["arn:${local.partition}:states:${local.region}:${local.account}:execution:settled/*:*"]
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
  name              = "/aws/vendedlogs/states/settled"
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
