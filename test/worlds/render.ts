import type { KnownDestination } from "../../policy-pack/options";
import type { Props, StackResource } from "../../policy-pack/readers/pulumi/resource";
import { UNKNOWN } from "../support/aws-provider";
import {
  accountOf,
  ACTIONS,
  isInside,
  WRITING,
  type Hidden,
  type HiddenBucket,
  type Link,
  type World,
  type WorldBucket,
  type WorldRule,
} from "./world";
import { accountIn, partitionIn } from "./oracle";

export interface Rendered {
  readonly stack: readonly StackResource[];
  readonly knownDestinations: readonly KnownDestination[];
}

const TOKENS = {
  side: "aws:s3/bucket:Bucket",
  sideV2: "aws:s3/bucketV2:BucketV2",
  inline: "aws:s3/bucket:Bucket",
  legacy: "aws:s3/bucket:Bucket",
  v2: "aws:s3/bucketV2:BucketV2",
  native: "aws-native:s3:Bucket",
} as const;

const urnOf = (type: string, name: string): string => `urn:pulumi:dev::project::${type}::${name}`;
/** The name of a bucket in S3. */
export const physicalName = (world: World, index: number): string =>
  index < world.buckets.length ? `bucket-${index}-1234567` : `elsewhere-${index - world.buckets.length}`;
/** The true ARN of a bucket. */
export const arnIn = (world: World, index: number): string =>
  `arn:${partitionIn(world, index)}:s3:::${physicalName(world, index)}`;
const bucketUrn = (world: World, index: number): string =>
  urnOf(TOKENS[world.buckets[index]?.shape ?? "side"], `bucket-${index}`);

/** Writes a world as the stack that a pack is shown in a preview which knows all but what is hidden. */
export function render(world: World, hidden: Hidden): Rendered {
  return {
    stack: [
      ...world.buckets.flatMap((bucket, index) => {
        const hides = hidden.buckets[index];
        return hides ? renderBucket(world, hidden, bucket, index, hides) : [];
      }),
      ...renderRole(world, hidden),
      OTHER,
    ],
    knownDestinations: world.elsewhere.flatMap(({ region, versioned, lock: objectLock }, index) =>
      hidden.promised[index]
        ? [{ bucket: `elsewhere-${index}`, region, versioned, objectLock, allowsReplication: true }]
        : [],
    ),
  };
}

/** Something of the stack that is no bucket, and that may know the name of one. */
const OTHER: StackResource = {
  urn: urnOf("acme:index:Component", "other"),
  type: "acme:index:Component",
  name: "other",
  props: { name: "other" },
  dependencies: [],
  propertyDependencies: {},
};

const ROLE_URN = urnOf("aws:iam/role:Role", "role");

/** The role of all rules; it may do everything that it does not lack, on all buckets. */
function renderRole(world: World, hidden: Hidden): readonly StackResource[] {
  const { trusted, attached, boundary } = world.role;
  const resource = (type: string, name: string, inputs: Props, from: StackResource["propertyDependencies"] = {}) => ({
    urn: urnOf(type, name),
    type,
    name,
    inputs,
    props: inputs,
    dependencies: [],
    propertyDependencies: from,
  });
  const arns = [...world.buckets, ...world.elsewhere].flatMap((_, index) =>
    ["aws", "aws-cn"].map((partition) => `arn:${partition}:s3:::${physicalName(world, index)}`),
  );
  const policy = hidden.role ? UNKNOWN : rolePolicy(arns, world.role.missing);
  const own = resource("aws:iam/policy:Policy", "own", { name: "own", policy, arn: UNKNOWN });
  const bound = resource("aws:iam/policy:Policy", "bound", {
    name: "bound",
    policy: rolePolicy(arns, boundary),
    arn: UNKNOWN,
  });
  const arn = { policyArn: UNKNOWN };
  const beside = {
    inside: [],
    inline: [resource("aws:iam/rolePolicy:RolePolicy", "role", { role: "role", policy })],
    attachment: [
      own,
      resource(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "attached",
        { ...arn, role: "role" },
        { policyArn: [own.urn] },
      ),
    ],
    list: [
      own,
      resource(
        "aws:iam/policyAttachment:PolicyAttachment",
        "attached",
        { ...arn, roles: ["role"] },
        { policyArn: [own.urn] },
      ),
    ],
  };
  const trust = { Effect: "Allow", Principal: { Service: `${trusted ? "s3" : "ec2"}.amazonaws.com` } };
  return [
    resource(
      "aws:iam/role:Role",
      "role",
      {
        name: "role",
        assumeRolePolicy: JSON.stringify({ Statement: [{ ...trust, Action: "sts:AssumeRole" }] }),
        ...(attached === "inside" && { inlinePolicies: [{ name: "own", policy }] }),
        ...(boundary !== "none" && { permissionsBoundary: UNKNOWN }),
      },
      boundary === "none" ? {} : { permissionsBoundary: [bound.urn] },
    ),
    ...(boundary === "none" ? [] : [bound]),
    ...beside[attached],
  ];
}

