/**
 * What the provider computes where a configuration leaves it out, of the types that are read: in a plan it is unknown, and
 * no expression mentions it. Whatever else is unknown without an expression is hidden, by a `dynamic` block for example.
 * Paths are names without indexes. Generated from the schema of the AWS provider 5.100.0; `region` is that of 6.
 */
const COMPUTED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    aws_s3_bucket:
      "acceleration_status acl arn bucket bucket_domain_name bucket_prefix bucket_region bucket_regional_domain_name cors_rule grant hosted_zone_id lifecycle_rule lifecycle_rule.id logging object_lock_configuration object_lock_enabled policy replication_configuration request_payer server_side_encryption_configuration versioning website website_domain website_endpoint",
    aws_s3_bucket_versioning: "versioning_configuration.mfa_delete",
    aws_s3_bucket_replication_configuration: "rule.id",
    aws_s3_bucket_lifecycle_configuration:
      "expected_bucket_owner transition_default_minimum_object_size rule.prefix rule.expiration.days rule.expiration.expired_object_delete_marker rule.filter.object_size_greater_than rule.filter.object_size_less_than rule.filter.prefix rule.filter.and.object_size_greater_than rule.filter.and.object_size_less_than rule.filter.and.prefix rule.noncurrent_version_expiration.newer_noncurrent_versions rule.noncurrent_version_transition.newer_noncurrent_versions rule.transition.days",
    aws_iam_role: "arn create_date inline_policy managed_policy_arns name name_prefix unique_id",
    aws_iam_role_policy: "name name_prefix",
    aws_iam_policy: "arn attachment_count name name_prefix policy_id",
    aws_kms_key: "arn description key_id multi_region policy rotation_period_in_days",
    aws_kms_replica_key: "arn key_id key_rotation_enabled key_spec key_usage policy",
    aws_kms_external_key: "arn expiration_model key_id key_state key_usage multi_region policy",
    aws_kms_grant: "grant_id grant_token",
    aws_kms_alias: "arn name name_prefix target_key_arn",
  }).map(([type, paths]) => [type, new Set(paths.split(" "))]),
);

const EVERYWHERE: ReadonlySet<string> = new Set(["id", "region", "tags_all"]);

/** Blocks of which a plan has another order than the configuration: sets, by the same schema. */
const SETS: ReadonlySet<string> = new Set([
  "aws_iam_role inline_policy",
  "aws_s3_bucket lifecycle_rule.noncurrent_version_transition",
  "aws_s3_bucket lifecycle_rule.transition",
  "aws_s3_bucket replication_configuration.rules",
  "aws_s3_bucket_lifecycle_configuration rule.noncurrent_version_transition",
  "aws_s3_bucket_lifecycle_configuration rule.transition",
  "aws_s3_bucket_server_side_encryption_configuration rule",
]);

export function isSetOf(type: string, path: string): boolean {
  return SETS.has(`${type} ${path}`);
}

export function isComputedBy(type: string, path: string): boolean {
  if (EVERYWHERE.has(path)) return true;
  // Cloud Control reads back whatever a configuration leaves out.
  return type.startsWith("awscc_") || COMPUTED.get(type)?.has(path) === true;
}

/**
 * Attributes that are a text of every resource and data source of the AWS providers that has them, whether or not its
 * block sets them: a policy with one in it is known but for that text. By the same schema.
 */
const TEXTS: ReadonlySet<string> = new Set(["arn", "id", "execution_arn", "invoke_arn", "qualified_arn", "unique_id"]);
const TEXTS_OF: ReadonlyMap<string, string> = new Map([
  ["aws_cloudfront_origin_access_identity", "iam_arn"],
  ["aws_iam_session_context", "issuer_arn"],
]);

export function isAlwaysText(type: string, name: string): boolean {
  return /^(aws|awscc)_/.test(type) && (TEXTS.has(name) || TEXTS_OF.get(type) === name);
}
