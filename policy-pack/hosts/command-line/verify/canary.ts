import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { S3 } from "@aws-sdk/client-s3";
import {
  answerTo,
  errorOf,
  limited,
  regionOf,
  type BucketAnswers,
  type EnabledRule,
  type Session,
} from "../../../readers/account";

/** What came of one small object that was put under a rule. */
export interface Canary {
  readonly rule: EnabledRule;
  readonly outcome: CanaryOutcome;
  /** Whole sentences about what is left behind. */
  readonly left: readonly string[];
}

export type CanaryOutcome =
  /** Seconds from the upload until S3 said so. */
  | { readonly is: "copied"; readonly seconds: number; readonly differences: readonly string[] }
  | { readonly is: "failed"; readonly seconds: number }
  /** PENDING at the time limit. */
  | { readonly is: "late"; readonly seconds: number }
  /** S3 did not consider it for replication at all. */
  | { readonly is: "ignored" }
  /** Why none was put, or none could be followed: the end of a sentence. */
  | { readonly is: "none"; readonly why: string };

/** How canaries are sent. */
export interface Sending {
  readonly session: Session;
  /** Who may read, and delete from, destinations of another account. */
  readonly destinations?: Session;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Ends the wait, and not the deletion. */
  readonly signal: AbortSignal;
}

/** What the keys of canaries have behind the rule's prefix: a person who finds one knows what it is. */
export const CANARY_KEY = "s3-crr-canary-";
const BODY = "s3-crr verify: a canary, to be deleted\n";
const AT_ONCE = 8;
/** Milliseconds between two looks: copies take seconds, and some minutes. */
const [FIRST_LOOK, LONGEST_LOOK] = [500, 10_000];
/** Looks after which an object without a status is taken to have none. */
const LOOKS_WITHOUT_STATUS = 4;

/** Sends one canary for each rule, waits for what comes of it, and deletes all versions of it on both sides. */
export function sendCanaries(rules: readonly EnabledRule[], sending: Sending): Promise<readonly Canary[]> {
  return limited(rules, AT_ONCE, (rule) => sendCanary(rule, sending));
}

async function sendCanary(rule: EnabledRule, sending: Sending): Promise<Canary> {
  const why = whyNone(rule);
  if (why !== undefined) return { rule, outcome: { is: "none", why }, left: [] };
  const key = `${rule.prefix}${CANARY_KEY}${randomUUID()}`;
  const [from, to] = [sideOf(rule.source, sending), sideOf(rule.destination, sending)];
  let outcome: CanaryOutcome = { is: "none", why: "it was interrupted" };
  try {
    if (!sending.signal.aborted) outcome = await followed(rule, key, from, to, sending);
  } catch (error) {
    outcome = { is: "none", why: `S3 answers ${errorOf(error).name}` };
  }
  // The copy first: it cannot come again once the original is gone.
  const left = [...(await deleted(from, key)), ...(await deleted(to, key))];
  const isOpen = outcome.is === "late" || outcome.is === "none";
  return { rule, outcome, left: isOpen && left.length === 0 && outcome.is === "late" ? [mayArrive(to, key)] : left };
}

const mayArrive = ({ Bucket }: Side, key: string): string =>
  `The canary ${key} was still PENDING when it was deleted: if its copy arrives in ${Bucket} after all, delete it there.`;

/** S3 would keep every new object until its retention ends, and a canary is to be deleted. */
function whyNone({ source, destination }: EnabledRule): string | undefined {
  const retains = ({ objectLock }: BucketAnswers): boolean =>
    objectLock.is !== "told" || objectLock.value?.Rule?.DefaultRetention !== undefined;
  const [keeper] = [source, destination].filter(retains);
  if (!keeper) return undefined;
  return keeper.objectLock.is === "told"
    ? `Object Lock retains every new object in ${keeper.name}, so a canary could not be deleted`
    : `whether Object Lock retains new objects in ${keeper.name} may not be read`;
}

interface Side {
  readonly s3: S3;
  readonly Bucket: string;
  /** Nothing is written into a bucket that is another's by now. */
  readonly ExpectedBucketOwner?: string;
}

function sideOf(bucket: BucketAnswers, { session, destinations }: Sending): Side {
  const owner = bucket.account.is === "told" ? bucket.account.value : undefined;
  const { s3, home } = destinations?.account === owner && destinations ? destinations : session;
  return {
    s3: s3(regionOf(bucket) ?? home),
    Bucket: bucket.name,
    ...(owner !== undefined && { ExpectedBucketOwner: owner }),
  };
}

