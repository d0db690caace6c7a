/** What a type says of itself where no reader knows it: whether it may be a bucket, and whether it may name one. */

/** Buckets that replicate in another way or not at all: they are not judged, and the README says so. */
const NOT_JUDGED =
  /directory_?bucket|s3express|s3_?tables|s3_?vectors|vector_?bucket|table_?bucket|s3_?outposts|s3_?control/i;

/**
 * Whether a resource of this type may be an S3 bucket, or may replicate or version one: to say nothing about it would
 * pass a bucket that nobody has looked at.
 *
 * @param type A type of any source: `aws:s3/bucketV3:BucketV3`, `aws_s3_bucket_v3`, `AWS::S3::Bucket`.
 */
export function mayBeBucket(type: string): boolean {
  if (NOT_JUDGED.test(type) || !/(^|[^a-z])(aws|awscc)([^a-z]|$)/i.test(type) || !/s3/i.test(type)) return false;
  const name = type.split(/[:/.]/).at(-1) ?? "";
  return /bucket(_?v\d+)?$/i.test(name) || /replicat|versioning/i.test(name);
}

/** Services whose resources hold whatever text a person puts into them, the ARN of a bucket too. */
const HOLDS_TEXT =
  /ssm|secrets_?manager|app_?config|cloudformation|dynamodb|service_?catalog|service_?discovery|parameter/i;

/** Whether nothing that a resource of this type is or has can be the name or the ARN of a bucket of its own. */
export function namesNoBucket(type: string): boolean {
  return /^(aws|aws-native)[:_]|^(aws|awscc)_|^AWS::/.test(type) && !HOLDS_TEXT.test(type) && !mayBeBucket(type);
}
