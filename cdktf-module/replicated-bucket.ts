import {
  S3BucketReplicationConfigurationA,
  type S3BucketReplicationConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import { Token, TerraformOutput, TerraformStack, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ReplicatedBucketProps } from "./props";
import { refusals } from "./refusals";
import { ReplicaBucket } from "./replica-bucket";
import { ReplicationRole, type KeyUse } from "./replication-role";
import { partitionOf, resolve, type Resolved, type ResolvedReplica, type ResolvedRule } from "./resolve";
import { SecureBucket } from "./secure-bucket";

/** What a replica is to the replication: where copies go, and what has to be there first. */
interface Destination {
  readonly bucketArn: string;
  readonly before: readonly ITerraformDependable[];
}

/**
 * A bucket that is replicated to other Regions: the bucket, its replicas, the role, and the replication configuration,
 * in the order in which S3 takes them.
 *
 * @example new ReplicatedBucket(this, "data", { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] });
 * @throws Where the props cannot work, with all that is wrong in one error.
 */
export class ReplicatedBucket extends SecureBucket {
  /** The role, unless one was given. */
  readonly replicationRole: ReplicationRole | undefined;
  readonly replication: S3BucketReplicationConfigurationA;
  /** The replicas that this construct has created, by their ids. */
  readonly replicas: ReadonlyMap<string, ReplicaBucket>;

  constructor(scope: Construct, id: string, props: ReplicatedBucketProps) {
    const resolved = resolve(scope, props);
    const refused = refusals(resolved);
    if (refused.length > 0) {
      throw new Error([`${scope.node.path}/${id} cannot be replicated as asked:`, ...refused].join("\n  - "));
    }
    super(scope, id, props);
    const destinations = new Map<string, Destination>();
    const replicas = new Map<string, ReplicaBucket>();
    for (const replica of resolved.replicas) {
      const created = replica.props.bucketArn === undefined ? this.createReplica(replica, resolved) : undefined;
      if (created) replicas.set(replica.id, created);
      destinations.set(replica.id, {
        bucketArn: created?.bucket.arn ?? replica.props.bucketArn ?? "",
        before: created ? [created.versioning, created.policy] : [],
      });
    }
    this.replicas = replicas;
    this.replicationRole = props.replicationRole === undefined ? this.createRole(resolved, destinations) : undefined;
    this.replication = this.createReplication(resolved, destinations);
    this.expireNoncurrentVersions(this.replication);
    for (const replica of replicas.values()) replica.addLifecycle(this.replication);
  }

  /** The role that replicates, created or given. */
  get replicationRoleArn(): string {
    return this.replicationRole?.role.arn ?? this.replication.roleInput ?? "";
  }

  /** The replica of an id: of a Region, where no other id was given. */
  replica(id: string): ReplicaBucket {
    const found = this.replicas.get(id);
    if (!found)
      throw new Error(`${this.node.path} has no replica "${id}"; it has: ${[...this.replicas.keys()].join(", ")}.`);
    return found;
  }

  /** Adds the outputs `source_bucket_arn` and `replication_role_arn` to the stack. */
  exportOutputs(): void {
    const stack = TerraformStack.of(this);
    const outputs = { source_bucket_arn: this.bucket.arn, replication_role_arn: this.replicationRoleArn };
    for (const [name, value] of Object.entries(outputs)) {
      new TerraformOutput(stack, name, { value }).overrideLogicalId(name);
    }
  }

  protected createReplica(replica: ResolvedReplica, { props }: Resolved): ReplicaBucket {
    const { bucketArn: _arn, account: _account, storageClass: _class, id: _id, ...bucketProps } = replica.props;
    return new ReplicaBucket(this, `replica-${replica.id}`, {
      ...bucketProps,
      bucketName: replica.bucketName,
      sourceArn: this.bucket.arn,
      // S3 asks for Object Lock on both sides.
      ...(props.objectLock && { objectLock: true }),
    });
  }

  protected createRole(resolved: Resolved, destinations: ReadonlyMap<string, Destination>): ReplicationRole {
    const { props, source, replicas } = resolved;
    const sourceKey = keyUse(source.kmsKeyArn, source.region);
    return new ReplicationRole(this, "role", {
      sourceArn: this.bucket.arn,
      destinations: replicas.map((replica) => {
        const kms = keyUse(replica.props.kmsKeyArn, replica.region);
        return {
          bucketArn: destinations.get(replica.id)?.bucketArn ?? "",
          changesOwner: replica.crossAccount,
          ...(kms && { kms }),
        };
      }),
      objectLock: props.objectLock ?? false,
      batchReplication: props.batchReplication ?? false,
      ...(sourceKey && { kms: sourceKey }),
      ...(props.roleName !== undefined && { roleName: props.roleName }),
      ...(props.rolePath !== undefined && { rolePath: props.rolePath }),
      ...(props.permissionsBoundary !== undefined && { permissionsBoundary: props.permissionsBoundary }),
      ...(props.provider && { provider: props.provider }),
      ...(props.tags && { tags: props.tags }),
    });
  }

  protected createReplication(
    resolved: Resolved,
    destinations: ReadonlyMap<string, Destination>,
  ): S3BucketReplicationConfigurationA {
    return new S3BucketReplicationConfigurationA(this, "replication", {
      bucket: this.bucket.id,
      role: this.replicationRole?.role.arn ?? resolved.props.replicationRole ?? "",
      rule: resolved.rules.map((rule) => ruleFor(rule, resolved, destinations)),
      // S3 refuses a configuration while a bucket is not versioned; the provider waits for the source only. The first
      // objects would fail while the role, or the destination's policy, does not allow them.
      dependsOn: [
        this.versioning,
        ...[...destinations.values()].flatMap(({ before }) => before),
        ...(this.replicationRole ? [this.replicationRole.policy] : []),
      ],
      ...this.place,
    });
  }
}

function ruleFor(
  rule: ResolvedRule,
  { props, metrics, replicationTimeControl }: Resolved,
  destinations: ReadonlyMap<string, Destination>,
): S3BucketReplicationConfigurationRule {
  const { filter, enabled } = rule.props;
  const replica = rule.replica?.props;
  return {
    id: rule.id,
    status: enabled === false ? "Disabled" : "Enabled",
    priority: rule.priority,
    // Without a filter it were the first version of S3's schema, which knows neither priority nor delete markers.
    filter: filterFor(filter),
    deleteMarkerReplication: { status: rule.deleteMarkers ? "Enabled" : "Disabled" },
    ...(props.kmsKeyArn !== undefined && {
      sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
    }),
    destination: {
      bucket: destinations.get(rule.props.replica)?.bucketArn ?? "",
      ...(replica?.storageClass !== undefined && { storageClass: replica.storageClass }),
      ...(replica?.account !== undefined && {
        account: replica.account,
        accessControlTranslation: { owner: "Destination" },
      }),
      ...(replica?.kmsKeyArn !== undefined && {
        encryptionConfiguration: { replicaKmsKeyId: replica.kmsKeyArn },
      }),
      ...(replicationTimeControl && { replicationTime: { status: "Enabled", time: { minutes: 15 } } }),
      // An event threshold is taken only together with Replication Time Control.
      ...(metrics && {
        metrics: { status: "Enabled", ...(replicationTimeControl && { eventThreshold: { minutes: 15 } }) },
      }),
    },
  };
}

/** S3 takes one of prefix, tag and And; several conditions are an And. */
function filterFor(
  filter: ResolvedRule["props"]["filter"],
): NonNullable<S3BucketReplicationConfigurationRule["filter"]> {
  const { prefix, tags = {} } = filter ?? {};
  const [tag, ...more] = Object.entries(tags);
  if (!tag) return prefix === undefined ? {} : { prefix };
  if (more.length === 0 && prefix === undefined) return { tag: { key: tag[0], value: tag[1] } };
  return { and: { ...(prefix !== undefined && { prefix }), tags: { ...tags } } };
}

function keyUse(keyArn: string | undefined, region: string | undefined): KeyUse | undefined {
  if (keyArn === undefined || region === undefined) return undefined;
  const dnsSuffix = Token.isUnresolved(region) ? undefined : partitionOf(region)?.dnsSuffix;
  return { keyArn, region, dnsSuffix: dnsSuffix ?? "amazonaws.com" };
}
