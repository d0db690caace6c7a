export { BucketReplication } from "./bucket-replication";
export type { DestinationRequirements } from "./destination-requirements";
export {
  allowEncryption,
  allowReplication,
  type BatchReplicationProps,
  type Grant,
  type KeyUse,
  type RoleDestination,
  type RoleUse,
  type Statement,
} from "./permissions";
export type {
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
export { REPLICA_OF_TAG, ReplicaBucket } from "./replica-bucket";
export { ReplicatedBucket } from "./replicated-bucket";
export { ReplicationRole } from "./replication-role";
export type { ResolvedReplica, ResolvedRule } from "./resolve";
export { SecureBucket } from "./secure-bucket";