/** A policy for all keys and for buckets by their ARNs that allows every action but one. */
export function rolePolicy(arns: readonly string[], missing: string | undefined): string {
  const allow = (service: string, Resource: unknown) => ({
    Effect: "Allow",
    Action: ACTIONS.filter((action) => action.startsWith(service) && action !== missing),
    Resource,
  });
  return JSON.stringify({
    Statement: [allow("s3:", [...arns, ...arns.map((arn) => `${arn}/*`)]), allow("kms:", "*")],
  });
}

/** What a bucket's own policy says. */
export function bucketPolicy(arn: string, says: NonNullable<WorldBucket["policy"]>): string {
  const Resource = `${arn}/*`;
  const statement = {
    allows: { Effect: "Allow", Action: WRITING, Resource },
    denies: { Effect: "Deny", Action: "s3:ReplicateObject", Resource },
    other: { Effect: "Deny", Action: "s3:*", Resource, Condition: { Bool: { "aws:SecureTransport": "false" } } },
  }[says];
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, Principal: "*" }] });
}

/** Keys are of the account of the bucket that is copied, whichever that is. */
export function keyArn(world: World, index: number, region: string): string {
  return `arn:aws:kms:${region}:${accountIn(world, index)}:key/k`;
}

/** A bucket's default encryption in the words of its shape; S3's own where nothing is set. */
function encryptionOf(
  { shape, kms, bucketKey: bucketKeyEnabled }: WorldBucket,
  hides: HiddenBucket,
  kmsMasterKeyId: string,
): Props | undefined {
  if (!kms && !hides.encryption) return undefined;
  const settings = {
    sseAlgorithm: hides.encryption ? UNKNOWN : "aws:kms",
    kmsMasterKeyId,
  };
  if (shape === "native") {
    const rule = { serverSideEncryptionByDefault: settings, bucketKeyEnabled };
    return { bucketEncryption: { serverSideEncryptionConfiguration: [rule] } };
  }
  if (shape === "v2") {
    const rules = [{ applyServerSideEncryptionByDefaults: [settings], bucketKeyEnabled }];
    return { serverSideEncryptionConfigurations: [{ rules }] };
  }
  const rule = { applyServerSideEncryptionByDefault: settings, bucketKeyEnabled };
  return isInside(shape) ? { serverSideEncryptionConfiguration: { rule } } : { rules: [rule] };
}

function renderBucket(
  world: World,
  hidden: Hidden,
  bucket: WorldBucket,
  index: number,
  hides: HiddenBucket,
): readonly StackResource[] {
  const provider = providerOf(world, hidden, bucket);
  const type = TOKENS[bucket.shape];
  const rules = rulesOf(world, bucket, index, hides);
  const place = placeOf(world, index, hides);
  const inside = insideOf(bucket, rules.value, hides);
  const tag = hides.tag ? UNKNOWN : "arn:aws:s3:::some-source";
  const tags = bucket.shape === "native" ? [{ key: "s3-crr:replica-of", value: tag }] : { "s3-crr:replica-of": tag };
  const inputs: Props = {
    [bucket.shape === "native" ? "bucketName" : "bucket"]: physicalName(world, index),
    ...place,
    ...inside.props,
    ...(isInside(bucket.shape) && encryptionOf(bucket, hides, keyArn(world, index, "eu-west-1"))),
    ...(bucket.lock && { objectLockEnabled: true }),
    ...(bucket.replicaOfElsewhere && { tags }),
  };
  const self: StackResource = {
    urn: urnOf(type, `bucket-${index}`),
    type,
    name: `bucket-${index}`,
    inputs,
    props: { arn: UNKNOWN, ...inputs, region: place.region ?? (bucket.shape === "native" ? undefined : UNKNOWN) },
    provider,
    dependencies: [],
    propertyDependencies: inside.rulesIn === undefined ? {} : { [inside.rulesIn]: [ROLE_URN, ...rules.from] },
  };
  return [
    self,
    ...(isInside(bucket.shape) ? [] : besides(world, bucket, index, hides, self, rules)),
    ...(bucket.policy ? [policyBeside(world, bucket.policy, index, hides, self)] : []),
  ];
}

/** The Region that a bucket and the resources beside it say themselves. */
function placeOf(world: World, index: number, hides: HiddenBucket): { readonly region?: string } {
  const region = world.buckets[index]?.ownRegion;
  return region === undefined ? {} : { region: hides.region ? UNKNOWN : region };
}

