# Deploy with `terraform init` and `terraform apply`, in the folder that has this file and the
# definition's.
#
# The state machine models

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "model_id" {
  description = "What takes the place of ModelId, in the state Filled"
  type        = string
}

variable "knowledge_base_id" {
  description = "What takes the place of KnowledgeBaseId, in the state Find"
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
  written   = file("${path.module}/models.asl.json")
  substitutions = {
    "$${ModelId}"         = var.model_id
    "$${KnowledgeBaseId}" = var.knowledge_base_id
  }
  definition = join("", [
    for piece in regexall("\\$\\{\\w+\\}|[^$]+|\\$", local.written) :
    lookup(local.substitutions, piece, piece)
  ])
}

resource "aws_sfn_state_machine" "state_machine" {
  name       = "models"
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
            "aws:SourceArn" = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:models"
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
      # Foundation, Profile (Arguments.ModelId): it is invoked
      # Filled (Arguments.ModelId): the model is filled in when it is deployed: it may be a foundation
      # model or an inference profile
      # Computed (Arguments.ModelId): which model is computed at run time
      {
        Effect = "Allow"
        Action = ["bedrock:InvokeModel"]
        Resource = [
          "arn:${local.partition}:bedrock:${local.region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
          "arn:${local.partition}:bedrock:${local.region}:${local.account}:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
          "arn:${local.partition}:bedrock:${local.region}::foundation-model/${var.model_id}",
          "arn:${local.partition}:bedrock:${local.region}:${local.account}:inference-profile/${var.model_id}",
          "arn:${local.partition}:bedrock:${local.region}::foundation-model/*",
          "arn:${local.partition}:bedrock:${local.region}:${local.account}:inference-profile/*",
        ]
      },
      # Profile (Arguments.ModelId): an inference profile asks a model in one of several regions
      {
        Effect   = "Allow"
        Action   = ["bedrock:InvokeModel"]
        Resource = ["arn:${local.partition}:bedrock:*::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"]
        Condition = {
          StringLike = {
            "bedrock:InferenceProfileArn" = "arn:${local.partition}:bedrock:${local.region}:${local.account}:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0"
          }
        }
      },
      # Filled (Arguments.ModelId): an inference profile asks a model in one of several regions
      {
        Effect   = "Allow"
        Action   = ["bedrock:InvokeModel"]
        Resource = ["arn:${local.partition}:bedrock:*::foundation-model/*"]
        Condition = {
          StringLike = {
            "bedrock:InferenceProfileArn" = "arn:${local.partition}:bedrock:${local.region}:${local.account}:inference-profile/${var.model_id}"
          }
        }
      },
      # Computed (Arguments.ModelId): an inference profile asks a model in one of several regions
      {
        Effect   = "Allow"
        Action   = ["bedrock:InvokeModel"]
        Resource = ["arn:${local.partition}:bedrock:*::foundation-model/*"]
        Condition = {
          StringLike = {
            "bedrock:InferenceProfileArn" = "arn:${local.partition}:bedrock:${local.region}:${local.account}:inference-profile/*"
          }
        }
      },
      # Find (Arguments.KnowledgeBaseId): the definition names it
      {
        Effect   = "Allow"
        Action   = ["bedrock:Retrieve"]
        Resource = ["arn:${local.partition}:bedrock:${local.region}:${local.account}:knowledge-base/${var.knowledge_base_id}"]
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
  name              = "/aws/vendedlogs/states/models"
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
