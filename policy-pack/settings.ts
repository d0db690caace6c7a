import { own } from "./model/own";
import { DEFAULT_OPTIONS, type SharedOptions } from "./options/shared";
import { closestTo, isObject, nearest, oneOf, parseMembers, shown, unknownOption } from "./options/schema";
import { nothingUndetermined, RULES, type RuleId, type RuleMetadata } from "./rules";
import type { Pending } from "./rules/nothing-undetermined";
import { SCOPE_METADATA } from "./scope";

export type PolicyId = RuleId | typeof SCOPE_METADATA.id;

export type PolicyMetadata = RuleMetadata & { readonly id: PolicyId };

/** Every policy, in the order in which they report. */
export const POLICIES: readonly PolicyMetadata[] = [SCOPE_METADATA, ...RULES, nothingUndetermined];

const IDS: readonly PolicyId[] = POLICIES.map(({ id }) => id);

export const LEVELS = ["mandatory", "advisory", "disabled"] as const;

/** What happens to a violation: it fails the run (`mandatory`), or is only reported; a policy that is `disabled` does not run. */
export type Level = (typeof LEVELS)[number];

/** Something that is wrong with an option, reported by the policy it belongs to. */
export interface OptionProblem {
  readonly policy: PolicyId;
  readonly reason: string;
}

/** What an organization has asked for, as far as it can be used. */
export interface Settings {
  readonly shared: SharedOptions;
  /** Whether the shared options apply: they belong to the policy `scope`, which may be disabled. */
  readonly hasShared: boolean;
  /** The options of single rules, by their ids. */
  readonly rules: ReadonlyMap<PolicyId, object>;
  readonly pending: Pending;
  readonly problems: readonly OptionProblem[];
}

/** Options of any shape, by the policy that they were written under. A policy that is left out is disabled. */
export type Written = ReadonlyMap<PolicyId, unknown>;

/** Checks the options of all policies. What is wrong is reported and ignored; the rest applies. */
export function settingsFrom(written: Written): Settings {
  const all = new Map(POLICIES.map((policy) => [policy.id, optionsOf(policy, written.get(policy.id))]));
  const shared = all.get(SCOPE_METADATA.id)?.value as Partial<SharedOptions> | undefined;
  const { pending } = (all.get(nothingUndetermined.id)?.value ?? {}) as { readonly pending?: Pending };
  return {
    shared: { ...DEFAULT_OPTIONS, ...shared },
    hasShared: written.has(SCOPE_METADATA.id),
    rules: new Map([...all].map(([id, { value }]) => [id, value])),
    pending: pending ?? "summary",
    problems: [...all.values()].flatMap(({ problems }) => problems),
  };
}

/** Settings where nobody has configured anything. */
export const DEFAULT_SETTINGS: Settings = settingsFrom(new Map(IDS.map((id) => [id, undefined])));

interface Options {
  readonly value: object;
  readonly problems: readonly OptionProblem[];
}

// Pulumi shows the policies' options one after another, and with each of them all are checked: a hundred thousand exemptions
// are read once.
const read = new WeakMap<object, Map<PolicyId, Options>>();

function optionsOf(policy: PolicyMetadata, written: unknown): Options {
  if (written === undefined) return { value: {}, problems: [] };
  if (!isObject(written)) {
    const reason = `${policy.id} is ${shown(written)}; it must be an object.`;
    return { value: {}, problems: [{ policy: policy.id, reason }] };
  }
  const before = read.get(written) ?? new Map<PolicyId, Options>();
  read.set(written, before);
  const options = before.get(policy.id) ?? parsed(policy, written);
  before.set(policy.id, options);
  return options;
}

function parsed({ id, options }: PolicyMetadata, written: Readonly<Record<string, unknown>>): Options {
  const { value, problems } = parseMembers(written, options, id, misplaced);
  return { value, problems: problems.map((reason) => ({ policy: id, reason })) };
}

