import type { Control } from "../frameworks";
import type { FailureReason } from "../model/failure-reasons";
import type { Bucket, ReplicationConfiguration, ReplicationGraph } from "../model/graph";
import type { Verdict } from "../model/verdict";
import type { Vocabulary } from "../model/vocabulary";
import type { OptionsOf, Schemas } from "../options/schema";
import type { SharedWithRules } from "../options/shared";

/** What is said about a policy wherever it appears: Pulumi's metadata, the generated page, the reports. */
export interface RuleMetadata {
  /** Contract: users configure policies by it. It is the name of the file, of its table of cases, and of its anchor. */
  readonly id: string;
  /** The requirement, one line. Pulumi prints it above every violation. */
  readonly description: string;
  readonly severity: "low" | "medium" | "high";
  readonly enforcement: "advisory" | "mandatory";
  readonly why: string;
  /** What to do about a violation, one or two sentences, in the words of whoever reads it. Printed with each. */
  readonly remedy: string | ((words: Vocabulary) => string);
  /** Where AWS, or this project, says so. Printed with each violation. */
  readonly reference: string;
  /** The failure reasons that S3 does not report after deployment, because this policy told it before. */
  readonly prevents: readonly FailureReason[];
  /** The control of the frameworks that the policy is part of, if any. */
  readonly control?: Control;
  /** The policy's own options. */
  readonly options: Schemas;
}

export interface Rule extends RuleMetadata {
  /**
   * Judges one bucket that owes a copy. Never throws, never reports: the verdict is all there is.
   *
   * @param options Those of the rule that are set, as its own schemas have parsed them.
   */
  readonly judge: (bucket: Bucket, graph: ReplicationGraph, options: SharedWithRules & object) => Verdict;
  /** Whether it judges the replicas of buckets outside the stack too, about which no other rule of this stack speaks. */
  readonly judgesReplicasOfBucketsElsewhere?: true;
  /**
   * What of it can be told from one replication configuration alone. Pulumi shows that to a policy before the resource
   * is created, so it also stops an `up` in time.
   */
  readonly judgeAlone?: (configuration: ReplicationConfiguration, words: Vocabulary) => Verdict;
}

type Definition<Id extends string, Options extends Schemas> = Omit<Rule, "id" | "options" | "judge"> & {
  readonly id: Id;
  /** The rule is inert where it asks for an option that is left out. */
  readonly options?: Options;
  readonly judge: (bucket: Bucket, graph: ReplicationGraph, options: OptionsOf<Options> & SharedWithRules) => Verdict;
};

/** A rule whose id and options are known to the compiler. */
type Defined<Id extends string, Options> = Omit<Rule, "id" | "options"> & {
  readonly id: Id;
  readonly options: Options;
};

/** Most rules have no options of their own. */
const NO_OPTIONS = {} as const satisfies Schemas;

/**
 * Gives a rule its type and nothing else. The id stays a literal, so that a rule without its table does not compile, and
 * so do the names of the options, so that a typing error in them does not compile either.
 */
export function rule<const Id extends string, const Options extends Schemas = typeof NO_OPTIONS>(
  definition: Definition<Id, Options>,
): Defined<Id, Options> {
  return { options: NO_OPTIONS, ...definition } as Defined<Id, Options>;
}

/** What to do about a violation, for whoever reads it. */
export function remedyOf({ remedy }: Pick<RuleMetadata, "remedy">, words: Vocabulary): string {
  return typeof remedy === "string" ? remedy : remedy(words);
}
