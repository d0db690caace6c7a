import type { RuleId } from "../../policy-pack/rules";
import type { Table } from "../support/table";
import destinationInAnotherRegion from "./destination-in-another-region";
import destinationVersioned from "./destination-versioned";
import nothingUndetermined from "./nothing-undetermined";
import replicationEnabled from "./replication-enabled";
import versioningEnabled from "./versioning-enabled";

/** The table of cases of each rule: a rule without one does not compile. */
export const TABLES: Readonly<Record<RuleId, Table>> = {
  "versioning-enabled": versioningEnabled,
  "replication-enabled": replicationEnabled,
  "destination-in-another-region": destinationInAnotherRegion,
  "destination-versioned": destinationVersioned,
  "nothing-undetermined": nothingUndetermined,
};
