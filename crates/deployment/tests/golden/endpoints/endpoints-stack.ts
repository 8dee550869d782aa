// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new EndpointsStack(app, 'endpoints', { connectionArn: '…' })` in the file in
// `bin`, and deploy it with `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface EndpointsStackProps extends StackProps {
  /** The ARN that takes the place of ConnectionArn, in the state Whoever */
  readonly connectionArn: string;

  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** The state machine endpoints */
export class EndpointsStack extends Stack {
  constructor(scope: Construct, id: string, props: EndpointsStackProps) {
    super(scope, id, props);
    const {
      connectionArn,
      logRetention = logs.RetentionDays.ONE_MONTH,
    } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/endpoints',
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
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:endpoints`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Anybody (Arguments.ApiEndpoint): an endpoint is called
            new iam.PolicyStatement({
              actions: ['states:InvokeHTTPEndpoint'],
              resources: [`arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:endpoints`],
              conditions: {
                StringEquals: {
                  'states:HTTPMethod': 'POST',
                  'states:HTTPEndpoint': 'https://api.example.com/charges',
                },
              },
            }),
            // Anybody, Whoever (Arguments.Authentication.ConnectionArn): the connection has the credentials
            new iam.PolicyStatement({
              actions: ['events:RetrieveConnectionCredentials'],
              resources: [
                'arn:aws:events:us-east-1:123456789012:connection/provider/0a1b2c3d',
                connectionArn,
              ],
            }),
            // Anybody, Whoever (Arguments.Authentication.ConnectionArn): EventBridge keeps the credentials of
            // the connection in a secret
            new iam.PolicyStatement({
              actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
              resources: [
                `arn:${this.partition}:secretsmanager:${this.region}:${this.account}:secret:events!connection/provider/*`,
                `arn:${this.partition}:secretsmanager:${this.region}:${this.account}:secret:events!connection/*`,
              ],
            }),
            // Whoever (Arguments.ApiEndpoint): an endpoint is called; its ApiEndpoint is computed at run time
            new iam.PolicyStatement({
              actions: ['states:InvokeHTTPEndpoint'],
              resources: [`arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:endpoints`],
              conditions: {
                StringEquals: {
                  'states:HTTPMethod': 'GET',
                },
              },
            }),
            // Gateway (Arguments.ApiEndpoint): the API is called with the role's signature
            new iam.PolicyStatement({
              actions: ['execute-api:Invoke'],
              resources: [`arn:${this.partition}:execute-api:${this.region}:${this.account}:a1b2c3d4e5/prod/GET/orders`],
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
      stateMachineName: 'endpoints',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'endpoints.asl.json')),
      definitionSubstitutions: {
        ConnectionArn: connectionArn,
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
