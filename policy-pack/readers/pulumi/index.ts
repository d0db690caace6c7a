import { bucketName } from "../../model/arn";
import {
  candidates,
  known,
  limitedTo,
  mapFact,
  unknownUntilApply,
  unknownUntilConfigured,
  type Fact,
} from "../../model/fact";
import type {
  Address,
  Bucket,
  Encryption,
  Key,
  PolicyDocument,
  Reference,
  ReplicationConfiguration,
  ReplicationGraph,
  Role,
  Versioning,
} from "../../model/graph";
import { promiseFor, type SharedOptions } from "../../options";
import { shapeOf } from "./bucket-shapes";
import { PULUMI, wordsOf } from "./dialect";
import { noncurrentExpiration } from "./lifecycle";
import { Links } from "./links";
import { accountOf, regionOf } from "./places";
import { Prop } from "./props";
import { readConfiguration, SIDE_RESOURCE } from "./replication";
import { isEvaluated, notEvaluated, type StackResource } from "./resource";
import { SideResources } from "./side-resources";
import * as types from "./types";

/**
 * Reads a Pulumi stack into the graph. It joins and never judges. The order of the resources makes no difference, and
 * nothing a stack contains makes it throw.
 */
export function readStack(unordered: readonly StackResource[], options: SharedOptions): ReplicationGraph {
  const resources = [...unordered].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  return new Reader(resources, options).read();
}

/**
 * Reads the replication configuration that one resource sets, as Analyze shows it: its inputs, and no other resource.
 *
 * @returns `undefined` for a resource that sets none.
 */
export function readAlone(
  resource: Pick<StackResource, "urn" | "type" | "name" | "props">,
): ReplicationConfiguration | undefined {
  const alone: StackResource = { ...resource, inputs: resource.props, dependencies: [], propertyDependencies: {} };
  if (!isEvaluated(alone)) return undefined;
  const shape = types.REPLICATION.some((token) => token === alone.type)
    ? SIDE_RESOURCE
    : types.isBucket(alone.type)
      ? shapeOf(alone.type).replication
      : undefined;
  if (!shape || shape.block(alone).isAbsent) return undefined;
  return readConfiguration(alone, shape, new Links([alone]), (reference) =>
    reference.in === "stack" ? reference.address : elsewhereAddress(bucketName(reference.name)),
  );
}

/** A bucket outside the stack has no URN. Its ARN names no partition here: literal names do not tell it either. */
const elsewhereAddress = (name: string): Address => `arn:*:s3:::${name}`;

class Reader {
  private readonly links: Links;
  private readonly byType = new Map<string, StackResource[]>();
  private readonly elsewhere = new Map<Address, Bucket>();