function policyBeside(
  world: World,
  says: NonNullable<WorldBucket["policy"]>,
  index: number,
  hides: HiddenBucket,
  self: StackResource,
): StackResource {
  const type = "aws:s3/bucketPolicy:BucketPolicy";
  const name = `bucket-${index}-policy`;
  const props = {
    ...placeOf(world, index, hides),
    bucket: physicalName(world, index),
    policy: hides.policy ? UNKNOWN : bucketPolicy(arnIn(world, index), says),
  };
  return { ...self, urn: urnOf(type, name), type, name, inputs: props, props, propertyDependencies: {} };
}

function providerOf(world: World, hidden: Hidden, { provider, shape }: WorldBucket) {
  const { region, account, profile } = world.providers[provider] ?? {
    region: "",
    account: undefined,
    profile: undefined,
  };
  const shown = { known: region, apply: UNKNOWN, environment: undefined }[hidden.providers[provider] ?? "known"];
  // Provider settings arrive as JSON text.
  const named = account ?? (hidden.account ? undefined : accountOf(world, provider));
  const family = shape === "native" ? "aws-native" : "aws";
  const name = `provider-${provider}`;
  const props = {
    ...(shown !== undefined && { region: shown }),
    ...(profile !== undefined && { profile }),
    ...(named !== undefined && { allowedAccountIds: JSON.stringify([named]) }),
  };
  return { urn: urnOf(`pulumi:providers:${family}`, name), name, props };
}

/** The rules' value in the shape of the bucket, and the resources it refers to. */
function rulesOf(
  world: World,
  bucket: WorldBucket,
  index: number,
  hides: HiddenBucket,
): { value: unknown; from: readonly string[] } {
  const rules = bucket.rules ?? [];
  const link = (position: number): Link => {
    const wanted = hides.rules[position]?.destination ?? "literal";
    // Of a value that is unknown as a whole nothing is told apart; a bucket elsewhere leaves no trace in any case.
    return hides.allRules && wanted === "lost" ? "reference" : wanted;
  };
  const known = rules.flatMap(({ to }, position) => {
    const remembered = hides.allRules || link(position) === "remembered" || link(position) === "reference";
    return remembered && to < world.buckets.length ? [bucketUrn(world, to)] : [];
  });
  // Beside values that leave a trace, one that comes from somewhere else leaves its own: Pulumi remembers where each is from.
  const isOpen = rules.some(
    ({ to }, position) => link(position) === "lost" || (link(position) === "reference" && to >= world.buckets.length),
  );
  const from = isOpen && known.length > 0 ? [...known, OTHER.urn] : known;
  const value = rules.map((rule, position) => {
    const isLiteral = link(position) === "literal" || link(position) === "remembered";
    const arn = isLiteral ? arnIn(world, rule.to) : UNKNOWN;
    const status = hides.rules[position]?.status ? UNKNOWN : rule.enabled ? "Enabled" : "Disabled";
    return ruleIn(bucket, rule, {
      id: `rule-${position}`,
      status,
      arn,
      filter: hides.rules[position]?.filter ?? false,
      account: accountIn(world, rule.to),
      key: rule.keyIn && keyArn(world, index, rule.keyIn),
    });
  });
  return { value: hides.allRules ? UNKNOWN : value, from: [...new Set(from)] };
}

function ruleIn(
  { shape }: WorldBucket,
  { filter, markers, priority, newOwner, keyIn }: WorldRule,
  shown: {
    readonly id: string;
    readonly status: string;
    readonly arn: string;
    readonly filter: boolean;
    readonly account: string;
    readonly key: string | undefined;
  },
): Props {
  const { id, status, arn, account } = shown;
  const tags = { a: "1", b: "2" };
  // What the provider sends for a setting that is left out is left out: it is up to the reader to know it.
  const sent = shape === "native" ? undefined : 0;
  const common = { id, status, ...(priority !== sent && { priority }) };
  const replicaKmsKeyId = shown.key;
  if (shape === "side" || shape === "sideV2" || shape === "native") {
    const several =
      shape === "native"
        ? {
            tagFilters: [
              { key: "a", value: "1" },
              { key: "b", value: "2" },
            ],
          }
        : { tags };
    const one = { [shape === "native" ? "tagFilter" : "tag"]: { key: "a", value: "1" } };
    const written = {
      none: undefined,
      all: {},
      prefix: { prefix: "logs/" },
      tag: one,
      "prefix and tags": { and: { prefix: "logs/", ...several } },
    }[filter];
    return {
      ...common,
      ...(markers !== undefined && { deleteMarkerReplication: { status: markers } }),
      ...(shown.filter ? { filter: UNKNOWN } : written && { filter: written }),
      ...(keyIn && { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } } }),
      destination: {
        bucket: arn,
        ...(newOwner && { account, accessControlTranslation: { owner: "Destination" } }),
        ...(keyIn && { encryptionConfiguration: { replicaKmsKeyId } }),
      },
    };
  }
  const written = {
    none: undefined,
    all: {},
    prefix: { prefix: "logs/" },
    tag: { tags },
    "prefix and tags": { prefix: "logs/", tags },
  }[filter];
  const plural = shape === "v2";
  const owner = { owner: "Destination" };
  const translation = plural ? { accessControlTranslations: [owner] } : { accessControlTranslation: owner };
  const destination = {
    bucket: arn,
    ...(newOwner && { accountId: account, ...translation }),
    ...(keyIn && { replicaKmsKeyId }),
  };
  const selection = { enabled: true };
  const criteria = plural
    ? { sourceSelectionCriterias: [{ sseKmsEncryptedObjects: [selection] }] }
    : { sourceSelectionCriteria: { sseKmsEncryptedObjects: selection } };
  const shownFilter = shown.filter ? UNKNOWN : written && (plural ? [written] : written);
  return {
    ...common,
    ...(markers !== (filter === "none" ? undefined : "Disabled") && { deleteMarkerReplicationStatus: markers }),
    ...(shownFilter !== undefined && { [plural ? "filters" : "filter"]: shownFilter }),
    ...(keyIn && criteria),
    [plural ? "destinations" : "destination"]: plural ? [destination] : destination,
  };
}

