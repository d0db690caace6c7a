import { closest, distance } from "fastest-levenshtein";
import { isRegion } from "./model/region";

/** A bucket outside the stack that rules of the stack replicate to, and what its owner promises about it. */
export interface KnownDestination {
  /** The bucket's name. `*` stands for any text, `{region}` for the name of an AWS Region: a naming convention. */
  readonly bucket: string;
  /** The bucket's Region, where the name does not carry it. */
  readonly region?: string;
  /** The account that owns it, twelve digits. */
  readonly account?: string;
  /** Whether its versioning is Enabled. Left out: not known. */
  readonly versioned?: boolean;
  /** Whether it has Object Lock. Left out: not known. */
  readonly objectLock?: boolean;
  /** Whether its policy, and that of its key, let the stack's roles replicate to it. Left out: not known. */
  readonly allowsReplication?: boolean;
}

/** A bucket, or several, that need not be judged, and why. */
export interface Exemption {
  /** The bucket's name in S3 or in the program; `*` stands for any text. */
  readonly bucket: string;
  readonly project?: string;
  readonly stack?: string;
  /** The rules it is exempt from; all, versioning too, if left out. */
  readonly rules?: readonly string[];
  readonly reason: string;
  /** The last day of the exemption, `YYYY-MM-DD` in UTC; without end if left out. */
  readonly until?: string;
}

/** The options that several rules share. They belong to the policy `scope`. */
export interface SharedOptions {
  readonly knownDestinations: readonly KnownDestination[];
  /** Versioning is set outside the stacks that create the buckets: a bucket without it here is not known to lack it. */
  readonly versioningManagedElsewhere: boolean;
  readonly exemptions: readonly Exemption[];
  /** What is exempt is told, as a violation of `scope`. */
  readonly listExemptions: boolean;
  /** Prefixes of keys that have to be copied, where not the whole bucket has to; all objects if empty. */
  readonly requiredPrefixes: readonly string[];
}

/** The options of single rules, each set on its own policy. A rule is inert where its option is left out. */
export interface RuleOptions {
  /** Of `destination-allowed`: the Regions that copies may go to. */
  readonly allowedRegions?: readonly string[];
  /** Of `destination-allowed`: the accounts that copies may go to, twelve digits each. */
  readonly allowedAccounts?: readonly string[];
  /** Of `replication-time-controlled`. */
  readonly replicationTimeControl?: boolean;
  /** Of `delete-markers-as-required`: whether delete markers have to be replicated, or must not be. */
  readonly deleteMarkerReplication?: "Enabled" | "Disabled";
  /** Of `replica-storage-class-allowed`: S3's names; a rule without one keeps the class of each object. */
  readonly allowedStorageClasses?: readonly string[];
  /** Of `noncurrent-versions-expire`: days after which noncurrent versions have to be gone. */
  readonly maxNoncurrentDays?: number;
}

/** What the organization has asked of the rules. */
export type Settings = Pick<SharedOptions, "requiredPrefixes"> & RuleOptions;

export const DEFAULT_OPTIONS: SharedOptions = {
  knownDestinations: [],
  versioningManagedElsewhere: false,
  exemptions: [],
  listExemptions: false,
  requiredPrefixes: [],
};

/** What is promised about a bucket outside the stack, its Region taken from its name where the promise says so. */
export function promiseFor(name: string, options: SharedOptions): KnownDestination | undefined {
  for (const promise of options.knownDestinations) {
    const regions = regionsByName(promise.bucket, name);
    if (regions === undefined) continue;
    const [region] = regions;
    return promise.region === undefined && regions.length === 1 && region !== undefined
      ? { ...promise, region }
      : promise;
  }
  return undefined;
}

/**
 * The Regions that a name can carry at the place of `{region}` in a pattern; more than one where the pattern leaves
 * room for it, and then none is promised. `undefined` where the name does not match.
 */
