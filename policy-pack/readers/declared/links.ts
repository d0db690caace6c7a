import { bucketName, isAlias, keyId, parseArn, roleName } from "../../model/arn";
import {
  candidates,
  doubtFrom,
  known,
  unknownUntilApply,
  unknownUntilConfigured,
  type Fact,
  type Unknown as UnknownFact,
} from "../../model/fact";
import type { Address, Reference } from "../../model/graph";
import { addTo } from "../../model/multimap";
import { hasPlaceholder, PLACEHOLDER } from "../../model/text";
import { wildcard } from "../../model/wildcard";
import { regionOf } from "./places";
import { isEvaluated, notEvaluated, type DeclaredResource, type Kind } from "./resource";
import { Setting } from "./setting";
import { namesNoBucket } from "./unread";

/** What a value can refer to. */
interface Target {
  readonly noun: string;
  readonly kinds: readonly Kind[];
  /** The settings by which a resource of this kind is named elsewhere. */
  readonly names: readonly string[];
  /** Brings a text into the form of the names: an ARN to its last part. */
  readonly nameIn: (text: string) => string;
  /** The settings by which resources of other kinds refer to one of this kind: a reference leads on through them. */
  readonly through: Readonly<Partial<Record<Kind, readonly string[]>>>;
}

const TARGETS = {
  bucket: {
    noun: "bucket",
    kinds: ["bucket"],
    names: ["bucket", "bucketName"],
    nameIn: bucketName,
    // Not of a bucket: its own `bucket` is its name, and one made from another bucket's name is still another bucket.
    through: {
      versioning: ["bucket"],
      replication: ["bucket"],
      encryption: ["bucket"],
      "object-lock": ["bucket"],
      "request-payment": ["bucket"],
      lifecycle: ["bucket"],
      "bucket-policy": ["bucket"],
      ownership: ["bucket"],
    },
  },
  role: {
    noun: "role",
    kinds: ["role"],
    names: ["name", "roleName"],
    nameIn: roleName,
    through: {
      "role-policy": ["role", "roleName"],
      "role-policy-attachment": ["role"],
      "key-grant": ["granteePrincipal"],
    },
  },
  policy: {
    noun: "policy",
    kinds: ["policy"],
    names: ["arn", "policyArn"],
    nameIn: (text) => text,
    through: { "role-policy-attachment": ["policyArn"], "policy-attachment": ["policyArn"] },
  },
  key: {
    noun: "KMS key",
    kinds: ["key", "alias"],
    names: ["keyId", "arn", "name", "aliasName"],
    nameIn: keyId,
    through: { alias: ["targetKeyId"], "key-policy": ["keyId"], "key-grant": ["keyId"] },
  },
} as const satisfies Record<string, Target>;

/** A key by the names that people give one. */
const ALIAS = { ...TARGETS.key, kinds: ["alias"], names: ["name", "aliasName"] } as const satisfies Target;

export type TargetName = keyof typeof TARGETS;

/**
 * Joins values to the resources they name. Here alone it is decided what counts as a reference:
 *
 * - a literal name or ARN of a resource of the stack is that resource, and so is a text made of the same placeholders;
 *   any other literal is elsewhere;
 * - an unknown value is one of the resources it depends on, and several are one each as far as there are enough. This is
 *   an assumption: Pulumi does not say which part of a setting refers to what, and
 *   `bucket.arn.apply(() => anotherArn)` looks the same. The values are known at `up` and in the next preview.
 */
export class Links {
  private readonly byAddress: ReadonlyMap<Address, DeclaredResource>;
  private readonly byName: Readonly<Record<TargetName, ReadonlyMap<string, readonly Address[]>>>;
  /** Of a kind that people name themselves, one that may be there: a name that nothing has may be its name. */
  private readonly missing: Readonly<Partial<Record<TargetName, DeclaredResource>>>;
  private readonly open: Readonly<Partial<Record<TargetName, readonly Open[]>>>;
  private readonly aliases: readonly Address[];
  private readonly followed = new Map<string, readonly Address[] | undefined>();
  private readonly byText = new Map<string, readonly Address[]>();

