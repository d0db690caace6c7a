import type { Bucket } from "../model/graph";
import { every, given, notApplicable, satisfied, violated, type Verdict } from "../model/verdict";
import { number } from "../options/schema";
import { rule } from "./rule";
import { everyEnabledRule, givenDestination } from "./support/traversal";

export default rule({
  id: "noncurrent-versions-expire",
  description: "Both sides must delete noncurrent versions within the number of days that the organization sets.",
  severity: "low",
  enforcement: "mandatory",
  why: "Replication needs versioning, which keeps every version on both sides, at a cost. Lifecycle rules are not replicated.",
  remedy: ({ setting }) => `Add a lifecycle rule for all objects with ${setting("noncurrentVersionExpiration")}.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html",
  prevents: [],
  options: {
    /**
     * The number of days after which noncurrent versions must be deleted, on both sides.
     *
     * @default - no limit
     */
    maxNoncurrentDays: number(
      "The number of days after which noncurrent versions must be deleted, on both sides.",
      (days) =>
        Number.isSafeInteger(days) && days > 0 ? undefined : "which is not a whole number of days above zero.",
    ),
  },
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
    return violated(`${label} ${kept}, but the limit is ${most} days.`, address);
  });
}