function regionsByName(pattern: string, name: string): readonly string[] | undefined {
  const [before, after] = pattern.split("{region}", 2);
  if (before === undefined || after === undefined) return wildcard(pattern).test(name) ? [] : undefined;
  const regions = new Set<string>();
  for (let start = 0; start < name.length; start++) {
    if (!wildcard(before).test(name.slice(0, start))) continue;
    for (let end = start + 1; end <= name.length; end++) {
      const text = name.slice(start, end);
      if (wildcard(after).test(name.slice(end)) && isRegion(text)) regions.add(text);
    }
  }
  return regions.size > 0 ? [...regions] : undefined;
}

/** Whether an exemption names a bucket by the name it has in S3, as far as that is known, or in the program. */
export function exempts({ bucket }: Exemption, names: readonly string[]): boolean {
  return names.some((name) => wildcard(bucket).test(name));
}

/** Whether the last day of an exemption is over, in UTC. */
export function hasEnded({ until }: Exemption, now: Date): boolean {
  return until !== undefined && now.toISOString().slice(0, 10) > until;
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** The JSON schema of an option, in the part of JSON schema that is used here and that Pulumi takes. */
export interface Schema {
  description: string;
  type: "array" | "object" | "string" | "boolean" | "number";
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: string | boolean | unknown[];
}

const KNOWN_DESTINATION: Record<keyof KnownDestination, Schema> = {
  bucket: { type: "string", description: "The name; * stands for any text, {region} for a Region's name." },
  region: { type: "string", description: "The Region, where the name does not carry it." },
  account: { type: "string", description: "The account that owns it, twelve digits." },
  versioned: { type: "boolean", description: "Whether its versioning is Enabled." },
  objectLock: { type: "boolean", description: "Whether it has Object Lock." },
  allowsReplication: {
    type: "boolean",
    description: "Whether its policy, and that of its key, let the stack's roles replicate to it.",
  },
};

const EXEMPTION: Record<keyof Exemption, Schema> = {
  bucket: { type: "string", description: "The name in S3 or in the program; * stands for any text." },
  project: { type: "string", description: "The Pulumi project it is in." },
  stack: { type: "string", description: "The Pulumi stack it is in." },
  rules: {
    type: "array",
    description: "The rules it is exempt from; all if left out.",
    items: { type: "string", description: "A rule." },
  },
  reason: { type: "string", description: "Why it need not be judged." },
  until: { type: "string", description: "The last day, YYYY-MM-DD in UTC." },
};

export const SCOPE_SCHEMA: Record<keyof SharedOptions, Schema> = {
  knownDestinations: {
    description: "Buckets outside the stack that rules replicate to, and what is promised about them.",
    type: "array",
    items: {
      description: "One bucket, or all that follow a naming convention.",
      type: "object",
      properties: KNOWN_DESTINATION,
      required: ["bucket"],
    },
    default: [],
  },
  exemptions: {
    description: "Buckets that need not be judged, each with a reason.",
    type: "array",
    items: { description: "One exemption.", type: "object", properties: EXEMPTION, required: ["bucket"] },
    default: [],
  },
  versioningManagedElsewhere: {
    description: "Versioning is set outside the stacks that create the buckets.",
    type: "boolean",
    default: false,
  },
  listExemptions: {
    description: 'Tells what is exempt, as violations of this policy: set its level to "advisory" with it.',
    type: "boolean",
    default: false,
  },
  requiredPrefixes: {
    description: "Prefixes of keys that have to be copied, where not the whole bucket has to.",
    type: "array",
    items: { description: "A prefix.", type: "string" },
    default: [],
  },
};

/** The schema of each rule's own options; a rule that is not named has none. */
const RULE_SCHEMAS = {
  "destination-allowed": {
    allowedRegions: {
      description: "The Regions that copies may go to; any if left out.",
      type: "array",
      items: { description: "A Region.", type: "string" },
    },
    allowedAccounts: {
      description: "The accounts that copies may go to, twelve digits each; any if left out.",
      type: "array",
      items: { description: "An account.", type: "string" },
    },
  },
  "replication-time-controlled": {
    replicationTimeControl: {
      description: "Whether every rule has to have S3 Replication Time Control.",
      type: "boolean",
    },
  },
  "delete-markers-as-required": {
    deleteMarkerReplication: {
      description: "Whether delete markers have to be replicated, or must not be.",
      type: "string",
      enum: ["Enabled", "Disabled"],
    },
  },
  "replica-storage-class-allowed": {
    allowedStorageClasses: {
      description: "The storage classes that copies may have, in S3's names.",
      type: "array",
      items: { description: "A storage class.", type: "string" },
    },
  },
  "noncurrent-versions-expire": {
    maxNoncurrentDays: {
      description: "Days after which noncurrent versions have to be deleted, on both sides.",
      type: "number",
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<keyof RuleOptions, Schema>>>>>;

/** The schema of a rule's own options; `undefined` where it has none. */
export function schemaOf(id: string): Record<string, Schema> | undefined {
  return (RULE_SCHEMAS as Readonly<Record<string, Record<string, Schema>>>)[id];
}

/** What happens to answers that settle by themselves on apply; see the policy `nothing-undetermined`. */
export const PENDING = ["ignore", "summary", "each"] as const;
export type Pending = (typeof PENDING)[number];

export const NOTHING_UNDETERMINED_SCHEMA: Record<"pending", Schema> = {
  pending: {
    description: "What settles by itself on apply: ignored, one line for the stack, or a violation for each bucket.",
    type: "string",
    enum: [...PENDING],
    default: "summary",
  },
};

/** The options of one policy as far as they can be used, and what is wrong with the rest. */
export interface Parsed<T> {
  readonly options: T;
  readonly problems: readonly string[];
}

/**
 * Pulumi checks the types against the schema and lets unknown keys pass in silence, so they are looked at here.
 *
 * @param ruleIds The rules that an exemption can name.
 */
export function parseShared(
  config: Readonly<Record<string, unknown>>,
  ruleIds: readonly string[],
): Parsed<SharedOptions> {
  const destinations = usable<KnownDestination>(config, "knownDestinations", promiseProblems);
  const exemptions = usable<Exemption>(config, "exemptions", (entry, where) =>
    exemptionEntryProblems(entry, where, ruleIds),
  );
  return {
    options: {
      knownDestinations: destinations.options,
      versioningManagedElsewhere: config["versioningManagedElsewhere"] === true,
      exemptions: exemptions.options,
      listExemptions: config["listExemptions"] === true,
      requiredPrefixes: texts(config["requiredPrefixes"]),
    },
    problems: [
      ...unknownKeys(config, Object.keys(SCOPE_SCHEMA), "scope"),
      ...destinations.problems,
      ...exemptions.problems,
    ],
  };
}

const STORAGE_CLASSES: readonly string[] = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
];

/** What is wrong with the values of a rule's options; their types Pulumi has checked. */
const RULE_OPTION_PROBLEMS: Readonly<Partial<Record<keyof RuleOptions, (value: unknown) => readonly string[]>>> = {
  allowedRegions: (value) =>
    texts(value).flatMap((text) =>
      isRegion(text) ? [] : [`has "${text}", which is not a Region that AWS has published.`],
    ),
  allowedAccounts: (value) =>
    texts(value).flatMap((text) => (/^\d{12}$/.test(text) ? [] : [`has "${text}"; an account has twelve digits.`])),
  allowedStorageClasses: (value) =>
    texts(value).flatMap((text) =>
      STORAGE_CLASSES.includes(text)
        ? []
        : [`has "${text}", which is no storage class.${meant(text, STORAGE_CLASSES)}`],
    ),
  maxNoncurrentDays: (value) =>
    Number.isInteger(value) && Number(value) > 0 ? [] : [`is ${String(value)}; it is a number of whole days.`],
};

/** The options of one rule. One with a mistake in it is left out, so that its rule is inert and the mistake is told. */
export function parseRuleOptions(id: string, config: Readonly<Record<string, unknown>>): Parsed<RuleOptions> {
  const schema = schemaOf(id);
  if (!schema) return { options: {}, problems: [] };
  const problems = unknownKeys(config, Object.keys(schema), id);
  const options: Record<string, unknown> = {};
  for (const key of Object.keys(schema)) {
    const value = config[key];
    if (value === undefined) continue;
    const wrong = RULE_OPTION_PROBLEMS[key as keyof RuleOptions]?.(value) ?? [];
    if (wrong.length === 0) options[key] = value;
    problems.push(...wrong.map((problem) => `${id}.${key} ${problem}`));
  }
  return { options, problems };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** The entries of a list that have nothing wrong: a promise or an exemption with a mistake in it is none. */
function usable<T>(
  config: Readonly<Record<string, unknown>>,
  option: keyof SharedOptions,
  problemsOf: (entry: unknown, where: string) => readonly string[],
): Parsed<readonly T[]> {
  const entries = config[option];
  const options: T[] = [];
  const problems: string[] = [];
  for (const [index, entry] of (Array.isArray(entries) ? (entries as unknown[]) : []).entries()) {
    const wrong = problemsOf(entry, `scope.${option}[${index}]`);
    if (wrong.length === 0) options.push(entry as T);
    problems.push(...wrong);
  }
  return { options, problems };
}

/**
 * What is wrong with an exemption, however it is written.
 *
 * @param named How the place of a part is told: an option's path, a tag.
 */
export function exemptionProblems(
  { reason, until, rules }: Partial<Exemption>,
  named: (part: "reason" | "until" | "rules") => string,
  ruleIds: readonly string[],
): readonly string[] {
  const problems: string[] = [];
  if (!reason?.trim()) problems.push(`${named("reason")} is missing or empty: why need the bucket not be judged?`);
  if (until !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until)))) {
    problems.push(`${named("until")} is "${until}"; a day is written YYYY-MM-DD.`);
  }
  for (const rule of rules ?? []) {
    if (!ruleIds.includes(rule))
      problems.push(`${named("rules")} has "${rule}", which is no rule.${meant(rule, ruleIds)}`);
  }
  return problems;
}

function exemptionEntryProblems(entry: unknown, where: string, ruleIds: readonly string[]): readonly string[] {
  const exemption = (entry ?? {}) as Partial<Exemption>;
  const problems = unknownKeys(entry, Object.keys(EXEMPTION), where);
  if (!exemption.bucket) problems.push(`${where} needs \`bucket\`, a name.`);
  return [...problems, ...exemptionProblems(exemption, (part) => `${where}.${part}`, ruleIds)];
}

function promiseProblems(entry: unknown, where: string): readonly string[] {
  const { bucket, region, account } = (entry ?? {}) as Partial<KnownDestination>;
  const problems = unknownKeys(entry, Object.keys(KNOWN_DESTINATION), where);
  if (typeof bucket !== "string" || bucket === "") problems.push(`${where} needs \`bucket\`, a name.`);
  if (region !== undefined && !isRegion(region)) {
    problems.push(`${where}.region is "${region}", which is not a Region that AWS has published.`);
  }
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    problems.push(`${where}.account is "${account}"; an account has twelve digits.`);
  }
  return problems;
}

export function parsePending(config: Readonly<Record<string, unknown>>): Parsed<Pending> {
  const given = config["pending"];
  return {
    options: PENDING.find((value) => value === given) ?? "summary",
    problems: unknownKeys(config, Object.keys(NOTHING_UNDETERMINED_SCHEMA), "nothing-undetermined"),
  };
}

function unknownKeys(value: unknown, known: readonly string[], where: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${where} has no option \`${key}\`.${meant(key, known)} It has: ${known.join(", ")}.`);
}

/** The nearest spelling, where it is near enough to be meant. */
function meant(text: string, known: readonly string[]): string {
  const nearest = closest(text, known);
  return distance(text, nearest) <= Math.max(2, text.length / 3) ? ` Did you mean \`${nearest}\`?` : "";
}
