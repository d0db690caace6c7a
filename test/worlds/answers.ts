import type { Bucket, ReplicationGraph } from "../../policy-pack/model/graph";
import { DEFAULT_OPTIONS, type KnownDestination, type SharedOptions } from "../../policy-pack/options";
import { RULES } from "../../policy-pack/rules";
import { Scope } from "../../policy-pack/scope";
import { SILENT, truths, type Truths } from "./oracle";
import type { World } from "./world";

/** The rules whose truth a world tells. */
export const TOLD = RULES.filter(({ id }) => id in SILENT || id === "replicas-not-chained");

/** By "rule bucket". */
export type Answers = ReadonlyMap<string, string>;

export const EXPECTED = { yes: "satisfied", no: "violated", "nothing to say": "not-applicable" } as const;
export const OPPOSITE: Readonly<Record<string, string>> = { satisfied: "violated", violated: "satisfied" };

/** Every rule's answer about every bucket. */
export function answersIn(
  read: (options: SharedOptions) => ReplicationGraph,
  knownDestinations: readonly KnownDestination[],
  nameOf: (bucket: Bucket) => string,
): Answers {
  const options = { ...DEFAULT_OPTIONS, knownDestinations };
  const scope = new Scope(read(options), options);
  return new Map(
    scope.judged.flatMap((bucket) =>
      TOLD.map((rule): [string, string] => [`${rule.id} ${nameOf(bucket)}`, scope.judge(rule, bucket).answer]),
    ),
  );
}

/** What the rules must answer where everything is known. */
export function told(whole: World): Answers {
  return new Map(
    whole.buckets.flatMap((_, index) =>
      Object.entries(truths(whole, index)).map(([rule, truth]): [string, string] => [
        `${rule} bucket-${index}`,
        EXPECTED[truth as Truths[keyof Truths]],
      ]),
    ),
  );
}

/** How the answers of a source, whose buckets may have several instances each, stand to the truth. */
export interface Compared {
  /** Answers that are the truth's opposite. */
  readonly opposite: readonly string[];
  /** Answers about something of which there is nothing to say, and no answer where there is. */
  readonly astray: readonly string[];
  /** Answers of a rule that there are, and of these the decided ones. */
  readonly all: number;
  readonly decided: number;
  /** Buckets of the world that the source does not have. */
  readonly missed: readonly string[];
}

/** @param said By "rule address", the address ending with the name of the bucket and perhaps a key. */
export function compared(whole: World, said: Answers): Compared {
  const truth = told(whole);
  const all = [...said].flatMap(([key, answer]) => {
    const [, rule, address = "", bucket] = /^(\S+) (.*\.(bucket-\d+)(?:\[.*\])?)$/s.exec(key) ?? [];
    const expected = truth.get(`${rule ?? ""} ${bucket ?? ""}`);
    return expected === undefined ? [] : [{ key, answer, expected, address, bucket }];
  });
  const inDoubt = new Set(all.filter(({ answer }) => answer === "undetermined").map(({ address }) => address));
  const line = ({ key, answer, expected }: (typeof all)[number]): string => `${key}: ${answer} and not ${expected}`;
  return {
    opposite: all.filter(({ answer, expected }) => OPPOSITE[answer] === expected).map(line),
    astray: all
      .filter(
        ({ answer, expected }) => answer !== "undetermined" && answer !== expected && OPPOSITE[answer] !== expected,
      )
      // Whether there is something to say may be the doubt, of another rule too. An alarm is false all the same.
      .filter(({ answer, address }) => answer === "violated" || !inDoubt.has(address))
      // Whether any object is copied, or a bucket is a replica, can be what is not told; that tags may be read, or that
      // versioning is enabled, is true all the same.
      .filter(({ key, answer }) => answer === "violated" || !/^(tags-can-replicate|versioning-enabled) /.test(key))
      .map(line),
    all: all.filter(({ expected }) => expected !== "not-applicable").length,
    decided: all.filter(({ answer, expected }) => expected !== "not-applicable" && answer === expected).length,
    missed: whole.buckets
      .map((_, index) => `bucket-${index}`)
      .filter((name) => !all.some(({ bucket }) => bucket === name)),
  };
}
