import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { BucketReplication, type BucketReplicationProps, type DestinationRequirements } from "./bucket-replication";
import type { ReplicaProps, ReplicatedBucketProps, ReplicationRuleProps } from "./props";
import type { ReplicaBucket } from "./replica-bucket";
import { SecureBucket } from "./secure-bucket";

/**
 * A bucket that is replicated to other Regions: the bucket, and its replication with replicas and role.
 *
 * Props that cannot work are refused when the app is synthesized, all at once.
 *
 * @example new ReplicatedBucket(this, "data", { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] });
 */
export class ReplicatedBucket extends SecureBucket<ReplicatedBucketProps> {
  readonly replication: BucketReplication;

  constructor(scope: Construct, id: string, props: ReplicatedBucketProps) {
    super(scope, id, props);
    this.replication = this.createReplication({
      ...props,
      ...(this.kmsKeyArn !== undefined && { kmsKeyArn: this.kmsKeyArn }),
      source: this.bucket,
      // The policy for a replica that replicates back: it is the destination's then.
      after: [this.versioning, this.policy],
    });
    this.lifecycleAfter(this.replication.configuration);
  }

  /** The replica of an id: of a Region, where no other id was given. */
  replica(id: string): ReplicaBucket {
    return this.replication.replica(id);
  }

  /** Replicates to one bucket more; see `BucketReplication.addReplica`. */
  addReplica(replica: ReplicaProps): void {
    this.replication.addReplica(replica);
  }

  /** Adds a rule behind the others; see `BucketReplication.addReplicationRule`. */
  addReplicationRule(rule: ReplicationRuleProps): void {
    this.replication.addReplicationRule(rule);
  }

  /** What the owner of a destination in another account has to allow; see `BucketReplication`. */
  destinationRequirements(id: string): DestinationRequirements {
    return this.replication.destinationRequirements(id);
  }

  /**
   * Adds the outputs `source_bucket_arn` and `replication_role_arn` to the stack.
   *
   * @param prefix What their names begin with, where several buckets of a stack export theirs.
   */
  exportOutputs(prefix = ""): void {
    const stack = TerraformStack.of(this);
    const outputs = { source_bucket_arn: this.bucket.arn, replication_role_arn: this.replication.roleArn };
    for (const [name, value] of Object.entries(outputs)) {
      new TerraformOutput(stack, prefix + name, { value }).overrideLogicalId(prefix + name);
    }
  }

  protected createReplication(props: BucketReplicationProps): BucketReplication {
    return new BucketReplication(this, "replication", props);
  }
}
