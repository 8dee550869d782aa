// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new ModelsStack(app, 'models', { modelId: '…', knowledgeBaseId: '…' })` in
// the file in `bin`, and deploy it with `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface ModelsStackProps extends StackProps {
  /** What takes the place of ModelId, in the state Filled */
  readonly modelId: string;

  /** What takes the place of KnowledgeBaseId, in the state Find */
  readonly knowledgeBaseId: string;

  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** The state machine models */
export class ModelsStack extends Stack {
  constructor(scope: Construct, id: string, props: ModelsStackProps) {
    super(scope, id, props);
    const {
      modelId,
      knowledgeBaseId,
      logRetention = logs.RetentionDays.ONE_MONTH,
    } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/models',
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // What the machine may do, derived from its definition: one statement for each set of actions,
    // under what asks for it.
    const role = new iam.Role(this, 'StateMachineRole', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': this.account,
          },
          ArnLike: {
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:models`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Foundation, Profile (Arguments.ModelId): it is invoked
            // Filled (Arguments.ModelId): the model is filled in when it is deployed: it may be a foundation
            // model or an inference profile
            // Computed (Arguments.ModelId): which model is computed at run time
            new iam.PolicyStatement({
              actions: ['bedrock:InvokeModel'],
              resources: [
                `arn:${this.partition}:bedrock:${this.region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0`,
                `arn:${this.partition}:bedrock:${this.region}:${this.account}:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0`,
                `arn:${this.partition}:bedrock:${this.region}::foundation-model/${modelId}`,
                `arn:${this.partition}:bedrock:${this.region}:${this.account}:inference-profile/${modelId}`,
                `arn:${this.partition}:bedrock:${this.region}::foundation-model/*`,
                `arn:${this.partition}:bedrock:${this.region}:${this.account}:inference-profile/*`,
              ],
            }),
            // Profile (Arguments.ModelId): an inference profile asks a model in one of several regions
            new iam.PolicyStatement({
              actions: ['bedrock:InvokeModel'],
              resources: [`arn:${this.partition}:bedrock:*::foundation-model/anthropic.claude-3-haiku-20240307-v1:0`],
              conditions: {
                StringLike: {
                  'bedrock:InferenceProfileArn': `arn:${this.partition}:bedrock:${this.region}:${this.account}:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0`,
                },
              },
            }),
            // Filled (Arguments.ModelId): an inference profile asks a model in one of several regions
            new iam.PolicyStatement({
              actions: ['bedrock:InvokeModel'],
              resources: [`arn:${this.partition}:bedrock:*::foundation-model/*`],
              conditions: {
                StringLike: {
                  'bedrock:InferenceProfileArn': `arn:${this.partition}:bedrock:${this.region}:${this.account}:inference-profile/${modelId}`,
                },
              },
            }),
            // Computed (Arguments.ModelId): an inference profile asks a model in one of several regions
            new iam.PolicyStatement({
              actions: ['bedrock:InvokeModel'],
              resources: [`arn:${this.partition}:bedrock:*::foundation-model/*`],
              conditions: {
                StringLike: {
                  'bedrock:InferenceProfileArn': `arn:${this.partition}:bedrock:${this.region}:${this.account}:inference-profile/*`,
                },
              },
            }),
            // Find (Arguments.KnowledgeBaseId): the definition names it
            new iam.PolicyStatement({
              actions: ['bedrock:Retrieve'],
              resources: [`arn:${this.partition}:bedrock:${this.region}:${this.account}:knowledge-base/${knowledgeBaseId}`],
            }),
            // Logging: the execution log is delivered by CloudWatch Logs, whose deliveries cannot be narrowed
            // to a log group
            new iam.PolicyStatement({
              actions: [
                'logs:CreateLogDelivery',
                'logs:DeleteLogDelivery',
                'logs:DescribeLogGroups',
                'logs:DescribeResourcePolicies',
                'logs:GetLogDelivery',
                'logs:ListLogDeliveries',
                'logs:PutResourcePolicy',
                'logs:UpdateLogDelivery',
              ],
              resources: ['*'],
            }),
            // Tracing: executions are traced by X-Ray, whose actions cannot be narrowed to a resource
            new iam.PolicyStatement({
              actions: [
                'xray:GetSamplingRules',
                'xray:GetSamplingTargets',
                'xray:PutTelemetryRecords',
                'xray:PutTraceSegments',
              ],
              resources: ['*'],
            }),
          ],
        }),
      },
    });

    const machine = new sfn.StateMachine(this, 'StateMachine', {
      stateMachineName: 'models',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'models.asl.json')),
      definitionSubstitutions: {
        ModelId: modelId,
        KnowledgeBaseId: knowledgeBaseId,
      },
      role: role.withoutPolicyUpdates(),
      logs: {
        destination: log,
        level: sfn.LogLevel.ERROR,
        includeExecutionData: false,
      },
      tracingEnabled: true,
    });

    new CfnOutput(this, 'StateMachineArn', { description: 'Starts executions', value: machine.stateMachineArn });
    new CfnOutput(this, 'RoleArn', { description: 'What the machine acts as', value: role.roleArn });
    new CfnOutput(this, 'LogGroupName', { description: 'Where executions are logged', value: log.logGroupName });
  }
}
