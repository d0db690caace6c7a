import type { Address } from "../../model/graph";
import { derivedFrom, identityOf, limited, unknownsIn, unknownText, unmarked, type About } from "../declared/unknowns";
import { isBlock, isList, Unknown, type List, type Value } from "../declared/value";

export {
  derivedFrom,
  identityOf,
  joinedText,
  limited,
  mark,
  textValue,
  unknownsIn,
  unknownText,
  unmarked,
} from "../declared/unknowns";

/** An unknown that need not be a text: it may as well be a list or a block. */
export class Anything extends Unknown {}

/** A text that whoever runs Terraform gives: unlike one that AWS makes up it may be empty, or `null`. */
export class Given extends Unknown {}

/** Terraform refuses to evaluate it: an index that is not there. `try` and `can` tell it from what is merely unknown. */
export class Failure extends Unknown {}

/** A resource instance as a value: each of its attributes is evaluated when it is asked for. */
export class Handle extends Anything {
  constructor(
    readonly address: Address,
    readonly attribute: (name: string) => Value,
  ) {
    super({ identity: address, from: [address] });
  }
}

/** Items of which it is not known how many there are: one stands for all of them. */
export class Several extends Anything {
  constructor(
    about: About & { readonly identity: string },
    /** The key of the one that stands for all: it has an identity, so that the same key elsewhere is the same item. */
    readonly key: Value,
    readonly item: Value,
    /** There is one at most. */
    readonly atMostOne = false,
    /** Items that may be there, by their keys. */
    readonly byKey: ReadonlyMap<string, Value> = new Map(),
  ) {
    super(about);
  }
}

/** Which lists are sets: their items are their own keys. */
const sets = new WeakSet<List>();

/** A set of items that are all different, in the order in which Terraform goes through it. */
export function setFrom(items: List): List {
  const isText = items.every((item) => typeof item === "string");
  const numbers = items.filter((item) => typeof item === "number");
  const isNumber = numbers.length === items.length;
  const set = isText ? [...items].sort() : isNumber ? numbers.sort((a, b) => a - b) : [...items];
  sets.add(set);
  return set;
}

/** The keys and values of a collection; `undefined` where it is not known which there are. */
export function itemsOf(collection: Value): readonly (readonly [Value, Value])[] | undefined {
  if (isList(collection)) {
    const isSet = sets.has(collection);
    return collection.map((item, index) => [isSet ? item : index, item]);
  }
  if (isBlock(collection)) return [...collection];
  return collection instanceof Unknown ? undefined : [];
}

export function isKnown(value: Value): boolean {
  return unknownsIn(value).length === 0;
}

/**
 * The unknown result of an operation.
 *
 * @param name It and the identities of the operands are the identity of the result: equal operations have equal results.
 * @param isText Whether it is a text whatever it is made of.
 */
export function derived(name: string, operands: readonly Value[], isText = false): Unknown {
  const identities = operands.map((operand) => identityOf(operand));
  const whole = identities.includes(undefined)
    ? undefined
    : limited(`${name}(${identities.map((identity) => unmarked(identity ?? "")).join(", ")})`);
  const about = derivedFrom(operands, whole === undefined ? {} : { identity: whole });
  if (!isText) return new Anything(about);
  return whole === undefined ? new Unknown(about) : unknownText(whole, about);
}

/** One of several values; where they are one, that. */
export function oneOf(values: readonly Value[], about: About): Value {
  const [first] = values;
  const identities = values.map((value) => identityOf(value));
  if (identities[0] !== undefined && identities.every((identity) => identity === identities[0])) return first;
  const among = values.flatMap((value) =>
    value instanceof Unknown && value.about.among && !(value instanceof Handle) ? value.about.among : [value],
  );
  return new Anything({ ...about, ...(among.length <= 20 && { among }) });
}

/** What is made of itself. */
export const OF_ITSELF = new Anything({ why: "it refers to itself", settledBy: "configuration" });
