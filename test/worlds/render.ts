import type { KnownDestination } from "../../policy-pack/options";
import type { Props, StackResource } from "../../policy-pack/readers/pulumi/resource";
import { UNKNOWN } from "../support/aws-provider";
import {
  accountOf,
  ACTIONS,
  isInside,
  KEY_ACTIONS,
  keysWithAlias,
  usedKeys,
  WRITING,
  type Hidden,
  type HiddenBucket,
  type Link,
  type World,
  type WorldBucket,
  type WorldGrant,
  type WorldKey,
  type WorldKeyPolicy,
  type WorldRule,
} from "./world";
import { accountIn, partitionIn, regionIn } from "./oracle";

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
  index < world.buckets.length
    ? regionalName(world, index, `bucket-${index}-1234567`, world.buckets[index]?.regional)
    : regionalName(
        world,
        index,
        `elsewhere-${index - world.buckets.length}`,
        world.elsewhere[index - world.buckets.length]?.regional,
      );
const regionalName = (world: World, index: number, name: string, isRegional: boolean | undefined): string =>
  isRegional ? `${name}-${accountIn(world, index)}-${regionIn(world, index)}-an` : name;
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
      ...world.providers.flatMap((_, index) => renderRole(world, hidden, index)),
      ...[...usedKeys(world)].flatMap((index) => renderKey(world, hidden, index)),
      ...[...keysWithAlias(world)].map((index) => renderAlias(world, hidden, index)),
      OTHER,
    ],
    knownDestinations: world.elsewhere.flatMap(({ region, versioned, lock: objectLock }, index) =>
      hidden.promised[index]
        ? [
            {
              bucket: physicalName(world, world.buckets.length + index),
              region,
              versioned,
              objectLock,
              allowsReplication: true,
            },
          ]
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

const roleUrn = (provider: number): string => urnOf("aws:iam/role:Role", `role-${provider}`);

/** The role of the rules of one provider's buckets; it may do everything that it does not lack, on all buckets. */
function renderRole(world: World, hidden: Hidden, place: number): readonly StackResource[] {
  const { trusted, attached, boundary } = world.role;
  const role = `role-${place}`;
  const resource = (type: string, name: string, inputs: Props, from: StackResource["propertyDependencies"] = {}) => ({
    urn: urnOf(type, name),
    type,
    name,
    inputs,
    props: inputs,
    provider: providerOf(world, hidden, { provider: place, shape: "side" }),
    dependencies: [],
    propertyDependencies: from,
  });
  const arns = [...world.buckets, ...world.elsewhere].flatMap((_, index) =>
    ["aws", "aws-cn"].map((partition) => `arn:${partition}:s3:::${physicalName(world, index)}`),
  );
  const policy = hidden.role ? UNKNOWN : rolePolicy(arns, world.role.missing);
  const own = resource("aws:iam/policy:Policy", `own-${place}`, { name: `own-${place}`, policy, arn: UNKNOWN });
  const bound = resource("aws:iam/policy:Policy", `bound-${place}`, {
    name: `bound-${place}`,
    policy: rolePolicy(arns, boundary),
    arn: UNKNOWN,
  });
  const arn = { policyArn: UNKNOWN };
  const beside = {
    inside: [],
    inline: [resource("aws:iam/rolePolicy:RolePolicy", role, { role, policy })],
    attachment: [
      own,
      resource(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        `attached-${place}`,
        { ...arn, role },
        { policyArn: [own.urn] },
      ),
    ],
    list: [
      own,
      resource(
        "aws:iam/policyAttachment:PolicyAttachment",
        `attached-${place}`,
        { ...arn, roles: [role] },
        { policyArn: [own.urn] },
      ),
    ],
    exclusively: [
      own,
      resource(
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        `attached-${place}`,
        { policyArns: [UNKNOWN], roleName: role },
        { policyArns: [own.urn] },
      ),
    ],
  };
  const trust = { Effect: "Allow", Principal: { Service: `${trusted ? "s3" : "ec2"}.amazonaws.com` } };
  return [
    resource(
      "aws:iam/role:Role",
      role,
      {
        name: role,
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

/** The ARN of the role of a provider's buckets: S3 takes no role of another account. */
export const roleArn = (world: World, provider: number): string =>
  `arn:${partitionAt(world.providers[provider]?.region ?? "")}:iam::${accountOf(world, provider)}:role/role-${provider}`;

const keyUrn = (world: World, index: number): string => urnOf(keyType(world.keys[index]), `key-${index}`);

/** AWS's own API has no key without a policy. */
const keyType = (key: WorldKey | undefined): string =>
  key?.written === "native" && key.policy ? "aws-native:kms:Key" : "aws:kms/key:Key";

const partitionAt = (region: string): string => (region.startsWith("cn-") ? "aws-cn" : "aws");

/** The ARN of a key of the stack. */
function stackKeyArn(world: World, index: number): string {
  const { provider = 0 } = world.keys[index] ?? {};
  const region = world.providers[provider]?.region ?? "";
  return `arn:${partitionAt(region)}:kms:${region}:${accountOf(world, provider)}:key/key-${index}`;
}

/** A key of the stack, and its policy where that is beside it. */
function renderKey(world: World, hidden: Hidden, index: number): readonly StackResource[] {
  const key = world.keys[index];
  if (!key) return [];
  const { arn, policy: hidesPolicy, enabled } = hidden.keys[index] ?? { arn: false, policy: false, enabled: false };
  const type = keyType(key);
  const isNative = type.startsWith("aws-native");
  const text =
    key.policy &&
    keyPolicy(world, index, key.policy, {
      roles: world.providers.map((_, each) => roleArn(world, each)),
      buckets: allArns(world),
    });
  const policy = hidesPolicy ? UNKNOWN : text;
  const inside = isNative
    ? { keyPolicy: hidesPolicy ? UNKNOWN : (JSON.parse(text ?? "{}") as object) }
    : key.written === "beside"
      ? {}
      : { policy };
  const inputs: Props = {
    description: "a key",
    ...(text !== undefined && inside),
    ...((enabled || !key.enabled) && { [isNative ? "enabled" : "isEnabled"]: enabled ? UNKNOWN : key.enabled }),
  };
  const self: StackResource = {
    urn: keyUrn(world, index),
    type,
    name: `key-${index}`,
    inputs,
    props: { ...inputs, arn: arn ? UNKNOWN : stackKeyArn(world, index), keyId: arn ? UNKNOWN : `key-${index}` },
    provider: providerOf(world, hidden, { provider: key.provider, shape: isNative ? "native" : "side" }),
    dependencies: [],
    propertyDependencies: {},
  };
  const beside = (type: string, what: string, settings: Props): StackResource => ({
    ...self,
    urn: urnOf(type, `key-${index}-${what}`),
    type,
    name: `key-${index}-${what}`,
    inputs: { keyId: arn ? UNKNOWN : `key-${index}`, ...settings },
    props: { keyId: arn ? UNKNOWN : `key-${index}`, ...settings },
    provider: providerOf(world, hidden, { provider: key.provider, shape: "side" }),
    propertyDependencies: arn ? { keyId: [self.urn] } : {},
  });
  const { grant } = key;
  const granteePrincipal = grant && roleArn(world, grant.role);
  return [
    self,
    ...(grant ? [beside("aws:kms/grant:Grant", "grant", { granteePrincipal, operations: operationsOf(grant) })] : []),
    ...(text !== undefined && key.written === "beside"
      ? [beside("aws:kms/keyPolicy:KeyPolicy", "policy", { policy })]
      : []),
  ];
}

/** What a grant is for, in KMS's own words. */
export const operationsOf = ({ missing }: WorldGrant): readonly string[] =>
  KEY_ACTIONS.filter((action) => action !== missing).map((action) => action.replace("kms:", ""));

const aliasUrn = (key: number): string => urnOf("aws:kms/alias:Alias", `key-${key}-alias`);
const aliasArn = (world: World, key: number): string => stackKeyArn(world, key).replace(":key/", ":alias/");

/** The alias of a key of the stack. */
function renderAlias(world: World, hidden: Hidden, index: number): StackResource {
  const { arn: isHidden } = hidden.keys[index] ?? { arn: false };
  const inputs = { name: `alias/key-${index}`, targetKeyId: isHidden ? UNKNOWN : `key-${index}` };
  return {
    urn: aliasUrn(index),
    type: "aws:kms/alias:Alias",
    name: `key-${index}-alias`,
    inputs,
    props: { ...inputs, arn: isHidden ? UNKNOWN : aliasArn(world, index) },
    provider: providerOf(world, hidden, { provider: world.keys[index]?.provider ?? 0, shape: "side" }),
    dependencies: [],
    propertyDependencies: isHidden ? { targetKeyId: [keyUrn(world, index)] } : {},
  };
}

/** The ARNs of all buckets of a stack, in each partition: to name one does not tell its partition. */
export const allArns = (world: World): readonly string[] =>
  world.buckets.flatMap((_, index) =>
    ["aws", "aws-cn"].map((partition) => `arn:${partition}:s3:::${physicalName(world, index)}`),
  );

/** What a key's policy says. */
export function keyPolicy(
  world: World,
  index: number,
  { allows, missing, condition, denies }: WorldKeyPolicy,
  names: { readonly roles: readonly string[]; readonly buckets: readonly string[] },
): string {
  const { provider = 0 } = world.keys[index] ?? {};
  const region = world.providers[provider]?.region ?? "";
  const partition = partitionAt(region);
  const account = accountOf(world, provider);
  const accounts = world.providers.map((_, each) => accountOf(world, each));
  const root = (...ids: readonly string[]): object => ({ AWS: ids.map((id) => `arn:${partition}:iam::${id}:root`) });
  const through = (service: string): string =>
    `${service}.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
  const context = (texts: readonly string[]): object => ({
    StringLike: { "kms:EncryptionContext:aws:s3:arn": texts },
  });
  const objects = names.buckets.map((arn) => `${arn}/*`);
  const principals = {
    "its account": root(account),
    "the role's account": root(...accounts),
    "the role": { AWS: names.roles },
    everyone: "*",
    "another account": root("999988887777"),
  };
  const conditions = {
    none: undefined,
    "through S3": { StringEquals: { "kms:ViaService": through("s3") } },
    "through EC2": { StringEquals: { "kms:ViaService": through("ec2") } },
    "for the role's account": { StringEquals: { "kms:CallerAccount": accounts } },
    "for another account": { StringEquals: { "kms:CallerAccount": "999988887777" } },
    "of buckets": context(names.buckets),
    "of objects": context(objects),
    "of both": context([...names.buckets, ...objects]),
    "of another service": context(["arn:aws:dynamodb:us-west-2:111122223333:table/*"]),
  };
  const viaS3 = { "kms:ViaService": "s3.*.amazonaws.com*" };
  const denials = {
    nothing: undefined,
    encryption: { Action: "kms:Encrypt", Principal: "*" },
    "the role": { Principal: { AWS: names.roles } },
    S3: { Principal: "*", Condition: { StringLike: viaS3 } },
    "all but S3": { Principal: "*", Condition: { StringNotLike: viaS3 } },
    "other accounts": { Principal: "*", Condition: { StringNotEquals: { "kms:CallerAccount": account } } },
    "for objects": { Principal: "*", Condition: context(["arn:*:s3:::*/*"]) },
  };
  const Condition = conditions[condition];
  const denial = denials[denies];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: root(account), Action: ["kms:Describe*", "kms:PutKeyPolicy"], Resource: "*" },
      {
        Effect: "Allow",
        Principal: principals[allows],
        Action: KEY_ACTIONS.filter((action) => action !== missing),
        Resource: "*",
        ...(Condition && { Condition }),
      },
      ...(denial ? [{ Effect: "Deny", Action: "kms:*", Resource: "*", ...denial }] : []),
    ],
  });
}

