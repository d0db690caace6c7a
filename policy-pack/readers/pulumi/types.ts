/**
 * The type tokens the reader knows, by what the resource is. A test compares each with `@pulumi/aws` 6 and 7. Directory
 * buckets (`aws:s3/directoryBucket:DirectoryBucket`, `aws-native:s3express:DirectoryBucket`) are left out: they do not
 * replicate.
 */

export const BUCKET = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", "aws-native:s3:Bucket"] as const;

export const isBucket = (type: string): boolean => BUCKET.some((token) => token === type);

export const VERSIONING = [
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
] as const;

export const REPLICATION = ["aws:s3/bucketReplicationConfig:BucketReplicationConfig"] as const;

export const ENCRYPTION = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
] as const;

export const OBJECT_LOCK = [
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
] as const;

export const REQUEST_PAYMENT = [
  "aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration",
  "aws:s3/bucketRequestPaymentConfigurationV2:BucketRequestPaymentConfigurationV2",
] as const;

export const LIFECYCLE = [
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
] as const;

export const BUCKET_POLICY = ["aws:s3/bucketPolicy:BucketPolicy", "aws-native:s3:BucketPolicy"] as const;

export const ROLE = ["aws:iam/role:Role"] as const;
export const ROLE_POLICY = ["aws:iam/rolePolicy:RolePolicy"] as const;
export const ROLE_POLICY_ATTACHMENT = ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"] as const;
export const POLICY = ["aws:iam/policy:Policy"] as const;

export const KMS_KEY = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"] as const;
export const KMS_ALIAS = ["aws:kms/alias:Alias"] as const;

/** All of them. */
export const READ: ReadonlySet<string> = new Set([
  ...BUCKET,
  ...VERSIONING,
  ...REPLICATION,
  ...ENCRYPTION,
  ...OBJECT_LOCK,
  ...REQUEST_PAYMENT,
  ...LIFECYCLE,
  ...BUCKET_POLICY,
  ...ROLE,
  ...ROLE_POLICY,
  ...ROLE_POLICY_ATTACHMENT,
  ...POLICY,
  ...KMS_KEY,
  ...KMS_ALIAS,
]);
