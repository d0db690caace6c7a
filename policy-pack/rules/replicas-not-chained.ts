import { CROSS_REGION_REPLICATION } from "../frameworks";
import { bucketAt, type Address, type Bucket, type ReplicationGraph } from "../model/graph";
import { every, given, notApplicable, satisfied, some, violated, type Verdict } from "../model/verdict";
import { givenEnabled, givenRules } from "./support/traversal";
import { rule } from "./rule";

export default rule({
  id: "replicas-not-chained",
  description: "Every bucket that copies are meant to reach must be a direct destination.",
  severity: "low",
  enforcement: "advisory",
  why: "S3 does not replicate replicas: where A replicates to B and B to C, the copies of A stop at B.",
  remedy:
    "Add a rule from the first bucket to the last one. If only the middle bucket's own objects are meant to reach the last one, change nothing.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    destinations(bucket, (middle) =>
      middle === bucket.address
        ? notApplicable
        : destinations(bucketInStack(graph, middle), (last) =>
            last === bucket.address || last === middle
              ? satisfied
              : reachesDirectly(bucket, last, () =>
                  violated(
                    `Copies of ${bucket.label} stop at ${bucketAt(graph, middle).label}: it replicates to ${bucketAt(graph, last).label}, but S3 does not replicate replicas.`,
                    bucketAt(graph, middle).configurations[0],
                  ),
                ),
          ),
    ),
});

/** Judges every destination of the Enabled rules of a bucket. */
function destinations(bucket: Bucket | undefined, judge: (address: Address) => Verdict): Verdict {
  if (!bucket) return notApplicable;
  return givenRules(bucket, (rules) =>
    every(rules.map((one) => givenEnabled(one, () => given(one.destination, judge)))),
  );
}

/** A bucket outside the stack may replicate further; that is its own stack's to say. */
function bucketInStack(graph: ReplicationGraph, address: Address): Bucket | undefined {
  return graph.buckets.get(address);
}

function reachesDirectly(bucket: Bucket, last: Address, otherwise: () => Verdict): Verdict {
  const direct = givenRules(bucket, (rules) =>
    some(
      rules.map(({ status, destination }) =>
        given(status, (value) =>
          given(destination, (address) => (value === "Enabled" && address === last ? satisfied : violated(""))),
        ),
      ),
      "",
    ),
  );
  return direct.answer === "violated" ? otherwise() : direct;
}
