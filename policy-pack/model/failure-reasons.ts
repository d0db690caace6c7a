/**
 * The reasons that S3 gives for a copy that failed, in an event notification or in a report of Batch Replication.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html
 */
export const FAILURE_REASONS = [
  "AssumeRoleNotPermitted",
  "DstBucketInvalidRegion",
  "DstBucketNotFound",
  "DstBucketObjectLockConfigMissing",
  "DstBucketUnversioned",
  "DstDelObjNotPermitted",
  "DstKmsKeyInvalidState",
  "DstKmsKeyNotFound",
  "DstMultipartCompleteNotPermitted",
  "DstMultipartInitNotPermitted",
  "DstMultipartUploadNotPermitted",
  "DstObjectHardDeleted",
  "DstPutAclNotPermitted",
  "DstPutLegalHoldNotPermitted",
  "DstPutObjectNotPermitted",
  "DstPutRetentionNotPermitted",
  "DstPutTaggingNotPermitted",
  "DstVersionNotFound",
  "InitiateReplicationNotPermitted",
  "SrcBucketInvalidRegion",
  "SrcBucketNotFound",
  "SrcBucketReplicationConfigMissing",
  "SrcGetAclNotPermitted",
  "SrcGetLegalHoldNotPermitted",
  "SrcGetObjectNotPermitted",
  "SrcGetRetentionNotPermitted",
  "SrcGetTaggingNotPermitted",
  "SrcHeadObjectNotPermitted",
  "SrcKeyNotFound",
  "SrcKmsKeyInvalidState",
  "SrcObjectNotEligible",
  "SrcObjectNotFound",
  "SrcReplicationNotPending",
  "SrcVersionNotFound",
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** The reasons that no rule prevents, each with the sentence that says why. */
export const NOT_PREVENTED = {
  DstBucketInvalidRegion: "Only Batch Replication reports it: the job was created for another Region.",
  DstObjectHardDeleted: "Only Batch Replication reports it: the copy was deleted by its version ID.",
  DstPutLegalHoldNotPermitted:
    "AWS names `s3:PutObjectLegalHold` here, but not among the permissions that replication needs: no rule asks for it.",
  DstPutRetentionNotPermitted:
    "AWS names `s3:PutObjectRetention` here, but not among the permissions that replication needs: no rule asks for it.",
  DstVersionNotFound: "The copy was deleted before a change of its metadata was replicated.",
  InitiateReplicationNotPermitted: "Only Batch Replication reports it: the role of the job lacks a permission.",
  SrcBucketInvalidRegion: "Only Batch Replication reports it: the job was created for another Region.",
  SrcBucketNotFound: "The source bucket was deleted before its objects were copied.",
  SrcKeyNotFound: "The object was deleted before it was copied.",
  SrcObjectNotEligible: "It depends on the object: its storage class, or its tags, exclude it from replication.",
  SrcObjectNotFound: "The object was deleted before it was copied.",
  SrcReplicationNotPending: "The object has already been copied.",
  SrcVersionNotFound: "The version was deleted before it was copied.",
} as const satisfies Partial<Record<FailureReason, string>>;
