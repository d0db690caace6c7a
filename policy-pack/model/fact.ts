/**
 * What settles an unknown fact.
 *
 * - `"apply"`: it settles by itself, once the resource it depends on exists.
 * - `"configuration"`: it never settles unless someone writes it down (a Region, an option of the pack).
 * - `"permission"`: AWS knows it, and whoever asks may not read it.
 */
export type SettledBy = "apply" | "configuration" | "permission";

export interface Known<T> {
  readonly known: true;
  readonly value: T;
  /** How the value was proven, in words that fit in parentheses: "from provider west", "by dependency". */
  readonly from?: string;
}

export interface Unknown<T> {
  readonly known: false;
  /** One sentence without a full stop, for a person: what is not known and why. */
  readonly why: string;
  readonly settledBy: SettledBy;
  /** What a person writes to settle it, one line; with `settledBy: "permission"` what they have to be allowed. */
  readonly settle?: string;
  /** The value is one of these. Left out where nothing is known about it. */
  readonly among?: readonly T[];
  /** Two unknowns that carry the same identity have the same value, whatever it is. */
  readonly identity?: string;
}

/** A value, or the reason why it is not known. Absence is knowledge: `known(undefined)`. */
export type Fact<T> = Known<T> | Unknown<T>;

export function known<T>(value: T, from?: string): Known<T> {
  return from === undefined ? { known: true, value } : { known: true, value, from };
}

export function unknownUntilApply<T>(why: string, among?: readonly T[]): Unknown<T> {
  return { known: false, why, settledBy: "apply", ...(among && { among }) };
}

/** @param settle What a person writes to settle it: one line that can be copied. */
export function unknownUntilConfigured<T>(why: string, settle?: string, among?: readonly T[]): Unknown<T> {
  return {
    known: false,
    why,
    settledBy: "configuration",
    ...(settle !== undefined && { settle }),
    ...(among && { among }),
  };
}

/** The values a fact may have, or `undefined` where anything is possible. */
export function candidates<T>(fact: Fact<T>): readonly T[] | undefined {
  return fact.known ? [fact.value] : fact.among;
}

export function mapFact<T, U>(fact: Unknown<T>, convert: (value: T) => U): Unknown<U>;
export function mapFact<T, U>(fact: Fact<T>, convert: (value: T) => U): Fact<U>;
export function mapFact<T, U>(fact: Fact<T>, convert: (value: T) => U): Fact<U> {
  if (fact.known) return known(convert(fact.value), fact.from);
  const doubt = doubtFrom<U>(fact);
  return fact.among ? { ...doubt, among: fact.among.map(convert) } : doubt;
}

/** Adds what an unknown value can be, where its type leaves only a few possibilities. */
export function limitedTo<T>(fact: Fact<T>, among: readonly T[]): Fact<T> {
  return fact.known || fact.among || fact.settledBy === "configuration" ? fact : { ...fact, among };
}

/**
 * One fact out of several, of which exactly one is true: two resources that set the same thing, or one that may.
 * It is known where all agree that it is and there is only one.
 */
export function oneOf<T>(facts: readonly Fact<T>[], doubt: { why: string; settledBy: SettledBy }): Fact<T> {
  const [first] = facts;
  if (first && facts.length === 1) return first;
  const among = facts.map(candidates);
  return {
    known: false,
    ...doubt,
    ...(among.every((values) => values !== undefined) && { among: among.flat() }),
  };
}

/** Not known for the reason for which another value is not: with candidates and an identity of its own, or none. */
export function doubtFrom<T>({ among: _among, identity: _identity, ...doubt }: Unknown<unknown>): Unknown<T> {
  return doubt;
}

export function isUnknown<T>(fact: Fact<T>): fact is Unknown<T> {
  return !fact.known;
}
