import { CROSS_REGION_REPLICATION } from "../frameworks";
import { isAlias, parseArn } from "../model/arn";
import type { Bucket, Reference, ReplicationGraph, ReplicationRule } from "../model/graph";
import { given, proven, satisfied, undetermined, violated, type Verdict } from "../model/verdict";
import { everyEnabledRule, givenDestination, sameUnknown } from "./support/traversal";
import { rule } from "./rule";
import { nameOfRule, placed, quoted } from "./support/wording";

export default rule({
  id: "replica-key-in-destination-region",
  description: "Each replica key must be a key, not an alias, in the Region of its destination.",
  severity: "high",
  enforcement: "mandatory",
  why: "S3 does not look up the key. With one that it cannot use, it rejects the configuration, or accepts it and fails to replicate every object.",
  remedy: ({ setting }) =>
    `Set ${setting("destination.encryptionConfiguration.replicaKmsKeyId")} to the ARN of a customer managed key in the destination's Region.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
  prevents: ["DstKmsKeyNotFound"],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    everyEnabledRule(bucket, (one) =>
      given(one.replicaKey, (key) =>
        key === undefined
          ? satisfied
          : givenDestination(one, graph, (destination) => fits(key, destination, one, bucket, graph)),
      ),
    ),
});

function fits(
  reference: Reference,
  destination: Bucket,
  one: ReplicationRule,
  bucket: Bucket,
  graph: ReplicationGraph,
): Verdict {
  const refused = (what: string): Verdict =>
    violated(`The replica key of ${nameOfRule(one)} ${what}.`, bucket.configurations[0]);
  const alias = refused("is an alias, which S3 does not accept here");
  const inRegion = (region: string): Verdict =>
    given(destination.region, (away) =>
      region === away
        ? proven(`${region}${quoted(destination.region)}`)
        : refused(`is in ${region}, but copies go to ${placed(destination)}`),
    );
  if (reference.in === "stack") {
    const key = graph.keys.get(reference.address);
    // The reader makes a reference to a key of the stack only where there is one.
    if (!key)
      return undetermined({
        reason: `the replica key of ${nameOfRule(one)} of ${bucket.label} cannot be read`,
        settledBy: "configuration",
      });
    if (key.kind === "alias") return alias;
    return sameUnknown(key.region, destination.region)
      ? proven(`the key and ${destination.label} are in one Region, whichever it is`)
      : given(key.region, inRegion);
  }
  const arn = parseArn(reference.name);
  if (isAlias(reference.name)) {
    // The key that AWS manages cannot be shared: said where that is the reason.
    return reference.name.endsWith("alias/aws/s3") && one.account.known && one.account.value !== undefined
      ? refused("is aws/s3, which AWS manages for each account, so another account's bucket cannot use it")
      : alias;
  }
  if (arn?.service !== "kms") {
    return undetermined({
      reason: `the replica key of ${nameOfRule(one)} of ${bucket.label} is named by its ID alone, which contains no Region`,
      settledBy: "configuration",
      settle: "write the ARN of the key",
    });
  }
  return inRegion(arn.region);
}
