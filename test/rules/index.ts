import type { RuleId } from "../../policy-pack/rules";
import type { Table } from "../support/table";
import destinationInAnotherRegion from "./destination-in-another-region";
import destinationVersioned from "./destination-versioned";
import nothingUndetermined from "./nothing-undetermined";
import replicasNotChained from "./replicas-not-chained";
import replicationEnabled from "./replication-enabled";
import ruleSetAccepted from "./rule-set-accepted";
import singleReplicationConfiguration from "./single-replication-configuration";
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
  "nothing-undetermined": nothingUndetermined,
};
