import type { Expression, Reference } from "../expressions";

/** Where something is written. */
export interface Location {
  /** Relative to the folder that was read, with `/` on every system. */
  readonly file: string;
  /** From 1; `undefined` in a file of JSON. */
  readonly line: number | undefined;
}

/** A module as it is written, whatever it is written in. */
export interface ModuleDefinition {
  /** By `type.name`; those of data sources by `data.type.name`. */
  readonly blocks: ReadonlyMap<string, BlockDefinition>;
  readonly locals: ReadonlyMap<string, Expression>;
  readonly variables: ReadonlyMap<string, VariableDefinition>;
  readonly outputs: ReadonlyMap<string, Expression>;
  readonly calls: ReadonlyMap<string, CallDefinition>;
  /** By local name and alias: `aws`, `aws.west`. */
  readonly providers: ReadonlyMap<string, ProviderDefinition>;
}

export interface Repeated {
  readonly count: Expression | undefined;
  readonly forEach: Expression | undefined;
}

/** A resource or a data source. */
export interface BlockDefinition extends Repeated {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, Expression>;
  readonly provider: ProviderReference | undefined;
  readonly dependsOn: readonly Reference[];
  /** The path of the construct that it was synthesized from. */
  readonly path: string | undefined;
  readonly location?: Location | undefined;
}

export interface ProviderReference {
  /** `aws.west`. */
  readonly name: string;
  /** Which instance of a provider with `for_each`. */
  readonly key?: Expression;
  /** The module that configures it, where the source tells it: `module.backup`, or nothing for the root module. */
  readonly module?: string;
}

export interface ProviderDefinition {
  readonly attributes: ReadonlyMap<string, Expression>;
  readonly forEach: Expression | undefined;
}

export interface VariableDefinition {
  /** As it is written: `string`, `list(string)`. */
  readonly type: string | undefined;
  /** A default, as data: a candidate, not the value. */
  readonly default: unknown;
  /** Whether `null` is a value, and not what takes the default: it is, unless the variable says otherwise. */
  readonly nullable: boolean;
  /** The value, where the source knows it. */
  readonly value?: unknown;
}

/** A `module` block. */
export interface CallDefinition extends Repeated {
  /** `undefined` for a module that is not read. */
  readonly definition: ModuleDefinition | undefined;
  readonly arguments: ReadonlyMap<string, Expression>;
  /** What the module's providers are called outside it, where the block says so. */
  readonly providers: ReadonlyMap<string, string> | undefined;
  readonly dependsOn: readonly Reference[];
  readonly path: string | undefined;
  readonly location?: Location | undefined;
}

export const EMPTY_MODULE: ModuleDefinition = {
  blocks: new Map(),
  locals: new Map(),
  variables: new Map(),
  outputs: new Map(),
  calls: new Map(),
  providers: new Map(),
};
