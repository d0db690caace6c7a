import { CROSS_REGION_REPLICATION } from "../frameworks";
import { known, mapFact, type Fact } from "../model/fact";
import type { FailureReason } from "../model/failure-reasons";
import { doubtOf, every, failingAs, satisfied, undetermined, violated, type Verdict } from "../model/verdict";
import { replicaKeyUse, sourceKeyUse } from "./support/keys";
import { exemptionFrom, settled } from "./support/missing-permissions";
import {
  either,
  ifNeeded,
  isMissing,
  permitted,
  distrusting,
  trusts,
  whichever,
  type Outcome,
} from "./support/permissions";
import { givenRole, judgeNeeds, type RoleAtWork, type RuleAtWork } from "./support/replication-role";
import type { Owner } from "./support/request-context";
import { replicatesDeleteMarkers } from "./support/traversal";
import { nameOfRule } from "./support/wording";
import { rule } from "./rule";

const ID = "role-can-replicate";
const NO_COPIES = "objects are not copied";

export default rule({
  id: ID,
  description: "S3 must be able to assume the role, and the role must have every permission that the rules need.",
  severity: "high",
  enforcement: "mandatory",
  why: "S3 accepts a replication configuration whatever its role is allowed to do. Objects that the role cannot copy are not replicated, and S3 notifies nobody.",
  remedy: "Grant the permissions listed above.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
  prevents: [
    "AssumeRoleNotPermitted",
    "DstDelObjNotPermitted",
    "DstPutObjectNotPermitted",
    "SrcGetAclNotPermitted",
    "SrcGetLegalHoldNotPermitted",
    "SrcGetObjectNotPermitted",
    "SrcGetRetentionNotPermitted",
    // The same permissions as above are missing, and S3 notices it in another of its requests.
    "DstMultipartCompleteNotPermitted",
    "DstMultipartInitNotPermitted",
    "DstMultipartUploadNotPermitted",
    "DstPutAclNotPermitted",
    "DstPutTaggingNotPermitted",
    "SrcHeadObjectNotPermitted",
  ],
  control: CROSS_REGION_REPLICATION,
  judge: (bucket, graph, settings) =>
    givenRole(bucket, graph, settings, ID, {
      inStack: (work) =>
        work.asking.role.isMissing
          ? missing(work)
          : every([judgeTrust(work), judgeNeeds(work, bucketNeeds(work), (one) => ruleNeeds(work, one))]),
      elsewhere: (name) =>
        undetermined({
          reason: `the role ${name} is not in this stack, so what it may do is not known`,
          settledBy: "configuration",
          settle: exemptionFrom([ID, "role-least-privileged"], bucket),
        }),
    }),
});

/** A role can only be missing after deployment: the configuration names it. */
function missing({ asking: { role }, source }: RoleAtWork): Verdict {
  const remedy = "Create the role again, with the same ARN and all that the rules need.";
  return failingAs(
    violated(`Role ${role.label} of ${source.label} does not exist.`, source.configurations[0], remedy),
    "AssumeRoleNotPermitted",
  );
}

function judgeTrust(work: RoleAtWork): Verdict {
  const { asking, source, sourceArn } = work;
  const answer = trusts(asking, source, sourceArn);
  if (typeof answer !== "boolean") return undetermined(settled(answer, work));
  if (answer) return satisfied;
  const { label, address } = asking.role;
  const clause = distrusting(asking, source, sourceArn);
  const wrong = (why: string, remedy: string): Verdict =>
    failingAs(
      violated(`S3 cannot assume role ${label} for ${source.label}${why}.`, address, remedy),
      "AssumeRoleNotPermitted",
    );
  if (!clause) {
    return wrong(
      "",
      "Allow the service principal s3.amazonaws.com to assume the role (sts:AssumeRole) in its trust policy.",
    );
  }
  return clause.condition === undefined
    ? wrong(`: the Deny in ${clause.statement} of its trust policy`, "Remove the Deny from it.")
    : wrong(
        `: the condition ${clause.condition} of ${clause.statement} of its trust policy keeps it out`,
        `Let the condition include ${sourceArn.told}, or its account.`,
      );
}

