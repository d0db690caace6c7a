import { parseArn } from "../model/arn";
import type { Address, Bucket, PolicyDocument, ReplicationGraph, Role } from "../model/graph";
import { list, statementsOf, type PolicyStatement } from "../model/iam";
import { every, given, notApplicable, satisfied, undetermined, violated, type Verdict } from "../model/verdict";
import { givenConfiguration } from "./support/traversal";
import { rule } from "./rule";
import { isKms } from "./support/wording";

export default rule({
  id: "role-least-privileged",
  description: "The role may do what replication needs, on the buckets and keys that take part, and nothing else.",
  severity: "low",
  enforcement: "advisory",
  why: "S3 acts with this role unattended: what it may do beyond its work is open to every mistake in a replication configuration.",
  remedy: "Name the actions that replication needs, and the ARNs of the buckets and keys that take part.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
  judge: (bucket, graph) =>
    givenConfiguration(bucket, (configuration) =>
      given(configuration.role, (reference) => {
        // What a role elsewhere may do is not seen: `role-can-replicate` says so.
        const role = reference.in === "stack" ? graph.roles.get(reference.address) : undefined;
        return role ? judgeRole(role, graph) : notApplicable;
      }),
    ),
});

function judgeRole(role: Role, graph: ReplicationGraph): Verdict {
  const work = workOf(role, graph);
  return every([
    ...role.policies.map((policy) =>
      given(policy, (document) => (document ? judgeDocument(document, role, work) : notApplicable)),
    ),
    given(role.trust, (document) => (document ? judgeTrust(document, role) : notApplicable)),
  ]);
}

/** What the role is for: all buckets of the stack that replicate with it count. */
interface Work {
  readonly actions: ReadonlySet<string>;
  /** Names of buckets that take part; `undefined` where one is not known. */
  readonly buckets: ReadonlySet<string> | undefined;
}

const ALWAYS = [
  "s3:GetReplicationConfiguration",
  "s3:ListBucket",
  "s3:GetObjectVersionForReplication",
  // The older one, in the place of the one before.
  "s3:GetObjectVersion",
  "s3:GetObjectVersionAcl",
  "s3:GetObjectVersionTagging",
  "s3:ReplicateObject",
  "s3:ReplicateDelete",
  "s3:ReplicateTags",
];
const WITH_OBJECT_LOCK = ["s3:GetObjectRetention", "s3:GetObjectLegalHold"];
const WITH_OWNER = ["s3:ObjectOwnerOverrideToBucketOwner"];
const WITH_KMS = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"];
const WITH_BATCH = ["s3:InitiateReplication", "s3:PutInventoryConfiguration"];
const S3 = "s3.amazonaws.com";
const BATCH = "batchoperations.s3.amazonaws.com";

interface Sources {
  readonly byRole: ReadonlyMap<Address, readonly Bucket[]>;
  /** Those that may replicate with any role. */
  readonly anyRole: readonly Bucket[];
}

// Each of a thousand buckets has a role to be judged, and to look for its buckets visits all of them.
const sources = new WeakMap<ReplicationGraph, Sources>();

/** The buckets that replicate with a role, and those that may: here less is said, not more. */
function sourcesOf(graph: ReplicationGraph, { address }: Role): readonly Bucket[] {
  const { byRole, anyRole } = sources.get(graph) ?? index(graph);
  return [...(byRole.get(address) ?? []), ...anyRole];
}

function index(graph: ReplicationGraph): Sources {
  const byRole = new Map<Address, Bucket[]>();
  const anyRole: Bucket[] = [];
  for (const bucket of graph.buckets.values()) {
    if (bucket.replication.known && !bucket.replication.value) continue;
    const role = bucket.replication.known ? bucket.replication.value?.role : undefined;
    if (!role?.known) anyRole.push(bucket);
    else if (role.value.in === "stack") {
      const { address } = role.value;
      byRole.set(address, [...(byRole.get(address) ?? []), bucket]);
    }
  }
  const found = { byRole, anyRole };
  sources.set(graph, found);
  return found;
}

