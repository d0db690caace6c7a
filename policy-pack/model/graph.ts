import type { Fact, SettledBy } from "./fact";
import type { Vocabulary } from "./vocabulary";

/** What names a resource for good: a Pulumi URN, a Terraform address, or the ARN of a bucket outside the stack. */
export type Address = string;

/**
 * The buckets of one stack, what replicates where, and what that replication needs. Edges are addresses, never
 * objects: two buckets may replicate to each other.
 */
export interface ReplicationGraph {
  /** The buckets of the stack, in the order of their addresses. */
  readonly buckets: ReadonlyMap<Address, Bucket>;
  /** Buckets that a rule of the stack names and the stack does not contain. */
  readonly elsewhere: ReadonlyMap<Address, Bucket>;
  readonly roles: ReadonlyMap<Address, Role>;
  readonly keys: ReadonlyMap<Address, Key>;
  readonly keyGrants: readonly KeyGrant[];
  /** Resources that may be S3 buckets, or may belong to one, and that no reader knows. */
  readonly unread: readonly Unread[];
  /**
   * What each resource of the stack waits for before it is created: declared dependencies and references alike. Every
   * resource has an entry, which is how a resource of the stack is told from anything else: what an address without one
   * waits for is not known.
   */
  readonly dependencies: ReadonlyMap<Address, readonly Address[]>;
  /**
   * Why the source does not tell them, one sentence without a full stop, and one line that settles it; left out where it
   * does.
   */
  readonly untold?: Untold;
}

/** Why it is not known what resources wait for. */
export interface Untold {
  readonly reason: string;
  readonly settle: string;
  /** The resources of which it is not known; left out where it is known of none. */
  readonly of?: ReadonlySet<Address>;
}

/** Something that is in the stack and was not looked into. */
export interface Unread {
  readonly address: Address;
  readonly label: string;
  /** One sentence without a full stop: what it is, and why it was not looked into. */
  readonly why: string;
  readonly settledBy: SettledBy;
  readonly settle?: string;
}

export interface Bucket {
  readonly address: Address;
  /** What a person calls it: the resource's name in the program, or the ARN of a bucket outside the stack. */
  readonly label: string;
  /** How whoever declares it writes things. */
  readonly words: Vocabulary;
  /** `false` for a bucket that was not evaluated in this run, and for one outside the stack: nothing can be judged. */
  readonly evaluated: boolean;
  /** AWS says that there is no such bucket, although a rule names it. */
  readonly isMissing?: true;
  /** The name S3 knows it by. */
  readonly name: Fact<string | undefined>;
  readonly region: Fact<string>;
  /** The partition, of a bucket outside the stack whose ARN names one: it is known before the Region is. */
  readonly partition?: string;
  /** Twelve digits. */
  readonly account: Fact<string | undefined>;
  readonly creation: Creation;
  readonly versioning: Fact<Versioning>;
  readonly replication: Fact<ReplicationConfiguration | undefined>;
  /** Every replication configuration that names this bucket for certain. S3 keeps one: the last. */
  readonly configurations: readonly Address[];
  /** Replication configurations that may be this bucket's or another's. */
  readonly possibleConfigurations: readonly Address[];
  readonly encryption: Fact<Encryption>;
  readonly objectLock: Fact<boolean>;
  /** `BucketOwnerEnforced`, S3's own default, `BucketOwnerPreferred` or `ObjectWriter`. */
  readonly objectOwnership: Fact<string>;
  /** Whether an alarm on the metric of failed replication, or a notification of the event, is about this bucket. */
  readonly failureNotice: Fact<boolean>;
  readonly policy: Fact<PolicyDocument | undefined>;
  /** The owner of a bucket outside the stack promises that its policy, and its key's, let the role replicate. */
  readonly allowsReplication?: true;
  /** What the owner of a bucket outside the stack promises of its policy alone, for some roles and actions. */
  readonly grants?: readonly Grant[];
  readonly tags: Fact<ReadonlyMap<string, Fact<string>>>;
  readonly requestPayer: Fact<string | undefined>;
  /** The resources beside the bucket that set something of it for certain, each with its own Region. */
  readonly settings: readonly SettingResource[];
  /** Days after which a lifecycle rule for all objects deletes noncurrent versions; `undefined` where none does. */
  readonly noncurrentExpirationDays: Fact<number | undefined>;
}

/** Whom the policy of a bucket lets replicate to it, and what it lets them do. */
export interface Grant {
  /** A role's ARN, an account's ID, or `*`. */
  readonly principal: string;
  /** IAM's actions. */
  readonly actions: readonly string[];
}

/** Where and how a program asks S3 to create a bucket, whatever its name says; `undefined` what it leaves open. */
export interface Creation {
  readonly region: Fact<string | undefined>;
  /** Twelve digits. */
  readonly account: Fact<string | undefined>;
  /** `account-regional` or `global`. */
  readonly namespace: Fact<string | undefined>;
  /** S3 has created it before. */
  readonly isDone: boolean;
}

/** A resource that sets something of a bucket: its versioning, its policy. */
export interface SettingResource {
  readonly address: Address;
  readonly label: string;
  readonly region: Fact<string>;
}

export interface Versioning {
  /** `Unversioned` where versioning was never enabled. */
  readonly status: "Enabled" | "Suspended" | "Unversioned";
  /** The resource that sets it: a versioning resource, or the bucket itself. */
  readonly on: Address;
}

