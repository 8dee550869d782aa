// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new MapStack(app, 'map', { bucket: '…' })` in the file in `bin`, and deploy
// it with `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface MapStackProps extends StackProps {
  /** What takes the place of Bucket, in the state Objects */
  readonly bucket: string;

  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** The state machine map */
export class MapStack extends Stack {
  constructor(scope: Construct, id: string, props: MapStackProps) {
    super(scope, id, props);
    const {
      bucket,
      logRetention = logs.RetentionDays.ONE_MONTH,
    } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/map',
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
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:map`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Objects, File (ItemProcessor.ProcessorConfig.Mode): each item is an execution of the machine
            // itself
            new iam.PolicyStatement({
              actions: ['states:StartExecution'],
              resources: [`arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:map`],
            }),
            // Objects, File (ItemProcessor.ProcessorConfig.Mode): the Map watches the executions of its items,
            // and stops them when it fails
            new iam.PolicyStatement({
              actions: ['states:DescribeExecution', 'states:StopExecution'],
              resources: [`arn:${this.partition}:states:${this.region}:${this.account}:execution:map:*`],
            }),
            // Objects, File (ItemProcessor.ProcessorConfig.Mode): the Map watches the executions of its items,
            // and stops them when it fails
            // Objects, File (ItemProcessor.ProcessorConfig.Mode): a redrive does the items again that failed
            new iam.PolicyStatement({
              actions: [
                'states:DescribeExecution',
                'states:RedriveExecution',
                'states:StopExecution',
              ],
              resources: [
                `arn:${this.partition}:states:${this.region}:${this.account}:execution:map/objects:*`,
                `arn:${this.partition}:states:${this.region}:${this.account}:execution:map/*:*`,
              ],
            }),
            // Objects (ItemReader.Parameters.Bucket): its objects are the items
            new iam.PolicyStatement({
              actions: ['s3:ListBucket'],
              resources: [`arn:${this.partition}:s3:::${bucket}`],
              conditions: {
                StringLike: {
                  's3:prefix': 'orders/*',
                },
              },
            }),
            // Objects (ResultWriter.Parameters.Bucket): the results are written there, in parts
            new iam.PolicyStatement({
              actions: [
                's3:AbortMultipartUpload',
                's3:GetObject',
                's3:ListMultipartUploadParts',
                's3:PutObject',
              ],
              resources: [`arn:${this.partition}:s3:::results/sums/*`],
            }),
            // Sum (Parameters.FunctionName): it is invoked, or a version or an alias of it
            new iam.PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: [
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:Sum`,
                `arn:${this.partition}:lambda:${this.region}:${this.account}:function:Sum:*`,
              ],
            }),
            // File (ItemReader.Parameters.Key): it has the items; which bucket is computed at run time
            new iam.PolicyStatement({
              actions: ['s3:GetObject'],
              resources: [`arn:${this.partition}:s3:::*/orders.json`],
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
      stateMachineName: 'map',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'map.asl.json')),
      definitionSubstitutions: {
        Bucket: bucket,
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
