import type { IConstruct } from "constructs";
import { Lazy } from "./framework";
import { pick } from "./pick";
import { fullName, withoutOwner } from "./namespaces";
import type {
  BlockedEncryptionType,
  BucketNamespace,
  BucketProps,
  BucketReplicationProps,
  Encryption,
  ReplicaProps,
  ReplicationRuleProps,
} from "./props";
import { accountInArn, accountOf, ownerOf, regionOf } from "./providers";

/** The props of a replication whose source has a name, if only one that Terraform knows. */
export type NamedReplicationProps = BucketReplicationProps &
  Pick<BucketProps, "bucketPrefix"> & { readonly bucketName: string };

/** The props with all defaults filled in: what is refused and what is built is decided on these. */
export interface Resolved {
  readonly props: NamedReplicationProps;
  readonly source: Side;
  readonly replicas: readonly ResolvedReplica[];
  readonly rules: readonly ResolvedRule[];
  readonly metrics: boolean;
  readonly replicationTimeControl: boolean;
}

/** One side of a replication, with all defaults filled in. */
export interface Side {
  /** The bucket's name; a token where Terraform generates it. */
  readonly bucketName: string;
  /** The bucket's Region; `undefined` where nothing in the program sets it. */
  readonly region: string | undefined;
  /** The account that owns the bucket; `undefined` where nothing in the program says it. */
  readonly account: string | undefined;
  /** How new objects are encrypted. */
  readonly encryption: Encryption;
}

/** A replica, with all defaults filled in. */
export interface ResolvedReplica extends Side {
  /** The props as they were given. */
  readonly props: ReplicaProps;
  /** The ID that tells replicas apart. */
  readonly id: string;
  /** Whether the replica has Object Lock. */
  readonly objectLock: boolean;
  /** The encryption types that S3 blocks; `undefined` for AWS's default. */
  readonly blockedEncryptionTypes: readonly BlockedEncryptionType[] | undefined;
  /** The namespace of the replica's name; `undefined` for the global one. */
  readonly bucketNamespace: BucketNamespace | undefined;
  /** The beginning of the replica's name; `undefined` where the name is given, or follows from the source's. */
  readonly bucketPrefix: string | undefined;
  /** Whether another account owns the replica. */
  readonly crossAccount: boolean;
}

/** A replication rule, with all defaults filled in. */
export interface ResolvedRule {
  /** The props as they were given. */
  readonly props: ReplicationRuleProps;
  /** The rule's ID. */
  readonly id: string;
  /** The rule's priority, a whole number: the higher wins. */
  readonly priority: number;
  /** Whether delete markers are replicated. */
  readonly deleteMarkers: boolean;
  /** The replica that the rule names; `undefined` where there is none with that ID. */
  readonly replica: ResolvedReplica | undefined;
}

/** Fills in what the source's construct says about the bucket. */
export function describeSource(props: BucketReplicationProps): NamedReplicationProps {
  const { source } = props;
  return {
    bucketName: source?.bucketInput ?? source?.bucket ?? GENERATED,
    ...(source?.bucketPrefixInput !== undefined && { bucketPrefix: source.bucketPrefixInput }),
    ...(source?.regionInput !== undefined && { region: source.regionInput }),
    ...(source?.provider && { provider: source.provider }),
    ...(source?.objectLockEnabledInput === true && { objectLock: true }),
    ...pick(props, Object.keys(props) as (keyof BucketReplicationProps)[]),
  };
}

/** Fills in all defaults. Providers that are not created yet are not seen: it is repeated at synthesis. */
export function resolve(scope: IConstruct, props: NamedReplicationProps): Resolved {
  const replicas = props.replicas.map((replica) => resolveReplica(scope, replica, props));
  return {
    props,
    source: {
      bucketName: fullName(props, accountOf(scope, props), regionOf(scope, props)),
      region: regionOf(scope, props),
      encryption: encryptionOf(props),
      account: accountInArn(props.replicationRole) ?? accountOf(scope, props),
    },
    replicas,
    rules: resolveRules(props, replicas),
    replicationTimeControl: props.replicationTimeControl ?? false,
    metrics: props.metrics ?? true,
  };
}

function resolveReplica(scope: IConstruct, replica: ReplicaProps, props: NamedReplicationProps): ResolvedReplica {
  const existing = replica.bucketArn?.split(":::")[1];
  // The stack's provider says nothing about a bucket that exists, or that was given no location.
  const region = replica.provider ? regionOf(scope, replica) : replica.region;
  const id = replica.id ?? replica.region ?? existing ?? region ?? "replica";
  const bucketNamespace = replica.bucketNamespace ?? props.bucketNamespace;
  const account = ownerOf(scope, replica);
  // A name in an account's namespace ends with the Region: once is enough.
  const endsWithId = bucketNamespace === "account-regional" && id === region;
  const ofSource = endsWithId ? withoutOwner(props.bucketName) : `${withoutOwner(props.bucketName)}-${id}`;
  const bucketPrefix = prefixOf(replica, props, id);
  const bucketName = bucketPrefix === undefined ? (replica.bucketName ?? ofSource) : GENERATED;
  return {
    props: replica,
    id,
    region,
    bucketName: existing ?? fullName({ bucketName, ...(bucketNamespace && { bucketNamespace }) }, account, region),
    bucketNamespace,
    bucketPrefix,
    account,
    encryption: encryptionOf(replica, encryptionOf(props)),
    objectLock: replica.objectLock ?? props.objectLock ?? false,
    blockedEncryptionTypes: replica.blockedEncryptionTypes ?? props.blockedEncryptionTypes,
    crossAccount: replica.account !== undefined,
  };
}

/** A name that Terraform generates is not known; nothing is made of this text. */
const GENERATED = Lazy.stringValue({ produce: () => "" });

function prefixOf(replica: ReplicaProps, source: NamedReplicationProps, id: string): string | undefined {
  if (replica.bucketPrefix !== undefined) return replica.bucketPrefix;
  const isNamed = replica.bucketName !== undefined || replica.bucketArn !== undefined;
  return isNamed || source.bucketPrefix === undefined ? undefined : `${source.bucketPrefix}${id}-`;
}

function resolveRules(props: NamedReplicationProps, replicas: readonly ResolvedReplica[]): readonly ResolvedRule[] {
  const rules = props.replicationRules ?? replicas.map(({ id }): ReplicationRuleProps => ({ replica: id }));
  const rulesPerReplica = new Map<string, number>();
  for (const { replica } of rules) rulesPerReplica.set(replica, (rulesPerReplica.get(replica) ?? 0) + 1);
  const byId = new Map(replicas.map((replica) => [replica.id, replica]));
  return rules.map((rule, index) => ({
    props: rule,
    id: rule.id ?? ((rulesPerReplica.get(rule.replica) ?? 0) > 1 ? `${rule.replica}-${index + 1}` : rule.replica),
    // Counted from 1 in the order of the props: a rule added at the end renumbers no other.
    priority: rule.priority ?? index + 1,
    deleteMarkers: rule.deleteMarkerReplication ?? props.deleteMarkerReplication ?? false,
    replica: byId.get(rule.replica),
  }));
}

/** The encryption that the props ask for, or that follows from a key, or the default. */
export function encryptionOf(
  { encryption, kmsKeyArn }: Pick<BucketProps, "encryption" | "kmsKeyArn">,
  otherwise: Encryption = "SSE-S3",
): Encryption {
  return encryption ?? (kmsKeyArn === undefined ? otherwise : "SSE-KMS");
}
