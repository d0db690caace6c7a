import type { BatchReplicationProps, KeyUse, RoleDestination } from "./permissions";
import type {
  AlarmSource,
  BlockedEncryptionType,
  BucketNamespace,
  BucketProps,
  BucketReplicationProps,
  Encryption,
  ReplicaBucketProps,
  ReplicaProps,
  ReplicatedBucketProps,
  ReplicationAlarmsProps,
  ReplicationFilterProps,
  ReplicationProps,
  ReplicationRoleProps,
  ReplicationRuleProps,
  StorageClass,
} from "./props";
import {
  anyObject,
  constructId,
  dependable,
  flag,
  flagOr,
  listOf,
  number,
  objectOf,
  oneWordOf,
  optional,
  provider,
  required,
  s3Bucket,
  text,
  textsByKey,
  wordOf,
  wordOrTokenOf,
  type Members,
} from "./shape";

// JavaScript callers have no types. These are the props once more, as checks at runtime; a prop without a check does not
// compile.

const ENCRYPTIONS: Readonly<Record<Encryption, true>> = { "SSE-S3": true, "SSE-KMS": true };

const BUCKET_NAMESPACES: Readonly<Record<BucketNamespace, true>> = { global: true, "account-regional": true };

const BLOCKED_ENCRYPTION_TYPES: Readonly<Record<BlockedEncryptionType, true>> = { "SSE-C": true, NONE: true };

const STORAGE_CLASSES: Readonly<Record<StorageClass, true>> = {
  STANDARD: true,
  REDUCED_REDUNDANCY: true,
  STANDARD_IA: true,
  ONEZONE_IA: true,
  INTELLIGENT_TIERING: true,
  GLACIER_IR: true,
  GLACIER: true,
  DEEP_ARCHIVE: true,
};

const BUCKET_MEMBERS: Members<BucketProps> = {
  bucketName: optional(text),
  bucketPrefix: optional(text),
  bucketNamespace: optional(wordOf(Object.keys(BUCKET_NAMESPACES))),
  region: optional(text),
  provider: optional(provider),
  encryption: optional(wordOf(Object.keys(ENCRYPTIONS))),
  kmsKeyArn: optional(text),
  blockedEncryptionTypes: optional(oneWordOf(Object.keys(BLOCKED_ENCRYPTION_TYPES))),
  objectLock: optional(flag),
  forceDestroy: optional(flag),
  noncurrentVersionExpirationDays: optional(number),
  lifecycleRules: optional(listOf(anyObject)),
  tags: optional(textsByKey),
};

/** A bucket that is created has a name, or a part of one. */
const NAMES = ["bucketName", "bucketPrefix"] as const;

const ALARM_SOURCES: Readonly<Record<AlarmSource, true>> = { metric: true, event: true };

const ALARMS = objectOf<ReplicationAlarmsProps>({
  topicArn: required(text),
  by: optional(wordOf(Object.keys(ALARM_SOURCES))),
});

/** The shape of the props of a replica. */
export const REPLICA = objectOf<ReplicaProps>({
  ...BUCKET_MEMBERS,
  id: optional(constructId),
  bucketArn: optional(text),
  account: optional(text),
  storageClass: optional(wordOrTokenOf(Object.keys(STORAGE_CLASSES))),
  twoWay: optional(flag),
  alarms: optional(ALARMS),
});

/** The shape of the props of a rule. */
export const REPLICATION_RULE = objectOf<ReplicationRuleProps>({
  replica: required(text),
  id: optional(text),
  priority: optional(number),
  filter: optional(objectOf<ReplicationFilterProps>({ prefix: optional(text), tags: optional(textsByKey) })),
  deleteMarkerReplication: optional(flag),
  enabled: optional(flag),
});

const ROLE_MEMBERS = {
  roleName: optional(text),
  roleNamePrefix: optional(text),
  rolePath: optional(text),
  permissionsBoundary: optional(text),
  batchReplication: optional(
    flagOr(objectOf<BatchReplicationProps>({ manifestBucketArn: optional(text), reportBucketArn: optional(text) })),
  ),
};

const REPLICATION_MEMBERS: Members<ReplicationProps> = {
  ...ROLE_MEMBERS,
  replicas: required(listOf(REPLICA)),
  replicationRules: optional(listOf(REPLICATION_RULE)),
  deleteMarkerReplication: optional(flag),
  replicationTimeControl: optional(flag),
  metrics: optional(flag),
  alarms: optional(ALARMS),
  replicaModifications: optional(flag),
  replicationRole: optional(text),
  allowSameRegion: optional(flag),
};

/** The shape of the props of `ReplicatedBucket`. */
export const REPLICATED_BUCKET = objectOf<ReplicatedBucketProps>({ ...BUCKET_MEMBERS, ...REPLICATION_MEMBERS }, NAMES);

const {
  bucketPrefix: _prefix,
  forceDestroy: _forceDestroy,
  noncurrentVersionExpirationDays: _days,
  ...BUCKET_IN_REPLICATION
} = BUCKET_MEMBERS;

const BUCKET_REPLICATION_MEMBERS: Members<BucketReplicationProps> = {
  ...BUCKET_IN_REPLICATION,
  ...REPLICATION_MEMBERS,
  source: optional(s3Bucket),
  after: optional(listOf(dependable)),
};

/** The names of the props of `BucketReplication`. */
export const BUCKET_REPLICATION_PROPS = Object.keys(
  BUCKET_REPLICATION_MEMBERS,
) as readonly (keyof BucketReplicationProps)[];

/** The shape of the props of `BucketReplication`. */
export const BUCKET_REPLICATION = objectOf(BUCKET_REPLICATION_MEMBERS, ["source", "bucketName"]);

/** The shape of the props of `ReplicaBucket`. */
export const REPLICA_BUCKET = objectOf<ReplicaBucketProps>(
  {
    ...BUCKET_MEMBERS,
    sourceArn: optional(text),
    sourceRoleArn: optional(text),
    account: optional(text),
  },
  NAMES,
);

const KEY_USE = objectOf<KeyUse>({ keyArn: required(text), region: required(text), dnsSuffix: required(text) });

/** The shape of a destination of a role. */
export const ROLE_DESTINATION = objectOf<RoleDestination>({
  bucketArn: required(text),
  kms: optional(KEY_USE),
  changesOwner: required(flag),
});

/** The shape of the props of `ReplicationRole`. */
export const REPLICATION_ROLE = objectOf<ReplicationRoleProps>({
  ...ROLE_MEMBERS,
  sourceArn: required(text),
  destinations: required(listOf(ROLE_DESTINATION)),
  kms: optional(KEY_USE),
  objectLock: optional(flag),
  provider: optional(provider),
  tags: optional(textsByKey),
});
