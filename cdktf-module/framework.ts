// The only file of the module that names CDKTF's packages. From its compiled form the build makes the same module for CDK
// Terrain, with the names of that framework's packages.

import type * as Alarms from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type * as Notifications from "@cdktf/provider-aws/lib/s3-bucket-notification";

export {
  Annotations,
  Lazy,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  Token,
  dependable,
  Fn,
  type ITerraformDependable,
} from "cdktf";
export type {
  CloudwatchMetricAlarm,
  CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
export { IamRole, type IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
export { IamRolePolicy, type IamRolePolicyConfig } from "@cdktf/provider-aws/lib/iam-role-policy";
export { KmsKey, type KmsKeyConfig } from "@cdktf/provider-aws/lib/kms-key";
export { S3Bucket, type S3BucketConfig } from "@cdktf/provider-aws/lib/s3-bucket";
export {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationConfig,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
export {
  S3BucketOwnershipControls,
  type S3BucketOwnershipControlsConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
export type { S3BucketNotification, S3BucketNotificationConfig } from "@cdktf/provider-aws/lib/s3-bucket-notification";
export { S3BucketPolicy, type S3BucketPolicyConfig } from "@cdktf/provider-aws/lib/s3-bucket-policy";
export {
  S3BucketPublicAccessBlock,
  type S3BucketPublicAccessBlockConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
export {
  S3BucketReplicationConfigurationA,
  type S3BucketReplicationConfigurationAConfig,
  type S3BucketReplicationConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
export {
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketServerSideEncryptionConfigurationRuleAOutputReference,
  type S3BucketServerSideEncryptionConfigurationAConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
export { S3BucketVersioningA, type S3BucketVersioningAConfig } from "@cdktf/provider-aws/lib/s3-bucket-versioning";

// Loaded on first use, because few replications have alarms.
/* eslint-disable @typescript-eslint/no-require-imports */
export const alarms = (): typeof Alarms => require("@cdktf/provider-aws/lib/cloudwatch-metric-alarm") as typeof Alarms;
export const notifications = (): typeof Notifications =>
  require("@cdktf/provider-aws/lib/s3-bucket-notification") as typeof Notifications;
/* eslint-enable @typescript-eslint/no-require-imports */
