import accountRegionalNameMatches from "./account-regional-name-matches";
import settingsInBucketRegion from "./settings-in-bucket-region";
import keysEnabled from "./keys-enabled";
import objectsOwnedByBucketOwner from "./objects-owned-by-bucket-owner";
import customerKeyObjectsAccepted from "./customer-key-objects-accepted";
import failuresNoticed from "./failures-noticed";
import type { OptionsOf } from "../options/schema";
import destinationInAnotherRegion from "./destination-in-another-region";
import destinationVersioned from "./destination-versioned";
import { nothingUndetermined } from "./nothing-undetermined";
import replicationEnabled from "./replication-enabled";
import replicasNotChained from "./replicas-not-chained";
import configuredAfterVersioning from "./configured-after-versioning";
import deleteMarkersAsRequired from "./delete-markers-as-required";
import destinationAllowed from "./destination-allowed";
import encryptedObjectsSelected from "./encrypted-objects-selected";
import noncurrentVersionsExpire from "./noncurrent-versions-expire";
import objectLockMatched from "./object-lock-matched";
import replicaKeyInDestinationRegion from "./replica-key-in-destination-region";
import replicaStorageClassAllowed from "./replica-storage-class-allowed";
import replicationTimeControlled from "./replication-time-controlled";
import roleCanReplicate from "./role-can-replicate";
import roleLeastPrivileged from "./role-least-privileged";
import type { Rule } from "./rule";
import wholeBucketCovered from "./whole-bucket-covered";
import ruleSetAccepted from "./rule-set-accepted";
import singleReplicationConfiguration from "./single-replication-configuration";
import tagsCanReplicate from "./tags-can-replicate";
import versioningEnabled from "./versioning-enabled";

/** Every rule that judges a bucket on the graph, in the order in which they speak. */
export const RULES = [
  versioningEnabled,
  replicationEnabled,
  singleReplicationConfiguration,
  ruleSetAccepted,
  destinationInAnotherRegion,
  destinationVersioned,
  wholeBucketCovered,
  roleCanReplicate,
  tagsCanReplicate,
  roleLeastPrivileged,
  encryptedObjectsSelected,
  replicaKeyInDestinationRegion,
  keysEnabled,
  customerKeyObjectsAccepted,
  objectLockMatched,
  objectsOwnedByBucketOwner,
  settingsInBucketRegion,
  accountRegionalNameMatches,
  configuredAfterVersioning,
  replicasNotChained,
  destinationAllowed,
  replicationTimeControlled,
  deleteMarkersAsRequired,
  replicaStorageClassAllowed,
  noncurrentVersionsExpire,
  failuresNoticed,
] as const satisfies readonly Rule[];

type AnyRule = (typeof RULES)[number] | typeof nothingUndetermined;

export type RuleId = AnyRule["id"];

/** Rules with options, named by their files: declarations keep the doc comments of what is named, and of nothing else. */
type WithOptions =
  | typeof destinationAllowed
  | typeof replicationTimeControlled
  | typeof deleteMarkersAsRequired
  | typeof replicaStorageClassAllowed
  | typeof noncurrentVersionsExpire
  | typeof failuresNoticed
  | typeof nothingUndetermined;

/** The options of each rule, by its id. */
export type RuleOptions = {
  readonly [One in Exclude<AnyRule, { readonly id: WithOptions["id"] }> | WithOptions as One["id"]]: OptionsOf<
    One["options"]
  >;
};

export const RULE_IDS: readonly RuleId[] = [...RULES, nothingUndetermined].map(({ id }) => id);

export { nothingUndetermined };
export { remedyOf, type Rule, type RuleMetadata } from "./rule";
