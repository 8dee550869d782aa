// Put this file and the definition's into the `lib` folder of an app (`npx cdk init app --language
// typescript`), say `new JobsStack(app, 'jobs', { packArn: '…', glueJob: '…' })` in the file in
// `bin`, and deploy it with `npx cdk deploy`.
import * as path from 'node:path';

import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { type Construct } from 'constructs';

export interface JobsStackProps extends StackProps {
  /** The ARN that takes the place of PackArn, in the state Nested later */
  readonly packArn: string;

  /** What takes the place of GlueJob, in the state Glue */
  readonly glueJob: string;

  /** Days that the execution log is kept; a month without it */
  readonly logRetention?: logs.RetentionDays;
}

/** The state machine jobs */
export class JobsStack extends Stack {
  constructor(scope: Construct, id: string, props: JobsStackProps) {
    super(scope, id, props);
    const {
      packArn,
      glueJob,
      logRetention = logs.RetentionDays.ONE_MONTH,
    } = props;

    const log = new logs.LogGroup(this, 'StateMachineLog', {
      logGroupName: '/aws/vendedlogs/states/jobs',
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
            'aws:SourceArn': `arn:${this.partition}:states:${this.region}:${this.account}:stateMachine:jobs`,
          },
        },
      }),
      inlinePolicies: {
        definition: new iam.PolicyDocument({
          statements: [
            // Nested, Nested later (Parameters.StateMachineArn): an execution of it is started
            new iam.PolicyStatement({
              actions: ['states:StartExecution'],
              resources: ['arn:aws:states:us-east-1:123456789012:stateMachine:pack', packArn],
            }),
            // Nested, Nested later (Parameters.StateMachineArn): the task waits for its end, and stops it when
            // it is stopped itself
            new iam.PolicyStatement({
              actions: ['states:DescribeExecution', 'states:StopExecution'],
              resources: [
                'arn:aws:states:us-east-1:123456789012:execution:pack:*',
                `arn:${this.partition}:states:${this.region}:${this.account}:execution:${Fn.select(6, Fn.split(':', packArn))}:*`,
              ],
            }),
            // Nested, Nested later, Batch, Container, Build, Train, Cluster, Transcode (Resource): Step
            // Functions keeps this rule to hear of the end of what it waits for
            new iam.PolicyStatement({
              actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
              resources: [
                `arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
                `arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventsForBatchJobsRule`,
                `arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventsForECSTaskRule`,
                `arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventForCodeBuildStartBuildRule`,
                `arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule`,
                `arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventForEMRAddJobFlowStepsRule`,
                `arn:${this.partition}:events:${this.region}:${this.account}:rule/StepFunctionsGetEventsForMediaConvertJobRule`,
              ],
            }),
            // Batch (Parameters.JobQueue): the definition names it
            // Batch (Parameters.JobDefinition): the definition names it
            new iam.PolicyStatement({
              actions: ['batch:SubmitJob'],
              resources: [
                `arn:${this.partition}:batch:${this.region}:${this.account}:job-queue/nightly`,
                `arn:${this.partition}:batch:${this.region}:${this.account}:job-definition/report`,
                `arn:${this.partition}:batch:${this.region}:${this.account}:job-definition/report:3`,
              ],
            }),
            // Batch (Resource): the definition does not name it
            new iam.PolicyStatement({
              actions: ['batch:SubmitJob', 'batch:TerminateJob'],
              resources: [`arn:${this.partition}:batch:${this.region}:${this.account}:job/*`],
            }),
            // Batch (Resource): DescribeJobs cannot be narrowed to a resource
            // Train (Resource): SageMaker looks at the tags of what is made
            // Transcode (Resource): the definition does not name it
            new iam.PolicyStatement({
              actions: ['batch:DescribeJobs', 'mediaconvert:CreateJob', 'sagemaker:ListTags'],
              resources: ['*'],
            }),
            // Container (Parameters.TaskDefinition): the definition names it
            new iam.PolicyStatement({
              actions: ['ecs:RunTask'],
              resources: [`arn:${this.partition}:ecs:${this.region}:${this.account}:task-definition/bake:*`],
            }),
            // Container (Parameters): the definition does not name the role that the service works with
            new iam.PolicyStatement({
              actions: ['iam:PassRole'],
              resources: [`arn:${this.partition}:iam::${this.account}:role/*`],
              conditions: {
                StringEquals: {
                  'iam:PassedToService': 'ecs-tasks.amazonaws.com',
                },
              },
            }),
            // Container (Parameters.Cluster): the definition names it
            new iam.PolicyStatement({
              actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
              resources: [`arn:${this.partition}:ecs:${this.region}:${this.account}:task/shop/*`],
            }),
            // Glue (Parameters.JobName): the definition names it
            new iam.PolicyStatement({
              actions: [
                'glue:BatchStopJobRun',
                'glue:GetJobRun',
                'glue:GetJobRuns',
                'glue:StartJobRun',
              ],
              resources: [`arn:${this.partition}:glue:${this.region}:${this.account}:job/${glueJob}`],
            }),
            // Build (Parameters.ProjectName): the definition names it
            new iam.PolicyStatement({
              actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'],
              resources: [`arn:${this.partition}:codebuild:${this.region}:${this.account}:project/site`],
            }),
            // Train (Parameters.TrainingJobName): the definition names it
            new iam.PolicyStatement({
              actions: [
                'sagemaker:CreateTrainingJob',
                'sagemaker:DescribeTrainingJob',
                'sagemaker:StopTrainingJob',
              ],
              resources: [`arn:${this.partition}:sagemaker:${this.region}:${this.account}:training-job/demand`],
            }),
            // Train (Parameters.RoleArn): the service works with it
            new iam.PolicyStatement({
              actions: ['iam:PassRole'],
              resources: ['arn:aws:iam::123456789012:role/training'],
              conditions: {
                StringEquals: {
                  'iam:PassedToService': 'sagemaker.amazonaws.com',
                },
              },
            }),
            // Cluster (Parameters.ClusterId): `Parameters.ClusterId` is computed at run time
            new iam.PolicyStatement({
              actions: [
                'elasticmapreduce:AddJobFlowSteps',
                'elasticmapreduce:CancelSteps',
                'elasticmapreduce:DescribeStep',
              ],
              resources: [`arn:${this.partition}:elasticmapreduce:${this.region}:${this.account}:cluster/*`],
            }),
            // Query (Parameters.WorkGroup): the definition names it
            new iam.PolicyStatement({
              actions: [
                'athena:GetQueryExecution',
                'athena:StartQueryExecution',
                'athena:StopQueryExecution',
              ],
              resources: [`arn:${this.partition}:athena:${this.region}:${this.account}:workgroup/shop`],
            }),
            // Query (Parameters.QueryString): Athena looks the tables of the query up in the caller's name;
            // which ones is in the query
            new iam.PolicyStatement({
              actions: ['athena:GetDataCatalog'],
              resources: [`arn:${this.partition}:athena:${this.region}:${this.account}:datacatalog/*`],
            }),
            // Query (Parameters.QueryString): Athena looks the tables of the query up in the caller's name;
            // which ones is in the query
            new iam.PolicyStatement({
              actions: ['glue:GetDatabase', 'glue:GetPartitions', 'glue:GetTable'],
              resources: [
                `arn:${this.partition}:glue:${this.region}:${this.account}:catalog`,
                `arn:${this.partition}:glue:${this.region}:${this.account}:database/*`,
              ],
            }),
            // Query (Parameters.QueryString): Athena looks the tables of the query up in the caller's name;
            // which ones is in the query
            new iam.PolicyStatement({
              actions: ['glue:GetPartitions', 'glue:GetTable'],
              resources: [`arn:${this.partition}:glue:${this.region}:${this.account}:table/*/*`],
            }),
            // Query (Parameters.ResultConfiguration.OutputLocation): Athena writes the result there in the
            // caller's name
            new iam.PolicyStatement({
              actions: ['s3:GetBucketLocation', 's3:ListBucket'],
              resources: [`arn:${this.partition}:s3:::results`],
            }),
            // Query (Parameters.ResultConfiguration.OutputLocation): Athena writes the result there in the
            // caller's name
            new iam.PolicyStatement({
              actions: [
                's3:AbortMultipartUpload',
                's3:GetObject',
                's3:ListMultipartUploadParts',
                's3:PutObject',
              ],
              resources: [`arn:${this.partition}:s3:::results/*`],
            }),
            // Transcode (Parameters.Role): the service works with it
            new iam.PolicyStatement({
              actions: ['iam:PassRole'],
              resources: [`arn:${this.partition}:iam::${this.account}:role/transcoder`],
              conditions: {
                StringEquals: {
                  'iam:PassedToService': 'mediaconvert.amazonaws.com',
                },
              },
            }),
            // Transcode (Resource): the definition does not name it
            new iam.PolicyStatement({
              actions: ['mediaconvert:CancelJob', 'mediaconvert:GetJob'],
              resources: [`arn:${this.partition}:mediaconvert:${this.region}:${this.account}:jobs/*`],
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
      stateMachineName: 'jobs',
      stateMachineType: sfn.StateMachineType.STANDARD,
      definitionBody: sfn.DefinitionBody.fromFile(path.join(__dirname, 'jobs.asl.json')),
      definitionSubstitutions: {
        PackArn: packArn,
        GlueJob: glueJob,
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
