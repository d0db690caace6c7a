/**
 * The AWS provider's names, brought into those that `@pulumi/aws` makes of them: it is generated from the same provider,
 * and the reader that joins resources knows its names.
 */
export const TYPES: Readonly<Record<string, string>> = {
  aws_s3_bucket: "aws:s3/bucket:Bucket",
  aws_s3_bucket_versioning: "aws:s3/bucketVersioning:BucketVersioning",
  aws_s3_bucket_replication_configuration: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  aws_s3_bucket_server_side_encryption_configuration:
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  aws_s3_bucket_object_lock_configuration: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  aws_s3_bucket_request_payment_configuration:
    "aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration",
  aws_s3_bucket_lifecycle_configuration: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  aws_s3_bucket_policy: "aws:s3/bucketPolicy:BucketPolicy",
  aws_iam_role: "aws:iam/role:Role",
  aws_iam_role_policy: "aws:iam/rolePolicy:RolePolicy",
  aws_iam_role_policy_attachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  aws_iam_policy: "aws:iam/policy:Policy",
  aws_iam_policy_attachment: "aws:iam/policyAttachment:PolicyAttachment",
  aws_kms_key: "aws:kms/key:Key",
  aws_kms_replica_key: "aws:kms/replicaKey:ReplicaKey",
  aws_kms_alias: "aws:kms/alias:Alias",
};

/** Blocks that may be repeated have a plural name there, and are lists. */
const PLURAL: Readonly<Record<string, string>> = {
  rule: "rules",
  rules: "rules",
  lifecycle_rule: "lifecycleRules",
  inline_policy: "inlinePolicies",
};

/** Maps of the user's, whose keys are not the provider's. */
const MAPS: ReadonlySet<string> = new Set(["tags", "tags_all"]);

/** A block of the provider's under Pulumi's names. What is not set, an empty list of blocks included, is left out. */
export function translated(block: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(block)) {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    const plural = PLURAL[key];
    const name = plural ?? key.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
    const inner = MAPS.has(key) ? value : translate(value);
    result[name] = plural !== undefined && isObject(inner) ? [inner] : inner;
  }
  return result;
}

function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  return isObject(value) ? translated(value) : value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
