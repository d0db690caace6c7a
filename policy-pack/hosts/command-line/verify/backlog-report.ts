import type { BucketJudgement } from "../../../judgement";
import { listed } from "../../../model/prose";
import { arnOf, type EnabledRule } from "../../../readers/account";
import type { LiveFinding } from "../../../reports";
import type { Backlog } from "./backlog";
import type { Looked } from "./live";
import { counted } from "./sentences";

interface Around {
  readonly account: string;
  readonly partition: string;
  /** The Enabled rules of the bucket. */
  readonly rules: readonly EnabledRule[];
  /** The role of the configuration, where S3 Batch Operations may assume it. */
  readonly batchRole?: string;
}

/** What the objects of one bucket say about what has no copy. */
export function lookedAtBacklog({ bucket }: BucketJudgement, backlog: Backlog, around: Around): Looked {
  return {
    bucket: bucket.address,
    part: partOf(backlog),
    findings: findingsOf(backlog, around),
    arrows: [],
    figures: { backlog },
  };
}

function partOf(backlog: Backlog): string {
  const { isWhole, objects, uncopied, failed, pending, archived, unknown } = backlog;
  if (unknown !== undefined) return `what has no copy is not known (${unknown})`;
  if (objects === 0) return "no objects that its rules select";
  const kind = isWhole ? "object" : "sampled object";
  const parts = [
    ...(uncopied > 0
      ? [`${without(uncopied, objects, isWhole)} from before the rule ${uncopied === 1 ? "has" : "have"} no copy`]
      : []),
    ...(failed > 0 ? [`${counted(failed)} FAILED`] : []),
    ...(archived > 0 ? [`${counted(archived)} without a copy in S3 Glacier`] : []),
    ...(pending > 0 ? [`${counted(pending)} PENDING`] : []),
  ];
  if (parts.length > 0) return parts.join(", ");
  return objects === 1 ? `the only ${kind} has a copy` : `all ${several(objects, kind)} have a copy`;
}

const are = (count: number): string => (count === 1 ? "is" : "are");

const several = (count: number, noun: string): string => `${counted(count)} ${noun}${count === 1 ? "" : "s"}`;

const without = (some: number, of: number, isWhole: boolean): string =>
  isWhole ? several(some, "object") : `${counted(some)} of ${several(of, "sampled object")}`;

function findingsOf(backlog: Backlog, around: Around): readonly Omit<LiveFinding, "bucket">[] {
  const { bucket, unknown, uncopied, failed, archived, objects, isWhole } = backlog;
  if (unknown !== undefined) {
    const reason = `Which objects of ${bucket} have no copy is not known: ${unknown}.`;
    return [
      {
        check: "existing-objects-copied",
        answer: "undetermined",
        reason,
        remedies: ["Allow it to whoever runs this, or give --inventory."],
      },
    ];
  }
  if (uncopied + failed + archived === 0) return [];
  const of = `of ${several(objects, isWhole ? "object" : "sampled object")}`;
  const what = [
    ...(uncopied > 0 ? [`${counted(uncopied)} ${are(uncopied)} from before the rule`] : []),
    ...(failed > 0 ? [`${counted(failed)} FAILED`] : []),
    ...(archived > 0 ? [`${counted(archived)} ${are(archived)} in S3 Glacier, from which S3 does not copy`] : []),
  ];
  return [
    {
      check: "existing-objects-copied",
      answer: "violated",
      reason: `Objects of ${bucket} have no copy: ${of}, ${listed(what)}.`,
      remedies: [
        ...(uncopied + failed > 0 ? [`Copy them with S3 Batch Replication: ${createJob(backlog, around)}`, ROLE] : []),
        ...(archived > 0 ? ["Restore what is in S3 Glacier before, for as long as the job takes."] : []),
      ],
    },
  ];
}

const ROLE =
  "The role of the job must trust batchoperations.s3.amazonaws.com, and be allowed s3:InitiateReplication on the objects and s3:GetReplicationConfiguration and s3:PutInventoryConfiguration on the bucket.";

/** The command that copies them, which asks for a confirmation in the console before it begins. */
export function createJob(
  { bucket, uncopied, failed }: Backlog,
  { account, partition, rules, batchRole }: Around,
): string {
  const [first] = rules;
  const { region } = first?.source ?? {};
  const prefixes = [...new Set(rules.map(({ prefix }) => prefix))];
  const isAll = prefixes.includes("");
  const manifest = {
    S3JobManifestGenerator: {
      ExpectedBucketOwner: account,
      SourceBucket: arnOf({ partition }, bucket),
      EnableManifestOutput: false,
      Filter: {
        EligibleForReplication: true,
        ObjectReplicationStatuses: [...(uncopied > 0 ? ["NONE"] : []), ...(failed > 0 ? ["FAILED"] : [])],
        ...(!isAll && { KeyNameConstraint: { MatchAnyPrefix: prefixes } }),
      },
    },
  };
  return [
    "aws s3control create-job",
    `--account-id ${account}`,
    ...(region?.is === "told" && region.value !== undefined ? [`--region ${region.value}`] : []),
    `--operation '{"S3ReplicateObject":{}}'`,
    `--manifest-generator '${JSON.stringify(manifest)}'`,
    `--report '{"Enabled":false}'`,
    "--priority 1",
    `--role-arn ${batchRole ?? `arn:${partition}:iam::${account}:role/<role of the job>`}`,
    `--description "s3-crr: ${bucket}"`,
    "--confirmation-required",
  ].join(" ");
}
