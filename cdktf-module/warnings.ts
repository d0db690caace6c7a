import type { S3BucketLifecycleConfigurationRule } from "./framework";
import type { Resolved } from "./resolve";

/** What works, but costs money or leaves something out that a person may not expect. */
export function warningsAbout({ props, replicationTimeControl }: Resolved): readonly string[] {
  const { source, objectLock, replicas, lifecycleRules = [] } = props;
  return [
    ...(replicationTimeControl ? ["S3 Replication Time Control is billed per GB replicated."] : []),
    ...(source ? [] : ["Existing objects are not replicated. Use S3 Batch Replication to replicate them."]),
    ...(lifecycleRules.some(archives)
      ? [
          "Objects that lifecycleRules move to GLACIER or DEEP_ARCHIVE before they are replicated will never be replicated.",
        ]
      : []),
    ...(objectLock ? replicas : []).flatMap(({ bucketArn, objectLock: theirs }) =>
      bucketArn === undefined || theirs
        ? []
        : [`The source has Object Lock: S3 requires it on the existing destination ${bucketArn} too.`],
    ),
  ];
}

/** The provider checks lifecycle rules: here, anything may be in one. */
function archives({ transition }: S3BucketLifecycleConfigurationRule): boolean {
  if (!Array.isArray(transition)) return false;
  return (transition as readonly ({ readonly storageClass?: unknown } | null)[]).some((each) => {
    const storageClass = each?.storageClass;
    return storageClass === "GLACIER" || storageClass === "DEEP_ARCHIVE";
  });
}
