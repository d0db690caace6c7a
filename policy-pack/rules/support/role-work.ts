import { candidates, isUnknown, known, type Fact } from "../../model/fact";
import {
  bucketAt,
  type Address,
  type Bucket,
  type ReplicationConfiguration,
  type ReplicationGraph,
  type ReplicationRule,
  type Role,
} from "../../model/graph";
import { compile, matching, nameText, pending, type Ternary } from "../../model/iam";
import { addTo } from "../../model/multimap";
import { hasPlaceholder } from "../../model/text";
import { doubtOf, type Doubt } from "../../model/verdict";
import { keyOf } from "./keys";
import { nameDoubtOf, nameOf } from "./replication-role";
import type { Asking } from "./request-context";
import { isKms } from "./wording";

interface Sources {
  readonly byRole: ReadonlyMap<Address, readonly Bucket[]>;
  /** Those that may replicate with any role. */
  readonly anyRole: readonly Bucket[];
}

// Each of a thousand buckets has a role to be judged, and to look for its buckets visits all of them.
const sources = new WeakMap<ReplicationGraph, Sources>();

/** The buckets that replicate with a role, and those that may. */
function sourcesOf(
  graph: ReplicationGraph,
  { address }: Role,
): { certain: readonly Bucket[]; possible: readonly Bucket[] } {
  const found = sources.get(graph) ?? index(graph);
  sources.set(graph, found);
  return { certain: found.byRole.get(address) ?? [], possible: found.anyRole };
}

function index(graph: ReplicationGraph): Sources {
  const byRole = new Map<Address, Bucket[]>();
  const anyRole: Bucket[] = [];
  for (const bucket of graph.buckets.values()) {
    if (bucket.replication.known && !bucket.replication.value) continue;
    const role = bucket.replication.known ? bucket.replication.value?.role : undefined;
    if (!role?.known) anyRole.push(bucket);
    else if (role.value.in === "stack") {
      addTo(byRole, role.value.address, bucket);
    }
  }
  return { byRole, anyRole };
}

/** What actions are about: a bucket, its objects, a key. */
export type Kind = "bucket" | "objects" | "key";

/** Something that a role does. */
interface Use {
  readonly kind: Kind;
  /** The bucket's name, or the key's ARN; `undefined` for any one. */
  readonly name: string | undefined;
  readonly actions: readonly string[];
  /** Why what the name stands for is not known. */
  readonly nameDoubt?: Doubt | undefined;
  /** Why it is not certain that it is done. */
  readonly doubt?: Doubt | undefined;
}

const ON_SOURCE = ["s3:GetReplicationConfiguration", "s3:ListBucket"];
const ON_SOURCE_OBJECTS = [
  "s3:GetObjectVersionForReplication",
  // The older one, in the place of the one before.
  "s3:GetObjectVersion",
  "s3:GetObjectVersionAcl",
  "s3:GetObjectVersionTagging",
  "s3:GetObjectVersionAnnotationForReplication",
];
const ON_COPIES = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];
const WITH_OBJECT_LOCK = ["s3:GetObjectRetention", "s3:GetObjectLegalHold"];
const WITH_OWNER = ["s3:ObjectOwnerOverrideToBucketOwner"];
const WITH_SOURCE_KEY = ["kms:Decrypt"];
const WITH_REPLICA_KEY = ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"];
/** Of S3 Batch Replication: on the source, on its objects, and on those of manifests and reports, wherever they are. */
const BATCH_ON_SOURCE = ["s3:PutInventoryConfiguration"];
const BATCH_ON_SOURCE_OBJECTS = ["s3:InitiateReplication"];
const BATCH_ON_OBJECTS = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"];

/** All that a role does for the buckets of a stack. */
export class RoleWork {
  private readonly uses: readonly Use[];
  private readonly byName = new Map<string, Use[]>();
  /** Those whose name cannot be looked up. */
  private readonly open: readonly Use[];
  private readonly actions: ReadonlySet<string>;