  constructor(
    private readonly resources: readonly StackResource[],
    private readonly options: SharedOptions,
  ) {
    this.links = new Links(resources);
    for (const resource of resources) {
      const same = this.byType.get(resource.type);
      if (same) same.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
  }

  read(): ReplicationGraph {
    const buckets = this.buckets();
    return {
      buckets: new Map(buckets.map((bucket) => [bucket.address, bucket])),
      elsewhere: this.elsewhere,
      roles: new Map(this.roles().map((role) => [role.address, role])),
      keys: new Map(this.keys().map((key) => [key.address, key])),
      dependencies: new Map(
        this.resources.map(({ urn, dependencies, propertyDependencies }) => [
          urn,
          [...new Set([...dependencies, ...Object.values(propertyDependencies).flat()])],
        ]),
      ),
    };
  }

  private ofTypes(tokens: readonly string[]): readonly StackResource[] {
    return tokens.flatMap((token) => this.byType.get(token) ?? []);
  }

  private beside(tokens: readonly string[]): SideResources {
    return new SideResources(this.ofTypes(tokens), "bucket", "bucket", this.links);
  }

  private buckets(): readonly Bucket[] {
    const versionings = this.beside(types.VERSIONING);
    const configurations = this.beside(types.REPLICATION);
    const encryptions = this.beside(types.ENCRYPTION);
    const locks = this.beside(types.OBJECT_LOCK);
    const policies = this.beside(types.BUCKET_POLICY);
    const payments = this.beside(types.REQUEST_PAYMENT);
    const lifecycles = this.beside(types.LIFECYCLE);
    return this.ofTypes(types.BUCKET).map((resource): Bucket => {
      const inline = inlineOf(resource);
      const shape = shapeOf(resource.type);
      return {
        address: resource.urn,
        label: resource.name,
        words: wordsOf(resource.type),
        evaluated: isEvaluated(resource),
        name: Prop.of(resource, shape.name).text(),
        region: regionOf(resource),
        account: accountOf(resource),
        versioning: versionings.fact(resource.urn, readVersioning, () => this.inlineVersioning(resource)),
        replication: configurations.fact<ReplicationConfiguration | undefined>(
          resource.urn,
          (side) => known(readConfiguration(side, SIDE_RESOURCE, this.links, this.destination)),
          () =>
            inline(shape.replicationIn, (block) =>
              block.block(() => readConfiguration(resource, shape.replication, this.links, this.destination)),
            ),
        ),
        configurations: [
          ...configurations.of(resource.urn).certain.map(({ urn }) => urn),
          ...(resource.inputs && shape.replicationIn in resource.inputs ? [resource.urn] : []),
        ],
        possibleConfigurations: configurations.of(resource.urn).possible.map(({ urn }) => urn),
        encryption: encryptions.fact(
          resource.urn,
          (side) => {
            const rule = Prop.root(side).at("rules");
            return this.encryption(side, "rules", rule, rule.at("applyServerSideEncryptionByDefault"));
          },
          () =>
            inline(shape.encryptionIn, (block) => {
              const { rule, settings } = shape.encryption(block);
              return this.encryption(resource, shape.encryptionIn, rule, settings);
            }),
        ),
        objectLock: this.objectLock(resource, locks),
        policy: policies.fact<PolicyDocument | undefined>(resource.urn, readPolicy, () =>
          documentOf(resource, "policy"),
        ),
        tags: tagsOf(resource),
        requestPayer: payments.fact(
          resource.urn,
          (side) => Prop.of(side, "payer").text(),
          () => inline("requestPayer", (payer) => payer.text()),
        ),
        noncurrentExpirationDays: lifecycles.fact(
          resource.urn,
          (side) => noncurrentExpiration(Prop.of(side, "rules")),
          () => inline(shape.lifecycleIn, (block) => noncurrentExpiration(shape.lifecycleRules(block))),
        ),
      };
    });
  }

  private inlineVersioning(resource: StackResource): Fact<Versioning> {
    const objectLock = lockedAtCreation(resource);
    const on = resource.urn;
    const versioning = (status: Versioning["status"] | undefined): Versioning => ({
      status: status ?? "Unversioned",
      on,
    });
    // Object Lock at creation turns versioning on, and it cannot be suspended then.
    if (objectLock.known && objectLock.value) return known(versioning("Enabled"), "by Object Lock");
    if (!objectLock.known) {
      return mapFact(limitedTo(objectLock, [true, false]), (locked) => versioning(locked ? "Enabled" : undefined));
    }
    const shape = shapeOf(resource.type);
    const status = inlineOf(resource)(shape.versioningIn, shape.versioning);
    if (status.known && status.value !== "Enabled" && this.options.versioningManagedElsewhere) {
      return unknownUntilConfigured(
        `the versioning of ${resource.name} is not in this stack, and \`versioningManagedElsewhere\` says that it is set outside it`,
      );
    }
    if (status.known && status.value === undefined)
      return known(versioning(undefined), "no resource of this stack sets it");
    return mapFact(status, versioning);
  }

  private objectLock(resource: StackResource, locks: SideResources): Fact<boolean> {
    return locks.fact(
      resource.urn,
      (side) => mapFact(Prop.of(side, "objectLockEnabled").text(), (value) => (value ?? "Enabled") === "Enabled"),
      () => lockedAtCreation(resource),
    );
  }

  private encryption(resource: StackResource, property: string, rule: Prop, settings: Prop): Fact<Encryption> {
    const algorithm = settings.at("sseAlgorithm").text();
    const key = settings.at("kmsMasterKeyId");
    const [reference] = this.links.resolve("key", resource, property, [key.text()]);
    return mapFact(algorithm, (value): Encryption => ({
      algorithm: value ?? "AES256",
      key: key.isAbsent || !reference ? known(undefined) : reference,
      bucketKey: mapFact(rule.at("bucketKeyEnabled").flag(), (enabled) => enabled ?? false),
      on: resource.urn,
    }));
  }

  /** The address of a rule's destination; one outside the stack becomes a bucket of its own. */
  private readonly destination = (reference: Reference): Address => {
    if (reference.in === "stack") return reference.address;
    const name = bucketName(reference.name);
    const address = elsewhereAddress(name);
    if (!this.elsewhere.has(address)) this.elsewhere.set(address, this.bucketElsewhere(address, name));
    return address;
  };

  private bucketElsewhere(address: Address, name: string): Bucket {
    const promise = promiseFor(name, this.options);
    const settle = `"scope": { "knownDestinations": [{ "bucket": "${name}", "region": "<its Region>", "versioned": true, "allowsReplication": true }] }`;
    const promised = <T>(value: T | undefined, what: string): Fact<T> =>
      value === undefined
        ? unknownUntilConfigured(`bucket ${name} is not in this stack, so ${what}`, settle)
        : known(value, "by your configuration");
    return {
      address,
      label: name,
      words: PULUMI,
      evaluated: false,
      name: known(name),
      region: promised(promise?.region, "its Region is not known (a bucket ARN names none)"),
      account: promised(promise?.account, "its account is not known"),
      versioning: promised(
        promise?.versioned === undefined
          ? undefined
          : ({ status: promise.versioned ? "Enabled" : "Unversioned", on: address } as const),
        "its versioning is not known",
      ),
      replication: unknownUntilConfigured(`bucket ${name} is not in this stack`),
      configurations: [],
      possibleConfigurations: [],
      encryption: unknownUntilConfigured(`bucket ${name} is not in this stack`),
      objectLock: promised(promise?.objectLock, "its Object Lock is not known"),
      policy: unknownUntilConfigured(
        `bucket ${name} is not in this stack, so whether its policy lets the role replicate is not known`,
        settle,
      ),
      ...(promise?.allowsReplication && { allowsReplication: true }),
      tags: unknownUntilConfigured(`bucket ${name} is not in this stack`),
      requestPayer: unknownUntilConfigured(`bucket ${name} is not in this stack`),
      noncurrentExpirationDays: unknownUntilConfigured(`bucket ${name} is not in this stack`),
    };
  }

  private roles(): readonly Role[] {
    const inline = new SideResources(this.ofTypes(types.ROLE_POLICY), "role", "role", this.links);
    const attachments = new SideResources(this.ofTypes(types.ROLE_POLICY_ATTACHMENT), "role", "role", this.links);
    return this.ofTypes(types.ROLE).map((resource): Role => {
      const own = Prop.of(resource, "inlinePolicies").items();
      const managed = Prop.of(resource, "managedPolicyArns").items();
      return {
        address: resource.urn,
        label: resource.name,
        name: Prop.of(resource, "name").text(),
        arn: Prop.of(resource, "arn").text(),
        account: accountOf(resource),
        trust: documentOf(resource, "assumeRolePolicy"),
        policies: [
          ...attached(inline, resource.urn, (side) => documentOf(side, "policy")),
          ...attached(attachments, resource.urn, (side) =>
            this.managedPolicy(this.links.resolveOne("policy", side, "policyArn")),
          ),
          ...(own.known
            ? (own.value ?? []).map((policy) => documentIn(resource, policy.at("policy")))
            : [unknownUntilApply<PolicyDocument | undefined>(own.why)]),
          ...(managed.known
            ? this.links
                .resolve(
                  "policy",
                  resource,
                  "managedPolicyArns",
                  (managed.value ?? []).map((arn) => arn.text()),
                )
                .map((reference) => this.managedPolicy(reference))
            : [unknownUntilApply<PolicyDocument | undefined>(managed.why)]),
        ],
        permissionsBoundary: Prop.of(resource, "permissionsBoundary").isAbsent
          ? known(undefined)
          : this.managedPolicy(this.links.resolveOne("policy", resource, "permissionsBoundary")),
      };
    });
  }

  private managedPolicy(reference: Fact<Reference>): Fact<PolicyDocument | undefined> {
    if (!reference.known) return unknownUntilApply(reference.why);
    if (reference.value.in === "elsewhere") {
      return unknownUntilConfigured(`the policy ${reference.value.name} is not in this stack`);
    }
    const { address } = reference.value;
    const policy = this.links.at(address);
    return policy ? documentOf(policy, "policy") : unknownUntilApply("the policy is not known");
  }

  private keys(): readonly Key[] {
    return this.ofTypes([...types.KMS_KEY, ...types.KMS_ALIAS]).map((resource): Key => {
      const kind = types.KMS_ALIAS.some((token) => token === resource.type) ? "alias" : "key";
      return {
        address: resource.urn,
        label: resource.name,
        kind,
        arn: Prop.of(resource, "arn").text(),
        region: regionOf(resource),
        account: accountOf(resource),
        policy: documentOf(resource, "policy"),
        target: kind === "alias" ? this.links.resolveOne("key", resource, "targetKeyId") : known(undefined),
      };
    });
  }
}

function readVersioning(resource: StackResource): Fact<Versioning> {
  const status = Prop.of(resource, "versioningConfiguration").at("status").text();
  const versioning = (value: string | undefined): Versioning => ({
    status: value === "Enabled" || value === "Suspended" ? value : "Unversioned",
    on: resource.urn,
  });
  return mapFact(limitedTo(status, ["Enabled", "Suspended", "Disabled"]), versioning);
}

/**
 * Whether the bucket is created with Object Lock. Unlike its other settings this is the bucket's nature, and true
 * wherever it is seen, in inputs or outputs.
 */
function lockedAtCreation(resource: StackResource): Fact<boolean> {
  if (!isEvaluated(resource)) return notEvaluated(resource);
  const block = Prop.of(resource, "objectLockConfiguration").at("objectLockEnabled").text();
  if (block.known && block.value === "Enabled") return known(true);
  const flag = mapFact(Prop.of(resource, "objectLockEnabled").flag(), (value) => value ?? false);
  // The provider computes the flag of a bucket that does not exist yet.
  const computed = !flag.known && resource.inputs && !("objectLockEnabled" in resource.inputs);
  return computed ? known(false) : flag;
}

function readPolicy(resource: StackResource): Fact<PolicyDocument | undefined> {
  return documentIn(resource, Prop.root(resource).either("policy", "policyDocument"));
}

function documentOf(resource: StackResource, property: string): Fact<PolicyDocument | undefined> {
  return documentIn(resource, Prop.of(resource, property));
}

function documentIn(resource: StackResource, prop: Prop): Fact<PolicyDocument | undefined> {
  return mapFact(prop.document(), (text) => (text ? { text, on: resource.urn } : undefined));
}

function attached(
  sides: SideResources,
  role: Address,
  read: (side: StackResource) => Fact<PolicyDocument | undefined>,
): readonly Fact<PolicyDocument | undefined>[] {
  const { certain, possible } = sides.of(role);
  return [
    ...certain.map(read),
    ...possible.map((side): Fact<PolicyDocument | undefined> => {
      const among = candidates(read(side));
      return unknownUntilApply(
        `which role ${side.name} belongs to is known only after apply`,
        among && [...among, undefined],
      );
    }),
  ];
}

function tagsOf(resource: StackResource): Fact<ReadonlyMap<string, Fact<string>>> {
  return mapFact(shapeOf(resource.type).tags(Prop.of(resource, "tags")), (entries) => {
    const tags = new Map<string, Fact<string>>();
    for (const [key, prop] of entries ?? [])
      tags.set(
        key,
        mapFact(prop.text(), (value) => value ?? ""),
      );
    return tags;
  });
}

/**
 * A block of the bucket itself, as the program set it. After a refresh a bucket's outputs also carry what other
 * resources, or people, set in AWS: that is not a promise of this program and satisfies nothing.
 */
function inlineOf(resource: StackResource) {
  return <T>(property: string, read: (block: Prop) => Fact<T>): Fact<T> => {
    if (!isEvaluated(resource)) return notEvaluated(resource);
    if (resource.inputs) return read(Prop.of({ name: resource.name, props: resource.inputs }, property));
    const seen = Prop.of(resource, property);
    // Unknown as a whole and from nothing of the program, it is what the provider will compute.
    const computed = seen.isUnknown && (resource.propertyDependencies[property] ?? []).length === 0;
    if (seen.isAbsent || computed) return read(Prop.of({ name: resource.name, props: {} }, property));
    return unknownUntilConfigured(
      `\`${property}\` of ${resource.name} is seen in its outputs only, and the program's own settings were not shown to this pack`,
      `"scope": "advisory" (the policy that sees the settings is disabled)`,
    );
  };
}
