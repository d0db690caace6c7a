import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketReplicationConfigurationA,
  type S3BucketReplicationConfigurationAConfig,
  type S3BucketReplicationConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import type { S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Annotations, dependable, Lazy, Token, type ITerraformDependable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import {
  allowEncryption,
  allowReplication,
  document,
  type KeyUse,
  type RoleDestination,
  type Statement,
} from "./permissions";
import type { BucketProps, ReplicaProps, ReplicationProps, ReplicationRuleProps } from "./props";
import { refusedOfReplication, roleNameBack } from "./refusals";
import { ReplicaBucket, type ReplicaBucketProps } from "./replica-bucket";
import { ReplicationRole, type ReplicationRoleProps } from "./replication-role";
import { partitionOf, regionOf, resolve, type Resolved, type ResolvedReplica, type ResolvedRule } from "./resolve";

/** For the owner of a destination in another account: IAM statements as data, and as the JSON of a policy of their own. */
export interface DestinationRequirements {
  readonly bucketPolicy: readonly Statement[];
  readonly keyPolicy: readonly Statement[];
  readonly bucketPolicyJson: string;
  readonly keyPolicyJson: string;
}

export interface BucketReplicationProps
  extends
    ReplicationProps,
    Pick<
      BucketProps,
      "bucketName" | "region" | "provider" | "encryption" | "kmsKeyArn" | "objectLock" | "lifecycleRules" | "tags"
    > {
  /**
   * The bucket that is replicated. It has to be versioned, and encrypted as `encryption` and `kmsKeyArn` say.
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

/** What a replica is to the replication: where copies go, the key there, and what has to be there first. */
interface Destination {
  readonly bucketArn: string;
  readonly kmsKeyArn: string | undefined;
  readonly before: readonly ITerraformDependable[];
}

/**
 * Replicates a bucket that is there already: the replicas, the role, and the replication configuration, in the order in
 * which S3 takes them. To change one resource, a subclass changes what its `create…` method is given.
 *
 * Props that cannot work are refused when the app is synthesized, all at once.
 */
export class BucketReplication extends Construct {
  readonly configuration: S3BucketReplicationConfigurationA;
  /** The role, unless one was given. */
  readonly role: ReplicationRole | undefined;
  /** The ARN of the role that replicates, created or given. */
  readonly roleArn: string;
  /** The ARN of the bucket that is replicated. */
  readonly sourceArn: string;
  private props: BucketReplicationProps;
  private resolved: Resolved;
  private readonly created = new Map<string, ReplicaBucket>();
  private readonly destinations = new Map<string, Destination>();
  /** The other direction, by the ids of replicas that are two-way. */
  private readonly back = new Map<string, BucketReplication>();

  constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    super(scope, id);
    this.props = props;
    this.resolved = resolve(this, props);
    this.sourceArn =
      props.source?.arn ??
      `arn:${this.whenKnown(props, (region) => partitionOf(region)?.name ?? "aws")}:s3:::${props.bucketName}`;
    this.role = props.replicationRole === undefined ? this.createRole(this.roleProps()) : undefined;
    this.roleArn = props.replicationRole ?? this.role?.role.arn ?? "";
    for (const replica of this.resolved.replicas) this.addDestination(replica);
    this.configuration = this.createConfiguration({
      bucket: props.source?.id ?? props.bucketName,
      role: this.roleArn,
      rule: this.rules(),
      dependsOn: [...this.before()],
      ...(props.region !== undefined && { region: props.region }),
      ...(props.provider && { provider: props.provider }),
    });
    for (const [replica, bucket] of this.created) this.complete(replica, bucket);
    const others = replicationsBesides(this, props);
    this.node.addValidation({
      // Resolved anew: a provider may have come since, and its Region with it.
      validate: () => refusedOfReplication({ ...resolve(this, this.props), others: others() }),
    });
    this.warn();
  }

  /** The replicas that this construct has created, by their ids. */
  get replicas(): ReadonlyMap<string, ReplicaBucket> {
    return this.created;
  }

  /**
   * The replica of an id: of a Region, where no other id was given.
   *
   * @throws For an id that no created replica has.
   */
  replica(id: string): ReplicaBucket {
    const found = this.created.get(id);
    if (!found) {
      throw new Error(`${this.node.path} has no replica "${id}"; it has: ${[...this.created.keys()].join(", ")}.`);
    }
    return found;
  }

  /**
   * Replicates to one bucket more: by a rule for all objects, where no rules were given, else by those that
   * `addReplicationRule` adds. No other rule changes.
   */
  addReplica(replica: ReplicaProps): void {
    this.update({ ...this.props, replicas: [...this.props.replicas, replica] });
    const added = this.resolved.replicas.at(-1);
    if (!added) return;
    const bucket = this.addDestination(added);
    this.updateConfiguration();
    if (bucket) this.complete(added.id, bucket);
  }

  /** Adds a rule behind the others. The first one takes the place of the rules for all objects. */
  addReplicationRule(rule: ReplicationRuleProps): void {
    this.update({ ...this.props, replicationRules: [...(this.props.replicationRules ?? []), rule] });
    this.updateConfiguration();
    this.back.get(rule.replica)?.addReplicationRule({ ...rule, replica: WAY_BACK });
  }

  /**
   * What the owner of a destination in another account has to allow: the statements for the bucket's policy, and for the
   * policy of its key where KMS-encrypted objects are replicated. Give the role a name (`roleName`) so that they can be
   * written before the role exists.
   *
   * @param id The replica's id: its Region, where no other was given.
   * @throws For an id that no replica with an `account` has.
   */
  destinationRequirements(id: string): DestinationRequirements {
    const found = this.resolved.replicas.find((replica) => replica.id === id && replica.crossAccount);
    const destination = this.destinations.get(id);
    if (!found || !destination) throw new Error(`${this.node.path} has no replica "${id}" in another account.`);
    const bucketPolicy = allowReplication(destination.bucketArn, this.roleArn);
    const keyPolicy = destination.kmsKeyArn === undefined ? [] : [allowEncryption(this.roleArn)];
    return { bucketPolicy, keyPolicy, bucketPolicyJson: document(bucketPolicy), keyPolicyJson: document(keyPolicy) };
  }

  protected createReplica(id: string, props: ReplicaBucketProps): ReplicaBucket {
    return new ReplicaBucket(this, id, props);
  }

  protected createRole(props: ReplicationRoleProps): ReplicationRole {
    return new ReplicationRole(this, "role", props);
  }

  protected createConfiguration(config: S3BucketReplicationConfigurationAConfig): S3BucketReplicationConfigurationA {
    return new S3BucketReplicationConfigurationA(this, "configuration", config);
  }

  /** One rule of the configuration; it is made again when a replica or a rule is added. */
  protected createRule(rule: ResolvedRule): S3BucketReplicationConfigurationRule {
    const { replicationTimeControl, metrics, source } = this.resolved;
    const { filter, enabled } = rule.props;
    const { storageClass, account, twoWay } = rule.replica?.props ?? {};
    const destination = this.destinations.get(rule.props.replica);
    const criteria = {
      ...(source.encryption === "SSE-KMS" && { sseKmsEncryptedObjects: { status: "Enabled" } }),
      ...((this.props.replicaModifications ?? twoWay) && { replicaModifications: { status: "Enabled" } }),
    };
    return {
      id: rule.id,
      status: enabled === false ? "Disabled" : "Enabled",
      priority: rule.priority,
      // Without a filter it were the first version of S3's schema, which knows neither priority nor delete markers.
      filter: filterFor(filter),
      deleteMarkerReplication: { status: rule.deleteMarkers ? "Enabled" : "Disabled" },
      ...(Object.keys(criteria).length > 0 && { sourceSelectionCriteria: criteria }),
      destination: {
        bucket: destination?.bucketArn ?? "",
        ...(storageClass !== undefined && { storageClass }),
        ...(account !== undefined && { account, accessControlTranslation: { owner: "Destination" } }),
        ...(destination?.kmsKeyArn !== undefined && {
          encryptionConfiguration: { replicaKmsKeyId: destination.kmsKeyArn },
        }),
        ...(replicationTimeControl && { replicationTime: { status: "Enabled", time: { minutes: 15 } } }),
        // An event threshold is taken only together with Replication Time Control.
        ...(metrics && {
          metrics: { status: "Enabled", ...(replicationTimeControl && { eventThreshold: { minutes: 15 } }) },
        }),
      },
    };
  }

  private update(props: BucketReplicationProps): void {
    this.props = props;
    this.resolved = resolve(this, props);
  }

  private updateConfiguration(): void {
    this.configuration.putRule(this.rules());
    this.configuration.dependsOn = this.before().map(dependable);
  }

  private rules(): S3BucketReplicationConfigurationRule[] {
    return this.resolved.rules.map((rule) => this.createRule(rule));
  }

  /**
   * S3 refuses a configuration while a bucket is not versioned; the provider waits for the source only. The first objects
   * would fail while the role, or the destination's policy, does not allow them.
   */
  private before(): readonly ITerraformDependable[] {
    return [
      ...(this.props.after ?? []),
      ...[...this.destinations.values()].flatMap(({ before }) => before),
      ...(this.role ? [this.role.policy] : []),
    ];
  }

  /** Makes the replica, unless it exists, and lets the role write there. */
  private addDestination(replica: ResolvedReplica): ReplicaBucket | undefined {
    // Refused at synthesis; here a second one would not be told by its own words.
    if (this.destinations.has(replica.id)) return undefined;
    const { props, id } = replica;
    const bucket =
      props.bucketArn === undefined ? this.createReplica(`replica-${id}`, this.replicaProps(replica)) : undefined;
    if (bucket) this.created.set(id, bucket);
    const destination: Destination = {
      bucketArn: props.bucketArn ?? bucket?.bucket.arn ?? "",
      kmsKeyArn: bucket ? bucket.kmsKeyArn : props.kmsKeyArn,
      before: bucket ? [bucket.versioning, bucket.policy] : [],
    };
    this.destinations.set(id, destination);
    this.role?.addDestination(this.roleDestination(replica, destination));
    return bucket;
  }

  private replicaProps({ props, bucketName, encryption, objectLock }: ResolvedReplica): ReplicaBucketProps {
    const { bucketArn: _arn, account, storageClass: _class, id: _id, twoWay, ...bucketProps } = props;
    return {
      ...bucketProps,
      bucketName,
      encryption,
      // One that replicates back is a source itself, and judged as one.
      ...(!twoWay && { sourceArn: this.sourceArn }),
      ...(account !== undefined && { account, sourceRoleArn: this.roleArn }),
      ...(objectLock && { objectLock }),
    };
  }

  private roleDestination({ props, crossAccount }: ResolvedReplica, destination: Destination): RoleDestination {
    const { bucketArn, kmsKeyArn } = destination;
    return {
      bucketArn,
      changesOwner: crossAccount,
      ...(kmsKeyArn !== undefined && { kms: this.keyUse(kmsKeyArn, props) }),
    };
  }

  private roleProps(): ReplicationRoleProps {
    const { kmsKeyArn, objectLock, batchReplication } = this.props;
    return {
      ...pick(this.props, ["roleName", "roleNamePrefix", "rolePath", "permissionsBoundary", "provider", "tags"]),
      sourceArn: this.sourceArn,
      destinations: [],
      objectLock: objectLock ?? false,
      batchReplication: batchReplication ?? false,
      ...(kmsKeyArn !== undefined && { kms: this.keyUse(kmsKeyArn, this.props) }),
    };
  }

  private keyUse(keyArn: string, place: Pick<ReplicaProps, "region" | "provider">): KeyUse {
    return {
      keyArn,
      region: this.whenKnown(place, (region) => region),
      dnsSuffix: this.whenKnown(place, (region) => partitionOf(region)?.dnsSuffix ?? "amazonaws.com"),
    };
  }

  /** What follows from a Region: at once, or where the provider is yet to come when the app is synthesized. */
  private whenKnown(place: Pick<ReplicaProps, "region" | "provider">, tell: (region: string) => string): string {
    const known = regionOf(this, place);
    if (known !== undefined) return tell(known);
    return Lazy.stringValue({ produce: () => tell(regionOf(this, place) ?? "") });
  }

  /** The way back of a two-way replica, and the lifecycle after all that is configured. */
  private complete(id: string, bucket: ReplicaBucket): void {
    bucket.lifecycleAfter(this.configuration);
    const replica = this.resolved.replicas.find((each) => each.id === id);
    if (!replica?.props.twoWay) return;
    const { replicationRules, roleName, kmsKeyArn } = this.props;
    const { region, provider, tags } = replica.props;
    const home = regionOf(this, this.props);
    const back = new BucketReplication(bucket, "replication", {
      ...pick(this.props, HOW),
      bucketName: replica.bucketName,
      source: bucket.bucket,
      objectLock: replica.objectLock,
      ...(bucket.kmsKeyArn !== undefined && { kmsKeyArn: bucket.kmsKeyArn }),
      ...(region !== undefined && { region }),
      ...(provider && { provider }),
      ...(tags && { tags }),
      ...(roleName !== undefined && { roleName: roleNameBack(roleName, id) }),
      replicaModifications: true,
      replicas: [
        {
          id: WAY_BACK,
          bucketArn: this.sourceArn,
          ...(home !== undefined && { region: home }),
          ...(kmsKeyArn !== undefined && { kmsKeyArn }),
        },
      ],
      ...(replicationRules && {
        replicationRules: replicationRules
          .filter((rule) => rule.replica === id)
          .map((rule) => ({ ...rule, replica: WAY_BACK })),
      }),
      after: [bucket.versioning, ...(this.props.after ?? [])],
    });
    this.back.set(id, back);
    bucket.lifecycleAfter(back.configuration);
  }

  /** What works, and costs something or leaves something out that a person may not expect. */
  private warn(): void {
    const { replicationTimeControl, metrics } = this.resolved;
    const { source, objectLock, replicas, lifecycleRules = [] } = this.props;
    const annotations = Annotations.of(this);
    if (replicationTimeControl)
      annotations.addWarning("Replication Time Control is charged by the gigabyte replicated.");
    if (metrics) annotations.addWarning("Replication metrics are charged as CloudWatch custom metrics.");
    if (!source) {
      annotations.addWarning("Objects that exist already are not replicated: S3 Batch Replication copies them.");
    }
    if (lifecycleRules.some(archives)) {
      annotations.addWarning(
        "An object that lifecycleRules move to GLACIER or DEEP_ARCHIVE before it is replicated is never replicated.",
      );
    }
    for (const { bucketArn } of objectLock ? replicas : []) {
      if (bucketArn === undefined) continue;
      annotations.addWarning(`The source has Object Lock: ${bucketArn} has to have it too, or S3 refuses.`);
    }
  }
}

/** The id of the source as the replica of its replica. */
const WAY_BACK = "source";

/** How a replication is done, apart from what it is between: the same on the way back. */
const HOW = [
  "deleteMarkerReplication",
  "replicationTimeControl",
  "metrics",
  "roleNamePrefix",
  "rolePath",
  "permissionsBoundary",
  "batchReplication",
  "allowSameRegion",
] as const satisfies readonly (keyof ReplicationProps)[];

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Pick<T, K>;
}

