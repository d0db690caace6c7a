import { CROSS_REGION_REPLICATION } from "../frameworks";
import { failingAs, given, proven, violated } from "../model/verdict";
import { rule } from "./rule";
import { everyEnabledRule, givenDestination } from "./support/traversal";
import { nameOfRule, proofOf } from "./support/wording";

export default rule({
  id: "object-lock-matched",
  description: "The destinations of a bucket with Object Lock must have Object Lock.",
  severity: "medium",
  enforcement: "mandatory",
  why: "S3 replicates a bucket with Object Lock only to buckets with Object Lock: otherwise the copies would lose the protection that the originals have.",
  remedy: "Create the destination with Object Lock, or add an Object Lock configuration for it.",
  reference:
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-managing-replication",
  prevents: ["DstBucketObjectLockConfigMissing"],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    everyEnabledRule(bucket, (one) =>
      given(bucket.objectLock, (locked) =>
        locked
          ? givenDestination(one, graph, (destination) =>
              given(destination.objectLock, (there) =>
                there
                  ? proven(proofOf(`${destination.label} has Object Lock`, destination.objectLock))
                  : failingAs(
                      violated(
                        `${bucket.label} has Object Lock, but ${destination.label}, the destination of ${nameOfRule(one)}, does not.`,
                        destination.address,
                      ),
                      "DstBucketObjectLockConfigMissing",
                    ),
              ),
            )
          : proven(proofOf(`${bucket.label} has no Object Lock`, bucket.objectLock)),
      ),
    ),
});
