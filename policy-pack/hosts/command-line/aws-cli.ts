import type { PolicyId } from "../../settings";

const PUT_REPLICATION =
  "aws s3api put-bucket-replication --bucket <bucket> --replication-configuration file://replication.json";
const PUT_ROLE_POLICY =
  "aws iam put-role-policy --role-name <role> --policy-name <policy> --policy-document file://policy.json";

/** A cure that is a change of the rules, which are replaced as a whole. */
const inRules = (what: string): string =>
  `In what \`aws s3api get-bucket-replication --bucket <bucket>\` prints, ${what}, and put it back: ${PUT_REPLICATION}`;

/** What to do with the AWS CLI. What is no matter of AWS has no command. */
export const AWS_CLI: Readonly<Record<PolicyId, string | undefined>> = {
  scope: undefined,
  "versioning-enabled": "aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled",
  "replication-enabled": `Write a rule with Status "Enabled" and a Destination in another Region into replication.json, and put it: ${PUT_REPLICATION}`,
  "single-replication-configuration": `Put all rules of the bucket into one replication.json, which replaces what the bucket has: ${PUT_REPLICATION}`,
  "rule-set-accepted": inRules("fix the rule as the message says"),
  "destination-in-another-region":
    "Create the destination elsewhere, and name it in the rule: aws s3 mb s3://<copy> --region <Region>",
  "destination-versioned": "aws s3api put-bucket-versioning --bucket <copy> --versioning-configuration Status=Enabled",
  "replicas-not-chained": undefined,
  "role-can-replicate": `Grant the permissions listed above: ${PUT_ROLE_POLICY}, on the other side by aws s3api put-bucket-policy --bucket <copy> --policy file://policy.json, and for a key by aws kms put-key-policy --key-id <key> --policy-name default --policy file://policy.json`,
  "role-least-privileged": `Write only the actions that replication needs into policy.json, on the ARNs of the buckets and keys involved: ${PUT_ROLE_POLICY}`,
  "encrypted-objects-selected": inRules(
    "set SourceSelectionCriteria.SseKmsEncryptedObjects.Status of the rule to Enabled and Destination.EncryptionConfiguration.ReplicaKmsKeyID to a key in the destination's Region",
  ),
  "replica-key-in-destination-region": inRules(
    "set Destination.EncryptionConfiguration.ReplicaKmsKeyID to the ARN of a customer managed key in the destination's Region",
  ),
  "object-lock-matched":
    "aws s3api put-object-lock-configuration --bucket <copy> --object-lock-configuration ObjectLockEnabled=Enabled",
  "whole-bucket-covered": inRules('add a rule with "Filter": {}'),
  "configured-after-versioning":
    "Run aws s3api put-bucket-versioning for both buckets before aws s3api put-bucket-replication.",
  "nothing-undetermined": undefined,
  "tags-can-replicate": `Grant the permissions listed above: ${PUT_ROLE_POLICY}`,
  "keys-enabled": "aws kms enable-key --key-id <key>",
  "settings-in-bucket-region": "Run the command with --region <the bucket's Region>.",
  "objects-owned-by-bucket-owner":
    "aws s3api put-bucket-ownership-controls --bucket <bucket> --ownership-controls Rules=[{ObjectOwnership=BucketOwnerEnforced}]",
  "customer-key-objects-accepted":
    "In what `aws s3api get-bucket-encryption` prints for both buckets, set BlockedEncryptionTypes to the same value, and put it back: aws s3api put-bucket-encryption --bucket <bucket> --server-side-encryption-configuration file://encryption.json. NONE allows SSE-C; without the setting, S3 blocks it.",
  "failures-noticed": `${inRules("set Destination.Metrics.Status of the rule to Enabled")}; then add an alarm with aws cloudwatch put-metric-alarm --metric-name OperationsFailedReplication --namespace AWS/S3 --dimensions Name=SourceBucket,Value=<bucket> Name=DestinationBucket,Value=<bucket> Name=RuleId,Value=<rule>, or a notification for s3:Replication:OperationFailedReplication with aws s3api put-bucket-notification-configuration`,
  "account-regional-name-matches":
    "Create the bucket under another name, or with its own account and Region in it: aws s3api create-bucket --bucket <prefix>-<account>-<Region>-an --bucket-namespace account-regional --region <Region> --create-bucket-configuration LocationConstraint=<Region>",
  "destination-allowed": undefined,
  "replication-time-controlled": inRules(
    "set Destination.ReplicationTime and Destination.Metrics of the rule to Enabled, with 15 Minutes each",
  ),
  "delete-markers-as-required": inRules("set DeleteMarkerReplication.Status of the rule to the required value"),
  "replica-storage-class-allowed": inRules(
    "set Destination.StorageClass of the rule to an allowed class, or leave it out",
  ),
  "noncurrent-versions-expire":
    "Add a rule with NoncurrentVersionExpiration for all objects to what `aws s3api get-bucket-lifecycle-configuration --bucket <bucket>` prints, and put it back: aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration file://lifecycle.json",
};
