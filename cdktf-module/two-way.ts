import type { ITerraformDependable, S3Bucket } from "./framework";
import { pick } from "./pick";
import type { BucketReplicationProps, ReplicationProps, ReplicationRuleProps } from "./props";
import type { Resolved, ResolvedReplica, ResolvedRule } from "./resolve";

/** The ID of the source as the replica of its own replica. */
const SOURCE_ID = "source";

interface CreatedReplica {
  readonly bucket: S3Bucket;
  readonly versioning: ITerraformDependable;
  readonly kmsKeyArn: string | undefined;
}

/** The props of the reverse direction of a two-way replication, from a replica back to its source. */
export function reverseProps(
  { props, rules }: Resolved,
  { props: { region, provider, tags, alarms }, id, bucketName, bucketPrefix, objectLock }: ResolvedReplica,
  replica: CreatedReplica,
  source: { readonly arn: string; readonly region: string | undefined },
): BucketReplicationProps {
  const { replicationRules, roleName, kmsKeyArn, after = [] } = props;
  return {
    ...pick(props, SAME_IN_BOTH_DIRECTIONS),
    bucketName: bucketPrefix === undefined ? bucketName : replica.bucket.bucket,
    source: replica.bucket,
    objectLock,
    ...(replica.kmsKeyArn !== undefined && { kmsKeyArn: replica.kmsKeyArn }),
    ...(region !== undefined && { region }),
    ...(provider && { provider }),
    ...(tags && { tags }),
    ...(alarms && { alarms }),
    ...(roleName !== undefined && { roleName: reverseRoleName(roleName, id) }),
    replicaModifications: true,
    replicas: [
      {
        id: SOURCE_ID,
        bucketArn: source.arn,
        bucketName: props.bucketName,
        ...(source.region !== undefined && { region: source.region }),
        ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      },
    ],
    ...(replicationRules && {
      replicationRules: rules.filter(({ props: rule }) => rule.replica === id).map(reverseRule),
    }),
    after: [replica.versioning, ...after],
  };
}

/** The rule of the reverse direction, with the priority that the rule has among all rules of its direction. */
export function reverseRule({ props, priority }: ResolvedRule): ReplicationRuleProps {
  return { ...props, priority, replica: SOURCE_ID };
}

/** The role name of the reverse direction. */
export function reverseRoleName(roleName: string, replicaId: string): string {
  return `${roleName}-${replicaId}`;
}

const SAME_IN_BOTH_DIRECTIONS = [
  "deleteMarkerReplication",
  "replicationTimeControl",
  "metrics",
  "roleNamePrefix",
  "rolePath",
  "permissionsBoundary",
  "batchReplication",
  "allowSameRegion",
] as const satisfies readonly (keyof ReplicationProps)[];
