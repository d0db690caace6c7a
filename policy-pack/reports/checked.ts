import type { Judgement, Problem } from "../judgement";
import type { Address, ReplicationGraph } from "../model/graph";
import type { Level, PolicyId } from "../settings";
import type { Live } from "./live";

/** All that one run of `s3-crr check` has found: every format says the same, and derives it from this alone. */
export interface Checked {
  readonly tool: Tool;
  /** The stacks that were judged, in the order in which they were named. */
  readonly sources: readonly CheckedSource[];
  /** What was named and could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** The level of each policy under the configuration. What a policy finds that is disabled is not reported. */
  readonly levels: ReadonlyMap<PolicyId, Level>;
  /** What is wrong with the configuration, whatever is checked under it. */
  readonly problems: readonly Problem[];
  /** What was there before and is not to be reported again; left out where no baseline was asked for. */
  readonly baseline?: Baseline;
}

/** What decides which findings are reported, and how. */
export type Reporting = Pick<Checked, "levels" | "baseline">;

export interface Baseline {
  /** The file as it was named. */
  readonly file: string;
  readonly entries: readonly BaselineEntry[];
  /** On which day entries end, in UTC. */
  readonly now: Date;
}

/** What an entry of a baseline hides: one reason of one rule at one address of one stack, and nothing like it elsewhere. */
export interface BaselineKey {
  /** What the source was found to be: "Terraform plan". */
  readonly source: string;
  /** What its users call it; the path where it has no name. */
  readonly stack: string;
  /** Of the resource that a person edits. */
  readonly address: Address;
  readonly rule: string;
  /** Of all that identifies the finding, its reason too: 64 hexadecimal digits. */
  readonly fingerprint: string;
}

/** A finding that someone has accepted. */
export interface BaselineEntry extends BaselineKey {
  /** What was found, for those who read the file. */
  readonly finding: string;
  /** Why it is accepted. */
  readonly reason: string;
  /** The last day on which it is hidden: `YYYY-MM-DD` in UTC. */
  readonly until: string;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** One stack that was read and judged. */
export interface CheckedSource {
  /** The file or folder as it was named on the command line; `-` for standard input. */
  readonly path: string;
  /** What it was found to be: "Terraform plan", "Pulumi state". */
  readonly kind: string;
  /** What its users call it: "acme/prod" of a Pulumi stack, the names of CDKTF stacks; the path where it has no name. */
  readonly label: string;
  readonly judgement: Judgement;
  /** What was judged, with the buckets elsewhere that rules name: pictures are drawn from it. */
  readonly graph: ReplicationGraph;
  /** What was deployed before, of a plan that tells it; left out where nothing was, and where it is not told. */
  readonly before?: Before;
  /** What was seen of what is deployed; left out where only a configuration was judged. */
  readonly live?: Live;
  /** What it does not show: whole sentences. */
  readonly notes: readonly string[];
  /** What a person calls the resource at an address. */
  readonly nameOf: (address: Address) => string;
  /** Where a resource is written; `undefined` where the source does not tell. */
  readonly where: (address: Address) => Location | undefined;
}

/** A stack before a change, judged under the same options. */
export interface Before {
  readonly judgement: Judgement;
  readonly graph: ReplicationGraph;
}

export interface Location {
  /** Relative to the folder that the command ran in, or absolute. */
  readonly file: string;
  /** The first is 1. */
  readonly line?: number;
}

export interface Unreadable {
  readonly path: string;
  /** What it is instead, and what to do: whole sentences. */
  readonly reason: string;
}
