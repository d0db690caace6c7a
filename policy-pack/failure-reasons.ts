/**
 * The reasons that S3 gives for a copy that failed, in the event `s3:Replication:OperationFailedReplication`. A rule names
 * those it tells before deployment; what no rule can tell says why.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html
 */
export const FAILURE_REASONS = {
  AssumeRoleNotPermitted: undefined,
  DstBucketInvalidRegion: "Batch Replication alone: the job names the Region",
  DstBucketNotFound: "a bucket outside the stack may not exist; one of the stack is created before it is replicated to",
  DstBucketObjectLockConfigMissing: undefined,
  DstBucketUnversioned: undefined,
  DstDelObjNotPermitted: undefined,
  DstKmsKeyInvalidState: undefined,
  DstKmsKeyNotFound: undefined,
  DstMultipartCompleteNotPermitted: undefined,
  DstMultipartInitNotPermitted: undefined,
  DstMultipartUploadNotPermitted: undefined,
  DstObjectHardDeleted: "a version that was deleted at the destination after it was copied",
  DstPutAclNotPermitted: undefined,
  DstPutLegalHoldNotPermitted: undefined,
  DstPutObjectNotPermitted: undefined,
  DstPutRetentionNotPermitted: undefined,
  DstPutTaggingNotPermitted: undefined,
  DstVersionNotFound: "a version that was deleted at the destination",
  InitiateReplicationNotPermitted: "Batch Replication alone",
  SrcBucketInvalidRegion: "Batch Replication alone: the job names the Region",
  SrcBucketNotFound: "the source was deleted",
  SrcBucketReplicationConfigMissing: "Batch Replication alone: the configuration was deleted before the job ran",
  SrcGetAclNotPermitted: undefined,
  SrcGetLegalHoldNotPermitted: undefined,
  SrcGetObjectNotPermitted: undefined,
  SrcGetRetentionNotPermitted: undefined,
  SrcGetTaggingNotPermitted: undefined,
  SrcHeadObjectNotPermitted: undefined,
  SrcKeyNotFound: "the object was deleted before it was copied",
  SrcKmsKeyInvalidState: undefined,
  SrcObjectNotEligible: "the object itself: its storage class, or tags that changed",
  SrcObjectNotFound: "the object was deleted before it was copied",
  SrcReplicationNotPending: "Batch Replication alone: the object was copied already",
  SrcVersionNotFound: "the version was deleted before it was copied",
} as const satisfies Readonly<Record<string, string | undefined>>;

export type FailureReason = keyof typeof FAILURE_REASONS;

/** The reasons that a rule has to tell. */
export type Told = {
  [Reason in FailureReason]: (typeof FAILURE_REASONS)[Reason] extends undefined ? Reason : never;
}[FailureReason];
