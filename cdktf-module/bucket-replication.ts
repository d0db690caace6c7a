import { Construct } from "constructs";
import {
  alarms,
  Annotations,
  dependable,
  Fn,
  Lazy,
  notifications,
  S3BucketReplicationConfigurationA,
  Token,
  type CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  type ITerraformDependable,
  type S3BucketNotification,
  type S3BucketNotificationConfig,
  type S3BucketReplicationConfigurationAConfig,
  type S3BucketReplicationConfigurationRule,
} from "./framework";
import { requirementsOf, type DestinationRequirements } from "./destination-requirements";
import type { KeyUse, RoleDestination } from "./permissions";
import { pick } from "./pick";
import type {
  BucketReplicationProps,
  ReplicaBucketProps,
  ReplicaProps,
  ReplicationRoleProps,
  ReplicationRuleProps,
} from "./props";
import { regionOf, type Placement } from "./providers";
import { BUCKET_REPLICATION, REPLICA, REPLICATION_RULE } from "./prop-shapes";
import { refusedOfProps, refusedOfReplication, refusedOfSource } from "./refusals";
import { pathIn } from "./scope";
import { SecureBucket } from "./secure-bucket";
import { requireShape } from "./shape";
import { partitionOf } from "./regions";
import { ReplicaBucket } from "./replica-bucket";
import { checkingRoles, registerReplication } from "./replication-registry";
import { ReplicationRole } from "./replication-role";
import { configurationRule, type Destination } from "./replication-rules";
import {
  describeSource,
  resolve,
  type NamedReplicationProps,
  type Resolved,
  type ResolvedReplica,
  type ResolvedRule,
} from "./resolve";
import { reverseProps, reverseRule } from "./two-way";
import { warningsAbout } from "./warnings";
import { describe } from "./wording";
import { alarmConfig, alarmId, notificationConfig } from "./failure-alarms";

/**
 * Replicates an existing bucket: creates the replicas, the role, and the replication configuration, in the order that
 * S3 requires. To change one of the resources, override its `create…` method in a subclass.
 *
 * Props that cannot work are refused when the app is synthesized, all at once. Values that only Terraform knows are not
 * checked.
 */
export class BucketReplication extends Construct {
  /** The replication configuration. */
  readonly configuration: S3BucketReplicationConfigurationA;
  /** The role that was created; `undefined` if `replicationRole` is set. */
  readonly role: ReplicationRole | undefined;
  /** The ARN of the role that S3 replicates with, created or existing. */
  readonly roleArn: string;
  /** The ARN of the source bucket. */
  readonly sourceArn: string;
  /** The notification of failed replications; `undefined` unless `alarms` has `by: "event"`. */
  readonly notification: S3BucketNotification | undefined;
  private props: NamedReplicationProps;
  private resolved: Resolved;
  private readonly created = new Map<string, ReplicaBucket>();
  private readonly destinations = new Map<string, Destination>();
  private readonly alarmsById = new Map<string, CloudwatchMetricAlarm>();
  /** The reverse directions, by the IDs of the two-way replicas. */
  private readonly reverse = new Map<string, BucketReplication>();

