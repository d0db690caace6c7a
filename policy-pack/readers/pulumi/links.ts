import { bucketName, keyId, roleName } from "../../model/arn";
import { candidates, known, unknownUntilApply, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Address, Reference } from "../../model/graph";
import { Prop } from "./props";
import { isEvaluated, notEvaluated, type StackResource } from "./resource";
import { BUCKET, isBucket, KMS_ALIAS, KMS_KEY, POLICY, ROLE } from "./types";

/** What a value can refer to. */
interface Kind {
  readonly noun: string;
  readonly types: readonly string[];
  /** The properties by which a resource of this kind is named elsewhere. */
  readonly names: readonly string[];
  /** Brings a literal value into the form of the names: an ARN to its last part. */
  readonly literal: (value: string) => string;
  /** The property by which some other resource refers to one of this kind, so that a reference leads on through it. */
  readonly through: (resource: StackResource) => string | undefined;
}

const KINDS = {
  bucket: {
    noun: "bucket",
    types: BUCKET,
    names: ["bucket", "bucketName"],
    literal: bucketName,
    // A bucket's own `bucket` is its name: one made from another bucket's name is still another bucket.
    through: ({ type }) => (/^(aws:s3\/|aws-native:s3:)/.test(type) && !isBucket(type) ? "bucket" : undefined),
  },
  role: {
    noun: "role",
    types: ROLE,
    names: ["name", "roleName"],
    literal: roleName,
    through: ({ type }) => (type.startsWith("aws:iam/role") ? "role" : undefined),
  },
  policy: {
    noun: "policy",
    types: POLICY,
    names: ["arn"],
    literal: (value) => value,
    through: ({ type }) => (type.startsWith("aws:iam/") ? "policyArn" : undefined),
  },
  key: {
    noun: "KMS key",
    types: [...KMS_KEY, ...KMS_ALIAS],
    names: ["keyId", "arn", "name"],
    literal: keyId,
    through: ({ type }) =>
      type.startsWith("aws:kms/alias:") ? "targetKeyId" : type.startsWith("aws:kms/") ? "keyId" : undefined,
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/**
 * Joins values to the resources they name. Here alone it is decided what counts as a reference:
 *
 * - a literal name or ARN of a resource of the stack is that resource; any other literal is elsewhere;
 * - an unknown value is one of the resources its property depends on, as long as each unknown value under that property
 *   can have one of its own. This is an assumption: Pulumi does not say which part of a property refers to what, and
 *   `bucket.arn.apply(() => anotherArn)` looks the same. The values are known at `up` and in the next preview.
 */
export class Links {
  private readonly byUrn: ReadonlyMap<string, StackResource>;
  private readonly byName: Readonly<Record<KindName, ReadonlyMap<string, readonly Address[]>>>;
  private readonly followed = new Map<string, readonly Address[] | undefined>();

  constructor(resources: readonly StackResource[]) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    this.byName = {
      bucket: nameIndex(resources, KINDS.bucket),
      role: nameIndex(resources, KINDS.role),
      policy: nameIndex(resources, KINDS.policy),
      key: nameIndex(resources, KINDS.key),
    };
  }

  at(urn: string): StackResource | undefined {
    return this.byUrn.get(urn);
  }

  /** What the values of one kind under one top-level property of a resource refer to, in their order. */
  resolve(kind: KindName, owner: StackResource, property: string, values: readonly Fact<string | undefined>[]) {
    const literals = values.map((value) => (value.known ? this.literal(kind, value.value, property) : undefined));
    const taken = new Set(literals.flatMap((link) => (link && candidates(link)) ?? []).flatMap(addressOf));
    const referred = this.referred(kind, owner, property);
    const free = referred?.filter((address) => !taken.has(address));
    const unknowns = literals.filter((link) => link === undefined).length;
    return values.map((value, index): Fact<Reference> => {
      const literal = literals[index];
      if (literal) return literal;
      const why = value.known ? "" : value.why;
      // A value that is unknown for another reason than Pulumi's is not a reference: it is not even a text.
      if (!value.known && value.settledBy === "configuration") return unknownUntilConfigured(why);
      if (!free || unknowns > free.length) return unknownUntilApply(why);
      const [only] = free;
      return free.length === 1 && only !== undefined
        ? known(inStack(only), "by dependency")
        : unknownUntilApply(why, free.map(inStack));
    });
  }

  /** What one value refers to, where it is the only one of its kind under its property. */
  resolveOne(kind: KindName, owner: StackResource, property: string): Fact<Reference> {
    const value = isEvaluated(owner) ? Prop.of(owner, property).text() : notEvaluated<string | undefined>(owner);
    const [link] = this.resolve(kind, owner, property, [value]);
    return link ?? unknownUntilApply(`${property} is known only after apply`);
  }

  /**
   * The resources of a kind that a property depends on, directly or through another resource. `undefined` where the
   * dependencies do not explain the value: it may come from anywhere.
   */
  referred(kind: KindName, owner: StackResource, property: string): readonly Address[] | undefined {
    const found = new Set<Address>();
    for (const urn of owner.propertyDependencies[property] ?? []) {
      const addresses = this.follow(kind, urn);
      if (addresses === undefined) return undefined;
      for (const address of addresses) found.add(address);
    }
    return found.size > 0 ? [...found].sort() : undefined;
  }

  private follow(kind: KindName, urn: string): readonly Address[] | undefined {
    const memo = `${kind} ${urn}`;
    if (!this.followed.has(memo)) {
      this.followed.set(memo, []); // a resource cannot depend on itself, but a state file can say so
      this.followed.set(memo, this.followOnce(kind, urn));
    }
    return this.followed.get(memo);
  }

  private followOnce(kind: KindName, urn: string): readonly Address[] | undefined {
    const resource = this.byUrn.get(urn);
    if (!resource) return undefined;
    const itself = isOneOf(resource, KINDS[kind]) ? [urn] : [];
    const through = KINDS[kind].through(resource);
    if (through !== undefined && through in resource.props) {
      const further = candidates(this.resolveOne(kind, resource, through));
      if (further) return [...itself, ...further.flatMap(addressOf)];
    }
    // A key beside the buckets explains the key's own place in the property, and says nothing about the buckets.
    const explains = Object.values(KINDS).some((other) => isOneOf(resource, other));
    return itself.length > 0 || explains ? itself : undefined;
  }

  private literal(kind: KindName, value: string | undefined, property: string): Fact<Reference> {
    if (value === undefined || value === "") return unknownUntilConfigured(`${property} names no ${KINDS[kind].noun}`);
    const found = this.byName[kind].get(KINDS[kind].literal(value)) ?? [];
    const [only] = found;
    if (only === undefined) return known({ in: "elsewhere", name: value });
    if (found.length === 1) return known(inStack(only), "by its name");
    return unknownUntilConfigured(
      `${found.length} resources of this stack have the name ${value}`,
      undefined,
      found.map(inStack),
    );
  }
}

const inStack = (address: Address): Reference => ({ in: "stack", address });

export const addressOf = (reference: Reference): readonly Address[] =>
  reference.in === "stack" ? [reference.address] : [];

function isOneOf(resource: StackResource, kind: Kind): boolean {
  return kind.types.includes(resource.type);
}

function nameIndex(resources: readonly StackResource[], kind: Kind): ReadonlyMap<string, readonly Address[]> {
  const index = new Map<string, Address[]>();
  for (const resource of resources) {
    if (!isOneOf(resource, kind)) continue;
    const names = kind.names.map((property) => Prop.of(resource, property).text());
    for (const name of new Set(names.flatMap((fact) => (fact.known && fact.value ? [kind.literal(fact.value)] : [])))) {
      index.set(name, [...(index.get(name) ?? []), resource.urn]);
    }
  }
  return index;
}
