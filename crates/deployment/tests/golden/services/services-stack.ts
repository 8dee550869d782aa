// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new ServicesStack(app, 'services', { queueUrl: '…', schedulerRoleArn: '…' })`
// in the file in `bin`, and deploy it with `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface ServicesStackProps extends StackProps {
  /** What takes the place of Table, in the state Query */
  readonly table?: string;

  /** What takes the place of QueueUrl, in the state Send later */
  readonly queueUrl: string;

  /** The ARN that takes the place of SchedulerRoleArn, in the state Watch */
  readonly schedulerRoleArn: string;

  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** The state machine services */
export class ServicesStack extends Stack {
  constructor(scope: Construct, id: string, props: ServicesStackProps) {
    super(scope, id, props);
    const {
      table = 'orders',
      queueUrl,
      schedulerRoleArn,
      logRetention = logs.RetentionDays.ONE_MONTH,
    } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/services',
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
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:services`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Put, Get (Arguments.TableName): the definition names it
            // Write all (Arguments.TransactItems[0].Put.TableName): the definition names it
            new iam.PolicyStatement({
              actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
              resources: [`arn:${this.partition}:dynamodb:${this.region}:${this.account}:table/orders`],
            }),
            // Query (Arguments.TableName): the definition names it
            new iam.PolicyStatement({
              actions: ['dynamodb:Query'],
              resources: [
                `arn:${this.partition}:dynamodb:${this.region}:${this.account}:table/${table}`,
                `arn:${this.partition}:dynamodb:${this.region}:${this.account}:table/${table}/index/by-day`,
              ],
            }),
            // Write all (Arguments.TransactItems[1].Update.TableName): the table is computed at run time
            new iam.PolicyStatement({
              actions: ['dynamodb:UpdateItem'],
              resources: [`arn:${this.partition}:dynamodb:${this.region}:${this.account}:table/*`],
            }),
            // Publish (Arguments.TopicArn): the definition names it
            new iam.PolicyStatement({
              actions: ['sns:Publish'],
              resources: [`arn:${this.partition}:sns:${this.region}:${this.account}:orders`],
            }),
            // Text (Arguments.PhoneNumber): a text message has no topic that it could be narrowed to
            // Say (Resource): DetectSentiment cannot be narrowed to a resource
            new iam.PolicyStatement({
              actions: ['comprehend:DetectSentiment', 'sns:Publish'],
              resources: ['*'],
            }),
            // Send, Send later (Arguments.QueueUrl): the definition names it
            new iam.PolicyStatement({
              actions: ['sqs:SendMessage'],
              resources: [
                `arn:${this.partition}:sqs:us-east-1:123456789012:orders`,
                `arn:${this.partition}:sqs:${this.region}:${Fn.select(3, Fn.split('/', queueUrl))}:${Fn.select(4, Fn.split('/', queueUrl))}`,
              ],
            }),
            // Tell (Arguments.Entries[0].EventBusName): no other bus is named
            // Tell (Arguments.Entries[1].EventBusName): it is written to
            new iam.PolicyStatement({
              actions: ['events:PutEvents'],
              resources: [
                `arn:${this.partition}:events:${this.region}:${this.account}:event-bus/default`,
                `arn:${this.partition}:events:${this.region}:${this.account}:event-bus/shop`,
              ],
            }),
            // Read (Arguments.Bucket): `Arguments.Key` is computed at run time
            // Copy (Arguments.CopySource): it is copied
            new iam.PolicyStatement({
              actions: ['s3:GetObject'],
              resources: [
                `arn:${this.partition}:s3:::menus/*`,
                `arn:${this.partition}:s3:::menus/today.json`,
              ],
            }),
            // Copy (Arguments.Bucket): `Arguments.Bucket` is computed at run time
            new iam.PolicyStatement({
              actions: ['s3:PutObject'],
              resources: [`arn:${this.partition}:s3:::*/menu.json`],
            }),
            // Open (Arguments.KeyId): `Arguments.KeyId` leads to it by another name
            new iam.PolicyStatement({
              actions: ['kms:Decrypt'],
              resources: [`arn:${this.partition}:kms:${this.region}:${this.account}:key/*`],
            }),
            // Look (Arguments.SecretId): the definition names it
            new iam.PolicyStatement({
              actions: ['secretsmanager:GetSecretValue'],
              resources: [`arn:${this.partition}:secretsmanager:${this.region}:${this.account}:secret:provider-??????`],
            }),
            // Watch (Arguments.GroupName): the definition names it
            new iam.PolicyStatement({
              actions: ['scheduler:CreateSchedule'],
              resources: [`arn:${this.partition}:scheduler:${this.region}:${this.account}:schedule/shop/*`],
            }),
            // Watch (Arguments.Target.RoleArn): the service works with it
            new iam.PolicyStatement({
              actions: ['iam:PassRole'],
              resources: [schedulerRoleArn],
              conditions: {
                StringEquals: {
                  'iam:PassedToService': 'scheduler.amazonaws.com',
                },
              },
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
      stateMachineName: 'services',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'services.asl.json')),
      definitionSubstitutions: {
        Table: table,
        OrdersArn: `arn:${this.partition}:sns:${this.region}:${this.account}:orders`,
        QueueUrl: queueUrl,
        SchedulerRoleArn: schedulerRoleArn,
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
