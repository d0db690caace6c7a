import { given, notApplicable, satisfied, violated } from "../model/verdict";
import { flag } from "../options/schema";
import { rule } from "./rule";
import { everyEnabledRule } from "./support/traversal";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "replication-time-controlled",
  description: "Every Enabled rule must have S3 Replication Time Control, if the organization requires it.",
  severity: "low",
  enforcement: "mandatory",
  why: "Without it S3 does not promise how soon a copy is made.",
  remedy: ({ setting }) =>
    `Set ${setting("destination.replicationTime")} and ${setting("destination.metrics")} of the rule to Enabled, with 15 minutes each.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html",
  prevents: [],
  options: {
    /**
     * Whether every Enabled rule must have S3 Replication Time Control.
     *
     * @default - not asked for
     */
    replicationTimeControl: flag("Whether every Enabled rule must have S3 Replication Time Control."),
  },
  judge: (bucket, _graph, { replicationTimeControl }) => {
    if (!replicationTimeControl) return notApplicable;
    return everyEnabledRule(bucket, (one) => {
      const without = violated(
        `${sentence(nameOfRule(one))} of ${bucket.label} has no Replication Time Control.`,
        bucket.configurations[0],
      );
      return given(one.replicationTime, (time) =>
        time === undefined ? without : given(time.status, (status) => (status === "Enabled" ? satisfied : without)),
      );
    });
  },
});
