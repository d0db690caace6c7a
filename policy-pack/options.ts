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
}

/** The options that several rules share. They belong to the policy `scope`. */
export interface SharedOptions {
  readonly knownDestinations: readonly KnownDestination[];
  /** Versioning is set outside the stacks that create the buckets: a bucket without it here is not known to lack it. */
  readonly versioningManagedElsewhere: boolean;
}

export const DEFAULT_OPTIONS: SharedOptions = { knownDestinations: [], versioningManagedElsewhere: false };

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

function wildcard(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** The JSON schema of an option, in the part of JSON schema that is used here and that Pulumi takes. */
interface Schema {
  description: string;
  type: "array" | "object" | "string" | "boolean";
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
  versioningManagedElsewhere: {
    description: "Versioning is set outside the stacks that create the buckets.",
    type: "boolean",
    default: false,
  },
};

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

/** Pulumi checks the types against the schema and lets unknown keys pass in silence, so they are looked at here. */
export function parseShared(config: Readonly<Record<string, unknown>>): Parsed<SharedOptions> {
  const problems = unknownKeys(config, Object.keys(SCOPE_SCHEMA), "scope");
  const destinations = config["knownDestinations"];
  const knownDestinations: KnownDestination[] = [];
  for (const [index, entry] of (Array.isArray(destinations) ? (destinations as unknown[]) : []).entries()) {
    const wrong = promiseProblems(entry, `scope.knownDestinations[${index}]`);
    // A promise with a mistake in it is no promise.
    if (wrong.length === 0) knownDestinations.push(entry as KnownDestination);
    problems.push(...wrong);
  }
  return {
    options: { knownDestinations, versioningManagedElsewhere: config["versioningManagedElsewhere"] === true },
    problems,
  };
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
    .map((key) => {
      const nearest = closest(key, known);
      const near = distance(key, nearest) <= Math.max(2, key.length / 3) ? ` Did you mean \`${nearest}\`?` : "";
      return `${where} has no option \`${key}\`.${near} It has: ${known.join(", ")}.`;
    });
}
