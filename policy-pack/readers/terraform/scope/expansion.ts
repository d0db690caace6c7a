import type { Existence } from "../../declared/resource";
import { isBlock, isList, Unknown, type Value } from "../../declared/value";
import { JUDGE_THE_PLAN } from "../evaluate";
import { referencesIn, type Expression } from "../expressions";
import { Anything, derivedFrom, Failure, identityOf, mark, Several, unknownText, unmarked } from "../unknowns";
import type { Repeated } from "./definition";

/** What `count.index`, or `each.key` and `each.value`, are. */
export type Iteration = { readonly index: Value } | { readonly key: Value; readonly value: Value };

/** One instance of a repeated block. */
export interface Place {
  /** As in the address; `undefined` for a block that is not repeated. */
  readonly key: string | number | undefined;
  /** What stands in the brackets of the address. */
  readonly index: string | undefined;
  readonly iteration: Iteration | undefined;
  readonly existence: Existence | undefined;
}

export interface Places {
  readonly places: readonly Place[];
  /** Where it is not known how many there are. */
  readonly open?: { readonly identity: string; readonly key: Value; readonly atMostOne: boolean };
}

/** More instances than these are not looked at one by one: one stands for all of them. */
const MOST_INSTANCES = 10_000;

export const ONE: Place = { key: undefined, index: undefined, iteration: undefined, existence: undefined };

/**
 * The instances that `count` or `for_each` make of a block.
 *
 * @param address Of the block, for messages, and where nothing else tells two conditions apart.
 */
export function expand(
  { count, forEach }: Repeated,
  evaluate: (expression: Expression) => Value,
  address: string,
): Places {
  if (count) return counted(evaluate(count), doubtAbout(address, count));
  return forEach ? iterated(evaluate(forEach), doubtAbout(address, forEach)) : { places: [ONE] };
}

type Doubt = (value: Value, why?: string) => Existence;

function doubtAbout(address: string, expression: Expression): Doubt {
  const names = [...new Set(referencesIn(expression).map(({ root, steps }) => nameOf(root, steps)))];
  const on = names.length > 0 ? names.join(", ") : "an expression";
  const isNamed = names.every((name) => name.startsWith("var."));
  return (value, why) => {
    const { why: cause, settle = JUDGE_THE_PLAN } = derivedFrom([value]);
    // Of a local nobody knows by its name what it waits for.
    const told = isNamed || cause === undefined ? "" : `: ${cause}`;
    return {
      identity: unmarked(identityOf(value) ?? `whether ${address} exists`),
      why: why ?? `whether ${address} exists depends on ${on}${told}`,
      settledBy: "configuration",
      settle,
    };
  };
}

function nameOf(root: string, steps: readonly unknown[]): string {
  const names = steps.slice(0, root === "data" ? 2 : 1).filter((each) => typeof each === "string");
  return [root, ...names].join(".");
}

const numberIn = (value: Value): Value => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value);

const isCount = (value: Value): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;

function counted(value: Value, doubt: Doubt): Places {
  const count = numberIn(value);
  if (isCount(count) && count <= MOST_INSTANCES) {
    return { places: Array.from({ length: count }, (_, index) => atIndex(index, undefined)) };
  }
  if (isCount(count)) return standInByIndex(doubt(value, "it has more instances than are looked at one by one"));
  if (!(count instanceof Unknown) || count instanceof Failure) {
    return standInByIndex(doubt(undefined, "Terraform refuses its `count`"));
  }
  const among = count.about.among?.map(numberIn);
  const most = among?.every(isCount) ? among.reduce((one, other) => Math.max(one, other), 0) : Infinity;
  if (!among?.every(isCount) || most > 20) return standInByIndex(doubt(value));
  const existence = doubt(value);
  const places = Array.from({ length: most }, (_, index) =>
    atIndex(
      index,
      partly(
        existence,
        among.map((each) => each > index),
      ),
    ),
  );
  const open = { identity: existence.identity, key: 0, atMostOne: most <= 1 };
  return { places, open };
}

