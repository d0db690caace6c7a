import { known } from "../../../policy-pack/model/fact";
import { decide, type Request } from "../../../policy-pack/model/iam/decide";
import { oneText, Texts } from "../../../policy-pack/model/iam/match";
import { wildcard } from "./wildcard";
import { placeholder } from "../../../policy-pack/model/text";
import { randomFrom, type Random } from "../../worlds/random";

// Small policies over a tiny alphabet, held against an evaluator that is written apart and asks about every key there
// is. No pattern has the letter z: a key with it stands for all keys that no pattern names. `SEED` repeats a run.

const RUNS = 2_000;
const SEED = Number(process.env["SEED"] ?? 20_260_301);
const LETTERS = ["a", "b", "z"];
const LONGEST = 4;

const KEYS: readonly string[] = keysUpTo(LONGEST);

function keysUpTo(length: number, letters = LETTERS): readonly string[] {
  if (length === 0) return [""];
  const shorter = keysUpTo(length - 1, letters);
  const longest = shorter.filter((key) => key.length === length - 1);
  return [...shorter, ...longest.flatMap((key) => letters.map((letter) => key + letter))];
}

interface Drawn {
  readonly Effect: "Allow" | "Deny";
  readonly Action: "s:do";
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** IAM's pattern, by trying every way to share out the text. */
function matches(pattern: string, text: string): boolean {
  const [first] = pattern;
  if (first === undefined) return text === "";
  const rest = pattern.slice(1);
  if (first === "*")
    return Array.from({ length: text.length + 1 }).some((_, taken) => matches(rest, text.slice(taken)));
  return text !== "" && (first === "?" || first === text.charAt(0)) && matches(rest, text.slice(1));
}

function appliesTo({ Resource, NotResource, Condition }: Drawn, resource: string, context: string): boolean {
  const isAbout = (patterns: readonly string[], text: string): boolean => patterns.some((each) => matches(each, text));
  if (Resource && !isAbout(Resource, resource)) return false;
  if (NotResource && isAbout(NotResource, resource)) return false;
  return Object.entries(Condition ?? {}).every(([operator, keys]) =>
    Object.values(keys).every((values) => isAbout(values, context) === (operator === "StringLike")),
  );
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random(values.length)] as T;
const some = <T>(random: Random, most: number, draw: () => T): readonly T[] =>
  Array.from({ length: 1 + random(most) }, draw);

/** Of the letters that a pattern may have, and what stands for others. */
function drawnPattern(random: Random): string {
  return Array.from({ length: random(4) }, () => pick(random, ["a", "b", "*", "*", "?"])).join("");
}

function drawnStatement(random: Random, inCondition: boolean): Drawn {
  const patterns = some(random, 3, () => drawnPattern(random));
  const common = { Effect: pick(random, ["Allow", "Allow", "Deny"] as const), Action: "s:do" } as const;
  if (!inCondition) return random(3) === 0 ? { ...common, NotResource: patterns } : { ...common, Resource: patterns };
  const one = { [pick(random, ["StringLike", "StringNotLike"])]: { "s:key": patterns } };
  const two = {
    StringLike: { "s:key": patterns },
    StringNotLike: { "s:key": some(random, 2, () => drawnPattern(random)) },
  };
  return { ...common, Resource: ["*"], Condition: random(3) === 0 ? two : one };
}

test("what is said of all keys that begin with a prefix is true of each", () => {
  const random = randomFrom(SEED);
  const open = { allow: 0, deny: 0 };
  const answers = new Set<string>();
  for (let run = 0; run < RUNS; run++) {
    const inCondition = random(2) === 0;
    const statements = some(random, 4, () => drawnStatement(random, inCondition));
    const prefix = pick(random, ["", "", "a", "ab", "b"]);
    const more = pick(random, [0, 1] as const);
    const texts = new Texts(prefix, { more });
    const request: Request = {
      action: "s:do",
      resource: inCondition ? oneText("x") : texts,
      context: (key) => (inCondition && key === "s:key" ? known(texts) : undefined),
      ...(inCondition && { manyUnder: "s:key" }),
    };
    const document = known({ text: JSON.stringify({ Statement: statements }), on: "policy" });
    const { allow, deny } = decide([document], request);

    const keys = KEYS.filter((key) => key.startsWith(prefix) && key.length >= prefix.length + more);
    const saying = (effect: string, key: string): boolean =>
      statements.some((each) => each.Effect === effect && appliesTo(each, inCondition ? "x" : key, key));
    const truth = {
      allow: keys.every((key) => saying("Allow", key)),
      deny: keys.some((key) => saying("Deny", key)),
    };
    const told = `${JSON.stringify(statements)} of ${prefix}, ${more} more`;
    if (typeof allow === "boolean") expect(`${allow} ${told}`).toBe(`${truth.allow} ${told}`);
    else open.allow += 1;
    if (typeof deny === "boolean") expect(`${deny} ${told}`).toBe(`${truth.deny} ${told}`);
    else open.deny += 1;
    answers.add(`${String(truth.allow)} ${String(truth.deny)}`);
  }
  expect([...answers].sort()).toEqual(["false false", "false true", "true false", "true true"]);
  // Statements that only together allow all, or that contradict themselves, are left open: these are few.
  expect(open.allow).toBeLessThan(RUNS / 20);
  expect(open.deny).toBeLessThan(RUNS / 20);
});

test("what is said of all objects of a bucket is true of each, part by part of their ARNs", () => {
  const random = randomFrom(SEED);
  const keys = keysUpTo(LONGEST, ["a", ":", "z"]);
  const partsOf = (arn: string): readonly string[] => {
    const [all = "", ...parts] = /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/.exec(arn) ?? [];
    return all === "" ? [arn] : parts;
  };
  const isAbout = (pattern: string, arn: string): boolean =>
    partsOf(pattern).length === 1
      ? matches(pattern, arn)
      : partsOf(pattern).every((part, at) => matches(part, partsOf(arn)[at] ?? ""));
  const drawn = (): string => {
    const end = Array.from({ length: random(4) }, () => pick(random, ["a", ":", "*", "?"])).join("");
    if (random(4) === 0) return `arn:p:s:${end}`;
    const beginning = [["arn"], ["p", "p", "*", "x"], ["s"], ["", "", "*", "a"], ["", "", "*", "?"]];
    return [...beginning.map((part) => pick(random, part)), `${pick(random, ["b/", "b/", "", "*"])}${end}`].join(":");
  };
  const answers = new Set<string>();
  for (let run = 0; run < RUNS / 4; run++) {
    const patterns = some(random, 2, drawn);
    const prefix = pick(random, ["", "a", ":"]);
    const more = prefix === "" ? 1 : 0;
    const document = known({
      text: JSON.stringify({
        Statement: ["Allow", "Deny"].map((Effect) => ({ Effect, Action: "s:do", Resource: patterns })),
      }),
      on: "policy",
    });
    const resource = new Texts(`arn:p:s:::b/${prefix}`, { more });
    const { allow, deny } = decide([document], { action: "s:do", resource, context: () => undefined });
    const answered = keys
      .filter((key) => key.startsWith(prefix) && key.length >= prefix.length + more)
      .map((key) => patterns.some((pattern) => isAbout(pattern, `arn:p:s:::b/${key}`)));
    const truth = `${String(answered.every(Boolean))} ${String(answered.some(Boolean))}`;
    const told = `${patterns.join(" ")} of ${resource.text}`;
    const said = [allow, deny].map((answer) => (typeof answer === "boolean" ? String(answer) : "doubt")).join(" ");
    expect(`${said} ${told}`).toBe(`${truth} ${told}`);
    answers.add(truth);
  }
  expect([...answers].sort()).toEqual(["false false", "false true", "true true"]);
});

test("what is said of a text with placeholders is true whatever they stand for", () => {
  const random = randomFrom(SEED);
  const values = ["", "a", "b", "z", "ab", "zz", "ba"];
  const symbols = ["x", "y"].map((identity) => placeholder(identity));
  let [open, settled] = [0, 0];
  const drawn = (length: number, parts: readonly string[]): string =>
    Array.from({ length: random(length) }, () => pick(random, parts)).join("");
  for (let run = 0; run < RUNS; run++) {
    const pattern = drawn(5, ["a", "b", "*", "?", ...symbols]);
    const text = drawn(4, ["a", "b", ...symbols]);
    const isMatch = wildcard(pattern);
    const { allow } = decide(
      [known({ text: JSON.stringify({ Statement: { Effect: "Allow", Action: "s:do", Resource: pattern } }), on: "p" })],
      {
        action: "s:do",
        resource: oneText(text),
        context: () => undefined,
      },
    );
    const possible = values.flatMap((x) =>
      values.map((y) => {
        const filled = (written: string): string =>
          written.replaceAll(symbols[0] ?? "", x).replaceAll(symbols[1] ?? "", y);
        return matches(filled(pattern), filled(text));
      }),
    );
    const told = `${pattern} and ${text}`;
    if (allow === true) expect([told, possible.every(Boolean)]).toEqual([told, true]);
    if (allow === false) expect([told, possible.some(Boolean)]).toEqual([told, false]);
    expect(isMatch(text)).toBe(allow === true);
    if (typeof allow === "boolean") settled += 1;
    // A doubt is no excuse: the values that are tried differ, in most.
    else if (new Set(possible).size === 2) open += 1;
  }
  expect(settled).toBeGreaterThan(RUNS / 3);
  expect(open).toBeGreaterThan(RUNS / 20);
});

test("a pattern and a text without placeholders: yes or no, as it is", () => {
  const random = randomFrom(SEED + 1);
  for (let run = 0; run < RUNS; run++) {
    const pattern = Array.from({ length: random(7) }, () => pick(random, ["a", "b", "*", "?"])).join("");
    for (const text of KEYS) {
      if (wildcard(pattern)(text) !== matches(pattern, text)) throw new Error(`${pattern} and ${text}`);
    }
  }
});