  /** @param batch Whether S3 Batch Operations may assume the role. */
  constructor(asking: Asking, graph: ReplicationGraph, batch: Ternary) {
    const { certain, possible } = sourcesOf(graph, asking.role);
    this.uses = [
      ...certain.flatMap((bucket) => usesOf(bucket, asking, graph, batch)),
      ...possible.flatMap((bucket) => perhaps(usesOf(bucket, asking, graph, batch), doubtAbout(bucket))),
    ];
    for (const use of this.uses) {
      if (use.name === undefined) continue;
      addTo(this.byName, keyFor(use.kind, use.name), use);
    }
    this.open = this.uses.filter(({ name }) => name === undefined || hasPlaceholder(name));
    this.actions = new Set(this.uses.flatMap(({ actions }) => actions.map((action) => action.toLowerCase())));
  }

  /** Whether an action is anything that the role may have to do, whatever to. */
  has(action: string): boolean {
    return this.actions.has(action.toLowerCase());
  }

  /** Whether the role does something to a bucket, to its objects, or to a key. */
  needs(action: string, kind: Kind, name: string): Ternary {
    const does = (use: Use): boolean =>
      use.kind === kind && use.actions.some((each) => each.toLowerCase() === action.toLowerCase());
    const named = (this.byName.get(keyFor(kind, name)) ?? []).filter(does);
    const isOpen = hasPlaceholder(name) || /[*?]/.test(name);
    const others = (isOpen ? this.uses : this.open).filter((use) => does(use) && use.name !== name);
    const answers = [...named.map(({ doubt }): Ternary => doubt ?? true), ...others.map((use) => mayBe(use, name))];
    return answers.includes(true) || (answers.find((answer) => answer !== false) ?? false);
  }
}

const keyFor = (kind: Kind, name: string): string => `${kind} ${name}`;

function mayBe({ name, nameDoubt, doubt }: Use, written: string): Ternary {
  if (name === undefined) return doubt ?? true;
  const { every } = matching([compile(written)], nameText(name, nameDoubt));
  return every === true ? (doubt ?? true) : every;
}

/** What may be done, and is not certain to be. */
function perhaps(uses: readonly Use[], doubt: Doubt | undefined): readonly Use[] {
  return doubt ? uses.map((use) => ({ ...use, doubt: use.doubt ?? doubt })) : uses;
}

/** Why it is not known whether a bucket replicates with a role. */
function doubtAbout({ replication }: Bucket): Doubt {
  const role = replication.known ? replication.value?.role : replication;
  return role && !role.known ? doubtOf(role) : pending("whether a bucket replicates with the role is not known");
}

function doubtIn(fact: Fact<unknown>): Doubt | undefined {
  return fact.known ? undefined : doubtOf(fact);
}

function usesOf(bucket: Bucket, asking: Asking, graph: ReplicationGraph, batch: Ternary): readonly Use[] {
  const { replication, objectLock } = bucket;
  const configurations = (candidates(replication) ?? []).filter((each) => each !== undefined);
  const rulesOf = ({ rules }: ReplicationConfiguration): readonly ReplicationRule[] => candidates(rules)?.flat() ?? [];
  const on = (kind: Kind, actions: readonly string[], doubt?: Doubt): Use => ({
    kind,
    name: nameOf(bucket),
    nameDoubt: nameDoubtOf(bucket),
    actions,
    doubt,
  });
  const byBatch = typeof batch === "boolean" ? undefined : batch;
  return [
    on("bucket", ON_SOURCE),
    on("objects", ON_SOURCE_OBJECTS),
    ...(objectLock.known && !objectLock.value ? [] : [on("objects", WITH_OBJECT_LOCK, doubtIn(objectLock))]),
    ...sourceKeyUses(bucket, configurations.flatMap(rulesOf), asking, graph),
    ...(candidates(replication) ? [] : anyUses(doubtIn(replication))),
    ...configurations.flatMap((configuration) => {
      const { rules } = configuration;
      const uses = rulesOf(configuration).flatMap((rule) => ruleUses(rule, bucket, asking, graph));
      return candidates(rules) ? perhaps(uses, doubtIn(rules)) : anyUses(doubtIn(rules));
    }),
    ...(batch === false
      ? []
      : [
          on("bucket", BATCH_ON_SOURCE, byBatch),
          on("objects", BATCH_ON_SOURCE_OBJECTS, byBatch),
          { kind: "objects" as const, name: undefined, actions: BATCH_ON_OBJECTS, doubt: byBatch },
        ]),
  ];
}