/** What is said about a key that is no option of a policy: whose option it is, or what is meant. */
function misplaced(key: string, policy: string, own: readonly string[]): string {
  if (closestTo(key, own) !== undefined) return unknownOption(key, policy, own);
  const option = closestTo(key, [...HOMES.keys()]);
  const home = option === undefined ? undefined : HOMES.get(option);
  if (option !== undefined && home !== undefined) {
    const meant = option === key ? "it" : `\`${option}\``;
    return `${policy} has no option \`${key}\`: ${meant} belongs under \`${home}\`.`;
  }
  return own.length > 0 ? unknownOption(key, policy, own) : `${policy} has no options, so \`${key}\` is ignored.`;
}

/** Which policy each option belongs to. */
const HOMES: ReadonlyMap<string, PolicyId> = new Map(
  POLICIES.flatMap(({ id, options }) => Object.keys(options).map((option) => [option, id])),
);

/** A policy configuration as a file or a program has it: a level or options for each policy, and `all`. */
export interface Configuration {
  readonly written: Written;
  readonly levels: ReadonlyMap<PolicyId, Level>;
  readonly problems: readonly OptionProblem[];
}

/** Reads a policy configuration of any shape. */
export function configurationFrom(value: unknown): Configuration {
  const problems: OptionProblem[] = [];
  const levelAt = (policy: PolicyId, place: string, level: unknown): Level | undefined => {
    const parsed = level === undefined ? undefined : LEVEL.parse(level, place);
    for (const reason of parsed?.problems ?? []) problems.push({ policy, reason });
    return parsed?.value;
  };
  const given = isObject(value) ? value : {};
  const wrong = isObject(value)
    ? unknownPolicies(value)
    : [`The policy configuration is ${shown(value)}; it must be an object.`];
  for (const reason of wrong) problems.push({ policy: SCOPE_METADATA.id, reason });
  const all = levelAt(SCOPE_METADATA.id, "all", own(given, "all"));
  const written = new Map<PolicyId, unknown>();
  const levels = new Map<PolicyId, Level>();
  for (const { id, enforcement } of POLICIES) {
    const { place, level, options } = partsOf(id, own(given, id));
    const applied = levelAt(id, place, level) ?? all ?? enforcement;
    levels.set(id, applied);
    if (applied !== "disabled") written.set(id, options);
  }
  return { written, levels, problems };
}

const LEVEL = oneOf("A level.", LEVELS);

/**
 * Two policy configurations as one: what the second says of a policy is added to what the first says, option by option,
 * and its `all` takes the place of every level in the first.
 */
export function configurationOver(base: unknown, more: unknown): unknown {
  if (!isObject(base) || !isObject(more)) return more;
  const below = own(more, "all") === undefined ? base : withoutLevels(base);
  const both = Object.entries(more).flatMap(([key, above]) => {
    const under = own(below, key);
    return isObject(under) && isObject(above) ? [[key, { ...under, ...above }] as const] : [];
  });
  return { ...below, ...more, ...Object.fromEntries(both) };
}

function withoutLevels(configuration: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(configuration).flatMap(([key, value]) => {
      if (!isObject(value)) return [];
      const { enforcementLevel: _level, ...options } = value;
      return [[key, options]];
    }),
  );
}

/** The level and the options in what is written under a policy. */
function partsOf(id: PolicyId, written: unknown) {
  if (!isObject(written)) return { place: id, level: written, options: undefined };
  const { enforcementLevel: level, ...options } = written;
  return { place: `${id}.enforcementLevel`, level, options };
}

function unknownPolicies(value: Readonly<Record<string, unknown>>): readonly string[] {
  const known = ["all", ...IDS];
  return Object.entries(value)
    .filter(([key, each]) => !known.includes(key) && each !== undefined)
    .map(([key]) => `The policy configuration contains \`${key}\`, which is not a policy.${nearest(key, known)}`);
}
