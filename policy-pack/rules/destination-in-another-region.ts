import { CROSS_REGION_REPLICATION } from "../frameworks";
import { notApplicable, some } from "../model/verdict";
import { rule } from "./rule";
import { crosses, givenRules, mayBeEnabled, reachesNothing } from "./support/traversal";

export default rule({
  id: "destination-in-another-region",
  description: "At least one Enabled rule must replicate to another Region of the same partition.",
  severity: "high",
  enforcement: "mandatory",
  why: "A copy in the same Region does not survive the loss of that Region, and S3 does not replicate across partitions.",
  remedy: ({ setting, isDeployed, elsewhere }) =>
    isDeployed
      ? "Create a destination in another Region of the same partition, point the rule to it, and replicate what is there with S3 Batch Replication: a bucket cannot be moved."
      : (elsewhere ??
        `Create the destination bucket in another Region of the same partition, with \`${setting("region")}\` or a provider of its own.`),
  reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-7",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    givenRules(bucket, (rules) => {
      const enabled = mayBeEnabled(rules).filter((one) => !reachesNothing(one, graph));
      // A configuration without an Enabled rule is covered by `replication-enabled`, a missing destination by `destination-versioned`.
      if (enabled.length === 0) return notApplicable;
      return some(
        enabled.map((one) => crosses(bucket, one, graph)),
        "No Enabled rule replicates to another Region.",
      );
    }),
});
