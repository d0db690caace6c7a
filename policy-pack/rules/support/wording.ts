import type { Fact } from "../../model/fact";
import type { Bucket, ReplicationRule, Versioning } from "../../model/graph";

/** How messages name things. Every name in a message goes through here or is a label of the graph. */

export function nameOfRule({ id, position }: ReplicationRule): string {
  return id.known && id.value ? `rule "${id.value}"` : `rule ${position + 1}`;
}

/** "data (eu-west-1, from provider west)". */
export function placed({ label, region }: Bucket): string {
  if (!region.known) return label;
  return `${label} (${region.value}${quoted(region)})`;
}

/** How a fact was proven, ready to follow it: ", by dependency". */
export function quoted(fact: Fact<unknown>): string {
  return fact.known && fact.from !== undefined ? `, ${fact.from}` : "";
}

/** What is proven of something, and how: "replica: Enabled, by Object Lock". */
export function proofOf(what: string, fact: Fact<unknown>): string {
  return `${what}${quoted(fact)}`;
}

/** What is wrong with a versioning that is not Enabled, as the end of a sentence about it. */
export function notEnabled(versioning: Fact<Versioning>, status: Versioning["status"], on: string): string {
  if (status === "Suspended") return `is Suspended on ${on}`;
  return `is not enabled on ${on}${versioning.known && versioning.from !== undefined ? ` (${versioning.from})` : ""}`;
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A whole sentence as the end of another: "add the versioning resource to …". */
export function asClause(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, "");
}

/** Whether an algorithm is one of KMS, for which replication has to be asked. */
export function isKms(algorithm: string): boolean {
  return algorithm.startsWith("aws:kms");
}