/** What the role does to the source itself. */
function bucketNeeds({ asking, source, sourceArn }: RoleAtWork): readonly Outcome[] {
  const owner: Owner = { ...source, kind: "bucket", foreign: known(false) };
  return [
    ["s3:GetReplicationConfiguration", "S3 cannot read the replication rules"],
    ["s3:ListBucket", "S3 cannot list the source"],
  ].map(([action = "", consequence = ""]) => permitted(asking, { action, resource: sourceArn, consequence }, owner));
}

/** What the role does for one rule: reading its objects, writing their copies, and the keys of both. */
function ruleNeeds(work: RoleAtWork, ruleAtWork: RuleAtWork): readonly Outcome[] {
  const { rule: one, source, destination } = ruleAtWork;
  const [read, write] = [asking(work, source), asking(work, destination)];
  const encrypted = mapFact(one.sseKmsEncryptedObjects, (status) => status === "Enabled");
  const { objectLock } = source.bucket;
  return [
    readsVersions(read, encrypted),
    read("s3:GetObjectVersionAcl", NO_COPIES, "SrcGetAclNotPermitted"),
    ...ifNeeded(objectLock, () => [
      read("s3:GetObjectRetention", "copies lose their retention", "SrcGetRetentionNotPermitted"),
      read("s3:GetObjectLegalHold", "copies lose their legal hold", "SrcGetLegalHoldNotPermitted"),
    ]),
    write("s3:ReplicateObject", NO_COPIES, "DstPutObjectNotPermitted"),
    ...ifNeeded(replicatesDeleteMarkers(one), () => [
      write("s3:ReplicateDelete", "delete markers are not copied", "DstDelObjNotPermitted"),
    ]),
    ...changesOwner(write, ruleAtWork),
    ...ifNeeded(encrypted, () => [
      ...sourceKeyUse(work, source),
      ...replicaKeyUse(work, destination, one.replicaKey, destination.owner.foreign),
    ]),
  ];
}

type Ask = (action: string, consequence: string, failureReason: FailureReason) => Outcome;

const asking =
  (work: RoleAtWork, { objects, owner }: RuleAtWork["source"]): Ask =>
  (action, consequence, failureReason) =>
    permitted(work.asking, { action, resource: objects, consequence, failureReason }, owner);

/** The older permission is enough, but for objects that are encrypted with KMS. */
function readsVersions(read: Ask, encrypted: Fact<boolean>): Outcome {
  const reads = (action: string): Outcome => read(action, NO_COPIES, "SrcGetObjectNotPermitted");
  const strictly = reads("s3:GetObjectVersionForReplication");
  if (strictly === "permitted" || (encrypted.known && encrypted.value)) return strictly;
  const loosely = either(strictly, () => reads("s3:GetObjectVersion"));
  return encrypted.known ? loosely : whichever([strictly, loosely], doubtOf(encrypted));
}

/** Copies in another account can become that account's. Inside one account they are its own already. */
function changesOwner(write: Ask, { rule: one, destination: { owner } }: RuleAtWork): readonly Outcome[] {
  const action = "s3:ObjectOwnerOverrideToBucketOwner";
  return ifNeeded(
    mapFact(one.owner, (status) => status === "Destination"),
    () => {
      const outcome = write(action, "copies cannot change their owner", "DstPutObjectNotPermitted");
      if (!isMissing(outcome) || (owner.foreign.known && owner.foreign.value)) return [outcome];
      if (!owner.foreign.known) return [doubtOf(owner.foreign)];
      return [
        {
          reason: `${nameOfRule(one)} changes the owner of copies inside one account, and whether S3 requires ${action} there is not documented`,
          settledBy: "configuration",
          settle: "leave the new owner out of the rule",
        },
      ];
    },
  );
}