/** A policy for keys, and for buckets by their ARNs, that allows every action but one. */
export function rolePolicy(
  arns: readonly string[],
  missing: string | undefined,
  keys: string | readonly string[] = "*",
): string {
  const allow = (service: string, Resource: unknown) => ({
    Effect: "Allow",
    Action: ACTIONS.filter((action) => action.startsWith(service) && action !== missing),
    Resource,
  });
  return JSON.stringify({
    Statement: [allow("s3:", [...arns, ...arns.map((arn) => `${arn}/*`)]), allow("kms:", keys)],
  });
}

/** What a bucket's own policy says. */
export function bucketPolicy(arn: string, says: NonNullable<WorldBucket["policy"]>): string {
  const Resource = `${arn}/*`;
  const statement = {
    allows: { Effect: "Allow", Action: WRITING, Resource },
    denies: { Effect: "Deny", Action: "s3:ReplicateObject", Resource },
    "denies annotations": { Effect: "Deny", Action: "s3:ReplicateObjectAnnotation", Resource },
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
  { shape, kms, bucketKey: bucketKeyEnabled, customerKeys }: WorldBucket,
  hides: HiddenBucket,
  kmsMasterKeyId: string,
): Props | undefined {
  if (!kms && !hides.encryption && !customerKeys) return undefined;
  const settings = {
    sseAlgorithm: hides.encryption ? UNKNOWN : kms ? "aws:kms" : "AES256",
    ...((kms || hides.encryption) && { kmsMasterKeyId }),
  };
  const withBucketKey = (kms || hides.encryption) && { bucketKeyEnabled };
  const blocked = [hides.customerKeys ? UNKNOWN : "NONE"];
  if (shape === "native") {
    const rule = {
      serverSideEncryptionByDefault: settings,
      ...withBucketKey,
      ...(customerKeys && { blockedEncryptionTypes: { encryptionType: blocked } }),
    };
    return { bucketEncryption: { serverSideEncryptionConfiguration: [rule] } };
  }
  if (shape === "v2") {
    const rules = [{ applyServerSideEncryptionByDefaults: [settings], ...withBucketKey }];
    return { serverSideEncryptionConfigurations: [{ rules }] };
  }
  const rule = {
    applyServerSideEncryptionByDefault: settings,
    ...withBucketKey,
    ...(customerKeys && { blockedEncryptionTypes: blocked }),
  };
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
  const rules = rulesOf(world, hidden, bucket, index, hides);
  const place = placeOf(world, index, hides);
  const inside = insideOf(bucket, rules.value, hides);
  const tag = hides.tag ? UNKNOWN : "arn:aws:s3:::some-source";
  const tags = bucket.shape === "native" ? [{ key: "s3-crr:replica-of", value: tag }] : { "s3-crr:replica-of": tag };
  const key = keyOfBucket(world, hidden, bucket, index);
  const ownership = hides.ownership ? UNKNOWN : bucket.ownership;
  const inputs: Props = {
    ...(bucket.regional && { bucketNamespace: "account-regional" }),
    ...(bucket.shape === "native" &&
      bucket.ownership !== undefined && { ownershipControls: { rules: [{ objectOwnership: ownership }] } }),
    [bucket.shape === "native" ? "bucketName" : "bucket"]: physicalName(world, index),
    ...place,
    ...inside.props,
    ...(isInside(bucket.shape) && encryptionOf(bucket, hides, key.arn)),
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
    propertyDependencies: {
      ...(inside.rulesIn !== undefined && { [inside.rulesIn]: [roleUrn(bucket.provider), ...rules.from] }),
      ...(isInside(bucket.shape) && { [ENCRYPTION_IN[bucket.shape] ?? "bucketEncryption"]: key.from }),
    },
  };
  return [
    self,
    ...(isInside(bucket.shape) ? [] : besides(world, bucket, index, hides, self, rules, key)),
    ...(bucket.policy ? [policyBeside(world, bucket.policy, index, hides, self)] : []),
    ...(bucket.ownership !== undefined && bucket.shape !== "native"
      ? [ownershipBeside(world, bucket.ownership, index, hides, self)]
      : []),
  ];
}

/** Where a shape that keeps its settings inside the bucket has its encryption. */
const ENCRYPTION_IN: Readonly<Partial<Record<WorldBucket["shape"], string>>> = {
  inline: "serverSideEncryptionConfiguration",
  legacy: "serverSideEncryptionConfiguration",
  v2: "serverSideEncryptionConfigurations",
};

/** The key that encrypts a bucket, and what its ARN depends on. */
function keyOfBucket(world: World, hidden: Hidden, { stackKey, byAlias }: WorldBucket, index: number) {
  if (stackKey === undefined) return { arn: keyArn(world, index, "eu-west-1"), from: [] };
  return byAlias ? shownAlias(world, hidden, stackKey) : shownKey(world, hidden, stackKey);
}

/** The ARN of a key of the stack as it is shown, and what it depends on. */
function shownKey(
  world: World,
  hidden: Hidden,
  key: number,
): { readonly arn: string; readonly from: readonly string[] } {
  return hidden.keys[key]?.arn
    ? { arn: UNKNOWN, from: [keyUrn(world, key)] }
    : { arn: stackKeyArn(world, key), from: [] };
}

/** The same of the alias of a key. */
function shownAlias(world: World, hidden: Hidden, key: number): ReturnType<typeof shownKey> {
  return hidden.keys[key]?.arn ? { arn: UNKNOWN, from: [aliasUrn(key)] } : { arn: aliasArn(world, key), from: [] };
}

function ownershipBeside(
  world: World,
  ownership: string,
  index: number,
  hides: HiddenBucket,
  self: StackResource,
): StackResource {
  const type = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
  const name = `bucket-${index}-ownership`;
  const props = {
    ...placeOf(world, index, hides),
    bucket: physicalName(world, index),
    rule: { objectOwnership: hides.ownership ? UNKNOWN : ownership },
  };
  return { ...self, urn: urnOf(type, name), type, name, inputs: props, props, propertyDependencies: {} };
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

function providerOf(world: World, hidden: Hidden, { provider, shape }: Pick<WorldBucket, "provider" | "shape">) {
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
  hidden: Hidden,
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
  const keys = rules.map(({ keyIn, stackKey }) => {
    if (stackKey !== undefined) return shownKey(world, hidden, stackKey);
    return keyIn === undefined ? undefined : { arn: keyArn(world, index, keyIn), from: [] };
  });
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
      key: keys[position]?.arn,
    });
  });
  const all = [...from, ...keys.flatMap((key) => key?.from ?? [])];
  return { value: hides.allRules ? UNKNOWN : value, from: [...new Set(all)] };
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
  key: { readonly arn: string; readonly from: readonly string[] },
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
      { role: [roleUrn(bucket.provider)], rules: rules.from },
    );
  const encrypted = encryptionOf(bucket, hides, key.arn);
  const encryption = beside(
    `aws:s3/bucketServerSideEncryptionConfiguration${v2}:BucketServerSideEncryptionConfiguration${v2}`,
    `bucket-${index}-encryption`,
    "literal",
    encrypted ?? {},
    { rules: key.from },
  );
  return [
    ...(encrypted ? [encryption] : []),
    ...(bucket.versioning === "Unversioned" ? [] : [versioning]),
    ...(bucket.rules ? [replication(`bucket-${index}-replication`)] : []),
    ...(bucket.twice ? [replication(`bucket-${index}-replication-again`)] : []),
  ];
}
