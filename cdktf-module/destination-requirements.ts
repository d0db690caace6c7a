import { allowEncryption, allowReplication, policyDocument, type Statement } from "./permissions";
import type { Destination } from "./replication-rules";

/** What the owner of a destination in another account must allow: policy statements, as data and as JSON documents. */
export interface DestinationRequirements {
  /** The statements to add to the policy of the destination bucket. */
  readonly bucketPolicy: readonly Statement[];
  /** The statements to add to the policy of the destination's KMS key; none if KMS-encrypted objects are not replicated. */
  readonly keyPolicy: readonly Statement[];
  /** `bucketPolicy` as the JSON of a complete policy. */
  readonly bucketPolicyJson: string;
  /** `keyPolicy` as the JSON of a complete policy. */
  readonly keyPolicyJson: string;
}

/** The statements that let a role of another account replicate to a destination. */
export function requirementsOf({ bucketArn, kmsKeyArn }: Destination, roleArn: string): DestinationRequirements {
  const bucketPolicy = allowReplication(bucketArn, roleArn);
  const keyPolicy = kmsKeyArn === undefined ? [] : [allowEncryption(roleArn)];
  return {
    bucketPolicy,
    keyPolicy,
    bucketPolicyJson: policyDocument(bucketPolicy),
    keyPolicyJson: policyDocument(keyPolicy),
  };
}
