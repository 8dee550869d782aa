// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new FunctionsStack(app, 'functions', { payArn: '…', trackFunctionName: '…'
// })` in the file in `bin`, and deploy it with `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface FunctionsStackProps extends StackProps {
  /** The ARN that takes the place of Pay.Arn, in the state Filled */
  readonly payArn: string;

  /** What takes the place of TrackFunctionName, in the state Named later */
  readonly trackFunctionName: string;

  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** Functions by their ARNs, by their names, and by what is filled in */
export class FunctionsStack extends Stack {
  constructor(scope: Construct, id: string, props: FunctionsStackProps) {
    super(scope, id, props);
    const {
      payArn,
      trackFunctionName,
      logRetention = logs.RetentionDays.ONE_MONTH,
    } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/functions',
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
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:functions`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Sample, Known (Resource): the function is the task; a version or an alias may be
            // Filled (Resource): the resource is filled in when it is deployed; it is taken to be the ARN of a
            // function, which may have versions and aliases
            // Named, Named later (Parameters.FunctionName): it is invoked, or a version or an alias of it
            // Computed (Parameters.FunctionName): the name of the function is computed at run time
            new iam.PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: [
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:ReceiveOrderFunction`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:ReceiveOrderFunction:*`,
                'arn:aws:lambda:us-east-1:123456789012:function:Price:live',
                payArn,
                `${payArn}:*`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:Notify`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:Notify:*`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:${trackFunctionName}`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:${trackFunctionName}:*`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:*`,
              ],
            }),
            // Elsewhere (Credentials.RoleArn): the task takes on a role of its own, which must be allowed what
            // the task does
            new iam.PolicyStatement({
              actions: ['sts:AssumeRole'],
              resources: ['arn:aws:iam::210987654321:role/ledger'],
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
      stateMachineName: 'functions',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'functions.asl.json')),
      definitionSubstitutions: {
        ReceiveOrderFunctionArn: `arn:${this.partition}:lambda:${this.region}:${this.account}:function:ReceiveOrderFunction`,
        PayArn: payArn,
        TrackFunctionName: trackFunctionName,
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
