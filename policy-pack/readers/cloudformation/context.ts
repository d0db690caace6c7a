import type { Address } from "../../model/graph";
import type { JsonObject } from "../declared/json";
import type { About } from "../declared/unknowns";
import type { Unknown, Value } from "../declared/value";
import type { Place } from "./place";
import type { Template } from "./template";

/** What a stack can ask of what is around it. */
export interface Around {
  /** The value that a stack exports under a name; `undefined` where none here does. */
  readonly exported: (name: string, from: Context) => Value;
  /** An output of another stack. */
  readonly outputOf: (stack: Value, output: Value, region: Value, from: Context) => Value;
  /** What the AWS CDK hands from one Region to another under a name. */
  readonly handedOver: (name: string) => Value;
}

export interface Stack {
  /** What its resources' addresses begin with: nothing, or names with a slash behind each. */
  readonly path: string;
  /** The file as it was named. */
  readonly file: string;
  readonly template: Template;
  readonly place: Place;
  readonly name: Value;
  /** Values of its parameters. */
  readonly parameters: ReadonlyMap<string, Value>;
  /** Whether those are all that it is given. */
  readonly isNested: boolean;
  readonly around: Around;
  /** Paths of constructs, by logical IDs. */
  readonly paths: ReadonlyMap<string, string>;
}

export interface Resource {
  readonly id: string;
  readonly address: Address;
  readonly type: string;
  readonly body: JsonObject;
  readonly scope: Context;
}

/** One stack, as the functions of its template see it. */
export interface Context {
  readonly stack: Stack;
  /** The stacks inside it, by the logical IDs of their resources. */
  readonly nested: ReadonlyMap<string, Context>;
  /** A section of the template. */
  readonly section: (name: string) => JsonObject;
  readonly evaluate: (data: unknown, depth?: number) => Value;
  /** What `Ref` makes of a name. */
  readonly ref: (name: string) => Value;
  /** What `Fn::GetAtt` makes of a resource; without a name, what `Ref` does. */
  readonly attribute: (id: string, name: string | undefined) => Value;
  readonly output: (name: string) => Value;
  /** Whether a condition holds. */
  readonly condition: (name: string, depth?: number) => boolean | Unknown;
  /** A text that only this stack has. */
  readonly unknown: (name: string, about?: About) => Value;
}
