import { CROSS_REGION_REPLICATION } from "../frameworks";
import { doubtFrom, known, mapFact, together, unknownUntilConfigured, type Fact } from "../model/fact";
import {
  bucketAt,
  type Bucket,
  type Reference,
  type ReplicationGraph,
  type ReplicationRule,
  type Role,
} from "../model/graph";
import {
  doubtful,
  every,
  given,
  notApplicable,
  satisfied,
  undetermined,
  violated,
  type Finding,
  type Verdict,
} from "../model/verdict";
import { partitionOf } from "../model/region";
import { givenConfiguration, givenEnabled, replicatesDeleteMarkers } from "./support/traversal";
import { replicaKeyUse, sourceKeyUse } from "./support/keys";
import {
  isForeign,
  isLack,
  keysToAsk,
  permitted,
  trusts,
  worst,
  type Lack,
  type Outcome,
  type Owner,
} from "./support/permissions";
import { rule } from "./rule";

export default rule({
  id: "role-can-replicate",
  description: "The role can be assumed by S3 and is permitted all that the rules need.",
  severity: "high",
  enforcement: "mandatory",
  why: "S3 takes a replication configuration whatever its role may do; every object that the role may not copy fails, and nobody is told.",
  remedy: "Allow what the message names, or remove the Deny.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph) =>
    givenConfiguration(bucket, (configuration) =>
      given(configuration.rules, (rules) =>
        rules.some(({ status }) => !status.known || status.value === "Enabled")
          ? given(configuration.role, (reference) => judgeRole(reference, rules, bucket, graph))
          : notApplicable,
      ),
    ),
});

/** What is the same for all that a role is asked about. */
interface Setting {
  readonly bucket: Bucket;
  readonly role: Role;
  readonly graph: ReplicationGraph;
  readonly partition: string;
  readonly bucketArn: string;
}

function judgeRole(
  reference: Reference,
  rules: readonly ReplicationRule[],
  bucket: Bucket,
  graph: ReplicationGraph,
): Verdict {
  const role = reference.in === "stack" ? graph.roles.get(reference.address) : undefined;
  if (!role) {
    const name = reference.in === "stack" ? reference.address : reference.name;
    return undetermined({
      reason: `the role ${name} is not in this stack, so what it may do is not known`,
      settledBy: "configuration",
      settle: `"scope": { "exemptions": [{ "bucket": "${bucket.label}", "rules": ["role-can-replicate", "role-least-privileged"], "reason": "<who looks after the role>" }] }`,
    });
  }
  return given(bucket.region, (region) =>
    given(arnOf(bucket, partitionOf(region)), (bucketArn) => {
      const setting: Setting = { bucket, role, graph, partition: partitionOf(region) ?? "aws", bucketArn };
      // Known rules are asked about together, so that one policy that lacks several things is told once.
      const outcomes: Outcome[] = bucketNeeds(setting);
      const open: Verdict[] = [];
      for (const one of rules) {
        if (one.status.known && one.status.value !== "Enabled") continue;
        if (one.status.known && one.destination.known) {
          const needs = ruleNeeds(setting, one, bucketAt(graph, one.destination.value));
          if (needs.known) outcomes.push(...needs.value);
          else open.push(doubtful(needs));
          continue;
        }
        open.push(
          givenEnabled(one, () =>
            given(one.destination, (address) =>
              given(ruleNeeds(setting, one, bucketAt(graph, address)), (needs) => verdictOf(needs, setting)),
            ),
          ),
        );
      }
      return every([trusted(setting), verdictOf(outcomes, setting), ...open]);
    }),
  );
}

function trusted({ role, bucket, bucketArn }: Setting): Verdict {
  const tri = trusts(role, bucket, bucketArn);
  if (typeof tri !== "boolean") return undetermined(tri);
  return tri
    ? satisfied
    : violated(
        `S3 may not assume role ${role.label} for ${bucket.label}.`,
        role.address,
        'Let { "Service": "s3.amazonaws.com" } do sts:AssumeRole in the role\'s trust policy.',
      );
}

/** What the role does to the source itself. */
function bucketNeeds({ role, bucket, bucketArn }: Setting): Outcome[] {
  return [
    ["s3:GetReplicationConfiguration", "S3 cannot read the rules"],
    ["s3:ListBucket", "S3 cannot list the source"],
  ].map(([action = "", loses = ""]) =>
    permitted(role, { action, resource: bucketArn, loses }, ownerOf(bucket, known(false))),
  );
}

