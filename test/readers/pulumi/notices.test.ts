import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import { readStack } from "../../../policy-pack/readers/pulumi";
import type { Props, StackResource } from "../../../policy-pack/readers/pulumi/resource";
import { bucket, resource, UNKNOWN } from "../../support/stack";

// Who is told that a copy of `data` has failed.

const data = bucket("data");
const alarm = (props: Props): readonly StackResource[] => [
  data,
  resource("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", props),
];
const nativeAlarm = (props: Props): readonly StackResource[] => [
  data,
  resource("aws-native:cloudwatch:Alarm", "alarm", props),
];
const notification = (props: Props): readonly StackResource[] => [
  data,
  resource("aws:s3/bucketNotification:BucketNotification", "notification", { bucket: "data-1234567", ...props }),
];
const native = (notificationConfiguration: Props): readonly StackResource[] => [
  resource("aws-native:s3:Bucket", "data", { bucketName: "data-1234567", notificationConfiguration }),
];

const OF_DATA = { SourceBucket: "data-1234567", DestinationBucket: "other", RuleId: "rule" };
const FAILED = { metricName: "OperationsFailedReplication", dimensions: OF_DATA };
const asList = (dimensions: Props): readonly Props[] =>
  Object.entries(dimensions).map(([name, value]) => ({ name, value }));
const DIMENSIONS = asList(OF_DATA);
const EVENT = "s3:Replication:OperationFailedReplication";

const CASES: Readonly<Record<"told" | "not told" | "not known", Readonly<Record<string, readonly StackResource[]>>>> = {
  told: {
    "an alarm on the metric": alarm(FAILED),
    "an alarm on the metric of a rule that is not known yet": alarm({
      ...FAILED,
      dimensions: { ...OF_DATA, RuleId: UNKNOWN },
    }),
    "an alarm on an expression with the metric": alarm({ metricQueries: [{ id: "e1" }, { id: "m1", metric: FAILED }] }),
    "an alarm of AWS's API": nativeAlarm({ metricName: FAILED.metricName, dimensions: DIMENSIONS }),
    "an expression of AWS's API": nativeAlarm({
      metrics: [{ id: "m1", metricStat: { metric: { metricName: FAILED.metricName, dimensions: DIMENSIONS } } }],
    }),
    "a topic": notification({ topics: [{ events: [EVENT], topicArn: "t" }] }),
    "a queue, of all events of replication": notification({
      queues: [{ events: ["s3:Replication:*"], queueArn: "q" }],
    }),
    "a function inside a bucket of AWS's API": native({ lambdaConfigurations: [{ event: EVENT, function: "f" }] }),
  },
  "not told": {
    "no alarm and no notification": [data],
    "an alarm on another metric": alarm({ ...FAILED, metricName: "ReplicationLatency" }),
    "an alarm on another bucket": alarm({ ...FAILED, dimensions: { ...OF_DATA, SourceBucket: "other" } }),
    "an alarm of AWS's API on another bucket": nativeAlarm({
      metricName: FAILED.metricName,
      dimensions: asList({ ...OF_DATA, SourceBucket: "other" }),
    }),
    "a topic, of another event": notification({ topics: [{ events: ["s3:ObjectCreated:*"], topicArn: "t" }] }),
    "EventBridge, which gets no event of replication": notification({ eventbridge: true }),
    "a topic inside a bucket of AWS's API, of another event": native({
      topicConfigurations: [{ event: "s3:ObjectCreated:*", topic: "t" }],
    }),
  },
  "not known": {
    "an alarm on a metric that is not known yet": alarm({ ...FAILED, metricName: UNKNOWN }),
    "an alarm on a bucket that is not known yet": alarm({
      ...FAILED,
      dimensions: { ...OF_DATA, SourceBucket: UNKNOWN },
    }),
    "an alarm on the source alone, for which S3 publishes no metric": alarm({
      ...FAILED,
      dimensions: { SourceBucket: "data-1234567" },
    }),
    "an alarm of AWS's API without the rule": nativeAlarm({
      metricName: FAILED.metricName,
      dimensions: DIMENSIONS.slice(0, 2),
    }),
    "an alarm on an expression that is not known yet": alarm({ metricQueries: UNKNOWN }),
    "an alarm of AWS's API on dimensions that are not known yet": nativeAlarm({
      metricName: FAILED.metricName,
      dimensions: [{ name: UNKNOWN, value: "data-1234567" }],
    }),
    "a topic, of an event that is not known yet": notification({ topics: [{ events: [UNKNOWN], topicArn: "t" }] }),
    "notifications that are not known yet inside a bucket of AWS's API": native({ topicConfigurations: UNKNOWN }),
  },
};

const told = (stack: readonly StackResource[]): string => {
  const [{ failureNotice } = { failureNotice: undefined }] = readStack(stack, DEFAULT_OPTIONS).buckets.values();
  if (!failureNotice?.known) return "not known";
  return failureNotice.value ? "told" : "not told";
};

test.each(
  Object.entries(CASES).flatMap(([expected, all]) => Object.keys(all).map((name) => [name, expected] as const)),
)("%s: %s", (name, expected) => {
  const stack = CASES[expected as keyof typeof CASES][name] ?? [];
  expect(told(stack)).toBe(expected);
});
