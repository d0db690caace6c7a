import type { Control } from "../frameworks";
import type { Bucket, ReplicationConfiguration, ReplicationGraph } from "../model/graph";
import type { Verdict } from "../model/verdict";
import type { Settings } from "../options";

/** What is said about a rule wherever it appears: the policy's metadata, the generated page, the reports. */
export interface RuleMetadata {
  /** Contract: users configure rules by it. It is the name of the file, of its table of cases, and of its anchor. */
  readonly id: string;
  /** The compliant state, one line. Pulumi prints it above every violation. */
  readonly description: string;
  readonly severity: "low" | "medium" | "high";
  readonly enforcement: "advisory" | "mandatory";
  readonly why: string;
  /** What to do about a violation, one or two sentences. Printed with each. */
  readonly remedy: string;
  /** Where AWS, or this project, says so. Printed with each violation. */
  readonly reference: string;
  /** The control of the frameworks that the rule is part of, if any. */
  readonly control?: Control;
}

export interface Rule extends RuleMetadata {
  /** Judges one bucket that owes a copy. Never throws, never reports: the verdict is all there is. */
  readonly judge: (bucket: Bucket, graph: ReplicationGraph, settings: Settings) => Verdict;
  /** Whether it judges the replicas of buckets outside the stack too, about which no other rule of this stack speaks. */
  readonly judgesReplicasOfBucketsElsewhere?: true;
  /**
   * What of it can be told from one replication configuration alone. Pulumi shows that to a policy before the resource
   * is created, so it also stops an `up` in time.
   */
  readonly judgeAlone?: (configuration: ReplicationConfiguration) => Verdict;
}

/** Gives a rule its type and nothing else; the id stays a literal, so that a rule without its table does not compile. */
export const rule = <const Id extends string>(definition: Rule & { readonly id: Id }): Rule & { readonly id: Id } =>
  definition;
