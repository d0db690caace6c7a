import type { Bucket } from "../model/graph";
import { every, given, notApplicable, satisfied, violated, type Verdict } from "../model/verdict";
import { everyEnabledRule, givenDestination } from "./support/traversal";
import { rule } from "./rule";

export default rule({
  id: "noncurrent-versions-expire",
  description: "Both sides delete noncurrent versions within the days that the organization asks for.",
  severity: "low",
  enforcement: "mandatory",
  why: "Replication needs versioning, and versioning keeps, and charges for, every version on both sides: lifecycles are not replicated.",
  remedy: "Add a lifecycle rule for all objects with noncurrentVersionExpiration.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html",
  judge: (bucket, graph, { maxNoncurrentDays: most }) => {
    if (most === undefined) return notApplicable;
    return every([
      expires(bucket, most),
      everyEnabledRule(bucket, (one) =>
        // What another stack does about its bucket is that stack's to judge.
        givenDestination(one, graph, (destination) =>
          graph.buckets.has(destination.address) ? expires(destination, most) : notApplicable,
        ),
      ),
    ]);
  },
});

function expires({ label, address, noncurrentExpirationDays }: Bucket, most: number): Verdict {
  return given(noncurrentExpirationDays, (days) => {
    if (days !== undefined && days <= most) return satisfied;
    const kept = days === undefined ? "keeps every noncurrent version" : `keeps noncurrent versions for ${days} days`;
    return violated(`${label} ${kept}, and ${most} days are asked for.`, address);
  });
}
