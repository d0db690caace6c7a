import { UNKNOWN_SENTINELS } from "../../policy-pack/readers/pulumi/sentinels";
import type { Random } from "../worlds/random";

/** What nothing may print, wherever it stands in a value that names nothing. */
export const SECRET = "hunter2";

type Data = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** Names that every object of JavaScript has, and some that this package gives a meaning. */
const KEYS = [
  ..."__proto__ constructor toString valueOf hasOwnProperty prototype length then toJSON".split(" "),
  ..."bucket arn id name region rules rule role status tags policy provider alias count for_each dynamic".split(" "),
  "4dabf18193072939515e22adb298388d",
  "",
  "\u0000",
];

/** Values of a wrong type, or of the right one and worth nothing. */
const LEAVES: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 0.5, 1e308, Number.MAX_SAFE_INTEGER, "", " ", "0", "true", "null"],
  ...KEYS,
  ...UNKNOWN_SENTINELS,
  ...[[], {}, [null], [[]], [{}], { "": {} }, { toString: "x", valueOf: [] }, { length: -1 }, { then: {} }],
  JSON.parse('{ "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } } }') as unknown,
  ...["\ud800", "\udc00x", "\u0000", "\u001b[31mred", "<{%fg 1%}>", "\u202e", "\ufeff", "\ufdd0forged\ufdd1", "\n\n"],
  ...[
    "*",
    "**",
    "*?*",
    "{region}",
    "*{region}*",
    "${",
    "${local.a}",
    "${each.value}",
    "%{ if true }",
    "$${x}",
    "{}",
    "[]",
  ],
  ...["arn:", "arn:aws:s3:::", "arn:aws:s3:::*", "arn:aws:iam::111122223333:role/*", "arn:x:y:z:w:v", "eu-west-1"],
  ...[
    "Enabled",
    "Disabled",
    "Suspended",
    "aws:kms",
    "2026-02-31",
    "urn:pulumi:dev::project::aws:s3/bucket:Bucket::data",
  ],
  ...['{"Statement":{}}', '{"Statement":[null,{"Effect":"Allow"}]}', '{"Version":"2012-10-17","Statement":"x"}', "{"],
];

const HUGE = "x".repeat(20_000);

