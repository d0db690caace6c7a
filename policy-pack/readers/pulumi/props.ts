import { known, mapFact, unknownUntilApply, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Props } from "./resource";

/**
 * What Pulumi's engine sends in place of a value that is not known yet. The SDK keeps this list to itself; a test
 * compares the two.
 */
export const UNKNOWN_SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/**
 * A place in a resource's properties. Unknown, absent and empty are three different things: whatever lies below an
 * unknown is unknown, whatever lies below an absence is absent.
 */
export class Prop {
  private constructor(
    private readonly value: unknown,
    /** `rules[0].destination.bucket`. */
    private readonly path: string,
    /** The resource, for messages. */
    private readonly owner: string,
  ) {}

  static of({ name, props }: { readonly name: string; readonly props: Props }, key: string): Prop {
    return new Prop(props[key], key, name);
  }

  get isUnknown(): boolean {
    return UNKNOWN_SENTINELS.has(this.value);
  }

  /** Pulumi sends `null` for what a program left out of a nested object. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The whole of a resource's properties. */
  static root({ name, props }: { readonly name: string; readonly props: Props }): Prop {
    return new Prop(props, "", name);
  }

  /** The first of the keys that is set: the same block has different names in different types. */
  either(...keys: readonly [string, ...string[]]): Prop {
    const found = keys.map((key) => this.at(key));
    return found.find((prop) => !prop.isAbsent) ?? this.at(keys[0]);
  }

  at(key: string): Prop {
    // Blocks that occur at most once are objects here, and lists of one in the older types.
    const value: unknown = Array.isArray(this.value) && this.value.length <= 1 ? this.value[0] : this.value;
    const path = this.path === "" ? key : `${this.path}.${key}`;
    if (UNKNOWN_SENTINELS.has(value)) return new Prop(value, path, this.owner);
    return new Prop(isObject(value) ? value[key] : undefined, path, this.owner);
  }

  items(): Fact<readonly Prop[] | undefined> {
    return this.read("a list", (value) =>
      Array.isArray(value)
        ? value.map((item, index) => new Prop(item, `${this.path}[${index}]`, this.owner))
        : undefined,
    );
  }

  text(): Fact<string | undefined> {
    return this.read("a text", (value) => (typeof value === "string" ? value : undefined));
  }

  number(): Fact<number | undefined> {
    return this.read("a number", (value) => {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    });
  }

  flag(): Fact<boolean | undefined> {
    // Provider settings arrive as strings: "true".
    return this.read("true or false", (value) =>
      value === "true" || value === "false" ? value === "true" : typeof value === "boolean" ? value : undefined,
    );
  }

  /** A JSON document, written as text or as an object. */
  document(): Fact<string | undefined> {
    if (typeof this.value === "string" || !isObject(this.value)) return this.text();
    const text = JSON.stringify(this.value);
    return [...UNKNOWN_SENTINELS].some((sentinel) => text.includes(String(sentinel))) ? this.unknown() : known(text);
  }

  entries(): Fact<ReadonlyMap<string, Prop> | undefined> {
    return this.read("a map", (value) =>
      isObject(value)
        ? new Map(Object.entries(value).map(([key, item]) => [key, new Prop(item, `${this.path}.${key}`, this.owner)]))
        : undefined,
    );
  }

  /** Whether something is set here, whatever it is. */
  presence(): Fact<boolean> {
    return this.isUnknown ? this.unknown() : known(!this.isAbsent);
  }

  /** What a block holds, or `known(undefined)` where there is no block. */
  block<T>(read: (block: Prop) => T): Fact<T | undefined> {
    return mapFact(this.presence(), (present) => (present ? read(this) : undefined));
  }

  private read<T>(expected: string, convert: (value: unknown) => T | undefined): Fact<T | undefined> {
    if (this.isUnknown) return this.unknown();
    if (this.isAbsent) return known(undefined);
    const value = convert(this.value);
    return value === undefined
      ? unknownUntilConfigured(`\`${this.path}\` of ${this.owner} is not ${expected}`)
      : known(value);
  }

  private unknown<T>(): Fact<T> {
    return unknownUntilApply(`\`${this.path}\` of ${this.owner} is known only after apply`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
