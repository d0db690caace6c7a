import type { JsonConfiguration } from "../../policy-pack/readers/terraform/configuration";
import type { KnownDestination } from "../../policy-pack/options";
import { accountIn } from "./oracle";
import {
  allArns,
  arnIn,
  bucketPolicy,
  keyArn,
  keyPolicy,
  operationsOf,
  physicalName,
  roleArn,
  rolePolicy,
} from "./render";
import { accountOf, isInside, keysWithAlias, usedKeys, type World, type WorldBucket, type WorldRule } from "./world";

type Body = Record<string, unknown>;

/** How a world's configuration names a bucket: by its literal name, or as people do, by a reference. */
export type Naming = "literal" | "reference";

export interface RenderedTerraform {
  readonly configuration: JsonConfiguration;
  readonly knownDestinations: readonly KnownDestination[];
}

/**
 * Writes a world as a configuration in JSON, everything said. Shapes that keep their settings inside the bucket are the
 * blocks of provider 3, the others the resources of provider 4 and later.
 */
export function renderTerraform(world: World, naming: Naming): RenderedTerraform {
  const resource: Record<string, Record<string, Body>> = {};
  const add = (type: string, name: string, body: Body): void => {
    (resource[`aws_${type}`] ??= {})[name] = body;
  };
  world.buckets.forEach((bucket, index) => {
    renderBucket(world, bucket, index, naming, add);
  });
  for (const index of world.providers.keys()) renderRole(world, naming, index, add);
  for (const index of usedKeys(world)) renderKey(world, index, naming, add);
  const aws = world.providers.map(({ region, profile }, index) => ({
    alias: `p${index}`,
    region,
    ...(profile !== undefined && { profile }),
    allowed_account_ids: [accountOf(world, index)],
  }));
  return {
    configuration: { provider: { aws }, resource },
    knownDestinations: world.elsewhere.map(({ region, versioned, lock: objectLock, account }, index) => ({
      bucket: physicalName(world, world.buckets.length + index),
      region,
      account,
      versioned,
      objectLock,
      allowsReplication: true,
    })),
  };
}

const roleBy = (world: World, naming: Naming, provider: number): string =>
  naming === "reference" ? `\${aws_iam_role.role-${provider}.arn}` : roleArn(world, provider);

type Add = (type: string, name: string, body: Body) => void;

const nameIn = (world: World, naming: Naming, index: number): string =>
  naming === "reference" && index < world.buckets.length
    ? `\${aws_s3_bucket.bucket-${index}.id}`
    : physicalName(world, index);

function arnBy(world: World, naming: Naming, index: number): string {
  if (naming === "reference" && index < world.buckets.length) return `\${aws_s3_bucket.bucket-${index}.arn}`;
  return arnIn(world, index);
}