/** An instance of some of the candidates: instances of the same ones exist together. */
function partly(existence: Existence, isThere: readonly boolean[]): Existence | undefined {
  if (!isThere.includes(false)) return undefined;
  const which = isThere.map((each) => (each ? "1" : "0")).join("");
  return { ...existence, identity: `${existence.identity} ${which}` };
}

const atIndex = (index: number, existence: Existence | undefined): Place => ({
  key: index,
  index: String(index),
  iteration: { index },
  existence,
});

function standInByIndex(existence: Existence): Places {
  const index = new Anything({
    ...reasonOf(existence),
    text: mark(`count.index of ${existence.identity}`),
  });
  return {
    places: [{ key: undefined, index: "count.index", iteration: { index }, existence }],
    open: { identity: existence.identity, key: index, atMostOne: false },
  };
}

const reasonOf = ({ why, settledBy, settle }: Existence): Unknown["about"] => ({
  why,
  settledBy,
  ...(settle !== undefined && { settle }),
});

function iterated(value: Value, doubt: Doubt): Places {
  const items = itemsByKey(value);
  if (items && items.size <= MOST_INSTANCES) {
    return { places: [...items].map(([key, item]) => atKey(key, item, undefined)) };
  }
  if (items) return standInByKey(value, doubt(value, "it has more instances than are looked at one by one"));
  if (value instanceof Several) return standIn(value.key, value.item, doubt(value));
  if (!(value instanceof Unknown) || value instanceof Failure) {
    return standInByKey(value, doubt(undefined, "Terraform refuses its `for_each`"));
  }
  const among = value.about.among?.map(itemsByKey);
  if (!among || among.includes(undefined)) return standInByKey(value, doubt(value));
  return ofCandidates(
    among.map((each) => each ?? new Map<string, Value>()),
    doubt(value),
  );
}

function ofCandidates(among: readonly ReadonlyMap<string, Value>[], existence: Existence): Places {
  const keys = new Set(among.flatMap((each) => [...each.keys()]));
  if (keys.size > 20) return standInByKey(undefined, existence);
  const places = [...keys].map((key) => {
    const [item] = among.flatMap((each) => (each.has(key) ? [each.get(key)] : []));
    return atKey(
      key,
      item,
      partly(
        existence,
        among.map((each) => each.has(key)),
      ),
    );
  });
  const open = {
    identity: existence.identity,
    key: unknownText(`each.key of ${existence.identity}`),
    atMostOne: false,
  };
  return { places, open };
}

/** A map, or a set of texts, which are their own keys; `undefined` where it is not known which keys there are. */
function itemsByKey(value: Value): ReadonlyMap<string, Value> | undefined {
  if (isBlock(value)) return value;
  if (!isList(value) || !value.every((item) => typeof item === "string" || typeof item === "number")) return undefined;
  return new Map(value.map((item) => [String(item), item]));
}

const atKey = (key: string, value: Value, existence: Existence | undefined): Place => ({
  key,
  index: JSON.stringify(key),
  iteration: { key, value },
  existence,
});

function standInByKey(value: Value, existence: Existence): Places {
  const about = { ...derivedFrom([value]), ...reasonOf(existence) };
  const key = unknownText(`each.key of ${existence.identity}`, about);
  // The items of a set are their own keys.
  const isSet = existence.identity.startsWith("toset(");
  const { identity: _identity, ...rest } = about;
  const item = isSet ? key : new Anything({ ...rest, text: mark(`each.value of ${existence.identity}`) });
  return standIn(key, item, existence);
}

function standIn(key: Value, value: Value, existence: Existence): Places {
  return {
    places: [{ key: undefined, index: "each.key", iteration: { key, value }, existence }],
    open: { identity: existence.identity, key, atMostOne: false },
  };
}
