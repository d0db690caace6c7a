import { candidates, known, type Fact } from "../../policy-pack/model/fact";
import type {
  Address,
  Bucket,
  Creation,
  Encryption,
  Key,
  KeyGrant,
  PolicyDocument,
  Reference,
  ReplicationConfiguration,
  ReplicationGraph,
  ReplicationRule,
  Role,
  Versioning,
} from "../../policy-pack/model/graph";
import { PULUMI } from "../../policy-pack/readers/pulumi/dialect";
import type { Asked } from "./judged";

export { known, unknownUntilApply, unknownUntilConfigured } from "../../policy-pack/model/fact";

/** A graph, which of its buckets a case is about, and what the organization has asked for. */
export interface Scene {
  readonly graph: ReplicationGraph;
  readonly about: Address;
  readonly settings: Asked;
}

interface Differences {
  /** The source, `data`: in eu-west-1, versioned, with one rule. */
  readonly bucket?: Partial<Bucket>;
  /** The destination, `replica`: in us-west-2, versioned. */
  readonly replica?: Partial<Bucket>;
  /** The only rule, `everything`: Enabled, for all objects, to `replica`. */
  readonly rule?: Partial<ReplicationRule>;
  /** All rules, each with what differs from the good one. */
  readonly rules?: readonly Partial<ReplicationRule>[];
  readonly configuration?: Partial<ReplicationConfiguration>;
  readonly others?: readonly Bucket[];
  readonly elsewhere?: readonly Bucket[];
  /** The bucket that the case is about, `data` if left out. */
  readonly about?: string;
  /** The role of every configuration: S3 may assume it, and it may do what the scene's rules need and nothing else. */
  readonly role?: Partial<Role>;
  readonly keys?: readonly Key[];
  readonly keyGrants?: readonly KeyGrant[];
  readonly dependencies?: Readonly<Record<Address, readonly Address[]>>;
  readonly settings?: Asked;
}

/** The good scene, but for what a case names. */
export function scene(differences: Differences = {}): Scene {
  const { rules = [differences.rule ?? {}] } = differences;
  const data = bucketNamed("data", {
    replication: known(replicating("data", rules, differences.configuration)),
    configurations: ["data-replication"],
    ...differences.bucket,
  });
  const replica = bucketNamed("replica", { region: known("us-west-2"), ...differences.replica });
  const buckets = [data, replica, ...(differences.others ?? [])];
  const elsewhere = differences.elsewhere ?? [];
  const role: Role = { ...roleFor(buckets, elsewhere, differences.keys ?? []), ...differences.role };
  const graph: ReplicationGraph = {
    buckets: new Map(buckets.map((bucket) => [bucket.address, bucket])),
    elsewhere: new Map(elsewhere.map((bucket) => [bucket.address, bucket])),
    roles: new Map([[role.address, role]]),
    keys: new Map((differences.keys ?? []).map((key) => [key.address, key])),
    keyGrants: differences.keyGrants ?? [],
    unread: [],
    dependencies: new Map([
      ...buckets.flatMap(addressesOf).map((address): [Address, readonly Address[]] => [address, []]),
      ...Object.entries(differences.dependencies ?? {}),
    ]),
  };
  return { graph, about: differences.about ?? "data", settings: differences.settings ?? {} };
}

/** The resources of a bucket: every resource of a stack has an entry among the dependencies. */
function addressesOf({ address, versioning, replication }: Bucket): readonly Address[] {
  const settings = [...(candidates(versioning) ?? []), ...(candidates(replication) ?? [])];
  return [address, ...settings.flatMap((each) => (each === undefined ? [] : "on" in each ? each.on : each.address))];
}

/** Statements of a policy in short: actions, resources, and more where a case needs it. */
export interface Allowed {
  readonly Effect?: "Allow" | "Deny";
  readonly Action: readonly string[] | string;
  readonly Resource: readonly string[] | string;
  readonly Condition?: object;
  readonly Principal?: unknown;
}

