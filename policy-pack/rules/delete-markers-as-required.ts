import { given, notApplicable, satisfied, violated } from "../model/verdict";
import { everyEnabledRule, replicatesDeleteMarkers } from "./support/traversal";
import { rule } from "./rule";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "delete-markers-as-required",
  description: "Delete markers are replicated, or not, as the organization asks.",
  severity: "low",
  enforcement: "mandatory",
  why: "Replicated, a delete by mistake hides the object everywhere; not replicated, both sides list different objects.",
  remedy: "Set deleteMarkerReplication of the rule as the message says.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-marker-replication.html",
  judge: (bucket, _graph, { deleteMarkerReplication: asked }) => {
    if (asked === undefined) return notApplicable;
    return everyEnabledRule(bucket, (one) =>
      given(replicatesDeleteMarkers(one), (replicated) => {
        const set = replicated ? "Enabled" : "Disabled";
        return set === asked
          ? satisfied
          : violated(
              `${sentence(nameOfRule(one))} of ${bucket.label} has delete marker replication ${set}, and ${asked} is asked for.`,
              bucket.configurations[0],
            );
      }),
    );
  },
});
