import type { SettledBy } from "../../model/fact";
import type { Address } from "../../model/graph";
import { withoutMarks } from "../../model/text";

/**
 * A setting of a declared resource: known, absent or unknown by its type. `undefined` is absent; whatever a source has
 * for "not known yet" arrives as `Unknown`; a list is a list and a block a map, whose keys may be anything.
 */
export type Value = string | number | boolean | undefined | Unknown | List | Block;
export type List = readonly Value[];
export type Block = ReadonlyMap<string, Value>;

interface About {
  /** One sentence without a full stop; where left out, that the setting is known only after apply. */
  readonly why?: string;
  /** @default "apply" */
  readonly settledBy?: SettledBy;
  /** One line that settles it. */
  readonly settle?: string;
  /** What the value depends on, where the source tells it for this value; else what its top-level setting refers to. */
  readonly from?: readonly Address[];
  /** The value is one of these. */
  readonly among?: readonly Value[];
  /** The text with placeholders (`model/text`) for what is not known of it; two equal ones are one value. */
  readonly text?: string;
  /** Values of one identity are equal; that of `text` where left out. */
  readonly identity?: string;
}

/** A value that is not known, and what is known of it all the same. */
export class Unknown {
  constructor(readonly about: About = {}) {}
}

export const EMPTY: Block = new Map<string, Value>();

export function isBlock(value: Value): value is Block {
  return value instanceof Map;
}

export function isList(value: Value): value is List {
  return Array.isArray(value);
}

/** Levels of lists and blocks; AWS's resources have ten, policies written as blocks some more. */
const MOST_LEVELS = 100;

const TOO_DEEP = new Unknown({ why: "a setting is nested too deep to be read", settledBy: "configuration" });

/**
 * Plain data as a value. Only an object's own keys count, and `null` is absent.
 *
 * @param leaf Converts whatever is neither list nor object; `undefined` in it leaves the usual conversion.
 * @param levels What is nested deeper is not known.
 */
export function valueOf(data: unknown, leaf?: (data: unknown) => Value, levels = MOST_LEVELS): Value {
  if (data === null || data === undefined) return undefined;
  if (levels === 0) return TOO_DEEP;
  if (Array.isArray(data)) return data.map((item) => valueOf(item, leaf, levels - 1));
  const converted = leaf?.(data);
  if (converted !== undefined) return converted;
  if (typeof data === "object") return blockOf(data, leaf, levels - 1);
  if (typeof data === "string") return withoutMarks(data);
  return typeof data === "number" || typeof data === "boolean" ? data : undefined;
}

/** An object's own keys and values; what is absent is left out. */
export function blockOf(data: object, leaf?: (data: unknown) => Value, levels = MOST_LEVELS): Block {
  const block = new Map<string, Value>();
  for (const [key, item] of Object.entries(data)) {
    const value = valueOf(item, leaf, levels);
    if (value !== undefined) block.set(key, value);
  }
  return block;
}