/** What the bucket says of itself, for the shapes that keep their settings inside. */
function insideOf(bucket: WorldBucket, rules: unknown, hides: HiddenBucket): { props: Props; rulesIn?: string } {
  const replicationConfiguration = bucket.rules && { role: UNKNOWN, rules };
  if (bucket.shape === "native") {
    const status = hides.versioning ? UNKNOWN : bucket.versioning;
    const versioned = bucket.versioning !== "Unversioned";
    return {
      props: {
        ...(versioned && { versioningConfiguration: { status } }),
        ...(replicationConfiguration && { replicationConfiguration }),
      },
      rulesIn: "replicationConfiguration",
    };
  }
  const versioning = { enabled: hides.versioning ? UNKNOWN : bucket.versioning === "Enabled" };
  if (bucket.shape === "v2") {
    return {
      props: {
        versionings: [versioning],
        ...(replicationConfiguration && { replicationConfigurations: [replicationConfiguration] }),
      },
      rulesIn: "replicationConfigurations",
    };
  }
  if (bucket.shape === "inline" || bucket.shape === "legacy") {
    return {
      props: { versioning, ...(replicationConfiguration && { replicationConfiguration }) },
      rulesIn: "replicationConfiguration",
    };
  }
  return { props: {} };
}

/** The resources beside the bucket. */
function besides(
  world: World,
  bucket: WorldBucket,
  index: number,
  hides: HiddenBucket,
  self: StackResource,
  rules: { readonly value: unknown; readonly from: readonly string[] },
): readonly StackResource[] {
  const beside = (
    type: string,
    name: string,
    link: Link,
    props: Props,
    from: Readonly<Record<string, readonly string[]>>,
  ) => {
    const shown = link === "literal" || link === "remembered" ? physicalName(world, index) : UNKNOWN;
    const named = link === "remembered" || link === "reference" ? { bucket: [self.urn] } : {};
    return {
      ...self,
      urn: urnOf(type, name),
      type,
      name,
      inputs: { ...placeOf(world, index, hides), ...props },
      props: { ...placeOf(world, index, hides), ...props, bucket: shown },
      propertyDependencies: { ...from, ...named },
    };
  };
  const v2 = bucket.shape === "sideV2" ? "V2" : "";
  const versioning = beside(
    `aws:s3/bucketVersioning${v2}:BucketVersioning${v2}`,
    `bucket-${index}-versioning`,
    hides.versioningLink,
    { versioningConfiguration: { status: hides.versioning ? UNKNOWN : bucket.versioning } },
    {},
  );
  const replication = (name: string) =>
    beside(
      "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
      name,
      hides.replicationLink,
      { role: UNKNOWN, rules: rules.value },
      { role: [ROLE_URN], rules: rules.from },
    );
  const encrypted = encryptionOf(bucket, hides, keyArn(world, index, "eu-west-1"));
  const encryption = beside(
    `aws:s3/bucketServerSideEncryptionConfiguration${v2}:BucketServerSideEncryptionConfiguration${v2}`,
    `bucket-${index}-encryption`,
    "literal",
    encrypted ?? {},
    {},
  );
  return [
    ...(encrypted ? [encryption] : []),
    ...(bucket.versioning === "Unversioned" ? [] : [versioning]),
    ...(bucket.rules ? [replication(`bucket-${index}-replication`)] : []),
    ...(bucket.twice ? [replication(`bucket-${index}-replication-again`)] : []),
  ];
}