  /**
   * @param partitionOf The partition of a resource of the stack, where it is known.
   * @param isPromised Whether someone says of a bucket, by its name, that it is outside the stack.
   */
  constructor(
    resources: readonly DeclaredResource[],
    private readonly partitionOf: (resource: DeclaredResource) => string | undefined,
    private readonly isPromised: (name: string) => boolean = () => false,
  ) {
    this.aliases = resources.filter(({ kind }) => kind === "alias").map(({ address }) => address);
    this.byAddress = new Map(resources.map((resource) => [resource.address, resource]));
    this.byName = {
      bucket: nameIndex(resources, TARGETS.bucket),
      role: nameIndex(resources, TARGETS.role),
      policy: nameIndex(resources, TARGETS.policy),
      key: nameIndex(resources, TARGETS.key),
    };
    const missing = (kind: Kind): DeclaredResource | undefined =>
      resources.find((resource) => resource.kind === kind && resource.existence && !isEvaluated(resource));
    const [bucket, role, key] = [missing("bucket"), missing("role"), missing("alias")];
    this.open = {
      bucket: openNames(resources, TARGETS.bucket),
      role: openNames(resources, TARGETS.role),
      key: openNames(resources, ALIAS),
    };
    this.missing = { ...(bucket && { bucket }), ...(role && { role }), ...(key && { key }) };
  }

  at(address: Address): DeclaredResource | undefined {
    return this.byAddress.get(address);
  }

  /** What the values of one kind under one top-level setting of a resource refer to, in their order. */
  resolve(
    target: TargetName,
    owner: DeclaredResource,
    property: string,
    values: readonly Setting[],
  ): readonly Fact<Reference>[] {
    const facts = values.map((value) => value.symbol());
    const literals = facts.map((fact) => this.literal(target, fact, owner, owner.words.setting(property)));
    const taken = new Set(literals.flatMap((link) => (link && candidates(link)) ?? []).flatMap(addressOf));
    const referred = this.referred(target, owner, property);
    const untaken = referred?.filter((address) => !taken.has(address));
    const unknowns = literals.filter((link, index) => !link && values[index]?.from === undefined).length;
    // Two rules may have one destination: where not every unknown value can have a resource of its own, each may be any.
    const free = untaken && unknowns > untaken.length ? referred : untaken;
    return facts.map((fact, index): Fact<Reference> => {
      const literal = literals[index];
      if (literal) return literal;
      if (fact.known) return unknownUntilApply("");
      const from = values[index]?.from;
      if (from !== undefined) return oneOfThese(this.following(target, from), fact);
      // A value that is unknown for another reason than its source's is not a reference: it is not even a text.
      if (fact.settledBy !== "apply") return doubtFrom(fact);
      return oneOfThese(free, fact);
    });
  }

  /** What one value refers to, where it is the only one of its kind under its setting. */
  resolveOne(target: TargetName, owner: DeclaredResource, property: string): Fact<Reference> {
    if (!isEvaluated(owner)) return oneOfThese(this.referred(target, owner, property), notEvaluated(owner));
    const [link] = this.resolve(target, owner, property, [Setting.of(owner, property)]);
    return link ?? unknownUntilApply(`${owner.words.setting(property)} is known only after apply`);
  }

  /**
   * The resources of a kind that a setting depends on, directly or through another resource. `undefined` where the
   * dependencies do not explain the value: it may come from anywhere.
   */
  referred(target: TargetName, owner: DeclaredResource, property: string): readonly Address[] | undefined {
    return this.following(target, owner.references.get(property) ?? []);
  }

  private following(target: TargetName, from: readonly Address[]): readonly Address[] | undefined {
    const found = new Set<Address>();
    for (const address of from) {
      const addresses = this.follow(target, address, MOST_STEPS);
      if (addresses === undefined) return undefined;
      for (const each of addresses) found.add(each);
    }
    return found.size > 0 ? [...found].sort() : undefined;
  }

  private follow(target: TargetName, address: Address, steps: number): readonly Address[] | undefined {
    const memo = `${target} ${address}`;
    if (this.followed.has(memo)) return this.followed.get(memo);
    this.followed.set(memo, []); // a resource cannot depend on itself, but a state file can say so
    const found = this.followOnce(target, address, steps);
    this.followed.set(memo, found);
    return found;
  }

  private followOnce(target: TargetName, address: Address, steps: number): readonly Address[] | undefined {
    const resource = this.byAddress.get(address);
    if (!resource || steps === 0) return undefined;
    const { kinds, through }: Target = TARGETS[target];
    const { kind } = resource;
    const itself = kind !== undefined && kinds.includes(kind) ? [address] : [];
    const property = kind && through[kind]?.find((each) => resource.settings.has(each));
    if (property !== undefined) {
      const further = this.furtherFrom(target, resource, property, steps - 1);
      return further && [...itself, ...further];
    }
    // A key or a role beside the buckets explains its own place in the setting, and says nothing about the buckets.
    return kind !== undefined || namesNoBucket(resource.type) ? itself : undefined;
  }

