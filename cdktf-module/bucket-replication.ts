import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketReplicationConfigurationA,
  type S3BucketReplicationConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import { Annotations, Token, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { BucketProps, ReplicationProps } from "./props";
import { refuse } from "./refusals";
import { allowReplication, ReplicaBucket } from "./replica-bucket";
import { document, ReplicationRole, type KeyUse, type Statement } from "./replication-role";
import { partitionOf, resolve, type Resolved, type ResolvedReplica, type ResolvedRule } from "./resolve";

/** For the owner of a destination in another account: IAM statements as data, and as the JSON of a policy of their own. */
export interface DestinationRequirements {
  readonly bucketPolicy: readonly Statement[];
  readonly keyPolicy: readonly Statement[];
  readonly bucketPolicyJson: string;
  readonly keyPolicyJson: string;
}

/** What a replica is to the replication: where copies go, and what has to be there first. */
interface Destination {
  readonly bucketArn: string;
  readonly before: readonly ITerraformDependable[];
}

export interface BucketReplicationProps
  extends
    ReplicationProps,
    Pick<BucketProps, "bucketName" | "region" | "provider" | "kmsKeyArn" | "objectLock" | "tags"> {
  /**
   * The bucket that is replicated. It has to be versioned, and encrypted as `kmsKeyArn` says.
   *
   * @default - the bucket that exists by the name of `bucketName`
   */
  readonly source?: S3Bucket;
  /**
   * What has to be there before the replication: the bucket's versioning.
   *
   * @default - nothing: the bucket exists and is versioned
   */
  readonly after?: readonly ITerraformDependable[];
}

/**
 * Replicates a bucket that is there already: the replicas, the role, and the replication configuration, in the order in
 * which S3 takes them.
 *
 * @throws Where the props cannot work, with all that is wrong in one error.
 */
export class BucketReplication extends Construct {
  readonly configuration: S3BucketReplicationConfigurationA;
  /** The role, unless one was given. */
  readonly role: ReplicationRole | undefined;
  /** The ARN of the role that replicates, created or given. */
  readonly roleArn: string;
  /** The replicas that this construct has created, by their ids. */
  readonly replicas: ReadonlyMap<string, ReplicaBucket>;
  /** The ARN of the bucket that is replicated. */
  readonly sourceArn: string;
  private readonly source: string;
  private readonly resolved: Resolved;

  constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    const resolved = resolve(scope, props);
    refuse(`${scope.node.path}/${id}`, resolved);
    super(scope, id);
    this.resolved = resolved;
    this.source = props.source?.id ?? props.bucketName;
    const partition = resolved.source.region === undefined ? undefined : partitionOf(resolved.source.region);
    this.sourceArn = props.source?.arn ?? `arn:${partition?.name ?? "aws"}:s3:::${props.bucketName}`;
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
    this.role = props.replicationRole === undefined ? this.createRole(resolved, destinations) : undefined;
    this.roleArn = this.role?.role.arn ?? props.replicationRole ?? "";
    this.configuration = this.createConfiguration(props, resolved, destinations);
    for (const replica of replicas.values()) replica.addLifecycle(this.configuration);
    this.warn(resolved, props.source === undefined);
  }

  /** What works, and costs something or leaves something out that a person may not expect. */
  private warn({ replicationTimeControl, metrics }: Resolved, exists: boolean): void {
    const annotations = Annotations.of(this);
    if (replicationTimeControl)
      annotations.addWarning("Replication Time Control is charged by the gigabyte replicated.");
    if (metrics) annotations.addWarning("Replication metrics are charged as CloudWatch custom metrics.");
    if (exists) {
      annotations.addWarning("Objects that exist already are not replicated: S3 Batch Replication copies them.");
    }
  }

  /** The replica of an id: of a Region, where no other id was given. */
  replica(id: string): ReplicaBucket {
    const found = this.replicas.get(id);
    if (!found) {
      throw new Error(`${this.node.path} has no replica "${id}"; it has: ${[...this.replicas.keys()].join(", ")}.`);
    }
    return found;
  }

  /**
   * What the owner of a destination in another account has to allow: the statements for the bucket's policy, and for the
   * policy of its key where KMS-encrypted objects are replicated. Give the role a name (`roleName`) so that they can be
   * written before the role exists.
   *
   * @param id The replica's id.
   * @throws For an id that no replica with an `account` has.
   */
  destinationRequirements(id: string): DestinationRequirements {
    const found = this.resolved.replicas.find((replica) => replica.id === id && replica.crossAccount);
    if (!found) throw new Error(`${this.node.path} has no replica "${id}" in another account.`);
    const bucketArn = found.props.bucketArn ?? this.replica(id).bucket.arn;
    const keyPolicy =
      found.props.kmsKeyArn === undefined
        ? []
        : [
            {
              Sid: "EncryptReplicas",
              Effect: "Allow" as const,
              Principal: { AWS: this.roleArn },
              Action: ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
              // In a key's policy the star is that key.
              Resource: "*",
            },
          ];
    const bucketPolicy = allowReplication(bucketArn, this.roleArn);
    return { bucketPolicy, keyPolicy, bucketPolicyJson: document(bucketPolicy), keyPolicyJson: document(keyPolicy) };
  }

  protected createReplica(replica: ResolvedReplica, { props }: Resolved): ReplicaBucket {
    const { bucketArn: _arn, account: _account, storageClass: _class, id: _id, ...bucketProps } = replica.props;
    return new ReplicaBucket(this, `replica-${replica.id}`, {
      ...bucketProps,
      bucketName: replica.bucketName,
      sourceArn: this.sourceArn,
      // S3 asks for Object Lock on both sides.
      ...(props.objectLock && { objectLock: true }),
    });
  }

  protected createRole(resolved: Resolved, destinations: ReadonlyMap<string, Destination>): ReplicationRole {
    const { props, source, replicas } = resolved;
    const sourceKey = keyUse(source.kmsKeyArn, source.region);
    return new ReplicationRole(this, "role", {
      sourceArn: this.sourceArn,
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

  protected createConfiguration(
    props: BucketReplicationProps,
    resolved: Resolved,
    destinations: ReadonlyMap<string, Destination>,
  ): S3BucketReplicationConfigurationA {
    return new S3BucketReplicationConfigurationA(this, "configuration", {
      bucket: this.source,
      role: this.roleArn,
      rule: resolved.rules.map((rule) => ruleFor(rule, resolved, destinations)),
      // S3 refuses a configuration while a bucket is not versioned; the provider waits for the source only. The first
      // objects would fail while the role, or the destination's policy, does not allow them.
      dependsOn: [
        ...(props.after ?? []),
        ...[...destinations.values()].flatMap(({ before }) => before),
        ...(this.role ? [this.role.policy] : []),
      ],
      ...(props.region !== undefined && { region: props.region }),
      ...(props.provider && { provider: props.provider }),
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
