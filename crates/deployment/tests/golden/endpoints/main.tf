# Deploy with `terraform init` and `terraform apply`, in the folder that has this file and the
# definition's.
#
# The state machine endpoints

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "connection_arn" {
  description = "The ARN that takes the place of ConnectionArn, in the state Whoever"
  type        = string

  validation {
    condition     = startswith(var.connection_arn, "arn:")
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
  written   = file("${path.module}/endpoints.asl.json")
  substitutions = {
    "$${ConnectionArn}" = var.connection_arn
  }
  definition = join("", [
    for piece in regexall("\\$\\{\\w+\\}|[^$]+|\\$", local.written) :
    lookup(local.substitutions, piece, piece)
  ])
}

resource "aws_sfn_state_machine" "state_machine" {
  name       = "endpoints"
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
            "aws:SourceArn" = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:endpoints"
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
      # Anybody (Arguments.ApiEndpoint): an endpoint is called
      {
        Effect   = "Allow"
        Action   = ["states:InvokeHTTPEndpoint"]
        Resource = ["arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:endpoints"]
        Condition = {
          StringEquals = {
            "states:HTTPMethod"   = "POST"
            "states:HTTPEndpoint" = "https://api.example.com/charges"
          }
        }
      },
      # Anybody, Whoever (Arguments.Authentication.ConnectionArn): the connection has the credentials
      {
        Effect = "Allow"
        Action = ["events:RetrieveConnectionCredentials"]
        Resource = [
          "arn:aws:events:us-east-1:123456789012:connection/provider/0a1b2c3d",
          var.connection_arn,
        ]
      },
      # Anybody, Whoever (Arguments.Authentication.ConnectionArn): EventBridge keeps the credentials of
      # the connection in a secret
      {
        Effect = "Allow"
        Action = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        Resource = [
          "arn:${local.partition}:secretsmanager:${local.region}:${local.account}:secret:events!connection/provider/*",
          "arn:${local.partition}:secretsmanager:${local.region}:${local.account}:secret:events!connection/*",
        ]
      },
      # Whoever (Arguments.ApiEndpoint): an endpoint is called; its ApiEndpoint is computed at run time
      {
        Effect   = "Allow"
        Action   = ["states:InvokeHTTPEndpoint"]
        Resource = ["arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:endpoints"]
        Condition = {
          StringEquals = {
            "states:HTTPMethod" = "GET"
          }
        }
      },
      # Gateway (Arguments.ApiEndpoint): the API is called with the role's signature
      {
        Effect   = "Allow"
        Action   = ["execute-api:Invoke"]
        Resource = ["arn:${local.partition}:execute-api:${local.region}:${local.account}:a1b2c3d4e5/prod/GET/orders"]
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
  name              = "/aws/vendedlogs/states/endpoints"
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