function workOf(role: Role, graph: ReplicationGraph): Work {
  const actions = new Set(ALWAYS);
  const names: (string | undefined)[] = [];
  const add = (more: readonly string[]): void => more.forEach((action) => actions.add(action));
  if (role.trust.known && role.trust.value?.text.includes(BATCH)) add(WITH_BATCH);
  for (const bucket of sourcesOf(graph, role)) {
    if (!bucket.replication.known) {
      // It may replicate with this role, and then anything may be its work.
      add([...WITH_OBJECT_LOCK, ...WITH_OWNER, ...WITH_KMS]);
      names.push(undefined);
      continue;
    }
    const configuration = bucket.replication.value;
    if (!configuration) continue;
    names.push(nameOf(bucket));
    // Not known is not a reason to call a permission too much.
    if (!bucket.objectLock.known || bucket.objectLock.value) add(WITH_OBJECT_LOCK);
    if (!bucket.encryption.known || isKms(bucket.encryption.value.algorithm)) add(WITH_KMS);
    if (!configuration.rules.known) {
      add([...WITH_OWNER, ...WITH_KMS]);
      names.push(undefined);
      continue;
    }
    for (const { owner, sseKmsEncryptedObjects, replicaKey, destination } of configuration.rules.value) {
      if (!owner.known || owner.value !== undefined) add(WITH_OWNER);
      const encrypts = !sseKmsEncryptedObjects.known || sseKmsEncryptedObjects.value === "Enabled";
      if (encrypts || !replicaKey.known || replicaKey.value) add(WITH_KMS);
      const reached = destination.known
        ? (graph.buckets.get(destination.value) ?? graph.elsewhere.get(destination.value))
        : undefined;
      names.push(reached && nameOf(reached));
    }
  }
  const all = names.every((name): name is string => name !== undefined);
  return {
    actions: new Set([...actions].map((action) => action.toLowerCase())),
    buckets: all ? new Set(names) : undefined,
  };
}

function nameOf({ name }: Bucket): string | undefined {
  return name.known ? name.value : undefined;
}

function judgeDocument(document: PolicyDocument, role: Role, work: Work): Verdict {
  const read = statementsOf(document);
  if ("doubt" in read) return undetermined(read.doubt);
  const allowing = read.statements.filter(({ Effect }) => Effect === "Allow");
  const tooMuch = [...new Set(allowing.flatMap((statement) => excessOf(statement, work)))];
  return tooMuch.length === 0
    ? satisfied
    : violated(`Role ${role.label} may do more than replication needs: ${tooMuch.join(", ")}.`, document.on);
}

/** What a statement allows beyond the work, in its own words. */
function excessOf(statement: PolicyStatement, { actions, buckets }: Work): readonly string[] {
  const { Action, NotAction, Resource, NotResource } = statement;
  if (NotAction !== undefined) return ["everything but some actions (NotAction)"];
  if (NotResource !== undefined) return ["something on everything but some resources (NotResource)"];
  const asked = list(Action).map(String);
  const tooMuch = asked.filter((action) => !actions.has(action.toLowerCase()));
  const resources = list(Resource).map(String);
  const wide = resources.filter((resource) => isTooWide(resource, buckets));
  return [
    ...tooMuch.map((action) => `${action} on ${resources.join(" and ")}`),
    // Said once: with too many actions the resources have been named.
    ...(tooMuch.length > 0 ? [] : wide.map((resource) => `${asked.join(" and ")} on ${resource}`)),
  ];
}

function isTooWide(resource: string, buckets: ReadonlySet<string> | undefined): boolean {
  const arn = parseArn(resource);
  if (!arn || /[*?]/.test(arn.service)) return true;
  if (arn.service === "kms") return /[*?]/.test(arn.resource);
  if (arn.service !== "s3") return true;
  const [name = ""] = arn.resource.split("/");
  // A policy variable stands for what cannot be told here.
  if (name.includes("${")) return false;
  return /[*?]/.test(name) || (buckets !== undefined && !buckets.has(name));
}

function judgeTrust(document: PolicyDocument, role: Role): Verdict {
  const read = statementsOf(document);
  if ("doubt" in read) return undetermined(read.doubt);
  const others = read.statements.flatMap(({ Effect, Principal }) => {
    if (Effect !== "Allow") return [];
    if (typeof Principal !== "object" || Principal === null) return [String(Principal)];
    return Object.values(Principal as Readonly<Record<string, unknown>>)
      .flatMap(list)
      .map(String)
      .filter((name) => name !== S3 && name !== BATCH);
  });
  return others.length === 0
    ? satisfied
    : violated(
        `Role ${role.label} can be assumed by others than S3: ${[...new Set(others)].join(", ")}.`,
        role.address,
        "Let S3 alone assume the role that replicates.",
      );
}
