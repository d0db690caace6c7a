import type { Construct } from "constructs";
import { TerraformOutput, TerraformStack } from "./framework";
import { BucketReplication } from "./bucket-replication";
import type { DestinationRequirements } from "./destination-requirements";
import { pick } from "./pick";
import { BUCKET_REPLICATION_PROPS, REPLICATED_BUCKET } from "./prop-shapes";
import type { BucketReplicationProps, ReplicaProps, ReplicatedBucketProps, ReplicationRuleProps } from "./props";
import { refusedOfProps } from "./refusals";
import type { ReplicaBucket } from "./replica-bucket";
import { pathIn } from "./scope";
import { SecureBucket } from "./secure-bucket";
import { requireShape } from "./shape";
import { quote } from "./wording";

/**
 * A bucket that is replicated to other Regions: creates the bucket, its replicas, the role, and the replication
 * configuration.
 *
 * Props that cannot work are refused when the app is synthesized, all at once. Values that only Terraform knows are not
 * checked.
 *
 * @example new ReplicatedBucket(this, "data", { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] });
 */
export class ReplicatedBucket extends SecureBucket<ReplicatedBucketProps> {
  /** The replicas, the role, and the replication configuration. */
  readonly replication: BucketReplication;

  /**
   * @param scope The construct, usually the stack, that this one is created in.
   * @param id The construct ID. It is part of Terraform addresses.
   * @param props The props of the bucket and of its replication.
   * @throws If a prop is missing, unknown, or of the wrong type.
   */
  constructor(scope: Construct, id: string, props: ReplicatedBucketProps) {
    super(
      scope,
      id,
      requireShape(pathIn(scope, id), REPLICATED_BUCKET, props, (usable) => refusedOfProps(scope, usable)),
    );
    this.replication = this.createReplication({
      ...pick<BucketReplicationProps, keyof BucketReplicationProps>(this.props, BUCKET_REPLICATION_PROPS),
      ...(this.kmsKeyArn !== undefined && { kmsKeyArn: this.kmsKeyArn }),
      source: this.bucket,
      bucketName: this.bucketName,
      // The policy too: for a two-way replica this bucket is the destination.
      after: [this.versioning, this.policy],
    });
    this.lifecycleAfter(this.replication.configuration);
  }

  /**
   * A replica that this construct has created.
   *
   * @param id The replica's ID: its Region, unless another ID was given.
   * @throws If no replica was created with this ID.
   */
  replica(id: string): ReplicaBucket {
    return this.replication.replica(id);
  }

  /**
   * Adds a replica. Without `replicationRules` it gets a rule for all objects; otherwise add its rules with
   * `addReplicationRule`. Existing rules do not change.
   *
   * @param replica The props of the replica.
   * @throws If a prop is missing, unknown, or of the wrong type; nothing is added then.
   */
  addReplica(replica: ReplicaProps): void {
    this.replication.addReplica(replica);
  }

  /**
   * Adds a rule after the existing ones. The first rule replaces the default rules, which replicate all objects.
   *
   * @param rule The props of the rule.
   * @throws If a prop is missing, unknown, or of the wrong type; nothing is added then.
   */
  addReplicationRule(rule: ReplicationRuleProps): void {
    this.replication.addReplicationRule(rule);
  }

  /**
   * The policy statements that the owner of a destination in another account must add; see
   * `BucketReplication.destinationRequirements`.
   *
   * @param id The replica's ID: its Region, unless another ID was given.
   * @throws If no replica with an `account` has this ID.
   */
  destinationRequirements(id: string): DestinationRequirements {
    return this.replication.destinationRequirements(id);
  }

  /**
   * Adds the outputs `source_bucket_arn` and `replication_role_arn` to the stack.
   *
   * @param prefix A prefix for the output names, for stacks in which several buckets export outputs.
   * @throws If an output name is invalid or taken.
   */
  exportOutputs(prefix = ""): void {
    const stack = TerraformStack.of(this);
    const outputs = { source_bucket_arn: this.bucket.arn, replication_role_arn: this.replication.roleArn };
    const named = Object.entries(outputs).map(([name, value]) => ({ name: `${prefix}${name}`, value }));
    for (const { name } of named) {
      if (!/^[A-Za-z_][\w-]*$/.test(name))
        throw new Error(`${quote(name)} is not a valid output name. Change the prefix.`);
      if (stack.node.tryFindChild(name)) {
        throw new Error(`${stack.node.path} already contains ${quote(name)}. Set a different prefix.`);
      }
    }
    for (const { name, value } of named) new TerraformOutput(stack, name, { value }).overrideLogicalId(name);
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