function archives({ transition }: S3BucketLifecycleConfigurationRule): boolean {
  return (
    Array.isArray(transition) && transition.some(({ storageClass }) => /^(GLACIER|DEEP_ARCHIVE)$/.test(storageClass))
  );
}

// By tree and by bucket: a bucket has one replication configuration, of two the later overwrites the other.
const replications = new WeakMap<IConstruct, Map<string | S3Bucket, BucketReplication[]>>();

function replicationsBesides(
  replication: BucketReplication,
  { bucketName, source }: BucketReplicationProps,
): () => readonly string[] {
  const { root } = replication.node;
  const ofTree = replications.get(root) ?? new Map<string | S3Bucket, BucketReplication[]>();
  replications.set(root, ofTree);
  const bucket = source && Token.isUnresolved(bucketName) ? source : bucketName;
  const ofBucket = [...(ofTree.get(bucket) ?? []), replication];
  ofTree.set(bucket, ofBucket);
  return () => (ofTree.get(bucket) ?? []).filter((each) => each !== replication).map((each) => each.node.path);
}

/** S3 takes one of prefix, tag and And; several conditions are an And. */
function filterFor(
  filter: ReplicationRuleProps["filter"],
): NonNullable<S3BucketReplicationConfigurationRule["filter"]> {
  const { prefix, tags = {} } = filter ?? {};
  const [tag, ...more] = Object.entries(tags);
  if (!tag) return prefix === undefined ? {} : { prefix };
  if (more.length === 0 && prefix === undefined) return { tag: { key: tag[0], value: tag[1] } };
  return { and: { ...(prefix !== undefined && { prefix }), tags: { ...tags } } };
}
