import { listed } from "./model/prose";
import { own } from "./model/own";
import type { Doubt } from "./model/verdict";
import type { Vocabulary } from "./model/vocabulary";
import { isObject } from "./options/schema";
import { sentence } from "./rules/support/wording";

/** How what could not be decided is told: what is not known, and what settles it. */

/** A doubt, and the rules that could not be decided for it. */
export interface Undecided {
  readonly doubt: Doubt;
  readonly rules: readonly string[];
}

/** Whether anything lies ahead that settles it. */
type Words = Pick<Vocabulary, "isDeployed">;

/** What is not known, in one sentence. */
export function undecidedSentence(undecided: readonly Undecided[], { isDeployed }: Words = {}): string {
  return `It cannot be decided${isDeployed ? "" : " before deployment"}: ${byCause(undecided.map(({ doubt }) => doubt.reason)).join("; ")}.`;
}

/**
 * What settles it: one line for each thing to do, and each about one place, the policy configuration, the program or the
 * command line. What belongs into one option is one line that can be pasted.
 *
 * @param of What the bucket is called.
 */
export function settlements(undecided: readonly Undecided[], of: string, words: Words = {}): readonly string[] {
  const lines = [...new Set(undecided.flatMap(({ doubt }) => doubt.settle ?? []))];
  const forConfiguration = joined(lines.filter((line) => line.startsWith('"')));
  const commands = lines.filter((line) => line.startsWith("pulumi "));
  const sources = lines.filter((line) => line.startsWith("judge "));
  const permissions = lines.filter((line) => line.startsWith("allow "));
  const given = lines.filter((line) => line.startsWith("--"));
  const forProgram = lines.filter((line) => !/^("|pulumi |judge |allow |--)/.test(line));
  const unsettled = [...new Set(undecided.flatMap(({ doubt, rules }) => (doubt.settle === undefined ? rules : [])))];
  return [
    ...forConfiguration.map((line) => `If you know the answer, add this to your policy configuration: ${line}`),
    ...commands.map((line) => `Run: ${line}`),
    ...[...sources, ...permissions].map((line) => `${sentence(line)}.`),
    ...given.map((line) => `If you know the answer, run the check with ${line}.`),
    ...forProgram.map((line) => (words.isDeployed ? `${sentence(line)}.` : `In your program: ${line}.`)),
    ...(unsettled.length > 0
      ? [
          `No option settles ${listed(unsettled)} for ${of}: ${words.isDeployed ? "exempt" : "write the unknown value into your program, or exempt"} the bucket from ${unsettled.length > 1 ? "these rules" : "this rule"} and say why.`,
        ]
      : []),
  ];
}

/** When it is decided what is not known yet: the end of a sentence. */
export const DURING_UP = "it is decided during `pulumi up`, unless `--target` or `--exclude` leaves resources out";
export const AFTER_DEPLOYMENT = "the values are known after the deployment";

/** What to do about values that are known once the stack is deployed. */
export function settledByApplying({ source }: Vocabulary): string {
  return `Nothing to do: ${source === "pulumi" || source === "aws-native" ? DURING_UP : AFTER_DEPLOYMENT}.`;
}

/** "bucket b is not in this stack, so its Region is not known" and the same of its versioning are one reason. */
function byCause(reasons: readonly string[]): readonly string[] {
  const causes = new Map<string, Set<string>>();
  for (const reason of reasons) {
    const { cause, what } = causeOf(reason);
    const known = causes.get(cause) ?? new Set<string>();
    causes.set(cause, what === undefined ? known : known.add(what));
  }
  return [...causes].map(([cause, whats]) => {
    const [first, second] = whats;
    if (first === undefined) return cause;
    if (second === undefined) return `${cause}, so ${first} is not known`;
    return whats.size === 2
      ? `${cause}, so neither ${first} nor ${second} is known`
      : `${cause}, so ${listed([...whats])} are not known`;
  });
}

/** Both ends of "<cause>, so its <what> is not known (<note>)", the note kept with what it is about. */
function causeOf(reason: string): { readonly cause: string; readonly what?: string } {
  const [cause = "", consequence, ...more] = reason.split(", so its ");
  const [what, note, ...rest] = consequence?.split(" is not known") ?? [];
  return what === undefined || note === undefined || more.length + rest.length > 0
    ? { cause: reason }
    : { cause, what: `its ${what}${note}` };
}

/** Lines for one option as one line, their entries in one list; a line that is not JSON stays as it is. */
function joined(lines: readonly string[]): readonly string[] {
  const policies = new Map<string, Map<string, unknown>>();
  const others: string[] = [];
  for (const line of lines) {
    const parsed = parsedLine(line);
    if (parsed === undefined) others.push(line);
    else for (const [policy, options] of parsed) policies.set(policy, withOptions(policies.get(policy), options));
  }
  const all = [...policies].map(([policy, options]) => {
    const values = [...options].map(([option, value]) => [option, isList(value) ? together(value) : value] as const);
    return `${JSON.stringify(policy)}: ${inline(new Map(values))}`;
  });
  return [...(all.length > 0 ? [all.join(", ")] : []), ...others];
}

function parsedLine(line: string): readonly (readonly [string, Readonly<Record<string, unknown>>])[] | undefined {
  try {
    const policies = Object.entries(JSON.parse(`{${line}}`) as object).map(
      ([key, value]) => [key, value as unknown] as const,
    );
    return policies.every((each): each is [string, Readonly<Record<string, unknown>>] => isObject(each[1]))
      ? policies
      : undefined;
  } catch {
    return undefined;
  }
}

/** Adds to the options that other lines have: to their lists in place, of which there may be thousands of entries. */
function withOptions(
  all = new Map<string, unknown>(),
  options: Readonly<Record<string, unknown>>,
): Map<string, unknown> {
  for (const [option, value] of Object.entries(options)) {
    const known = all.get(option);
    if (!Array.isArray(known) || !isList(value)) all.set(option, value);
    else for (const each of value) known.push(each);
  }
  return all;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** A list in which what is said of one bucket is one entry, where it is not contradictory. */
function together(entries: readonly unknown[]): readonly unknown[] {
  const bySubject = new Map<string, unknown[]>();
  for (const entry of entries) {
    const subject = JSON.stringify(isObject(entry) && entry["bucket"] !== undefined ? entry["bucket"] : [entry]);
    const about = bySubject.get(subject) ?? [];
    if (about.length === 0) bySubject.set(subject, about);
    const place = about.findIndex((each) => agree(each, entry));
    if (place < 0) about.push(entry);
    else about[place] = merged(about[place], entry);
  }
  return [...bySubject.values()].flat();
}

/** Whether two entries about one bucket do not contradict each other. Whatever else is about one thing is the same. */
function agree(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other) || one["bucket"] === undefined) return true;
  return Object.keys({ ...one, ...other }).every((key) => {
    const [here, there] = [own(one, key), own(other, key)];
    // A list that is left out is not an empty one: an exemption without rules is from all of them.
    return here === undefined || there === undefined
      ? !isList(here ?? there)
      : areSame(here, there) || (isList(here) && isList(there));
  });
}

function areSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Two entries that agree as one, with the members of both. */
function merged(one: unknown, other: unknown): unknown {
  if (!isObject(one) || !isObject(other)) return one;
  const lists = Object.entries(other).flatMap(([key, value]): [string, unknown][] => {
    const before = own(one, key);
    return isList(value) && isList(before) ? [[key, together([...before, ...value])]] : [];
  });
  return { ...one, ...other, ...Object.fromEntries(lists) };
}

/** JSON on one line, with the spaces that people write. */
function inline(value: unknown): string {
  if (isList(value)) return `[${value.map(inline).join(", ")}]`;
  const entries = value instanceof Map ? [...value] : isObject(value) ? Object.entries(value) : undefined;
  if (!entries) return JSON.stringify(value);
  return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${inline(each)}`).join(", ")} }`;
}
