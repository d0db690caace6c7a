import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { BucketReplication } from "./bucket-replication";
import type { DestinationRequirements } from "./destination-requirements";
import type { BucketReplicationProps, ReplicaProps, ReplicatedBucketProps, ReplicationRuleProps } from "./props";
import type { ReplicaBucket } from "./replica-bucket";
import { SecureBucket } from "./secure-bucket";

/**
 * A bucket that is replicated to other Regions: creates the bucket, its replicas, the role, and the replication
 * configuration.
 *
 * Props that cannot work are refused when the app is synthesized, all at once.
 *
 * @example new ReplicatedBucket(this, "data", { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] });
 */
export class ReplicatedBucket extends SecureBucket<ReplicatedBucketProps> {
  /** The replicas, the role, and the replication configuration. */
  readonly replication: BucketReplication;

  constructor(scope: Construct, id: string, props: ReplicatedBucketProps) {
    super(scope, id, props);
    this.replication = this.createReplication({
      ...props,
      ...(this.kmsKeyArn !== undefined && { kmsKeyArn: this.kmsKeyArn }),
      source: this.bucket,
      // The policy too: for a two-way replica this bucket is the destination.
      after: [this.versioning, this.policy],
    });
    this.lifecycleAfter(this.replication.configuration);
  }

  /**
   * A replica that this construct has created.
   *
   * @param id The replica's id: its Region, unless another id was given.
   * @throws If no replica was created with this id.
   */
  replica(id: string): ReplicaBucket {
    return this.replication.replica(id);
  }

  /**
   * Adds a replica. Without `replicationRules` it gets a rule for all objects; otherwise add its rules with
   * `addReplicationRule`. Existing rules do not change.
   *
   * @param replica The props of the replica.
   */
  addReplica(replica: ReplicaProps): void {
    this.replication.addReplica(replica);
  }

  /**
   * Adds a rule after the existing ones. The first rule replaces the default rules, which replicate all objects.
   *
   * @param rule The props of the rule.
   */
  addReplicationRule(rule: ReplicationRuleProps): void {
    this.replication.addReplicationRule(rule);
  }

  /**
   * The policy statements that the owner of a destination in another account must add; see
   * `BucketReplication.destinationRequirements`.
   *
   * @param id The replica's id: its Region, unless another id was given.
   * @throws If no replica with an `account` has this id.
   */
  destinationRequirements(id: string): DestinationRequirements {
    return this.replication.destinationRequirements(id);
  }

  /**
   * Adds the outputs `source_bucket_arn` and `replication_role_arn` to the stack.
   *
   * @param prefix A prefix for the output names, for stacks in which several buckets export outputs.
   */
  exportOutputs(prefix = ""): void {
    const stack = TerraformStack.of(this);
    const outputs = { source_bucket_arn: this.bucket.arn, replication_role_arn: this.replication.roleArn };
    for (const [name, value] of Object.entries(outputs)) {
      new TerraformOutput(stack, prefix + name, { value }).overrideLogicalId(prefix + name);
    }
  }

  /**
   * Creates the replicas, the role, and the replication configuration.
   *
   * @param props The props of the replication, with this bucket as `source`.
   */
  protected createReplication(props: BucketReplicationProps): BucketReplication {
    return new BucketReplication(this, "replication", props);
  }
}