/** What the role does for one rule: reading its objects, writing their copies, and the keys of both. */
function ruleNeeds(setting: Setting, one: ReplicationRule, destination: Bucket): Fact<Outcome[]> {
  const { bucket, role, graph, partition, bucketArn } = setting;
  const facts = together<Needed>({
    prefix: prefixOf(one),
    withMarkers: replicatesDeleteMarkers(one),
    destinationArn: arnOf(destination, partition),
    away: destination.region,
    owner: one.owner,
    selected: one.sseKmsEncryptedObjects,
    locked: bucket.objectLock,
  });
  if (!facts.known) return doubtFrom(facts);
  const { prefix, withMarkers, destinationArn, away, owner, selected, locked } = facts.value;
  // That no role gets anything into another partition is `destination-in-another-region`'s sentence.
  if ((partitionOf(away) ?? partition) !== partition) return known([]);
  const foreign = isForeign(bucket, destination, one);
  const encrypted = selected === "Enabled";
  const [source, target] = [ownerOf(bucket, known(false)), ownerOf(destination, foreign)];

  const asking = (arn: string, of: Owner) => {
    const keys = keysToAsk(arn, prefix, [...role.policies, role.permissionsBoundary, of.policy]);
    return (action: string, loses: string): Outcome[] =>
      worst(keys.map((key) => permitted(role, { action, resource: `${arn}/${key}`, loses }, of)));
  };
  const [read, write] = [asking(bucketArn, source), asking(destinationArn, target)];
  const reading = read("s3:GetObjectVersionForReplication", "nothing is copied");
  // The older permission does, but for objects that are encrypted with KMS.
  const older = encrypted ? reading : read("s3:GetObjectVersion", "nothing is copied");
  return known([
    ...(older.every((each) => each === "permitted") ? older : reading),
    ...read("s3:GetObjectVersionAcl", "nothing is copied"),
    ...read("s3:GetObjectVersionTagging", "copies lose their tags"),
    ...(locked
      ? [
          ...read("s3:GetObjectRetention", "copies lose their retention"),
          ...read("s3:GetObjectLegalHold", "copies lose their legal hold"),
        ]
      : []),
    ...write("s3:ReplicateObject", "nothing is copied"),
    ...write("s3:ReplicateTags", "copies lose their tags"),
    ...(withMarkers ? write("s3:ReplicateDelete", "delete markers are not copied") : []),
    ...(owner === "Destination"
      ? write("s3:ObjectOwnerOverrideToBucketOwner", "copies cannot change their owner")
      : []),
    ...(encrypted
      ? [
          ...sourceKeyUse(role, bucket, bucketArn, partition, graph),
          ...replicaKeyUse(role, one.replicaKey, destination, destinationArn, foreign, partition, graph),
        ]
      : []),
  ]);
}

interface Needed {
  readonly prefix: string;
  readonly withMarkers: boolean;
  readonly destinationArn: string;
  readonly away: string;
  readonly owner: string | undefined;
  readonly selected: string | undefined;
  readonly locked: boolean;
}

function ownerOf({ label, address, policy, allowsReplication }: Bucket, foreign: Fact<boolean>): Owner {
  return { label, address, policy, foreign, taken: allowsReplication ?? false, kind: "bucket" };
}

function arnOf({ name, label }: Bucket, partition: string | undefined): Fact<string> {
  if (!name.known) return doubtFrom(name);
  if (partition === undefined) return unknownUntilConfigured(`the partition of ${label} is not known`);
  return name.value === undefined
    ? unknownUntilConfigured(`the name of ${label} is not known`)
    : known(`arn:${partition}:s3:::${name.value}`);
}

/** What the keys of a rule's objects begin with. */
function prefixOf({ filter, prefix }: ReplicationRule): Fact<string> {
  if (!filter.known) return doubtFrom(filter);
  const and = filter.value?.and;
  if (and && !and.known) return doubtFrom(and);
  const inAnd = and?.known ? and.value?.prefix : undefined;
  const found = filter.value === undefined ? prefix : (inAnd ?? filter.value.prefix);
  return mapFact(found, (value) => value ?? "");
}

/** What a person edits is told once, with all that is missing there. */
function verdictOf(outcomes: readonly Outcome[], { role, bucket }: Setting): Verdict {
  const lacks = outcomes.filter(isLack);
  if (lacks.length > 0) {
    const groups = new Map<string, Lack[]>();
    for (const lack of lacks) {
      const group = `${lack.by} ${lack.on}`;
      groups.set(group, [...(groups.get(group) ?? []), lack]);
    }
    return { answer: "violated", findings: [...groups.values()].map((group) => findingOf(group, role, bucket)) };
  }
  return every(outcomes.map((each) => (typeof each === "object" && "reason" in each ? undetermined(each) : satisfied)));
}

function findingOf(lacks: readonly Lack[], role: Role, bucket: Bucket): Finding {
  const [first] = lacks;
  const missing = [...new Set(lacks.map(({ ask }) => `${ask.action} on ${ask.resource} (${ask.loses})`))].join(", ");
  const taken = lacks.some(({ owner }) => owner.kind === "key" && owner.taken)
    ? " The key's policy is taken to be AWS's default, which leaves access to IAM."
    : "";
  const how =
    first?.by === "owner"
      ? `The policy of ${first.owner.label} does not let role ${role.label} do what replicating ${bucket.label} needs`
      : first?.by === "deny"
        ? `A Deny keeps role ${role.label} from what replicating ${bucket.label} needs`
        : first?.by === "boundary"
          ? `The permissions boundary of role ${role.label} does not let it do what replicating ${bucket.label} needs`
          : `Role ${role.label} may not do what replicating ${bucket.label} needs`;
  return { reason: `${how}: ${missing}.${taken}`, ...(first && { on: first.on }) };
}
