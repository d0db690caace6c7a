import type { BucketJudgement, Judgement } from "../../../judgement";
import { arnOf, enabledRulesIn, type AccountAnswers, type EnabledRule, type Session } from "../../../readers/account";
import { Unusable, type Io } from "../io";
import { sampled, type Backlog } from "./backlog";
import { lookedAtBacklog } from "./backlog-report";
import { sendCanaries, type Canary } from "./canary";
import { lookedByCanary } from "./canary-report";
import { countedByInventory } from "./inventory";
import type { Looked } from "./live";
import type { VerifyOptions } from "./options";

interface Looking {
  readonly session: Session;
  readonly destinations: Session | undefined;
  readonly answers: AccountAnswers;
  readonly judgement: Judgement;
  readonly io: Io;
}

/** What is found by looking at objects: those that are there, and those that are sent. */
export async function lookedAt(
  looking: Looking,
  options: VerifyOptions,
): Promise<{ readonly looked: readonly Looked[]; readonly notes: readonly string[] }> {
  const { answers, judgement } = looking;
  const rules = enabledRulesIn(answers);
  // Before there are canaries to be counted.
  const backlogs = await backlogsOf(rules, looking, options);
  const canaries = options.canary ? await canariesOf(rules, looking, options) : [];
  const looked = judgement.buckets.flatMap((judged): readonly Looked[] => {
    const own = rules.filter(({ source }) => arnOf(answers, source.name) === judged.bucket.address);
    const sent = canaries.filter(({ rule }) => own.includes(rule));
    const backlog = backlogs.find(({ bucket }) => arnOf(answers, bucket) === judged.bucket.address);
    return [
      ...(sent.length > 0 ? [lookedByCanary(judged, sent, answers.partition)] : []),
      ...(backlog ? [backlogOf(judged, backlog, own, answers)] : []),
    ];
  });
  return { looked, notes: canaries.flatMap(({ left }) => left) };
}

async function backlogsOf(
  rules: readonly EnabledRule[],
  { session, io }: Looking,
  { backlog, sample, inventory }: VerifyOptions,
): Promise<readonly Backlog[]> {
  const whole = inventory === undefined ? [] : [await countedByInventory(inventory, io.cwd, rules)];
  if (!backlog) return whole;
  const others = rules.filter(({ source }) => !whole.some(({ bucket }) => bucket === source.name));
  return [...whole, ...(await sampled(others, session, sample))];
}

function backlogOf(
  judged: BucketJudgement,
  backlog: Backlog,
  rules: readonly EnabledRule[],
  answers: AccountAnswers,
): Looked {
  const batchRole = rules.map(({ role }) => role).find((arn) => isForBatch(arn, answers));
  const { account, partition } = answers;
  return lookedAtBacklog(judged, backlog, { account, partition, rules, ...(batchRole !== undefined && { batchRole }) });
}

function isForBatch(arn: string, { roles }: AccountAnswers): boolean {
  const role = roles.find((each) => each.arn === arn)?.role;
  return role?.is === "told" && role.value?.trust?.includes("batchoperations.s3.amazonaws.com") === true;
}

/** Waits for canaries until they are decided. Whatever ends the wait, they are deleted. */
async function canariesOf(
  rules: readonly EnabledRule[],
  { session, destinations, io }: Looking,
  { canaryTimeout }: VerifyOptions,
): Promise<readonly Canary[]> {
  const interrupted = new AbortController();
  const interrupt = (): void => {
    io.stderr.write("Interrupted: deleting the canaries.\n");
    interrupted.abort();
  };
  for (const signal of SIGNALS) process.once(signal, interrupt);
  try {
    const canaries = await sendCanaries(rules, {
      session,
      ...(destinations && { destinations }),
      timeLimit: canaryTimeout,
      signal: interrupted.signal,
    });
    if (!interrupted.signal.aborted) return canaries;
    const left = canaries.flatMap((each) => each.left);
    throw new Unusable(left.length === 0 ? "Interrupted: all canaries are deleted." : left.join("\n"));
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, interrupt);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
