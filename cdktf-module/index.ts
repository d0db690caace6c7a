export { BucketReplication, type BucketReplicationProps, type DestinationRequirements } from "./bucket-replication";
export {
  allowEncryption,
  allowReplication,
  type Grant,
  type KeyUse,
  type RoleDestination,
  type RoleUse,
  type Statement,
} from "./permissions";
export type {
  BucketProps,
  Encryption,
  ReplicaProps,
  ReplicatedBucketProps,
  ReplicationFilterProps,
  ReplicationProps,
  ReplicationRuleProps,
  StorageClass,
} from "./props";
export { REPLICA_OF_TAG, ReplicaBucket, type ReplicaBucketProps } from "./replica-bucket";
export { ReplicatedBucket } from "./replicated-bucket";
export type { ResolvedReplica, ResolvedRule } from "./resolve";
export { ReplicationRole, type ReplicationRoleProps } from "./replication-role";
export { SecureBucket } from "./secure-bucket";