  /** What a side resource's own setting names: by its text, or by what it depends on. */
  private furtherFrom(
    target: TargetName,
    resource: DeclaredResource,
    property: string,
    steps: number,
  ): readonly Address[] | undefined {
    const setting = Setting.of(resource, property);
    const literal = this.literal(target, setting.symbol(), resource, property);
    if (literal) return candidates(literal)?.flatMap(addressOf);
    const found: Address[] = [];
    for (const address of setting.from ?? resource.references.get(property) ?? []) {
      const further = this.follow(target, address, steps);
      if (!further) return undefined;
      for (const each of further) found.push(each);
    }
    return found.length > 0 ? found : undefined;
  }

  /** What a text names; `undefined` where it is not known, and nothing of it is. */
  private literal(
    target: TargetName,
    fact: Fact<string | undefined>,
    owner: DeclaredResource,
    property: string,
  ): Fact<Reference> | undefined {
    const text = fact.known ? fact.value : fact.identity;
    if (!fact.known && fact.among) return this.oneOfTexts(target, fact, owner);
    if (!fact.known && text === undefined) return undefined;
    if (text === undefined || text === "")
      return unknownUntilConfigured(`${property} names no ${TARGETS[target].noun}`);
    const region = placeNamed(target, text, owner);
    const found = this.named(target, text, region);
    const [only] = found;
    if (only !== undefined && found.length === 1)
      return known(inStack(only), fact.known ? "by its name" : "by reference");
    if (only !== undefined) {
      return unknownUntilConfigured(
        `${found.length} resources of this stack have the name ${text}`,
        undefined,
        found.length > MOST_CANDIDATES ? undefined : found.map(inStack),
      );
    }
    if (fact.known && !hasPlaceholder(text)) return this.elsewhere(target, text, region);
    if (fact.known || !hasPlaceholder(text)) return undefined;
    if (target === "key" && isAlias(text)) return this.anAlias(text, fact);
    // A name that is made of something else's is another name: no dependency tells which.
    return unknownFrom(fact);
  }

  /** Whichever alias it is, it is one: of the stack, or another. */
  private anAlias(text: string, fact: UnknownFact<unknown>): Fact<Reference> {
    const elsewhere: Reference = { in: "elsewhere", name: text };
    if (this.aliases.length === 0) return known(elsewhere);
    const isFew = this.aliases.length < MOST_CANDIDATES;
    return { ...unknownFrom<Reference>(fact), ...(isFew && { among: [elsewhere, ...this.aliases.map(inStack)] }) };
  }

  /** What a name stands for that nothing in the stack is known to have. */
  private elsewhere(target: TargetName, text: string, region: string): Fact<Reference> {
    const name = TARGETS[target].nameIn(text);
    const elsewhere: Reference = { in: "elsewhere", name: text };
    // Of keys people name the aliases.
    if (target === "key" && !isAlias(text)) return known(elsewhere);
    const missing = this.missing[target];
    if (missing) return notEvaluated(missing);
    const open = this.isPromised(name)
      ? []
      : (this.open[target] ?? []).filter(
          ({ address, mayBe }) => mayBe(name) && isInRegion(this.byAddress.get(address), region),
        );
    const [first] = open;
    if (!first) return known(elsewhere);
    return { ...unknownFrom(first.name), among: [elsewhere, ...open.map(({ address }) => inStack(address))] };
  }

  private oneOfTexts(
    target: TargetName,
    fact: UnknownFact<string | undefined>,
    owner: DeclaredResource,
  ): Fact<Reference> | undefined {
    const links = (fact.among ?? []).map((text) => this.literal(target, known(text), owner, ""));
    const among = links.flatMap((link) => (link && candidates(link)) ?? []);
    return links.length > 0 && links.every((link) => link && candidates(link))
      ? { ...unknownFrom<Reference>(fact), among }
      : undefined;
  }

  /** The resources of the stack that a name or an ARN names: many can have one name, and many can name it. */
  private named(target: TargetName, text: string, region: string): readonly Address[] {
    const memo = `${target} ${region} ${text}`;
    const before = this.byText.get(memo);
    if (before) return before;
    const found = this.namedOnce(target, text, region);
    this.byText.set(memo, found);
    return found;
  }

