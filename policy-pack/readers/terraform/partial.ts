import type { Unread } from "../../model/graph";
import { firstOf } from "../../model/prose";
import type { Existence } from "../declared/resource";
import { PROVIDER_TYPES } from "../declared/provider-names";
import { typeOf } from "./dialect";
import type { Program } from "./program";
import type { BlockDefinition } from "./scope/definition";
import { nameOf, NO_BLOCK, type Instance, type ModuleInstance } from "./scope/module";

/** Why a plan does not show everything: how its resources are there, and how to make a plan that has them all. */
export interface Partial {
  /** The end of a sentence that begins with "the plan": "is partial (-target)". */
  readonly is: string;
  readonly settle: string;
}

/** Modules nested deeper than this are not read. */
const DEEPEST = 50;

/**
 * Adds what the configuration has and a partial plan does not show, as something that may be there: a block without
 * instances, and of one that is repeated the instances that the plan may have left out.
 *
 * @param isConfigured Whether the plan has its configuration. Without it, it may leave out resources of every type.
 */
export function showMissing(program: Program, partial: Partial, isConfigured: boolean): void {
  if (isConfigured) missingIn(program.root, partial);
  else for (const type of PROVIDER_TYPES.keys()) showAny(program.root, partial, type);
}

function missingIn(module: ModuleInstance, partial: Partial, depth = 0): void {
  for (const block of module.definition.blocks.values()) {
    const isShown = module.shows(nameOf(block));
    if (block.mode !== "data" && (!isShown || isRepeated(block))) showOne(module, block, partial, isShown);
  }
  if (depth > DEEPEST) return;
  for (const [name, call] of module.definition.calls) {
    const children = module.calls(name);
    for (const child of children) missingIn(child, partial, depth + 1);
    const child = children.length === 0 || isRepeated(call) ? module.shownChild(name, undefined) : undefined;
    if (child) missingIn(child, partial, depth + 1);
  }
}

const isRepeated = ({ count, forEach }: Pick<BlockDefinition, "count" | "forEach">): boolean =>
  (count ?? forEach) !== undefined;

function showOne(module: ModuleInstance, block: BlockDefinition, partial: Partial, isShown: boolean): void {
  const name = `${module.path}${nameOf(block)}`;
  const why = isShown
    ? `the plan ${partial.is}, and may not have every instance of ${name}`
    : `the plan ${partial.is}, and ${name} is not in it`;
  show(module, block, name, why, partial);
}

function showAny(module: ModuleInstance, partial: Partial, type: string): void {
  const why = `the plan ${partial.is}, and has no configuration that tells what is not in it`;
  show(module, { ...NO_BLOCK, type, name: "?" }, `${type}.?`, why, partial);
}

function show(module: ModuleInstance, block: BlockDefinition, address: string, why: string, { settle }: Partial): void {
  const existence: Existence = { identity: address, why, settledBy: "configuration", settle };
  module.show({ address, module, block, key: undefined, iteration: undefined, existence, isMissing: true });
}

/** What a partial plan does not show of what is judged: to say nothing about it would pass buckets that nobody has seen. */
export function unreadOf(instances: readonly Instance[], { is, settle }: Partial): readonly Unread[] {
  const missing = instances.filter(({ isMissing, block }) => isMissing && typeOf(block.type) !== undefined);
  const buckets = missing.filter(({ block }) => typeOf(block.type)?.kind === "bucket");
  const [first] = [...buckets, ...missing];
  if (!first) return [];
  const what = buckets.length > 0 ? buckets : missing;
  const names = firstOf(
    what.map(({ address }) => address),
    MOST_NAMED,
  );
  const why = `the plan ${is}, so ${names} ${what.length > 1 ? "are" : "is"} not judged`;
  return [{ address: first.address, label: first.address, why, settledBy: "configuration", settle }];
}

const MOST_NAMED = 5;