async function followed(
  rule: EnabledRule,
  key: string,
  { s3, ...source }: Side,
  to: Side,
  { timeLimit, signal }: Sending,
): Promise<CanaryOutcome> {
  const Tagging = new URLSearchParams(rule.tags.map(({ Key = "", Value = "" }) => [Key, Value])).toString();
  const put = await answerTo({
    permission: `s3:PutObject${Tagging === "" ? "" : " and s3:PutObjectTagging"}`,
    on: `s3://${source.Bucket}/${key}`,
    ask: async () => ({
      version: (await s3.putObject({ ...source, Key: key, Body: BODY, ...(Tagging !== "" && { Tagging }) })).VersionId,
    }),
  });
  if (put.is !== "told") return { is: "none", why: refusal(put) };
  const began = performance.now();
  const passed = (): number => (performance.now() - began) / 1_000;
  const VersionId = put.value?.version;
  let unanswered = 0;
  for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 1.5, LONGEST_LOOK)) {
    const head = await answerTo({
      permission: "s3:GetObject and s3:GetObjectVersion",
      on: `s3://${source.Bucket}/${key}`,
      ask: () => s3.headObject({ ...source, Key: key, VersionId }),
    });
    if (head.is !== "told") return { is: "none", why: refusal(head) };
    const status = head.value?.ReplicationStatus;
    if (status === "COMPLETED" || status === "FAILED") return arrived(rule, key, to, status, passed());
    unanswered += status === undefined ? 1 : 0;
    if (unanswered >= LOOKS_WITHOUT_STATUS) return { is: "ignored" };
    if (signal.aborted) return { is: "none", why: "it was interrupted" };
    if (passed() * 1_000 >= timeLimit) return { is: "late", seconds: passed() };
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}

const refusal = (answer: {
  readonly is: string;
  readonly permission?: string;
  readonly on?: string;
  readonly why?: string;
}): string =>
  answer.is === "denied"
    ? `AWS denies ${answer.permission ?? ""} on ${answer.on ?? ""}`
    : (answer.why ?? "it is not there");

/** S3 says COMPLETED only when all destinations have the copy, and FAILED when one has not: this rule's has it or not. */
async function arrived(
  rule: EnabledRule,
  key: string,
  { s3, ...destination }: Side,
  status: "COMPLETED" | "FAILED",
  seconds: number,
): Promise<CanaryOutcome> {
  const head = await answerTo({
    permission: "s3:GetObject",
    on: `s3://${destination.Bucket}/${key}`,
    ask: () => s3.headObject({ ...destination, Key: key }),
    missing: ["NotFound", "NoSuchKey"],
  });
  if (head.is === "missing" || (head.is !== "told" && status === "FAILED")) {
    return status === "FAILED"
      ? { is: "failed", seconds }
      : { is: "copied", seconds, differences: [`S3 says COMPLETED, and there is no copy in ${destination.Bucket}`] };
  }
  if (head.is !== "told")
    return { is: "copied", seconds, differences: [`the copy cannot be looked at: ${refusal(head)}`] };
  const { ReplicationStatus, ContentLength, StorageClass = "STANDARD" } = head.value ?? {};
  const differences = [
    ...(ReplicationStatus === "REPLICA" ? [] : [`the copy has the status ${ReplicationStatus ?? "of no replica"}`]),
    ...(ContentLength === BODY.length ? [] : [`the copy has ${ContentLength ?? 0} bytes instead of ${BODY.length}`]),
    ...(rule.storageClass === undefined || rule.storageClass === StorageClass
      ? []
      : [`the copy is in ${StorageClass} instead of ${rule.storageClass}`]),
  ];
  return { is: "copied", seconds, differences };
}

/** Deletes all versions of a key for good. What cannot be deleted is told. */
async function deleted({ s3, ...where }: Side, key: string): Promise<readonly string[]> {
  try {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ ...where, Prefix: key });
    const own = [...Versions, ...DeleteMarkers].filter(({ Key }) => Key === key);
    for (const { VersionId } of own) await s3.deleteObject({ ...where, Key: key, VersionId });
    return [];
  } catch (error) {
    return [
      `The canary s3://${where.Bucket}/${key} could not be deleted (S3 answers ${errorOf(error).name}): delete it.`,
    ];
  }
}
