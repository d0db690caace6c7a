import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { BucketReplication } from "./bucket-replication";
import type { ReplicatedBucketProps } from "./props";
import { refuse } from "./refusals";
import { resolve } from "./resolve";
import { SecureBucket } from "./secure-bucket";

/**
 * A bucket that is replicated to other Regions: the bucket, and its replication with replicas and role.
 *
 * @example new ReplicatedBucket(this, "data", { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] });
 * @throws Where the props cannot work, with all that is wrong in one error.
 */
export class ReplicatedBucket extends SecureBucket {
  readonly replication: BucketReplication;

  constructor(scope: Construct, id: string, props: ReplicatedBucketProps) {
    // Before anything is made, and in the name that the user gave.
    refuse(`${scope.node.path}/${id}`, resolve(scope, props));
    super(scope, id, props);
    this.replication = this.createReplication(props);
    this.expireNoncurrentVersions(this.replication.configuration);
  }

  /** Adds the outputs `source_bucket_arn` and `replication_role_arn` to the stack. */
  exportOutputs(): void {
    const stack = TerraformStack.of(this);
    const outputs = { source_bucket_arn: this.bucket.arn, replication_role_arn: this.replication.roleArn };
    for (const [name, value] of Object.entries(outputs)) {
      new TerraformOutput(stack, name, { value }).overrideLogicalId(name);
    }
  }

  protected createReplication(props: ReplicatedBucketProps): BucketReplication {
    return new BucketReplication(this, "replication", { ...props, source: this.bucket, after: [this.versioning] });
  }
}