  /**
   * @param scope The construct, usually the stack, that this one is created in.
   * @param id The construct ID. It is part of Terraform addresses.
   * @param props The props of the replication.
   * @throws If a prop is missing, unknown, or of the wrong type.
   */
  constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    const checked = requireShape(pathIn(scope, id), BUCKET_REPLICATION, props, (usable) =>
      refusedOfProps(scope, usable),
    );
    super(scope, id);
    checkingRoles.add(this);
    this.props = describeSource(checked);
    this.resolved = resolve(this, this.props);
    const { source, bucketName, replicationRole } = this.props;
    this.sourceArn =
      source?.arn ??
      `arn:${this.whenKnown(this.props, (region) => partitionOf(region)?.name ?? "aws")}:s3:::${bucketName}`;
    this.role = replicationRole === undefined ? this.createRole(this.roleProps()) : undefined;
    this.roleArn = replicationRole ?? this.role?.role.arn ?? "";
    for (const replica of this.resolved.replicas) this.addDestination(replica);
    this.configuration = this.createConfiguration({
      bucket: source?.id ?? bucketName,
      role: this.roleArn,
      rule: this.rules(),
      dependsOn: [...this.dependencies()],
      ...this.placement,
    });
    this.notification = this.notify();
    this.watchRules();
    for (const [replica, bucket] of this.created) this.complete(replica, bucket);
    const others = registerReplication(this, source && Token.isUnresolved(bucketName) ? source : bucketName);
    this.node.addValidation({ validate: () => this.refused(others()) });
    for (const warning of warningsAbout(this.resolved)) Annotations.of(this).addWarning(warning);
  }

  /** The replicas that this construct has created, by ID. */
  get replicas(): ReadonlyMap<string, ReplicaBucket> {
    return this.created;
  }

  /** The alarms about failed replications, by the IDs of their rules. */
  get alarms(): ReadonlyMap<string, CloudwatchMetricAlarm> {
    return this.alarmsById;
  }

  /**
   * A replica that this construct has created.
   *
   * @param id The replica's ID: its Region, unless another ID was given.
   * @throws If no replica was created with this ID.
   */
  replica(id: string): ReplicaBucket {
    const found = this.created.get(id);
    if (!found) {
      throw new Error(
        `${this.node.path} has no replica ${describe(id)}. Its replicas: ${[...this.created.keys()].join(", ")}.`,
      );
    }
    return found;
  }

  /**
   * Adds a replica. Without `replicationRules` it gets a rule for all objects; otherwise add its rules with
   * `addReplicationRule`. Existing rules do not change.
   *
   * @param replica The props of the replica.
   * @throws If a prop is missing, unknown, or of the wrong type; nothing is added then.
   */
  addReplica(replica: ReplicaProps): void {
    const checked = requireShape(`${this.node.path}.addReplica`, REPLICA, replica);
    const props = { ...this.props, replicas: [...this.props.replicas, checked] };
    const added = resolve(this, props).replicas.at(-1);
    const bucket = added && this.addDestination(added);
    this.update(props);
    if (added && bucket) this.complete(added.id, bucket);
  }

  /**
   * Adds a rule after the existing ones. The first rule replaces the default rules, which replicate all objects.
   *
   * @param rule The props of the rule.
   * @throws If a prop is missing, unknown, or of the wrong type; nothing is added then.
   */
  addReplicationRule(rule: ReplicationRuleProps): void {
    const checked = requireShape(`${this.node.path}.addReplicationRule`, REPLICATION_RULE, rule);
    this.update({ ...this.props, replicationRules: [...(this.props.replicationRules ?? []), checked] });
    const added = this.resolved.rules.at(-1);
    if (added) this.reverse.get(checked.replica)?.addReplicationRule(reverseRule(added));
  }

  /**
   * The policy statements that the owner of a destination in another account must add: to the bucket policy and, if
   * KMS-encrypted objects are replicated, to the key policy. They are known before the role exists if `roleName` and
   * the provider's `allowedAccountIds` are set; otherwise only Terraform knows the ARN of the role, and they have to be
   * handed over in an output. The `instructions` say which.
   *
   * @param id The replica's ID: its Region, unless another ID was given.
   * @throws If no replica with an `account` has this ID.
   */
  destinationRequirements(id: string): DestinationRequirements {
    const found = this.resolved.replicas.find((replica) => replica.id === id && replica.crossAccount);
    const destination = this.destinations.get(id);
    if (!found || !destination) throw new Error(`${this.node.path} has no replica ${describe(id)} in another account.`);
    return requirementsOf(destination, this.knownRoleArn ?? this.roleArn);
  }

  /**
   * Creates a replica.
   *
   * @param id The construct ID.
   * @param props The props of the replica.
   */
  protected createReplica(id: string, props: ReplicaBucketProps): ReplicaBucket {
    return new ReplicaBucket(this, id, props);
  }

  /**
   * Creates the role.
   *
   * @param props The props of the role; its destinations are added later.
   */
  protected createRole(props: ReplicationRoleProps): ReplicationRole {
    return new ReplicationRole(this, "role", props);
  }

  /**
   * Creates the replication configuration.
   *
   * @param config The arguments of the resource.
   */
  protected createConfiguration(config: S3BucketReplicationConfigurationAConfig): S3BucketReplicationConfigurationA {
    return new S3BucketReplicationConfigurationA(this, "configuration", config);
  }

  /**
   * Creates the alarm about one rule. All alarms are created again when a replica or a rule is added.
   *
   * @param id The construct ID.
   * @param config The arguments of the resource.
   */
  protected createAlarm(id: string, config: CloudwatchMetricAlarmConfig): CloudwatchMetricAlarm {
    return new (alarms().CloudwatchMetricAlarm)(this, id, config);
  }

  /**
   * Creates the notification of failed replications.
   *
   * @param config The arguments of the resource.
   */
  protected createNotification(config: S3BucketNotificationConfig): S3BucketNotification {
    return new (notifications().S3BucketNotification)(this, "notification", config);
  }

  /**
   * Creates one rule of the replication configuration. All rules are created again when a replica or a rule is added.
   *
   * @param rule The rule, with all defaults filled in.
   */
  protected createRule(rule: ResolvedRule): S3BucketReplicationConfigurationRule {
    return configurationRule(rule, this.destinations.get(rule.props.replica), this.resolved);
  }

  /**
   * What is refused at synthesis.
   *
   * @param others The paths of other constructs that replicate the same bucket.
   */
  protected refused(others: readonly string[]): string[] {
    // Resolved again: a provider, and with it a Region, may have been added since.
    const replication = { ...resolve(this, this.props), others };
    const checksItself = this.props.source?.node.scope instanceof SecureBucket;
    return [...refusedOfReplication(replication), ...(checksItself ? [] : refusedOfSource(replication))];
  }

  /** The ARN that the created role is going to have, if everything in it is known. */
  private get knownRoleArn(): string | undefined {
    const { roleName, rolePath = "/", replicationRole } = this.props;
    const { account, region } = this.resolved.source;
    const partition = region === undefined ? undefined : partitionOf(region);
    if (replicationRole !== undefined || roleName === undefined || account === undefined || !partition)
      return undefined;
    return `arn:${partition.name}:iam::${account}:role${rolePath}${roleName}`;
  }

  private update(props: NamedReplicationProps): void {
    this.props = props;
    this.resolved = resolve(this, props);
    this.configuration.putRule(this.rules());
    this.configuration.dependsOn = this.dependencies().map(dependable);
    this.watchRules();
  }

  private notify(): S3BucketNotification | undefined {
    const { alarms, source, bucketName } = this.props;
    return alarms?.by === "event"
      ? this.createNotification(notificationConfig(source?.id ?? bucketName, alarms.topicArn, this.placement))
      : undefined;
  }

  private watchRules(): void {
    const { alarms } = this.props;
    if (!alarms || alarms.by === "event") return;
    for (const { node } of this.alarmsById.values()) this.node.tryRemoveChild(node.id);
    this.alarmsById.clear();
    for (const rule of this.resolved.rules) {
      const destination = this.destinations.get(rule.props.replica);
      // Refused at synthesis; a disabled rule has no metric.
      if (!destination || this.alarmsById.has(rule.id) || rule.props.enabled === false) continue;
      const config = alarmConfig(this.resolved, rule, destination.bucketName, alarms.topicArn, this.placement);
      this.alarmsById.set(rule.id, this.createAlarm(alarmId(rule), config));
    }
  }

  private get placement(): Placement {
    return pick<Placement, keyof Placement>(this.props, ["region", "provider"]);
  }

  private rules(): S3BucketReplicationConfigurationRule[] {
    return this.resolved.rules.map((rule) => this.createRule(rule));
  }

  /**
   * S3 refuses a configuration until both buckets are versioned, and the provider waits only for the source. Until the
   * role's policy and the destination's policy exist, replications would fail.
   */
  private dependencies(): readonly ITerraformDependable[] {
    return [
      ...(this.props.after ?? []),
      ...[...this.destinations.values()].flatMap(({ before }) => before),
      ...(this.role ? [this.role.policy] : []),
    ];
  }

  /** Creates the replica, unless the bucket exists, and allows the role to replicate to it. */
  private addDestination(replica: ResolvedReplica): ReplicaBucket | undefined {
    // Refused at synthesis; a second construct with this ID would throw an error that does not mention the props.
    if (this.destinations.has(replica.id)) return undefined;
    const { props, id } = replica;
    const bucket =
      props.bucketArn === undefined ? this.createReplica(`replica-${id}`, this.replicaProps(replica)) : undefined;
    if (bucket) this.created.set(id, bucket);
    const destination: Destination = {
      bucketArn: props.bucketArn ?? bucket?.bucket.arn ?? "",
      bucketName: nameOf(replica, bucket),
      kmsKeyArn: bucket ? bucket.kmsKeyArn : props.kmsKeyArn,
      before: bucket ? [bucket.versioning, bucket.policy] : [],
    };
    this.destinations.set(id, destination);
    this.role?.addDestination(this.roleDestination(replica, destination));
    return bucket;
  }

  private replicaProps(replica: ResolvedReplica): ReplicaBucketProps {
    const { props, bucketName, bucketPrefix, bucketNamespace, encryption, objectLock, blockedEncryptionTypes } =
      replica;
    const { bucketArn: _arn, account, storageClass: _class, id: _id, twoWay, alarms: _alarms, ...bucketProps } = props;
    return {
      ...bucketProps,
      ...(bucketPrefix === undefined ? { bucketName } : { bucketPrefix }),
      ...(bucketNamespace && { bucketNamespace }),
      encryption,
      // A two-way replica is a source too, and the tag would exempt it from what a source must have.
      ...(!twoWay && { sourceArn: this.sourceArn }),
      ...(account !== undefined && { account, sourceRoleArn: this.roleArn }),
      ...(objectLock && { objectLock }),
      ...(blockedEncryptionTypes && { blockedEncryptionTypes }),
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

  private keyUse(keyArn: string, placement: Placement): KeyUse {
    return {
      keyArn,
      region: this.whenKnown(placement, (region) => region),
      dnsSuffix: this.whenKnown(placement, (region) => partitionOf(region)?.dnsSuffix ?? "amazonaws.com"),
    };
  }

  /** What follows from a Region: now or, if the provider is added later, when the app is synthesized. */
  private whenKnown(placement: Placement, derive: (region: string) => string): string {
    const known = regionOf(this, placement);
    if (known !== undefined) return derive(known);
    return Lazy.stringValue({ produce: () => derive(regionOf(this, placement) ?? "") });
  }

  /** Adds the reverse direction of a two-way replica, and orders the replica's lifecycle after all configurations. */
  private complete(id: string, bucket: ReplicaBucket): void {
    bucket.lifecycleAfter(this.configuration);
    const replica = this.resolved.replicas.find((each) => each.id === id);
    if (!replica?.props.twoWay) return;
    const source = { arn: this.sourceArn, region: regionOf(this, this.props) };
    const reverse = new ReverseReplication(bucket, "replication", reverseProps(this.resolved, replica, bucket, source));
    this.reverse.set(id, reverse);
    bucket.lifecycleAfter(reverse.configuration);
  }
}

/** The name of a destination: as text where it is known. */
function nameOf(
  { bucketName, props: { bucketArn, bucketName: given } }: ResolvedReplica,
  created?: ReplicaBucket,
): string {
  if (!Token.isUnresolved(bucketArn ?? bucketName) || given !== undefined) return bucketName;
  return created ? created.bucket.bucket : Token.asString(Fn.element(Fn.split(":::", bucketArn ?? ""), 1));
}

/** The reverse direction of a two-way replication. What is wrong with it is wrong with the props it is derived from. */
class ReverseReplication extends BucketReplication {
  protected override refused(): string[] {
    return [];
  }
}