function renderBucket(world: World, bucket: WorldBucket, index: number, naming: Naming, add: Add): void {
  const provider = `aws.p${bucket.provider}`;
  const inside = isInside(bucket.shape);
  const name = `bucket-${index}`;
  // In the stack's own words where a name is not literal: S3 makes it up.
  const place = { provider, ...(bucket.ownRegion !== undefined && { region: bucket.ownRegion }) };
  const rules = bucket.rules?.map((rule, position) => ruleIn(world, naming, rule, position, { index, inside }));
  const role = roleBy(world, naming, bucket.provider);
  const encryption = {
    apply_server_side_encryption_by_default: [
      bucket.kms
        ? {
            sse_algorithm: "aws:kms",
            kms_master_key_id: keyOfBucket(world, bucket, index),
          }
        : { sse_algorithm: "AES256" },
    ],
    ...(bucket.kms && { bucket_key_enabled: bucket.bucketKey }),
    ...(bucket.customerKeys && { blocked_encryption_types: ["NONE"] }),
  };
  add("s3_bucket", name, {
    // A name of an account and a Region is one that somebody has written.
    ...((naming === "literal" || bucket.regional) && { bucket: physicalName(world, index) }),
    ...(bucket.regional && { bucket_namespace: "account-regional" }),
    ...place,
    ...(bucket.lock && { object_lock_enabled: true }),
    ...(bucket.replicaOfElsewhere && { tags: { "s3-crr:replica-of": "arn:aws:s3:::some-source" } }),
    ...(inside && {
      versioning: [{ enabled: bucket.versioning === "Enabled" }],
      ...(rules && { replication_configuration: [{ role, rules }] }),
      ...(bucket.kms && { server_side_encryption_configuration: [{ rule: [encryption] }] }),
    }),
  });
  const self = { bucket: nameIn(world, naming, index), ...place };
  if (bucket.policy) {
    add("s3_bucket_policy", name, { ...self, policy: bucketPolicy(arnBy(world, naming, index), bucket.policy) });
  }
  if (bucket.ownership !== undefined) {
    add("s3_bucket_ownership_controls", name, { ...self, rule: [{ object_ownership: bucket.ownership }] });
  }
  if (inside) return;
  if (bucket.versioning !== "Unversioned") {
    add("s3_bucket_versioning", name, { ...self, versioning_configuration: [{ status: bucket.versioning }] });
  }
  if (bucket.kms || bucket.customerKeys)
    add("s3_bucket_server_side_encryption_configuration", name, { ...self, rule: [encryption] });
  if (rules) add("s3_bucket_replication_configuration", name, { ...self, role, rule: rules });
  if (rules && bucket.twice)
    add("s3_bucket_replication_configuration", `${name}-again`, { ...self, role, rule: rules });
}

function ruleIn(
  world: World,
  naming: Naming,
  rule: WorldRule,
  position: number,
  { index, inside }: { readonly index: number; readonly inside: boolean },
): Body {
  const { enabled, to, filter, markers, priority, newOwner, keyIn } = rule;
  const tags = { a: "1", b: "2" };
  const account = accountIn(world, to);
  const key = rule.stackKey === undefined ? keyIn && keyArn(world, index, keyIn) : stackKey(rule.stackKey);
  const common = {
    id: `rule-${position}`,
    status: enabled ? "Enabled" : "Disabled",
    ...(priority !== 0 && { priority }),
  };
  const bucket = arnBy(world, naming, to);
  const owner = { access_control_translation: [{ owner: "Destination" }] };
  if (inside) {
    const written = {
      none: undefined,
      all: {},
      prefix: { prefix: "logs/" },
      tag: { tags },
      "prefix and tags": { prefix: "logs/", tags },
    };
    return {
      ...common,
      ...(markers !== (filter === "none" ? undefined : "Disabled") && { delete_marker_replication_status: markers }),
      ...(written[filter] && { filter: [written[filter]] }),
      ...(key && { source_selection_criteria: [{ sse_kms_encrypted_objects: [{ enabled: true }] }] }),
      destination: [
        { bucket, ...(newOwner && { account_id: account, ...owner }), ...(key && { replica_kms_key_id: key }) },
      ],
    };
  }
  const written = {
    none: undefined,
    all: {},
    prefix: { prefix: "logs/" },
    tag: { tag: [{ key: "a", value: "1" }] },
    "prefix and tags": { and: [{ prefix: "logs/", tags }] },
  };
  return {
    ...common,
    ...(markers !== undefined && { delete_marker_replication: [{ status: markers }] }),
    ...(written[filter] && { filter: [written[filter]] }),
    ...(key && { source_selection_criteria: [{ sse_kms_encrypted_objects: [{ status: "Enabled" }] }] }),
    destination: [
      {
        bucket,
        ...(newOwner && { account, ...owner }),
        ...(key && { encryption_configuration: [{ replica_kms_key_id: key }] }),
      },
    ],
  };
}

/** No key's ARN is known before it exists. */
const stackKey = (index: number): string => `\${aws_kms_key.key-${index}.arn}`;

function keyOfBucket(world: World, { stackKey: key, byAlias }: WorldBucket, index: number): string {
  if (key === undefined) return keyArn(world, index, "eu-west-1");
  return byAlias ? `\${aws_kms_alias.key-${key}.arn}` : stackKey(key);
}

