import type { S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import type { TerraformProvider } from "cdktf";

/** What both sides of a replication have. */
export interface BucketProps {
  /**
   * The bucket's name: 3 to 63 characters, lower-case letters, digits, hyphens and dots, unique in the partition.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  readonly bucketName: string;
  /**
   * The bucket's Region, by the `region` argument of each of its resources. Needs `@cdktf/provider-aws` 21 or later.
   *
   * @default - the provider's Region
   */
  readonly region?: string;
  /**
   * The provider of all of the bucket's resources: one with an alias for another Region or another account.
   *
   * @default - the stack's AWS provider
   */
  readonly provider?: TerraformProvider;
  /**
   * How new objects are encrypted. `SSE-KMS` without `kmsKeyArn` creates a key in the bucket's Region, with yearly
   * rotation, and uses it with an S3 Bucket Key.
   *
   * @default - SSE-KMS where `kmsKeyArn` is given, else for a replica that of the source, else SSE-S3
   */
  readonly encryption?: Encryption;
  /**
   * Encrypts new objects with this KMS key, with an S3 Bucket Key. The ARN of a key, not of an alias, in the bucket's
   * Region: S3 does not check it, and with another every replication fails.
   *
   * @default - none, or with SSE-KMS a key that is created
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
   */
  readonly kmsKeyArn?: string;
  /**
   * Creates the bucket with Object Lock, without a default retention. It cannot be taken back, and S3 asks for it on both
   * sides.
   *
   * @default - that of the source for a replica, else false
   */
  readonly objectLock?: boolean;
  /**
   * Deletes the bucket with all that is in it when it is destroyed.
   *
   * @default false
   */
  readonly forceDestroy?: boolean;
  /**
   * Days after which a version that is no longer current is deleted, 1 or more. Versioning keeps every version until
   * then.
   *
   * @default - never
   */
  readonly noncurrentVersionExpirationDays?: number;
  /**
   * Rules of the bucket's lifecycle, in the provider's words. Lifecycle actions are not replicated: each side has its own.
   *
   * @default - none but that of `noncurrentVersionExpirationDays`
   */
  readonly lifecycleRules?: readonly S3BucketLifecycleConfigurationRule[];
  /**
   * Tags of the bucket, and of a key that is created for it.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The names that S3's documentation has for server-side encryption. */
export type Encryption = "SSE-S3" | "SSE-KMS";

/** Storage classes that S3 takes for copies. */
export type StorageClass =
  | "STANDARD"
  | "REDUCED_REDUNDANCY"
  | "STANDARD_IA"
  | "ONEZONE_IA"
  | "INTELLIGENT_TIERING"
  | "GLACIER_IR"
  | "GLACIER"
  | "DEEP_ARCHIVE";

/** A bucket that copies go to. Either `region` or `provider` says where it is created, or `bucketArn` that it exists. */
export interface ReplicaProps extends Omit<BucketProps, "bucketName"> {
  /**
   * Tells replicas apart, in construct ids, so in Terraform's addresses: to change it replaces the replica.
   *
   * @default - the Region, or the name in `bucketArn`
   */
  readonly id?: string;
  /**
   * The replica's name.
   *
   * @default - the source's name, a hyphen, and the id
   */
  readonly bucketName?: string;
  /**
   * A destination that exists: it is left as it is. It has to be versioned, and in another account to allow the
   * replication; `destinationRequirements` has the statements.
   *
   * @default - the replica is created
   */
  readonly bucketArn?: string;
  /**
   * The account that owns the destination, twelve digits, where it is another. The copies become that account's.
   *
   * @default - the source's account
   */
  readonly account?: string;
  /**
   * The storage class of the copies.
   *
   * @default - that of each object
   */
  readonly storageClass?: StorageClass;
  /**
   * Replicates in both directions: the replica has a role and a configuration of its own, back to the source, with the
   * same rules, and both sides replicate changes of their copies' metadata.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mrap-create-two-way-replication-rules.html
   */
  readonly twoWay?: boolean;
}

/** Which objects a rule is for: those with this prefix and all of these tags. */
export interface ReplicationFilterProps {
  /**
   * Up to 1,024 bytes.
   *
   * @default - any key
   */
  readonly prefix?: string;
  /**
   * Not together with delete markers.
   *
   * @default - any tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** One rule of the configuration, in the words of the AWS CDK. */
export interface ReplicationRuleProps {
  /** The id of the replica it goes to. */
  readonly replica: string;
  /**
   * The rule's id, up to 255 characters, unique in the configuration.
   *
   * @default - the replica's id, with the rule's place if there are several rules to it
   */
  readonly id?: string;
  /**
   * Which of two rules to one destination holds for an object: the higher. Unique.
   *
   * @default - the rule's place, from 1
   */
  readonly priority?: number;
  /**
   * Which objects are replicated.
   *
   * @default - all
   */
  readonly filter?: ReplicationFilterProps;
  /**
   * Whether delete markers are replicated. Not together with a filter by tags.
   *
   * @default - that of the construct
   */
  readonly deleteMarkerReplication?: boolean;
  /**
   * A rule that is not enabled is there, and replicates nothing.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/** How replication is done. */
export interface ReplicationProps {
  /** Where copies go. One at least, here or by `addReplica`. */
  readonly replicas: readonly ReplicaProps[];
  /**
   * The rules, where one for the whole bucket to each replica does not do. Up to 1,000, and one at least to each replica.
   *
   * @default - one rule for all objects to each replica
   */
  readonly replicationRules?: readonly ReplicationRuleProps[];
  /**
   * Whether delete markers are replicated: with them, what is deleted here is hidden there.
   *
   * @default false
   */
  readonly deleteMarkerReplication?: boolean;
  /**
   * S3 Replication Time Control: 99.99 % of new objects within 15 minutes, at a price. It needs metrics.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html
   */
  readonly replicationTimeControl?: boolean;
  /**
   * Replication metrics, at a price.
   *
   * @default - the same as `replicationTimeControl`
   */
  readonly metrics?: boolean;
  /**
   * Whether changes of a copy's metadata are replicated back. S3 asks for it on both sides of a two-way replication; set
   * it where the other direction is made elsewhere.
   *
   * @default - true to replicas that are `twoWay`, else false
   */
  readonly replicaModifications?: boolean;
  /**
   * The ARN of a role that exists and may replicate. None is created then.
   *
   * @default - a role that may do this and nothing else
   */
  readonly replicationRole?: string;
  /**
   * The created role's name, up to 64 characters: set it where another account's policies name the role before it exists.
   * A two-way replica's role has this name, a hyphen and the replica's id.
   *
   * @default - Terraform's choice
   */
  readonly roleName?: string;
  /**
   * What the created role's name begins with, up to 38 characters; Terraform adds the rest. Not together with `roleName`.
   *
   * @default - Terraform's choice
   */
  readonly roleNamePrefix?: string;
  /**
   * The created role's path, from slash to slash.
   *
   * @default "/"
   */
  readonly rolePath?: string;
  /**
   * The ARN of the policy that bounds the created role.
   *
   * @default - none
   */
  readonly permissionsBoundary?: string;
  /**
   * Lets S3 Batch Operations assume the role too, and initiate replication: it copies objects that existed before. For its
   * manifest and its report a job needs permissions on the buckets where you put them.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html
   */
  readonly batchReplication?: boolean;
  /**
   * Allows a replica in the source's own Region. It does not survive the loss of that Region.
   *
   * @default false
   */
  readonly allowSameRegion?: boolean;
}

export interface ReplicatedBucketProps extends BucketProps, ReplicationProps {}
