import { given, notApplicable, satisfied, violated } from "../model/verdict";
import { everyEnabledRule } from "./support/traversal";
import { rule } from "./rule";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "replication-time-controlled",
  description: "Every Enabled rule has S3 Replication Time Control, where the organization asks for it.",
  severity: "low",
  enforcement: "mandatory",
  why: "Without it S3 promises no time in which a copy is made.",
  remedy: "Set replicationTime and metrics to Enabled, with 15 minutes each.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html",
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
