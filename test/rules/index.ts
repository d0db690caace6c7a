import accountRegionalNameMatches from "./account-regional-name-matches";
import settingsInBucketRegion from "./settings-in-bucket-region";
import keysEnabled from "./keys-enabled";
import objectsOwnedByBucketOwner from "./objects-owned-by-bucket-owner";
import customerKeyObjectsAccepted from "./customer-key-objects-accepted";
import failuresNoticed from "./failures-noticed";
import type { RuleId } from "../../policy-pack/rules";
import type { Table } from "../support/table";
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
import wholeBucketCovered from "./whole-bucket-covered";
import destinationInAnotherRegion from "./destination-in-another-region";
import destinationVersioned from "./destination-versioned";
import nothingUndetermined from "./nothing-undetermined";
import replicasNotChained from "./replicas-not-chained";
import replicationEnabled from "./replication-enabled";
import ruleSetAccepted from "./rule-set-accepted";
import singleReplicationConfiguration from "./single-replication-configuration";
import tagsCanReplicate from "./tags-can-replicate";
import versioningEnabled from "./versioning-enabled";

/** The table of cases of each rule: a rule without one does not compile. */
export const TABLES: Readonly<Record<RuleId, Table>> = {
  "versioning-enabled": versioningEnabled,
  "replication-enabled": replicationEnabled,
  "single-replication-configuration": singleReplicationConfiguration,
  "rule-set-accepted": ruleSetAccepted,
  "destination-in-another-region": destinationInAnotherRegion,
  "destination-versioned": destinationVersioned,
  "replicas-not-chained": replicasNotChained,
  "configured-after-versioning": configuredAfterVersioning,
  "delete-markers-as-required": deleteMarkersAsRequired,
  "destination-allowed": destinationAllowed,
  "encrypted-objects-selected": encryptedObjectsSelected,
  "noncurrent-versions-expire": noncurrentVersionsExpire,
  "object-lock-matched": objectLockMatched,
  "replica-key-in-destination-region": replicaKeyInDestinationRegion,
  "replica-storage-class-allowed": replicaStorageClassAllowed,
  "replication-time-controlled": replicationTimeControlled,
  "role-can-replicate": roleCanReplicate,
  "role-least-privileged": roleLeastPrivileged,
  "tags-can-replicate": tagsCanReplicate,
  "whole-bucket-covered": wholeBucketCovered,
  "settings-in-bucket-region": settingsInBucketRegion,
  "account-regional-name-matches": accountRegionalNameMatches,
  "keys-enabled": keysEnabled,
  "objects-owned-by-bucket-owner": objectsOwnedByBucketOwner,
  "customer-key-objects-accepted": customerKeyObjectsAccepted,
  "failures-noticed": failuresNoticed,
  "nothing-undetermined": nothingUndetermined,
};
