import type {
  ITerraformDependable,
  S3Bucket,
  S3BucketLifecycleConfigurationRule,
  TerraformProvider,
} from "./framework";
import type { BatchReplicationProps, RoleUse } from "./permissions";

/** Server-side encryption, by the names in the S3 documentation. */
export type Encryption = "SSE-S3" | "SSE-KMS";

/** The namespaces of bucket names: shared by all accounts of a partition, or of one account in one Region. */
export type BucketNamespace = "global" | "account-regional";

/** The encryption types that S3 can block for uploads; `NONE` blocks nothing. */
export type BlockedEncryptionType = "SSE-C" | "NONE";

/** The storage classes that S3 accepts for replicas. */
export type StorageClass =
  | "STANDARD"
  | "REDUCED_REDUNDANCY"
  | "STANDARD_IA"
  | "ONEZONE_IA"
  | "INTELLIGENT_TIERING"
  | "GLACIER_IR"
  | "GLACIER"
  | "DEEP_ARCHIVE";

/** The props that source and destination buckets have in common. */
export interface BucketProps {
  /**
   * The bucket's name: 3 to 63 characters (lowercase letters, digits, hyphens, and periods), unique within the
   * partition. Either it or `bucketPrefix` is required.
   *
   * @default - a name that Terraform generates, beginning with `bucketPrefix`
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  readonly bucketName?: string;
  /**
   * The beginning of the bucket's name, up to 37 characters; Terraform generates the rest when it creates the bucket. For
   * a bucket whose name nobody else has to know before. Cannot be combined with `bucketName` or with an account-regional
   * namespace.
   *
   * @default - the source's prefix, the ID, and a hyphen for `replicas`; otherwise `bucketName` is the name
   */
  readonly bucketPrefix?: string;
  /**
   * The namespace of the bucket's name. With `account-regional` nobody else can take the name: it ends with
   * `-<account>-<region>-an`, which is added to `bucketName` unless it is there. The provider must be created before the
   * bucket, and its `allowedAccountIds` must contain only the bucket's account. Requires version 6.37 of the AWS provider.
   *
   * @default - the source's namespace for `replicas`; otherwise `global`
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
   */
  readonly bucketNamespace?: BucketNamespace;
  /**
   * The bucket's Region, set as the `region` argument of each of its resources. Requires version 6 of the AWS
   * provider.
   *
   * @default - the Region of the provider
   */
  readonly region?: string;
  /**
   * The AWS provider for all of the bucket's resources. Use an alias for another Region or another account.
   *
   * @default - the stack's default AWS provider
   */
  readonly provider?: TerraformProvider;
  /**
   * How new objects are encrypted. `SSE-KMS` without `kmsKeyArn` creates a key in the bucket's Region, with yearly
   * rotation, and turns on an S3 Bucket Key.
   *
   * @default - SSE-KMS if `kmsKeyArn` is set; otherwise the source's encryption for `replicas`, and SSE-S3 for other
   * buckets
   */
  readonly encryption?: Encryption;
  /**
   * The ARN of the KMS key that encrypts new objects, with an S3 Bucket Key. It must be the ARN of a key, not of an
   * alias, and the key must be in the bucket's Region: S3 does not check this, and every replication would fail.
   *
   * @default - no key with SSE-S3; a new key with SSE-KMS
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
   */
  readonly kmsKeyArn?: string;
  /**
   * The encryption types that S3 blocks for uploads and replicas: `["SSE-C"]`, or `["NONE"]` to allow SSE-C
   * (customer-provided keys). If the source allows SSE-C and a replica blocks it, objects encrypted with SSE-C are not
   * replicated.
   *
   * @default - the source's setting for `replicas`; otherwise AWS's default, which blocks SSE-C on new buckets
   */
  readonly blockedEncryptionTypes?: readonly BlockedEncryptionType[];
  /**
   * Creates the bucket with Object Lock, without a default retention period. Object Lock cannot be turned off later,
   * and S3 requires it on the destination if the source has it.
   *
   * @default - the source's setting for a replica; `false` for a source
   */
  readonly objectLock?: boolean;
  /**
   * Deletes all objects in the bucket when the bucket is destroyed, so that destroying it does not fail.
   *
   * @default false
   */
  readonly forceDestroy?: boolean;
  /**
   * The number of days, 1 or more, after which a noncurrent version is deleted. Without it, every version is kept.
   *
   * @default - noncurrent versions never expire
   */
  readonly noncurrentVersionExpirationDays?: number;
  /**
   * Lifecycle rules, as the AWS provider defines them. S3 does not replicate lifecycle actions: each bucket needs its
   * own rules.
   *
   * @default - only the rule that `noncurrentVersionExpirationDays` creates
   */
  readonly lifecycleRules?: readonly S3BucketLifecycleConfigurationRule[];
  /**
   * Tags for the bucket, and for its KMS key if one is created.
   *
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A bucket that objects are replicated to: created here (`region` or `provider`), or existing (`bucketArn`). */
export interface ReplicaProps extends Omit<BucketProps, "bucketName"> {
  /**
   * Identifies the replica in construct IDs, and therefore in Terraform addresses. Changing it replaces the replica.
   *
   * @default - the Region, or the bucket name in `bucketArn`
   */
  readonly id?: string;
  /**
   * The replica's bucket name.
   *
   * @default - the source's name, a hyphen, and the ID
   */
  readonly bucketName?: string;
  /**
   * The ARN of an existing destination bucket. The bucket itself is not changed: versioning must be enabled on it, and
   * in another account its policy must allow the replication. `destinationRequirements` returns the statements. Props of
   * a new bucket are refused with it; `objectLock: true` says that the existing one has Object Lock.
   *
   * @default - the replica is created
   */
  readonly bucketArn?: string;
  /**
   * The 12-digit ID of the account that owns the destination, if it is not the source's account. That account becomes
   * the owner of the replicas.
   *
   * @default - the source's account
   */
  readonly account?: string;
  /**
   * The storage class of the replicas.
   *
   * @default - the storage class of each source object
   */
  readonly storageClass?: StorageClass;
  /**
   * Replicates in both directions: the replica gets a role and a replication configuration back to the source, with the
   * same rules, and both sides replicate metadata changes to replicas.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mrap-create-two-way-replication-rules.html
   */
  readonly twoWay?: boolean;
  /**
   * Alarms about failed replications from a `twoWay` replica back to its source. The topic must be in the replica's
   * Region.
   *
   * @default - no alarms; required for `twoWay` replicas if the construct has `alarms`
   */
  readonly alarms?: ReplicationAlarmsProps;
}

/** Who is told that a replication has failed, and how. */
export interface ReplicationAlarmsProps {
  /**
   * The ARN of the SNS topic that is notified. It must be in the Region and the account of the source bucket, and its
   * policy must allow CloudWatch, or S3 with `by: "event"`, to publish.
   */
  readonly topicArn: string;
  /**
   * What notifies the topic. `metric` creates a CloudWatch alarm for each rule, raised when operations have failed
   * within 5 minutes. `event` creates the bucket's notification configuration, which sends an S3 event for each object
   * that failed, with the reason; a bucket has only one notification configuration, so use it only if no other one
   * exists.
   *
   * @default "metric"
   */
  readonly by?: AlarmSource;
}

/** What notifies about a failed replication: a CloudWatch alarm on the metric, or the S3 event. */
export type AlarmSource = "metric" | "event";

/** The objects that a rule applies to: those with this prefix and all of these tags. */
export interface ReplicationFilterProps {
  /**
   * The key prefix, up to 1,024 bytes.
   *
   * @default - all keys
   */
  readonly prefix?: string;
  /**
   * Object tags. They cannot be combined with delete marker replication.
   *
   * @default - all objects, whatever their tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** One rule of the replication configuration. The names are those of the AWS CDK. */
export interface ReplicationRuleProps {
  /** The ID of the replica that the rule replicates to. */
  readonly replica: string;
  /**
   * The rule's ID, up to 255 characters, unique within the configuration.
   *
   * @default - the replica's ID, followed by the rule's position if several rules name that replica
   */
  readonly id?: string;
  /**
   * A whole number from 0 to 2,147,483,647, unique within the configuration. If two rules for one destination match an
   * object, the rule with the higher priority wins.
   *
   * @default - the rule's position, starting at 1
   */
  readonly priority?: number;
  /**
   * The objects to replicate.
   *
   * @default - all objects
   */
  readonly filter?: ReplicationFilterProps;
  /**
   * Whether delete markers are replicated. Cannot be combined with a tag filter.
   *
   * @default - the construct's `deleteMarkerReplication`
   */
  readonly deleteMarkerReplication?: boolean;
  /**
   * Whether the rule is enabled. A disabled rule stays in the configuration and replicates nothing.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** The props of a replication: where objects go, which ones, and with which role. */
export interface ReplicationProps {
  /** The buckets to replicate to: at least one, here or with `addReplica`. */
  readonly replicas: readonly ReplicaProps[];
  /**
   * The replication rules, if one rule per replica for the whole bucket is not what you need: up to 1,000, and at least
   * one for each replica.
   *
   * @default - one rule for each replica, for all objects
   */
  readonly replicationRules?: readonly ReplicationRuleProps[];
  /**
   * Whether delete markers are replicated. If they are, an object deleted here is also hidden in the replicas.
   *
   * @default false
   */
  readonly deleteMarkerReplication?: boolean;
  /**
   * S3 Replication Time Control: replicates 99.99% of new objects within 15 minutes, for an additional charge. Requires
   * `metrics`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
   */
  readonly replicationTimeControl?: boolean;
  /**
   * Replication metrics and failure events: how many bytes and operations are pending, the latency, and which
   * operations failed. Without them, a replication that fails goes unnoticed. CloudWatch bills the metrics as custom
   * metrics, for each rule.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-metrics.html
   */
  readonly metrics?: boolean;
  /**
   * Alarms about failed replications: an SNS topic is notified. Requires `metrics`.
   *
   * @default - no alarms: a replication that fails goes unnoticed
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
   */
  readonly alarms?: ReplicationAlarmsProps;
  /**
   * Whether metadata changes to replicas are replicated. S3 needs this on both sides of a two-way replication: set it
   * if the other direction is defined elsewhere.
   *
   * @default - `true` for `twoWay` replicas, otherwise `false`
   */
  readonly replicaModifications?: boolean;
  /**
   * The ARN of an existing role for S3 to replicate with. No role is created then.
   *
   * @default - a new role with exactly the permissions that the replication needs
   */
  readonly replicationRole?: string;
  /**
   * The name of the new role, up to 64 characters. Set it if policies in another account must name the role. The role
   * of a `twoWay` replica has this name, followed by a hyphen and the replica's ID.
   *
   * @default - a name that Terraform generates
   */
  readonly roleName?: string;
  /**
   * The beginning of the new role's name, up to 38 characters; Terraform generates the rest. Cannot be combined with
   * `roleName`.
   *
   * @default - a name that Terraform generates
   */
  readonly roleNamePrefix?: string;
  /**
   * The path of the new role, up to 512 characters, beginning and ending with a slash.
   *
   * @default "/"
   */
  readonly rolePath?: string;
  /**
   * The ARN of the managed policy that is the new role's permissions boundary.
   *
   * @default - no permissions boundary
   */
  readonly permissionsBoundary?: string;
  /**
   * Allows S3 Batch Operations to assume the role and to initiate replication, which replicates existing objects. With
   * `manifestBucketArn` and `reportBucketArn` it also allows what the job's manifest and report need.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html
   */
  readonly batchReplication?: boolean | BatchReplicationProps;
  /**
   * Allows replicas in the source's own Region. They do not survive the loss of that Region.
   *
   * @default false
   */
  readonly allowSameRegion?: boolean;
}

/** The props of a bucket that is created together with its replication. */
export interface ReplicatedBucketProps extends BucketProps, ReplicationProps {}

/**
 * The props of the replication of an existing bucket, given by its construct (`source`) or by its name (`bucketName`).
 */
export interface BucketReplicationProps
  extends
    ReplicationProps,
    Pick<
      BucketProps,
      "bucketNamespace" | "encryption" | "kmsKeyArn" | "blockedEncryptionTypes" | "lifecycleRules" | "tags"
    > {
  /**
   * The bucket to replicate. Versioning must be enabled on it, and its encryption must be what `encryption` and
   * `kmsKeyArn` say.
   *
   * @default - the existing bucket with the name `bucketName`
   */
  readonly source?: S3Bucket;
  /**
   * The name of the bucket to replicate.
   *
   * @default - the name of `source`; required without `source`
   */
  readonly bucketName?: string;
  /**
   * The Region of the bucket to replicate. Requires version 6 of the AWS provider.
   *
   * @default - the Region of `source`, or else the Region of the provider
   */
  readonly region?: string;
  /**
   * The AWS provider for the replication configuration and the role.
   *
   * @default - the provider of `source`, or else the stack's default AWS provider
   */
  readonly provider?: TerraformProvider;
  /**
   * Whether the bucket to replicate has Object Lock. S3 requires it on the destination if the source has it.
   *
   * @default - the setting of `source`, or else `false`
   */
  readonly objectLock?: boolean;
  /**
   * The resources to create before the replication configuration, above all the bucket's versioning.
   *
   * @default - none: versioning is already enabled on the bucket
   */
  readonly after?: readonly ITerraformDependable[];
}

/** The props of a destination bucket. */
export interface ReplicaBucketProps extends BucketProps {
  /**
   * The ARN of the source bucket, recorded in the tag `s3-crr:replica-of`.
   *
   * @default - no tag: the bucket replicates back, so it is a source itself
   */
  readonly sourceArn?: string;
  /**
   * The ARN of the replication role, if the source is in another account. The bucket's policy, and the policy of its
   * key if one is created, allow that role to replicate.
   *
   * @default - the source is in the same account
   */
  readonly sourceRoleArn?: string;
  /**
   * The 12-digit ID of the account that the bucket is in. Required if a key is created and `sourceRoleArn` is set.
   *
   * @default - the account of the provider, which the construct does not need to know
   */
  readonly account?: string;
}

/** The props of a replication role. */
export interface ReplicationRoleProps
  extends RoleUse, Pick<ReplicationProps, "roleName" | "roleNamePrefix" | "rolePath" | "permissionsBoundary"> {
  /**
   * The AWS provider for the source's account. IAM has no Regions.
   *
   * @default - the stack's default AWS provider
   */
  readonly provider?: TerraformProvider;
  /**
   * Tags for the role.
   *
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}
