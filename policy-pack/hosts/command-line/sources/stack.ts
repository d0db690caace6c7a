import type { Place } from "../../../exemptions";
import type { Address, ReplicationGraph } from "../../../model/graph";
import type { GivenValue } from "../../../readers/terraform";
import type { SharedOptions } from "../../../options/shared";
import type { Location, Unreadable } from "../../../reports";

/** One stack that was found in a file or a folder, and how to read it. */
export interface Stack {
  /** As it was named on the command line. */
  readonly path: string;
  /** What it was found to be: "Terraform plan". */
  readonly kind: string;
  readonly label: string;
  readonly place: Omit<Place, "now">;
  /** What it does not show: whole sentences. */
  readonly notes: readonly string[];
  readonly read: (options: SharedOptions) => StackRead;
}

export interface StackRead {
  readonly graph: ReplicationGraph;
  /** What was deployed before, of a plan that tells it. */
  readonly before?: ReplicationGraph;
  readonly labels: ReadonlyMap<Address, string>;
  /** Where resources are written, where the source tells. */
  readonly where?: ReadonlyMap<Address, Location>;
  /** Secrets in it that nobody may print. */
  readonly secrets?: ReadonlySet<string>;
  /** Why it does not show everything: a sentence without its capital letter and its full stop. */
  readonly partial?: string;
}

/** What a deployment is told besides what is in the files. */
export interface Given {
  /** Values of the variables of Terraform folders, in the order of the command line. */
  readonly values?: readonly GivenValue[];
  /** The folder of Terraform files that plans and states were made from, as it was named. */
  readonly folder?: string;
  /** The Region of CloudFormation stacks that name none. */
  readonly region?: string;
  /** Values of the parameters of CloudFormation templates. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/** A file as it was named, and what is known besides its content. */
export interface Source {
  readonly shown: string;
  readonly given: Given;
  /** The absolute path of its folder; standard input is in none. */
  readonly folder?: string;
}

/** A stack, or why there is none. */
export type Loaded = Stack | Unreadable;

/** Of Terraform, which has neither project nor stack. */
export const NOWHERE: Stack["place"] = { project: "", stack: "" };
