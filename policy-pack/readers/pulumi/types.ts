import { PROVIDER_TYPES } from "../declared/provider-names";
import type { DeclaredResource, Kind } from "../declared/resource";

/** What a type of resource is, and where it keeps its settings. */
export interface ResourceType {
  readonly kind: Kind;
  readonly shape: DeclaredResource["shape"];
  /** Whether its properties have Terraform's names as they are. */
  readonly names?: "camel" | "snake";
}

const provider = (kind: Kind): ResourceType => ({ kind, shape: "provider" });
const api = (kind: Kind): ResourceType => ({ kind, shape: "api" });

/**
 * The type tokens the reader knows. A test compares those of `aws` with `@pulumi/aws` 6 and 7. Directory buckets
 * (`aws:s3/directoryBucket:DirectoryBucket`, `aws-native:s3express:DirectoryBucket`) are left out: they do not replicate.
 */
export const TYPES: ReadonlyMap<string, ResourceType> = new Map([
  ["aws:s3/bucket:Bucket", provider("bucket")],
  ["aws:s3/bucketV2:BucketV2", { kind: "bucket", shape: "provider-v4" }],
  ["aws:s3/bucketVersioning:BucketVersioning", provider("versioning")],
  ["aws:s3/bucketVersioningV2:BucketVersioningV2", provider("versioning")],
  ["aws:s3/bucketReplicationConfig:BucketReplicationConfig", provider("replication")],
  ["aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", provider("encryption")],
  [
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    provider("encryption"),
  ],
  ["aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", provider("object-lock")],
  ["aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2", provider("object-lock")],
  ["aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration", provider("request-payment")],
  ["aws:s3/bucketRequestPaymentConfigurationV2:BucketRequestPaymentConfigurationV2", provider("request-payment")],
  ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", provider("lifecycle")],
  ["aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2", provider("lifecycle")],
  ["aws:s3/bucketPolicy:BucketPolicy", provider("bucket-policy")],
  ["aws:s3/bucketOwnershipControls:BucketOwnershipControls", provider("ownership")],
  ["aws:s3/bucketNotification:BucketNotification", provider("notification")],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", provider("alarm")],
  ["aws:iam/role:Role", provider("role")],
  ["aws:iam/rolePolicy:RolePolicy", provider("role-policy")],
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", provider("role-policy-attachment")],
  ["aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", provider("role-policies-exclusive")],
  [
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    provider("role-policy-attachments-exclusive"),
  ],
  ["aws:iam/policy:Policy", provider("policy")],
  ["aws:iam/policyAttachment:PolicyAttachment", provider("policy-attachment")],
  ["aws:kms/key:Key", provider("key")],
  ["aws:kms/replicaKey:ReplicaKey", provider("key")],
  ["aws:kms/keyPolicy:KeyPolicy", provider("key-policy")],
  ["aws:kms/grant:Grant", provider("key-grant")],
  ["aws:kms/alias:Alias", provider("alias")],
  ["aws-native:s3:Bucket", api("bucket")],
  ["aws-native:s3:BucketPolicy", api("bucket-policy")],
  ["aws-native:iam:Role", api("role")],
  ["aws-native:iam:RolePolicy", api("role-policy")],
  ["aws-native:iam:ManagedPolicy", api("policy")],
  ["aws-native:cloudwatch:Alarm", api("alarm")],
  ["aws-native:kms:Key", api("key")],
  ["aws-native:kms:ReplicaKey", api("key")],
  ["aws-native:kms:Alias", api("alias")],
]);

/**
 * What a type token says.
 *
 * Besides `aws` and `aws-native` there are programs that use Terraform's AWS provider itself, whose types carry its names:
 * `aws:index/s3Bucket:S3Bucket` (Pulumi's generic Terraform provider), `pulumi:terraform:aws_s3_bucket` (Terraform state
 * kept in Pulumi Cloud) and `<package>:tf:aws_s3_bucket` (what is inside a Terraform module).
 */
export function typeOf(token: string): ResourceType | undefined {
  const found = TYPES.get(token);
  if (found) return found;
  const [, camel] = /^aws:index\/(\w+):\w+$/.exec(token) ?? [];
  if (camel !== undefined) return ofTerraform(`aws_${snake(camel)}`, "camel");
  const [, name] = /^(?:pulumi:terraform|[\w-]+:tf):(\w+)$/.exec(token) ?? [];
  return name === undefined ? undefined : ofTerraform(name, "snake");
}

function ofTerraform(name: string, names: "camel" | "snake"): ResourceType | undefined {
  const kind = PROVIDER_TYPES.get(name);
  return kind && { kind, shape: "provider", names };
}

/** `s3BucketVersioning` as `s3_bucket_versioning`. */
function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export const isBucket = (token: string): boolean => typeOf(token)?.kind === "bucket";

export const isVersioning = (token: string): boolean => typeOf(token)?.kind === "versioning";

/** Whether the reader looks into a resource of this type. */
export const isRead = (token: string): boolean => typeOf(token) !== undefined;
