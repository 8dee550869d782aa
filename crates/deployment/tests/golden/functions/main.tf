# Deploy with `terraform init` and `terraform apply`, in the folder that has this file and the
# definition's.
#
# Functions by their ARNs, by their names, and by what is filled in

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "pay_arn" {
  description = "The ARN that takes the place of Pay.Arn, in the state Filled"
  type        = string

  validation {
    condition     = startswith(var.pay_arn, "arn:")
    error_message = "This must be an ARN."
  }
}

variable "track_function_name" {
  description = "What takes the place of TrackFunctionName, in the state Named later"
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
  written   = file("${path.module}/functions.asl.json")
  substitutions = {
    "$${ReceiveOrderFunctionArn}" = "arn:${local.partition}:lambda:${local.region}:${local.account}:function:ReceiveOrderFunction"
    "$${PayArn}"                  = var.pay_arn
    "$${TrackFunctionName}"       = var.track_function_name
  }
  definition = join("", [
    for piece in regexall("\\$\\{\\w+\\}|[^$]+|\\$", local.written) :
    lookup(local.substitutions, piece, piece)
  ])
}

resource "aws_sfn_state_machine" "state_machine" {
  name       = "functions"
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
            "aws:SourceArn" = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:functions"
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
      # Sample, Known (Resource): the function is the task; a version or an alias may be
      # Filled (Resource): the resource is filled in when it is deployed; it is taken to be the ARN of a
      # function, which may have versions and aliases
      # Named, Named later (Parameters.FunctionName): it is invoked, or a version or an alias of it
      # Computed (Parameters.FunctionName): the name of the function is computed at run time
      {
        Effect = "Allow"
        Action = ["lambda:InvokeFunction"]
        Resource = [
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:ReceiveOrderFunction",
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:ReceiveOrderFunction:*",
          "arn:aws:lambda:us-east-1:123456789012:function:Price:live",
          var.pay_arn,
          "${var.pay_arn}:*",
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:Notify",
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:Notify:*",
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${var.track_function_name}",
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${var.track_function_name}:*",
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:*",
        ]
      },
      # Elsewhere (Credentials.RoleArn): the task takes on a role of its own, which must be allowed what
      # the task does
      {
        Effect   = "Allow"
        Action   = ["sts:AssumeRole"]
        Resource = ["arn:aws:iam::210987654321:role/ledger"]
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
  name              = "/aws/vendedlogs/states/functions"
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
