import { CROSS_REGION_REPLICATION } from "../frameworks";
import type { Bucket, ReplicationGraph, ReplicationRule } from "../model/graph";
import { failingAs, given, proven, violated, type Verdict } from "../model/verdict";
import { rule } from "./rule";
import { everyEnabledRule, givenDestination, missingDestination, reachesNothing } from "./support/traversal";
import { notEnabled, proofOf } from "./support/wording";

export default rule({
  id: "destination-versioned",
  description: "Versioning must be Enabled on the destination of every Enabled rule.",
  severity: "medium",
  enforcement: "mandatory",
  why: "S3 rejects a replication configuration whose destination is not versioned, and suspending versioning later makes every new copy fail.",
  remedy: ({ enableVersioning }) => enableVersioning,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
  prevents: ["DstBucketNotFound", "DstBucketUnversioned"],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    everyEnabledRule(bucket, (one) =>
      reachesNothing(one, graph)
        ? missing(one, bucket)
        : givenDestination(one, graph, (destination) => versioned(destination, graph)),
    ),
});

/** A destination can only be missing after deployment: S3 accepts no configuration without it. */
function missing(one: ReplicationRule, bucket: Bucket): Verdict {
  const remedy = "Create it again with versioning enabled, and then replicate what it had with S3 Batch Replication.";
  return failingAs(violated(missingDestination(one, bucket), bucket.configurations[0], remedy), "DstBucketNotFound");
}

function versioned({ address, label, versioning }: Bucket, graph: ReplicationGraph): Verdict {
  return given(versioning, ({ status, on }) => {
    if (status === "Enabled") return proven(proofOf(`${label}: Enabled`, versioning));
    const elsewhere = graph.elsewhere.has(address)
      ? 'Enable versioning on it where it is created, and then set "versioned" to true in knownDestinations.'
      : undefined;
    const wrong = `${label} is a replication destination, but versioning ${notEnabled(versioning, status, "it")}.`;
    // Only what is versioned can be suspended, and a configuration that S3 has accepted stays; it accepts none before.
    return status === "Suspended"
      ? failingAs(violated(wrong, on, 'Set the status of its versioning to "Enabled".'), "DstBucketUnversioned")
      : violated(wrong, on, elsewhere);
  });
}