export interface ReplicationConfiguration {
  /** The resource that sets it: a replication resource, or the bucket itself. */
  readonly address: Address;
  readonly role: Fact<Reference>;
  /** What is written in the place of the role's ARN is not an ARN. It may be anything, so it is not kept. */
  readonly roleIsNoArn?: true;
  readonly rules: Fact<readonly ReplicationRule[]>;
  /** The buckets that the rules whose destination is not known replicate to, one each, in an order that is not known. */
  readonly oneEach?: readonly Address[];
  /**
   * The buckets of the stack that the rules may reach where the rules themselves are not known; `undefined` where it
   * may be any.
   */
  readonly mayReach?: readonly Address[];
}

/** A resource of the stack, or the text that names one outside it. */
export type Reference =
  { readonly in: "stack"; readonly address: Address } | { readonly in: "elsewhere"; readonly name: string };

export function isSameReference(one: Reference, other: Reference): boolean {
  return one.in === "stack"
    ? other.in === "stack" && one.address === other.address
    : other.in === "elsewhere" && one.name === other.name;
}

/** One rule, in the words of S3's API. `undefined` is what the configuration leaves out. */
export interface ReplicationRule {
  /** Zero-based place in the configuration. */
  readonly position: number;
  readonly id: Fact<string | undefined>;
  readonly status: Fact<string | undefined>;
  readonly priority: Fact<number | undefined>;
  /** `known(undefined)` is a V1 rule, whose prefix is on the rule. An empty filter is the whole bucket. */
  readonly filter: Fact<ReplicationFilter | undefined>;
  /** The prefix of a V1 rule. */
  readonly prefix: Fact<string | undefined>;
  readonly deleteMarkerReplication: Fact<string | undefined>;
  readonly existingObjectReplication: Fact<string | undefined>;
  readonly sseKmsEncryptedObjects: Fact<string | undefined>;
  readonly replicaModifications: Fact<string | undefined>;
  /** The address of a bucket of the stack, or of one in `elsewhere`. */
  readonly destination: Fact<Address>;
  /** What is written in the place of the destination's ARN is not an ARN. */
  readonly destinationIsNoArn?: true;
  /** The account that `destination.account` names. */
  readonly account: Fact<string | undefined>;
  /** `AccessControlTranslation.Owner`. */
  readonly owner: Fact<string | undefined>;
  readonly storageClass: Fact<string | undefined>;
  readonly replicaKey: Fact<Reference | undefined>;
  readonly replicationTime: Fact<Timed | undefined>;
  readonly metrics: Fact<Timed | undefined>;
}

/** A setting with a status and a time in minutes: Replication Time Control, and metrics with their event threshold. */
export interface Timed {
  readonly status: Fact<string | undefined>;
  readonly minutes: Fact<number | undefined>;
}

/** S3 accepts exactly one of prefix, tag and And; all are kept, so that a rule can say which are too many. */
export interface ReplicationFilter {
  readonly prefix: Fact<string | undefined>;
  /** Whether there is a `tag`. */
  readonly tag: Fact<boolean>;
  readonly and: Fact<{ readonly prefix: Fact<string | undefined>; readonly tags: Fact<number> } | undefined>;
}

export interface Encryption {
  /** `AES256` (S3's own default), `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  /** `known(undefined)` with a KMS algorithm is the AWS-managed key `aws/s3`. */
  readonly key: Fact<Reference | undefined>;
  readonly bucketKey: Fact<boolean>;
  /** Whether uploads with customer-provided keys (SSE-C) are let in; S3 blocks them in new buckets unless told `NONE`. */
  readonly allowsCustomerKeys: Fact<boolean>;
  readonly on: Address;
}

/** A policy's JSON text and the resource that sets it. */
export interface PolicyDocument {
  readonly text: string;
  readonly on: Address;
}

export interface Role {
  readonly address: Address;
  readonly label: string;
  /** AWS says that there is no such role, although a configuration names it. */
  readonly isMissing?: true;
  readonly name: Fact<string | undefined>;
  readonly arn: Fact<string | undefined>;
  readonly account: Fact<string | undefined>;
  /** The trust policy. */
  readonly trust: Fact<PolicyDocument | undefined>;
  /** Every policy attached to it; one that may or may not be attached, or is not in the stack, is an unknown. */
  readonly policies: readonly Fact<PolicyDocument | undefined>[];
  /** The policy that bounds what the others allow. */
  readonly permissionsBoundary: Fact<PolicyDocument | undefined>;
}

export interface Key {
  readonly address: Address;
  readonly label: string;
  readonly kind: "key" | "alias";
  readonly arn: Fact<string | undefined>;
  readonly region: Fact<string>;
  readonly account: Fact<string | undefined>;
  readonly policy: Fact<PolicyDocument | undefined>;
  readonly enabled: Fact<boolean>;
  /** The key an alias points to. */
  readonly target: Fact<Reference | undefined>;
}

/** A grant of AWS KMS: it lets a principal use a key whatever the policies of both say, unless one of them denies it. */
export interface KeyGrant {
  readonly label: string;
  readonly key: Fact<Reference>;
  readonly grantee: Fact<Reference>;
  /** KMS's operations: `Decrypt`, `GenerateDataKey`. */
  readonly operations: Fact<readonly Fact<string | undefined>[]>;
  /** Whether it holds for some encryption contexts only. */
  readonly isConstrained: Fact<boolean>;
}

/** The bucket at an address, in the stack or outside it. */
export function bucketAt(graph: ReplicationGraph, address: Address): Bucket {
  const bucket = graph.buckets.get(address) ?? graph.elsewhere.get(address);
  if (!bucket) throw new Error(`the graph has an edge to ${address}, and no bucket there`);
  return bucket;
}
