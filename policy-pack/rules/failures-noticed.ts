import type { Bucket, ReplicationRule } from "../model/graph";
import { every, given, notApplicable, satisfied, violated, type Verdict } from "../model/verdict";
import { flag } from "../options/schema";
import { rule } from "./rule";
import { everyEnabledRule } from "./support/traversal";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "failures-noticed",
  description: "Someone must be notified when replication fails, if the organization requires it.",
  severity: "medium",
  enforcement: "advisory",
  why: "S3 notifies nobody when it cannot replicate an object: replication can be broken for months before anyone notices. Until the copy succeeds, lifecycle actions on the source object wait.",
  remedy: ({ setting }) =>
    `Enable ${setting("destination.metrics")} of the rule, and add an alarm on the metric OperationsFailedReplication of the rule (dimensions SourceBucket, DestinationBucket, and RuleId), or a notification for the event s3:Replication:OperationFailedReplication.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-metrics.html",
  prevents: [],
  options: {
    /**
     * Whether every Enabled rule must have metrics, and the stack an alarm or a notification about failed replication.
     *
     * @default - not asked for
     */
    failureNotice: flag(
      "Whether every Enabled rule must have metrics, and the stack an alarm or a notification about failed replication.",
    ),
  },
  judge: (bucket, _graph, { failureNotice }) => {
    if (!failureNotice) return notApplicable;
    return everyEnabledRule(bucket, (one) => every([isMeasured(one, bucket), isTold(bucket)]));
  },
});

/** Both the metric and the event need metrics in the rule. */
function isMeasured(one: ReplicationRule, { label, configurations }: Bucket): Verdict {
  const without = violated(`${sentence(nameOfRule(one))} of ${label} has no metrics.`, configurations[0]);
  return given(one.metrics, (metrics) =>
    metrics === undefined ? without : given(metrics.status, (status) => (status === "Enabled" ? satisfied : without)),
  );
}

function isTold(bucket: Bucket): Verdict {
  return given(bucket.failureNotice, (told) =>
    told
      ? satisfied
      : violated(`Nothing in this stack notifies anyone of failed replication from ${bucket.label}.`, bucket.address),
  );
}
