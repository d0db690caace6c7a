import type { Construct } from "constructs";
import { allowEncryption, allowReplication, enableIamPolicies, type Statement } from "./permissions";
import { REPLICA_BUCKET } from "./prop-shapes";
import type { ReplicaBucketProps } from "./props";
import { regionOf } from "./providers";
import { refusedOfBucket } from "./refusals";
import { partitionOf } from "./regions";
import { pathIn } from "./scope";
import { SecureBucket } from "./secure-bucket";
import { requireShape } from "./shape";

/**
 * The tag on a replica that holds the ARN of its source. The policy pack reads it where the source is in another stack.
 */
export const REPLICA_OF_TAG = "s3-crr:replica-of";

/**
 * A destination bucket: in the source's stack, or on its own in a stack of another account.
 *
 * Props that cannot work are refused when the app is synthesized.
 */
export class ReplicaBucket extends SecureBucket<ReplicaBucketProps> {
  /**
   * @param scope The construct, usually the stack, that this one is created in.
   * @param id The construct ID. It is part of Terraform addresses.
   * @param props The props of the bucket.
   * @throws If a prop is missing, unknown, or of the wrong type.
   */
  constructor(scope: Construct, id: string, props: ReplicaBucketProps) {
    super(
      scope,
      id,
      requireShape(pathIn(scope, id), REPLICA_BUCKET, props, (usable) => refusedOfBucket(scope, usable)),
    );
  }

  /** The bucket's tags: those of the props, and the source's ARN. */
  protected override bucketTags(): Record<string, string> {
    const { sourceArn } = this.props;
    return { ...super.bucketTags(), ...(sourceArn !== undefined && { [REPLICA_OF_TAG]: sourceArn }) };
  }

  /** The statements that allow the role of another account to replicate. */
  protected override policyStatements(): readonly Statement[] {
    const { sourceRoleArn } = this.props;
    return sourceRoleArn === undefined ? [] : allowReplication(this.bucket.arn, sourceRoleArn);
  }

  /** The statements of a created key's policy that allow the role of another account to encrypt. */
  protected override keyStatements(): readonly Statement[] {
    const { sourceRoleArn, account } = this.props;
    if (sourceRoleArn === undefined) return [];
    const partition = partitionOf(regionOf(this, this.props) ?? "")?.name ?? "aws";
    return [enableIamPolicies(`arn:${partition}:iam::${account ?? ""}:root`), allowEncryption(sourceRoleArn)];
  }
}
