/**
 * The storage classes that copies can have.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html
 */
export const STORAGE_CLASSES: readonly string[] = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
];

/** Those of S3's API that copies cannot have: of Outposts, of FSx, of directory buckets, of AWS Backup. */
export const NOT_FOR_COPIES: readonly string[] = [
  "AWS_BACKUP_LOW_COST_WARM",
  "AWS_BACKUP_WARM",
  "EXPRESS_ONEZONE",
  "FSX_ONTAP",
  "FSX_OPENZFS",
  "OUTPOSTS",
  "SNOW",
];