export function policyOf(on: Address, statements: readonly Allowed[]): Fact<PolicyDocument | undefined> {
  const Statement = statements.map((each) => ({ Effect: "Allow", ...each }));
  return known({ text: JSON.stringify({ Version: "2012-10-17", Statement }), on });
}

export const TRUST: Fact<PolicyDocument | undefined> = known({
  text: '{"Statement":{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sts:AssumeRole"}}',
  on: "role",
});

/** What the role may do in the good scene, each by itself so that a case can leave one out. */
export const READ_RULES = {
  Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
  Resource: "arn:aws:s3:::data",
};
export const READ_OBJECTS = {
  Action: [
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionTagging",
    "s3:GetObjectVersionAnnotationForReplication",
  ],
  Resource: "arn:aws:s3:::data/*",
};
export const WRITE_COPIES = {
  Action: ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
  Resource: "arn:aws:s3:::replica/*",
};

function roleFor(buckets: readonly Bucket[], elsewhere: readonly Bucket[], keys: readonly Key[]): Role {
  const region = buckets[0]?.region;
  const partition = region?.known && region.value.startsWith("cn-") ? "aws-cn" : "aws";
  const arn = (address: Address): string[] => {
    const { name } = [...buckets, ...elsewhere].find((bucket) => bucket.address === address) ?? {};
    return name?.known && name.value ? [`arn:${partition}:s3:::${name.value}`] : [];
  };
  const replicated = buckets.flatMap((bucket) =>
    (candidates(bucket.replication) ?? []).flatMap((configuration) =>
      configuration ? [{ bucket, rules: candidates(configuration.rules)?.flat() ?? [] }] : [],
    ),
  );
  const sources = [...new Set(replicated.flatMap(({ bucket }) => arn(bucket.address)))];
  const rules = replicated.flatMap((each) => each.rules);
  const destinations = [...new Set(rules.flatMap(({ destination }) => (candidates(destination) ?? []).flatMap(arn)))];
  const changesOwner = rules.some(({ owner }) => !owner.known || owner.value !== undefined);
  const locked = replicated.some(({ bucket }) => !bucket.objectLock.known || bucket.objectLock.value);
  const objects = (arns: readonly string[]): string[] => arns.map((each) => `${each}/*`);
  return {
    address: "role",
    label: "role",
    name: known("role"),
    arn: known("arn:aws:iam::111122223333:role/role"),
    account: known("111122223333"),
    trust: TRUST,
    policies: [
      policyOf("role-policy", [
        { ...READ_RULES, Resource: sources },
        {
          Action: [...READ_OBJECTS.Action, ...(locked ? ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] : [])],
          Resource: objects(sources),
        },
        {
          Action: [...WRITE_COPIES.Action, ...(changesOwner ? ["s3:ObjectOwnerOverrideToBucketOwner"] : [])],
          Resource: objects(destinations),
        },
        ...arnsOf(
          replicated.map(({ bucket }) => (bucket.encryption.known ? bucket.encryption.value.key : undefined)),
          keys,
        ).map((key): Allowed => ({ Action: "kms:Decrypt", Resource: key })),
        ...arnsOf(
          rules.map(({ replicaKey }) => replicaKey),
          keys,
        ).map((key): Allowed => ({ Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"], Resource: key })),
      ]),
    ],
    permissionsBoundary: known(undefined),
  };
}

/** The ARNs of keys that are named outright, or by an alias of the stack. */
function arnsOf(references: readonly (Fact<Reference | undefined> | undefined)[], keys: readonly Key[]) {
  const arnOf = (fact: Fact<Reference | undefined> | undefined): readonly string[] => {
    if (!fact?.known || !fact.value) return [];
    if (fact.value.in === "elsewhere") return fact.value.name.includes(":key/") ? [fact.value.name] : [];
    const { address } = fact.value;
    const key = keys.find((each) => each.address === address);
    if (key?.kind === "alias") return arnOf(key.target);
    return key?.arn.known && key.arn.value ? [key.arn.value] : [];
  };
  return [...new Set(references.flatMap(arnOf))];
}

/** A versioned bucket in eu-west-1 without replication, at the address that is its name. */
export function bucketNamed(name: string, differences: Partial<Bucket> = {}): Bucket {
  return {
    address: name,
    label: name,
    words: PULUMI,
    evaluated: true,
    name: known(name),
    region: known("eu-west-1"),
    account: known("111122223333"),
    creation: created(differences),
    versioning: versioned(name),
    replication: known(undefined),
    configurations: [],
    possibleConfigurations: [],
    encryption: known({
      algorithm: "AES256",
      key: known(undefined),
      bucketKey: known(false),
      allowsCustomerKeys: known(false),
      on: name,
    }),
    objectOwnership: known("BucketOwnerEnforced"),
    failureNotice: known(false),
    objectLock: known(false),
    policy: known(undefined),
    tags: known(new Map()),
    requestPayer: known(undefined),
    settings: [],
    noncurrentExpirationDays: known(undefined),
    ...differences,
  };
}

/** A bucket that is not there yet, asked for where it is to be. */
export function created(
  { region = known("eu-west-1"), account = known("111122223333") }: Partial<Bucket> = {},
  differences: Partial<Creation> = {},
): Creation {
  return { region, account, namespace: known(undefined), isDone: false, ...differences };
}

/** A replication configuration of a bucket, with the good rule for each entry but for what it names. */
export function replicating(
  bucket: string,
  rules: readonly Partial<ReplicationRule>[],
  differences: Partial<ReplicationConfiguration> = {},
): ReplicationConfiguration {
  return {
    address: `${bucket}-replication`,
    role: known({ in: "stack", address: "role" }),
    rules: known(rules.map(ruleTo)),
    ...differences,
  };
}

function ruleTo(differences: Partial<ReplicationRule>, position: number): ReplicationRule {
  return {
    position,
    id: known(position === 0 ? "everything" : `everything-${position}`),
    status: known("Enabled"),
    priority: known(position),
    filter: known({ prefix: known(undefined), tag: known(false), and: known(undefined) }),
    prefix: known(undefined),
    deleteMarkerReplication: known("Disabled"),
    existingObjectReplication: known(undefined),
    sseKmsEncryptedObjects: known(undefined),
    replicaModifications: known(undefined),
    destination: known("replica"),
    account: known(undefined),
    owner: known(undefined),
    storageClass: known(undefined),
    replicaKey: known(undefined),
    replicationTime: known(undefined),
    metrics: known(undefined),
    ...differences,
  };
}

export function versioned(on: Address, status: Versioning["status"] = "Enabled"): Fact<Versioning> {
  return known({ status, on });
}

/** Keys that are named by their ARNs, in the Regions of the good scene. */
export const KMS_HOME = known<Reference | undefined>({
  in: "elsewhere",
  name: "arn:aws:kms:eu-west-1:111122223333:key/home",
});
export const KMS_AWAY = known<Reference | undefined>({
  in: "elsewhere",
  name: "arn:aws:kms:us-west-2:111122223333:key/away",
});

/** A bucket's default encryption with KMS, with an S3 Bucket Key. */
export function encrypted(on: Address, key: Fact<Reference | undefined>, algorithm = "aws:kms"): Fact<Encryption> {
  return known({ algorithm, key, bucketKey: known(true), allowsCustomerKeys: known(false), on });
}

/** A key of the stack, without a policy of its own. */
export function keyNamed(name: string, differences: Partial<Key> = {}): Key {
  return {
    address: name,
    label: name,
    kind: "key",
    region: known("eu-west-1"),
    arn: known(`arn:aws:kms:eu-west-1:111122223333:key/${name}`),
    account: known("111122223333"),
    policy: known(undefined),
    enabled: known(true),
    target: known(undefined),
    ...differences,
  };
}