/** A key of the stack, with its policy inside or beside it. */
function renderKey(world: World, index: number, naming: Naming, add: Add): void {
  const key = world.keys[index];
  if (!key) return;
  const isReference = naming === "reference";
  const policy =
    key.policy &&
    keyPolicy(world, index, key.policy, {
      roles: world.providers.map((_, each) => roleBy(world, naming, each)),
      buckets: isReference ? world.buckets.map((_, each) => arnBy(world, naming, each)) : allArns(world),
    });
  const isBeside = key.written === "beside";
  add("kms_key", `key-${index}`, {
    provider: `aws.p${key.provider}`,
    ...(policy !== undefined && !isBeside && { policy }),
    ...(!key.enabled && { is_enabled: false }),
  });
  if (keysWithAlias(world).has(index)) {
    add("kms_alias", `key-${index}`, {
      provider: `aws.p${key.provider}`,
      name: `alias/key-${index}`,
      target_key_id: `\${aws_kms_key.key-${index}.key_id}`,
    });
  }
  if (key.grant) {
    add("kms_grant", `key-${index}`, {
      provider: `aws.p${key.provider}`,
      key_id: `\${aws_kms_key.key-${index}.key_id}`,
      grantee_principal: roleBy(world, naming, key.grant.role),
      operations: operationsOf(key.grant),
    });
  }
  if (policy === undefined || !isBeside) return;
  add("kms_key_policy", `key-${index}`, {
    provider: `aws.p${key.provider}`,
    key_id: `\${aws_kms_key.key-${index}.id}`,
    policy,
  });
}

/** The role of all rules; its policy names every bucket, as the rules do. */
function renderRole(world: World, naming: Naming, place: number, add: Add): void {
  const { trusted, missing, boundary, attached } = world.role;
  const arns = [...world.buckets, ...world.elsewhere].flatMap((_, index) => {
    const arn = arnBy(world, naming, index);
    return arn.startsWith("arn:")
      ? ["aws", "aws-cn"].map((partition) => arn.replace(/^arn:[^:]*/, `arn:${partition}`))
      : [arn];
  });
  const provider = `aws.p${place}`;
  const [name, own, bound] = [`role-${place}`, `own-${place}`, `bound-${place}`];
  // Keys elsewhere are all called the same.
  const keys = naming === "reference" ? [...[...usedKeys(world)].map(stackKey), "arn:aws*:kms:*:*:key/k"] : "*";
  const policy = rolePolicy(arns, missing, keys);
  const role = naming === "literal" ? name : `\${aws_iam_role.${name}.name}`;
  const trust = { Effect: "Allow", Principal: { Service: `${trusted ? "s3" : "ec2"}.amazonaws.com` } };
  add("iam_role", name, {
    ...(naming === "literal" && { name }),
    provider,
    assume_role_policy: JSON.stringify({ Statement: [{ ...trust, Action: "sts:AssumeRole" }] }),
    ...(attached === "inside" && { inline_policy: [{ name: "own", policy }] }),
    ...(boundary !== "none" && { permissions_boundary: `\${aws_iam_policy.${bound}.arn}` }),
  });
  if (boundary !== "none")
    add("iam_policy", bound, { provider, name: bound, policy: rolePolicy(arns, boundary, keys) });
  if (attached === "inline") add("iam_role_policy", name, { provider, role, policy });
  if (attached !== "inside" && attached !== "inline") {
    const policy_arn = `\${aws_iam_policy.${own}.arn}`;
    add("iam_policy", own, { provider, name: own, policy });
    if (attached === "list") add("iam_policy_attachment", own, { provider, name: own, roles: [role], policy_arn });
    else if (attached === "attachment") add("iam_role_policy_attachment", own, { provider, role, policy_arn });
    else add("iam_role_policy_attachments_exclusive", own, { provider, role_name: role, policy_arns: [policy_arn] });
  }
}
