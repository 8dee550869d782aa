// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new YamlStack(app, 'yaml', { limit: '…', topicArn: '…' })` in the file in
// `bin`, and deploy it with `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface YamlStackProps extends StackProps {
  /** What takes the place of Limit, in the state Number */
  readonly limit: string;

  /** The ARN that takes the place of topic-arn, in the state Tell */
  readonly topicArn: string;

  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** An order's number, and whoever wants it */
export class YamlStack extends Stack {
  constructor(scope: Construct, id: string, props: YamlStackProps) {
    super(scope, id, props);
    const {
      limit,
      topicArn,
      logRetention = logs.RetentionDays.ONE_MONTH,
    } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/yaml',
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
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:yaml`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Number (Resource): the function is the task; a version or an alias may be
            new iam.PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: [
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:Number`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:Number:*`,
              ],
            }),
            // Tell (Parameters.TopicArn): the definition names it
            new iam.PolicyStatement({
              actions: ['sns:Publish'],
              resources: [topicArn],
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
      stateMachineName: 'yaml',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'yaml.asl.yaml')),
      definitionSubstitutions: {
        NumberArn: `arn:${this.partition}:lambda:${this.region}:${this.account}:function:Number`,
        Limit: limit,
        TopicArn: topicArn,
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