  private namedOnce(target: TargetName, text: string, region: string): readonly Address[] {
    const partition = parseArn(text)?.partition ?? "";
    // A bucket of the same name in another partition is another bucket, and so is a replica of a multi-Region key, which
    // has the id of its primary key, in another Region.
    return (this.byName[target].get(TARGETS[target].nameIn(text)) ?? []).filter((address) => {
      const resource = this.byAddress.get(address);
      const own = resource && partition !== "" && !hasPlaceholder(partition) ? this.partitionOf(resource) : undefined;
      return (own === undefined || own === partition) && isInRegion(resource, region);
    });
  }
}

/** The Region of what a text names: an ARN of a key has one, and by its ID or an alias KMS looks for a key at home. */
function placeNamed(target: TargetName, text: string, owner: DeclaredResource): string {
  const arn = parseArn(text);
  if (arn || target !== "key" || hasPlaceholder(text)) return arn?.region ?? "";
  const own = regionOf(owner);
  return own.known ? own.value : "";
}

/** Whether a resource may be in the Region that an ARN names; an ARN of S3 or IAM names none. */
function isInRegion(resource: DeclaredResource | undefined, region: string): boolean {
  if (!resource || region === "" || hasPlaceholder(region)) return true;
  const own = regionOf(resource);
  return !own.known || own.value === region;
}

/** Candidates that are looked at one by one: more never agree, and to judge each for every resource takes long. */
export const MOST_CANDIDATES = 20;

/** Resources through which one reference is followed. */
const MOST_STEPS = 200;

function oneOfThese(addresses: readonly Address[] | undefined, fact: UnknownFact<unknown>): Fact<Reference> {
  const [only] = addresses ?? [];
  if (addresses?.length === 1 && only !== undefined) return known(inStack(only), "by dependency");
  return { ...unknownFrom<Reference>(fact), ...(addresses && { among: addresses.map(inStack) }) };
}

function unknownFrom<T>({ why, settledBy, settle }: UnknownFact<unknown>): UnknownFact<T> {
  return { known: false, why, settledBy, ...(settle !== undefined && { settle }) };
}

const inStack = (address: Address): Reference => ({ in: "stack", address });

export const addressOf = (reference: Reference): readonly Address[] =>
  reference.in === "stack" ? [reference.address] : [];

/** A resource whose program gives it a name that is not known. */
interface Open {
  readonly address: Address;
  readonly name: UnknownFact<string | undefined>;
  /** Whether that may be its name. */
  readonly mayBe: (name: string) => boolean;
}

/** Those of one kind. A name that AWS makes up is none that anybody could have written. */
function openNames(resources: readonly DeclaredResource[], target: Target): readonly Open[] {
  return resources.flatMap((resource): readonly Open[] => {
    if (resource.kind === undefined || !target.kinds.includes(resource.kind)) return [];
    const property = target.names.find((each) => isNamed(resource, each));
    const name = property === undefined ? undefined : Setting.of(resource, property).text();
    return name && !name.known ? [{ address: resource.address, name, mayBe: pattern(name.identity) }] : [];
  });
}

function isNamed(resource: DeclaredResource, property: string): boolean {
  const { written, references } = resource;
  return written ? Setting.written(resource, property).isUnknown : (references.get(property) ?? []).length > 0;
}

/** Matches what a text may be in which parts are not known. */
function pattern(text: string | undefined): (name: string) => boolean {
  if (text === undefined || !hasPlaceholder(text)) return () => true;
  const escaped = text.split(PLACEHOLDER).map((part, index) => (index % 2 === 0 ? part : "*"));
  return wildcard(escaped.join(""));
}

function nameIndex(resources: readonly DeclaredResource[], target: Target): ReadonlyMap<string, readonly Address[]> {
  const index = new Map<string, Address[]>();
  for (const resource of resources) {
    if (resource.kind === undefined || !target.kinds.includes(resource.kind)) continue;
    const names = target.names.flatMap((property) => {
      const fact = Setting.of(resource, property).text();
      const text = fact.known ? fact.value : fact.identity;
      return text ? [target.nameIn(text)] : [];
    });
    for (const name of new Set(names)) {
      addTo(index, name, resource.address);
    }
  }
  return index;
}