/** Another value in the place of the one at a path; `undefined` removes it. */
function replaced(value: unknown, path: Path, change: (before: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) {
    const items = [...(value as readonly unknown[])];
    const item = replaced(items[Number(key)], rest, change);
    if (item === undefined) items.splice(Number(key), 1);
    else items[Number(key)] = item;
    return items;
  }
  return objectOf(
    Object.entries(value as Data).flatMap(([name, item]): [string, unknown][] => {
      const changed = name === key ? replaced(item, rest, change) : item;
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
}

/** An object with keys of its own, whatever they are called. */
const objectOf = (entries: readonly (readonly [string, unknown])[]): unknown => Object.fromEntries(entries);

/** Levels below which nothing is changed. */
const DEEPEST = 30;

function pathsIn(value: unknown): readonly Path[] {
  const found: Path[] = [];
  const visit = (each: unknown, path: Path): void => {
    found.push(path);
    if (path.length === DEEPEST) return;
    if (Array.isArray(each)) each.forEach((item, index) => visit(item, [...path, index]));
    else if (typeof each === "object" && each !== null)
      for (const [key, item] of Object.entries(each)) visit(item, [...path, key]);
  };
  visit(value, []);
  return found;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((holder, key) => (holder as Data)[key], value);
}

export const pick = <T>(all: readonly T[], random: Random): T => all[random(all.length)] as T;

type Change = (before: unknown, random: Random, whole: unknown) => unknown;

/** What can happen to one value. */
const CHANGES: readonly Change[] = [
  // Most of what goes wrong goes wrong with a value that is right in another place.
  (_before, random, whole) => valueAt(whole, pick(pathsIn(whole), random)),
  (_before, random, whole) => valueAt(whole, pick(pathsIn(whole), random)),
  (_before, random) => pick(LEAVES, random),
  (_before, random) => pick(LEAVES, random),
  () => undefined,
  (before) => [before],
  (before) => [before, before],
  (before, random) => objectOf([[pick(KEYS, random), before]]),
  (before) =>
    Array.isArray(before)
      ? (before[0] as unknown)
      : typeof before === "object"
        ? (Object.values(before ?? {})[0] as unknown)
        : [before],
  (before, random) => withKey(before, pick(KEYS, random), pick(LEAVES, random)),
  (before, random) => renamed(before, pick(KEYS, random), random),
  textChange,
  textChange,
  policyChange,
  policyChange,
  (_before, random) => (random(20) === 0 ? HUGE : null),
  (before, random) => (random(20) === 0 ? nested(before, 5_000, random(2) === 0) : before),
];

function withKey(before: unknown, key: string, item: unknown): unknown {
  if (Array.isArray(before)) return [...(before as readonly unknown[]), item];
  return typeof before === "object" && before !== null ? objectOf([...Object.entries(before), [key, item]]) : item;
}

function renamed(before: unknown, key: string, random: Random): unknown {
  if (typeof before !== "object" || before === null || Array.isArray(before)) return before;
  const place = random(Object.keys(before).length + 1);
  return objectOf(Object.entries(before).map(([name, item], index) => [index === place ? key : name, item as unknown]));
}

function textChange(before: unknown, random: Random): unknown {
  if (typeof before !== "string") return before;
  const cut = random(before.length + 1);
  const piece = pick(["*", "?", "/", ":", "\ud83d", "\u0000", "${x}", "{region}", "..", "", "€", HUGE], random);
  return `${before.slice(0, cut)}${piece}${before.slice(cut + random(3))}`;
}

/** A text that is JSON, a policy mostly, with a change inside. */
function policyChange(before: unknown, random: Random): unknown {
  if (typeof before !== "string" || !before.startsWith("{")) return before;
  try {
    return JSON.stringify(mutated(JSON.parse(before), random));
  } catch {
    return before;
  }
}

/** A value inside of many others. */
export function nested(value: unknown, levels: number, inLists: boolean): unknown {
  let outer = value;
  for (let level = 0; level < levels; level++) outer = inLists ? [outer] : { rule: outer };
  return outer;
}

/** JSON with one change somewhere in it. */
export function mutated(value: unknown, random: Random): unknown {
  const path = pick(pathsIn(value), random);
  return replaced(value, path, (before) => pick(CHANGES, random)(before, random, value));
}

/** JSON with a few changes. */
export function spoiled(value: unknown, random: Random): unknown {
  let changed = value;
  for (let change = random(4); change >= 0; change--) changed = mutated(changed, random);
  return changed;
}

/** JSON of a program, with a few changes and often with a secret in it. */
export function spoiledWithSecret(value: unknown, random: Random): unknown {
  const changed = spoiled(value, random);
  return random(2) === 0 ? withSecret(changed, random) : changed;
}

/** Names are printed, and what they are made of: a secret stands in any other place. */
const PRINTED =
  /^(urn|type|name|label|address|bucket|id|arn|region|alias|prefix|provider|provider_config_key|for_each|variable|locals|dependencies|depends_on|Ref|Fn::GetAtt|Fn::Sub|Bucket|Action|Resource|Principal|Type|DependsOn|Resources)$|(Name|Id|Arn|_name|_id|_arn)$/;

function withSecret(value: unknown, random: Random): unknown {
  const path = pick(pathsIn(value), random);
  const isNamed = path.some((key) => PRINTED.test(String(key)));
  const secret = pick<unknown>([`password=${SECRET}`, { password: SECRET }, [SECRET]], random);
  return isNamed || path.length === 0 ? value : replaced(value, path, () => secret);
}

/** A value as JSON; `undefined` where it is nested too deeply to be written, so that nobody can send it. */
export function writtenOut(value: unknown, replacer?: (key: string, value: unknown) => unknown): string | undefined {
  try {
    return JSON.stringify(value, replacer);
  } catch {
    return undefined;
  }
}
