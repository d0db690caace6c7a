import { known, type Fact } from "../../policy-pack/model/fact";
import type {
  Address,
  Bucket,
  ReplicationConfiguration,
  ReplicationGraph,
  ReplicationRule,
  Versioning,
} from "../../policy-pack/model/graph";

export { known, unknownUntilApply, unknownUntilConfigured } from "../../policy-pack/model/fact";

/** A graph, and which of its buckets a case is about. */
export interface Scene {
  readonly graph: ReplicationGraph;
  readonly about: Address;
}

interface Differences {
  /** The source, `data`: in eu-west-1, versioned, with one rule. */
  readonly bucket?: Partial<Bucket>;
  /** The destination, `replica`: in us-west-2, versioned. */
  readonly replica?: Partial<Bucket>;
  /** The only rule, `everything`: Enabled, for all objects, to `replica`. */
  readonly rule?: Partial<ReplicationRule>;
  /** All rules, each with what differs from the good one. */
  readonly rules?: readonly Partial<ReplicationRule>[];
  readonly configuration?: Partial<ReplicationConfiguration>;
  readonly others?: readonly Bucket[];
  readonly elsewhere?: readonly Bucket[];
  /** The bucket that the case is about, `data` if left out. */
  readonly about?: string;
}

/** The good scene, but for what a case names. */
export function scene(differences: Differences = {}): Scene {
  const { rules = [differences.rule ?? {}] } = differences;
  const data = bucketNamed("data", {
    replication: known(replicating("data", rules, differences.configuration)),
    configurations: ["data-replication"],
    ...differences.bucket,
  });
  const replica = bucketNamed("replica", { region: known("us-west-2"), ...differences.replica });
  const graph: ReplicationGraph = {
    buckets: new Map([data, replica, ...(differences.others ?? [])].map((bucket) => [bucket.address, bucket])),
    elsewhere: new Map((differences.elsewhere ?? []).map((bucket) => [bucket.address, bucket])),
    roles: new Map(),
    keys: new Map(),
    dependencies: new Map(),
  };
  return { graph, about: differences.about ?? "data" };
}

/** A versioned bucket in eu-west-1 without replication, at the address that is its name. */
export function bucketNamed(name: string, differences: Partial<Bucket> = {}): Bucket {
  return {
    address: name,
    label: name,
    evaluated: true,
    name: known(name),
    region: known("eu-west-1"),
    account: known("111122223333"),
    versioning: versioned(name),
    replication: known(undefined),
    configurations: [],
    possibleConfigurations: [],
    encryption: known({ algorithm: "AES256", key: known(undefined), bucketKey: known(false), on: name }),
    objectLock: known(false),
    policy: known(undefined),
    tags: known(new Map()),
    requestPayer: known(undefined),
    ...differences,
  };
}

/** A replication configuration of a bucket, with the good rule for each entry but for what it names. */
export function replicating(
  bucket: string,
  rules: readonly Partial<ReplicationRule>[],
  differences: Partial<ReplicationConfiguration> = {},
): ReplicationConfiguration {
  return {
    address: `${bucket}-replication`,
    role: known({ in: "stack", address: "role" }),
    rules: known(rules.map(ruleTo)),
    ...differences,
  };
}

function ruleTo(differences: Partial<ReplicationRule>, position: number): ReplicationRule {
  return {
    position,
    id: known(position === 0 ? "everything" : `everything-${position}`),
    status: known("Enabled"),
    priority: known(position),
    filter: known({ prefix: known(undefined), tag: known(false), and: known(undefined) }),
    prefix: known(undefined),
    deleteMarkerReplication: known("Disabled"),
    existingObjectReplication: known(undefined),
    sseKmsEncryptedObjects: known(undefined),
    replicaModifications: known(undefined),
    destination: known("replica"),
    account: known(undefined),
    owner: known(undefined),
    storageClass: known(undefined),
    replicaKey: known(undefined),
    replicationTime: known(undefined),
    metrics: known(undefined),
    ...differences,
  };
}

export function versioned(on: Address, status: Versioning["status"] = "Enabled"): Fact<Versioning> {
  return known({ status, on });
}
