import destinationInAnotherRegion from "./destination-in-another-region";
import destinationVersioned from "./destination-versioned";
import replicationEnabled from "./replication-enabled";
import type { Rule } from "./rule";
import versioningEnabled from "./versioning-enabled";

/** Every rule that judges a bucket on the graph, in the order in which they speak. */
export const RULES: readonly Rule[] = [
  versioningEnabled,
  replicationEnabled,
  destinationInAnotherRegion,
  destinationVersioned,
];

export { doubtsOf, nothingUndetermined, tell } from "./nothing-undetermined";
export type { Rule, RuleMetadata } from "./rule";
