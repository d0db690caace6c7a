import type { Construct } from "constructs";
import { allowEncryption, allowReplication, leaveToIam, type Statement } from "./permissions";
import type { BucketProps } from "./props";
import { refusedOfSide } from "./refusals";
import { encryptionOf, partitionOf, regionOf } from "./resolve";
import { SecureBucket } from "./secure-bucket";

/** Says on a replica which bucket it is a copy of; the policy pack reads it where the source is in another stack. */
export const REPLICA_OF_TAG = "s3-crr:replica-of";

export interface ReplicaBucketProps extends BucketProps {
  /**
   * The ARN of the bucket it is a copy of: the tag `s3-crr:replica-of` says it.
   *
   * @default - no tag: it replicates back, so it is a source itself
   */
  readonly sourceArn?: string;
  /**
   * The ARN of the role that replicates, where the source is in another account: the bucket's policy lets it, and that
   * of a created key.
   *
   * @default - the source is in the same account
   */
  readonly sourceRoleArn?: string;
  /**
   * The account that this bucket is in, twelve digits. Needed where a key is created and `sourceRoleArn` is given.
   *
   * @default - not said
   */
  readonly account?: string;
}

/**
 * The destination side of a replication: in the source's stack, or alone in another account's.
 *
 * Props that cannot work are refused when the app is synthesized.
 */
export class ReplicaBucket extends SecureBucket<ReplicaBucketProps> {
  constructor(scope: Construct, id: string, props: ReplicaBucketProps) {
    super(scope, id, props);
    this.node.addValidation({
      validate: () =>
        refusedOfSide({
          props,
          bucketName: props.bucketName,
          region: regionOf(this, props),
          encryption: encryptionOf(props),
          roleElsewhere: props.sourceRoleArn !== undefined,
        }),
    });
  }

  protected override bucketTags(): Record<string, string> {
    const { sourceArn } = this.props;
    return { ...super.bucketTags(), ...(sourceArn !== undefined && { [REPLICA_OF_TAG]: sourceArn }) };
  }

  protected override policyStatements(): readonly Statement[] {
    const { sourceRoleArn } = this.props;
    return sourceRoleArn === undefined ? [] : allowReplication(this.bucket.arn, sourceRoleArn);
  }

  protected override keyStatements(): readonly Statement[] {
    const { sourceRoleArn, account } = this.props;
    if (sourceRoleArn === undefined) return [];
    const partition = partitionOf(regionOf(this, this.props) ?? "")?.name ?? "aws";
    return [leaveToIam(`arn:${partition}:iam::${account ?? ""}:root`), allowEncryption(sourceRoleArn)];
  }
}
