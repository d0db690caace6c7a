import { CROSS_REGION_REPLICATION } from "../frameworks";
import { given, satisfied, violated } from "../model/verdict";
import { everyEnabledRule, givenDestination } from "./support/traversal";
import { rule } from "./rule";
import { nameOfRule } from "./support/wording";

export default rule({
  id: "object-lock-matched",
  description: "The destinations of a bucket with Object Lock have Object Lock.",
  severity: "medium",
  enforcement: "mandatory",
  why: "S3 replicates a bucket with Object Lock only to buckets with Object Lock: otherwise copies lose what protects the originals.",
  remedy: "Create the destination with Object Lock, or enable it by an Object Lock configuration of the bucket.",
  reference:
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-managing-replication",
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    everyEnabledRule(bucket, (one) =>
      given(bucket.objectLock, (locked) =>
        locked
          ? givenDestination(one, graph, (destination) =>
              given(destination.objectLock, (there) =>
                there
                  ? satisfied
                  : violated(
                      `${bucket.label} has Object Lock, and ${destination.label}, where ${nameOfRule(one)} copies it to, has none.`,
                      destination.address,
                    ),
              ),
            )
          : satisfied,
      ),
    ),
});
