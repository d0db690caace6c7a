import type { PolicyId } from "../settings";

/** The policies about what is missing altogether, not set to something else: what is missing, the CDKTF module builds. */
export const BUILT_BY_MODULE: ReadonlySet<PolicyId> = new Set([
  "versioning-enabled",
  "replication-enabled",
  "destination-versioned",
]);
