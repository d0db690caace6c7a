import { given, notApplicable, satisfied, violated } from "../model/verdict";
import { oneOf } from "../options/schema";
import { rule } from "./rule";
import { everyEnabledRule, replicatesDeleteMarkers } from "./support/traversal";
import { nameOfRule, sentence } from "./support/wording";

export default rule({
  id: "delete-markers-as-required",
  description: "Delete markers must be replicated, or must not be, as the organization requires.",
  severity: "low",
  enforcement: "mandatory",
  why: "If delete markers are replicated, an accidental delete hides the object everywhere. If they are not, the two sides list different objects.",
  remedy: ({ setting }) => `Set ${setting("deleteMarkerReplication")} of the rule to the required value.`,
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-marker-replication.html",
  prevents: [],
  options: {
    /**
     * Whether every rule must replicate delete markers (`"Enabled"`) or must not (`"Disabled"`).
     *
     * @default - either
     */
    deleteMarkerReplication: oneOf(
      'Whether every rule must replicate delete markers (`"Enabled"`) or must not (`"Disabled"`).',
      ["Enabled", "Disabled"],
    ),
  },
  judge: (bucket, _graph, { deleteMarkerReplication: asked }) => {
    if (asked === undefined) return notApplicable;
    return everyEnabledRule(bucket, (one) =>
      given(replicatesDeleteMarkers(one), (replicated) => {
        const set = replicated ? "Enabled" : "Disabled";
        return set === asked
          ? satisfied
          : violated(
              `${sentence(nameOfRule(one))} of ${bucket.label} has delete marker replication ${set}, but it must be ${asked}.`,
              bucket.configurations[0],
            );
      }),
    );
  },
});
