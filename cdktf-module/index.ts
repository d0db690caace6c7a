export { BucketReplication, type BucketReplicationProps, type DestinationRequirements } from "./bucket-replication";
export type { BucketProps, ReplicaProps, ReplicatedBucketProps, ReplicationProps, ReplicationRuleProps } from "./props";
export { allowReplication, REPLICA_OF_TAG, ReplicaBucket, type ReplicaBucketProps } from "./replica-bucket";
export { ReplicatedBucket } from "./replicated-bucket";
export { ReplicationRole, type KeyUse, type ReplicationRoleProps, type RoleDestination } from "./replication-role";
export { SecureBucket } from "./secure-bucket";
