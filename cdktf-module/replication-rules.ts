import type { ITerraformDependable, S3BucketReplicationConfigurationRule } from "./framework";
import type { ReplicationFilterProps } from "./props";
import type { Resolved, ResolvedRule } from "./resolve";

/** A bucket that rules replicate to. */
export interface Destination {
  readonly bucketArn: string;
  readonly bucketName: string;
  /** `undefined` where KMS-encrypted objects are not replicated. */
  readonly kmsKeyArn: string | undefined;
  /** What has to exist before the replication configuration. */
  readonly before: readonly ITerraformDependable[];
}

/** A rule as the replication configuration has it, in a form that S3 accepts. */
export function configurationRule(
  { props: { filter, enabled }, id, priority, deleteMarkers, replica }: ResolvedRule,
  destination: Destination | undefined,
  { props, source, metrics, replicationTimeControl }: Resolved,
): S3BucketReplicationConfigurationRule {
  const { storageClass, account, twoWay } = replica?.props ?? {};
  const criteria = {
    ...(source.encryption === "SSE-KMS" && { sseKmsEncryptedObjects: { status: "Enabled" } }),
    ...((props.replicaModifications ?? twoWay) && { replicaModifications: { status: "Enabled" } }),
  };
  return {
    id,
    status: enabled === false ? "Disabled" : "Enabled",
    priority,
    // Without a filter it would be the first version of S3's schema, which has neither priorities nor delete markers.
    filter: filterOf(filter),
    deleteMarkerReplication: { status: deleteMarkers ? "Enabled" : "Disabled" },
    ...(Object.keys(criteria).length > 0 && { sourceSelectionCriteria: criteria }),
    destination: {
      bucket: destination?.bucketArn ?? "",
      ...(storageClass !== undefined && { storageClass }),
      ...(account !== undefined && { account, accessControlTranslation: { owner: "Destination" } }),
      ...(destination?.kmsKeyArn !== undefined && {
        encryptionConfiguration: { replicaKmsKeyId: destination.kmsKeyArn },
      }),
      ...(replicationTimeControl && { replicationTime: { status: "Enabled", time: { minutes: 15 } } }),
      // S3 accepts an event threshold only together with Replication Time Control.
      ...(metrics && {
        metrics: { status: "Enabled", ...(replicationTimeControl && { eventThreshold: { minutes: 15 } }) },
      }),
    },
  };
}

/** S3 accepts exactly one of prefix, tag, and And; several conditions are an And. */
function filterOf({ prefix, tags = {} }: ReplicationFilterProps = {}): NonNullable<
  S3BucketReplicationConfigurationRule["filter"]
> {
  const [tag, ...more] = Object.entries(tags);
  if (!tag) return prefix === undefined ? {} : { prefix };
  if (more.length === 0 && prefix === undefined) return { tag: { key: tag[0], value: tag[1] } };
  return { and: { ...(prefix !== undefined && { prefix }), tags: { ...tags } } };
}
