import destinationInAnotherRegion from "./destination-in-another-region";
import destinationVersioned from "./destination-versioned";
import { nothingUndetermined } from "./nothing-undetermined";
import replicationEnabled from "./replication-enabled";
import replicasNotChained from "./replicas-not-chained";
import type { Rule } from "./rule";
import ruleSetAccepted from "./rule-set-accepted";
import singleReplicationConfiguration from "./single-replication-configuration";
import versioningEnabled from "./versioning-enabled";

/** Every rule that judges a bucket on the graph, in the order in which they speak. */
export const RULES = [
  versioningEnabled,
  replicationEnabled,
  singleReplicationConfiguration,
  ruleSetAccepted,
  destinationInAnotherRegion,
  destinationVersioned,
  replicasNotChained,
] as const satisfies readonly Rule[];

export type RuleId = (typeof RULES)[number]["id"] | typeof nothingUndetermined.id;

export { doubtsOf, tell } from "./nothing-undetermined";
export { nothingUndetermined };
export type { Rule, RuleMetadata } from "./rule";
