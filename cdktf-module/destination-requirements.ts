import { Token } from "./framework";
import { encryptionGrant, policyDocument, replicationGrants, type Grant, type Statement } from "./permissions";
import type { Destination } from "./replication-rules";

/** What the owner of a destination in another account must allow: policy statements, as data and as JSON documents. */
export interface DestinationRequirements {
  /** The statements to add to the policy of the destination bucket. */
  readonly bucketPolicy: readonly Statement[];
  /**
   * The statements to add to the policy of the destination's KMS key; none if KMS-encrypted objects are not replicated.
   */
  readonly keyPolicy: readonly Statement[];
  /** `bucketPolicy` as the JSON of a complete policy. */
  readonly bucketPolicyJson: string;
  /** `keyPolicy` as the JSON of a complete policy. */
  readonly keyPolicyJson: string;
  /** The statements of both policies, each with what S3 needs it for. */
  readonly grants: readonly Grant[];
  /** How to hand the statements over to the owner of the destination, in a few sentences to print or to read. */
  readonly instructions: string;
}

/** The statements that let a role of another account replicate to a destination. */
export function requirementsOf({ bucketArn, kmsKeyArn }: Destination, roleArn: string): DestinationRequirements {
  const forBucket = replicationGrants(bucketArn, roleArn);
  const forKey = kmsKeyArn === undefined ? [] : [encryptionGrant(roleArn)];
  const bucketPolicy = forBucket.map(({ statement }) => statement);
  const keyPolicy = forKey.map(({ statement }) => statement);
  const bucketPolicyJson = policyDocument(bucketPolicy);
  const keyPolicyJson = policyDocument(keyPolicy);
  const instructions = Token.isUnresolved(bucketPolicyJson)
    ? 'The statements contain values that only Terraform knows, so they cannot be printed now. Hand them over in a Terraform output: new TerraformOutput(stack, "bucket_policy", { value: requirements.bucketPolicyJson }). Or set roleName here and allowedAccountIds on the AWS provider, so that the ARN of the role is known now.'
    : `Add the statements in bucketPolicy to the policy of ${bucketArn}${kmsKeyArn === undefined ? "" : `, and those in keyPolicy to the policy of ${kmsKeyArn}`}. Deploy the role first: AWS rejects a policy that names a role that does not exist.`;
  return { bucketPolicy, keyPolicy, bucketPolicyJson, keyPolicyJson, grants: [...forBucket, ...forKey], instructions };
}
