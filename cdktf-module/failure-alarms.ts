import type { CloudwatchMetricAlarmConfig, S3BucketNotificationConfig } from "./framework";
import type { Placement } from "./providers";
import type { Resolved, ResolvedRule } from "./resolve";

/** CloudWatch accepts no longer name of an alarm. */
export const MAXIMUM_ALARM_NAME = 255;

/** The name of the alarm about a rule. It is unique because the ID of the rule is. */
export const alarmName = (bucketName: string, { id }: Pick<ResolvedRule, "id">): string =>
  `${bucketName}-replication-failed-${id}`;

/** The part of a construct ID that stands for a rule: two rules never get the same. */
export function alarmId({ id }: Pick<ResolvedRule, "id">): string {
  return `alarm-${id.replace(/[^\w.-]/gu, (character) => `~${character.codePointAt(0)?.toString(16) ?? ""}~`)}`;
}

/**
 * The alarm that is raised when a rule fails to replicate something.
 *
 * @param destinationName The name of the destination bucket.
 * @param placement Where the source is: that is where S3 publishes this metric.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
export function alarmConfig(
  { props: { bucketName } }: Resolved,
  rule: ResolvedRule,
  destinationName: string,
  topicArn: string,
  placement: Placement,
): CloudwatchMetricAlarmConfig {
  return {
    alarmName: alarmName(bucketName, rule),
    alarmDescription: `S3 failed to replicate objects of ${bucketName} to ${destinationName}.`,
    namespace: "AWS/S3",
    metricName: "OperationsFailedReplication",
    dimensions: { SourceBucket: bucketName, DestinationBucket: destinationName, RuleId: rule.id },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: "GreaterThanThreshold",
    // S3 publishes nothing while nothing is replicated.
    treatMissingData: "notBreaching",
    alarmActions: [topicArn],
    ...placement,
  };
}

/** The notification of each object that a bucket's rules fail to replicate. */
export function notificationConfig(bucket: string, topicArn: string, placement: Placement): S3BucketNotificationConfig {
  return {
    bucket,
    topic: [{ topicArn, events: ["s3:Replication:OperationFailedReplication"] }],
    ...placement,
  };
}
