// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new SettledStack(app, 'settled')` in the file in `bin`, and deploy it with
// `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface SettledStackProps extends StackProps {
  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** Neighbours, whose ARNs are computed from the machine's own */
export class SettledStack extends Stack {
  constructor(scope: Construct, id: string, props: SettledStackProps = {}) {
    super(scope, id, props);
    const { logRetention = logs.RetentionDays.ONE_MONTH } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/settled',
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
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:settled`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Start (Arguments.StateMachineArn): an execution of it is started
            // Each (ItemProcessor.ProcessorConfig.Mode): each item is an execution of the machine itself
            // In a Map Run (Arguments.StateMachineArn): which state machine is computed at run time
            new iam.PolicyStatement({
              actions: ['states:StartExecution'],
              resources: [
                `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:pack`,
                `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:settled`,
                `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:*`,
              ],
            }),
            // Start (Arguments.StateMachineArn): the task waits for its end, and stops it when it is stopped
            // itself
            // Each (ItemProcessor.ProcessorConfig.Mode): the Map watches the executions of its items, and
            // stops them when it fails
            new iam.PolicyStatement({
              actions: ['states:DescribeExecution', 'states:StopExecution'],
              resources: [
                `arn:${this.partition}:states:${this.region}:${this.account}:execution:pack:*`,
                `arn:${this.partition}:states:${this.region}:${this.account}:execution:settled:*`,
              ],
            }),
            // Start (Resource): Step Functions keeps this rule to hear of the end of what it waits for
            new iam.PolicyStatement({
              actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
              resources: [`arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`],
            }),
            // Ask (Arguments.StateMachineArn): the definition names it
            new iam.PolicyStatement({
              actions: ['states:StartSyncExecution'],
              resources: [`arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:price`],
            }),
            // Send (Arguments.QueueUrl): the definition names it
            new iam.PolicyStatement({
              actions: ['sqs:SendMessage'],
              resources: [`arn:${this.partition}:sqs:${this.region}:${this.account}:orders`],
            }),
            // Each (ItemProcessor.ProcessorConfig.Mode): the Map watches the executions of its items, and
            // stops them when it fails
            // Each (ItemProcessor.ProcessorConfig.Mode): a redrive does the items again that failed
            new iam.PolicyStatement({
              actions: [
                'states:DescribeExecution',
                'states:RedriveExecution',
                'states:StopExecution',
              ],
              resources: [`arn:${this.partition}:states:${this.region}:${this.account}:execution:settled/*:*`],
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
      stateMachineName: 'settled',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'settled.asl.json')),
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