/** What rules that are not known may be for. */
function anyUses(doubt: Doubt | undefined): readonly Use[] {
  return [
    { kind: "objects", name: undefined, actions: [...ON_COPIES, ...WITH_OWNER], doubt },
    { kind: "key", name: undefined, actions: WITH_REPLICA_KEY, doubt },
  ];
}

function sourceKeyUses(
  bucket: Bucket,
  rules: readonly ReplicationRule[],
  asking: Asking,
  graph: ReplicationGraph,
): readonly Use[] {
  const { encryption } = bucket;
  const any = (doubt?: Doubt): Use => ({ kind: "key", name: undefined, actions: WITH_SOURCE_KEY, doubt });
  if (!encryption.known) return [any(doubtOf(encryption))];
  if (isKms(encryption.value.algorithm)) {
    return keyUses(encryption.value.key, WITH_SOURCE_KEY, bucket, bucket, asking, graph);
  }
  // Objects that name a key one by one may have any.
  const selected = rules.map(({ sseKmsEncryptedObjects }) => sseKmsEncryptedObjects);
  if (selected.some((fact) => fact.known && fact.value === "Enabled")) return [any()];
  const open = selected.find(isUnknown);
  return open ? [any(doubtOf(open))] : [];
}

function ruleUses(rule: ReplicationRule, source: Bucket, asking: Asking, graph: ReplicationGraph): readonly Use[] {
  const { destination, owner } = rule;
  const addresses = candidates(destination);
  const doubt = doubtIn(destination);
  const uses = (address: Address): readonly Use[] => {
    const bucket = bucketAt(graph, address);
    const replicaKey = replicaKeyOf(rule, source, bucket);
    const on = (actions: readonly string[], why?: Doubt): Use => ({
      kind: "objects",
      name: nameOf(bucket),
      nameDoubt: nameDoubtOf(bucket),
      actions,
      doubt: why,
    });
    return [
      on(ON_COPIES),
      ...(owner.known && owner.value === undefined ? [] : [on(WITH_OWNER, doubtIn(owner))]),
      ...(replicaKey.known && replicaKey.value === undefined
        ? []
        : keyUses(replicaKey, WITH_REPLICA_KEY, bucket, source, asking, graph)),
    ];
  };
  return addresses ? perhaps(addresses.flatMap(uses), doubt) : anyUses(doubt);
}

/** The key of copies. Where a rule fails to select KMS-encrypted objects, as `encrypted-objects-selected` tells, it is meant to. */
function replicaKeyOf(
  { replicaKey }: ReplicationRule,
  source: Bucket,
  { encryption }: Bucket,
): ReplicationRule["replicaKey"] {
  const isLeftOut = replicaKey.known && replicaKey.value === undefined;
  const isMeant =
    source.encryption.known &&
    isKms(source.encryption.value.algorithm) &&
    encryption.known &&
    isKms(encryption.value.algorithm);
  return isLeftOut && isMeant ? encryption.value.key : replicaKey;
}

function keyUses(
  reference: Parameters<typeof keyOf>[0],
  actions: readonly string[],
  side: Bucket,
  source: Bucket,
  asking: Asking,
  graph: ReplicationGraph,
): readonly Use[] {
  const { arn } = keyOf(reference, side, { asking, graph, source }, known(false));
  return [{ kind: "key", name: arn.text, nameDoubt: arn.doubt, actions }];
}
