import { bucketName, parseArn } from "../../model/arn";
import { askAlarms, type AlarmAnswers } from "./alarms";
import { errorOf, type Answer } from "./answer";
import { askBucket, findBucket, listBuckets, type BucketAnswers, type Found } from "./buckets";
import { askKey, type KeyAnswers } from "./keys";
import { limited } from "./limited";
import { askPolicy, askRole, policiesOf, type RoleAnswers } from "./roles";
import { Unreadable } from "./sdk";
import type { Session } from "./session";

/** All that AWS has told, as plain data. */
export interface AccountAnswers {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  /** The buckets that were asked for. */
  readonly buckets: readonly BucketAnswers[];
  /** Their destinations that were not. */
  readonly destinations: readonly BucketAnswers[];
  readonly roles: readonly RoleAnswers[];
  /** Managed policies by their ARNs. */
  readonly policies: Readonly<Record<string, Answer<string>>>;
  readonly keys: readonly KeyAnswers[];
  readonly alarms: readonly AlarmAnswers[];
}

/** What is to be read. */
export interface Asked {
  /** Names; every bucket of the account where left out. */
  readonly buckets?: readonly string[];
  /** Only buckets of these Regions; those of all where left out. */
  readonly regions?: readonly string[];
  /** Who may read destinations that are in another account. */
  readonly destinations?: Session;
  /** Keeps what was read of a bucket, so that a run that was ended goes on where it was. */
  readonly kept?: Kept;
  /** Told before each bucket. */
  readonly begins?: (bucket: string, total: number) => void;
}

export interface Kept {
  readonly get: (bucket: string) => BucketAnswers | undefined;
  readonly put: (answers: BucketAnswers) => Promise<void>;
}

/** Buckets at once: each is a dozen requests, and S3 throttles the configuration of buckets account by account. */
const AT_ONCE = 8;

/**
 * Reads what replication depends on: buckets and their destinations, roles with their policies, keys, alarms.
 *
 * @throws {Unreadable} Where nothing can be read.
 */
export async function gather(session: Session, asked: Asked): Promise<AccountAnswers> {
  const all: Sessions = asked.destinations ? [session, asked.destinations] : [session];
  const likely: Sessions = asked.destinations ? [asked.destinations, session] : all;
  /** Who asks about what belongs to an account. */
  const ownerOf = (account: string | undefined): Session => all.find((each) => each.account === account) ?? session;
  const wanted = (await foundBuckets(all, asked)).filter(({ region }) => isWanted(region, asked.regions));
  const ask = async (found: Found): Promise<BucketAnswers> => {
    asked.begins?.(found.name, wanted.length);
    const before = asked.kept?.get(found.name);
    if (before) return before;
    const answers = await askBucket(ownerOf(toldIn(found.account)), found);
    await asked.kept?.put(answers);
    return answers;
  };
  const buckets = await limited(wanted, AT_ONCE, ask);
  const names = new Set(buckets.map(({ name }) => name));
  const reached = [...new Set(buckets.flatMap(destinationsOf))].filter((name) => !names.has(name));
  const destinations = await limited(reached, AT_ONCE, async (name) => ask(await findBucket(likely, name)));
  const roles = await limited(
    [...new Set(buckets.flatMap(({ replication }) => toldIn(replication)?.Role ?? []))],
    AT_ONCE,
    (arn) => askRole(ownerOf(parseArn(arn)?.account), arn),
  );
  const arns = [...new Set(roles.flatMap(policiesOf))];
  const policies = await limited(
    arns,
    AT_ONCE,
    async (arn) => [arn, await askPolicy(ownerOf(parseArn(arn)?.account), arn)] as const,
  );
  const keys = await limited(keysOf([...buckets, ...destinations]), AT_ONCE, ({ named, region, account }) =>
    askKey(ownerOf(account), named, region),
  );
  const regions = new Set(buckets.flatMap(({ region }) => toldIn(region) ?? []));
  const alarms = await limited([...regions], AT_ONCE, (region) => askAlarms(session, region));
  const { account, partition } = session;
  return { account, partition, buckets, destinations, roles, policies: Object.fromEntries(policies), keys, alarms };
}

/** Whose account is read first. */
type Sessions = readonly [Session, ...Session[]];

const toldIn = <T>(answer: Answer<T>): T | undefined => (answer.is === "told" ? answer.value : undefined);

async function foundBuckets(sessions: Sessions, { buckets }: Asked): Promise<readonly Found[]> {
  if (buckets) {
    const found = await limited([...new Set(buckets)], AT_ONCE, (name) => findBucket(sessions, name));
    const missing = found.filter(({ region }) => region.is === "missing").map(({ name }) => name);
    if (missing.length > 0) throw new Unreadable(`There is no bucket ${missing.join(", nor ")}.`);
    return found;
  }
  const found: Found[] = [];
  try {
    for await (const each of listBuckets(sessions[0])) found.push(each);
  } catch (error) {
    if (errorOf(error).status !== 403) throw error;
    throw new Unreadable(
      "AWS denies s3:ListAllMyBuckets: allow it to whoever runs this, or name the buckets with --bucket.",
    );
  }
  return found;
}

const isWanted = (region: Answer<string>, wanted: readonly string[] | undefined): boolean =>
  wanted === undefined || region.is !== "told" || region.value === undefined || wanted.includes(region.value);

function destinationsOf({ replication }: BucketAnswers): readonly string[] {
  const rules = toldIn(replication)?.Rules ?? [];
  return rules.flatMap(({ Destination }) =>
    Destination?.Bucket === undefined ? [] : [bucketName(Destination.Bucket)],
  );
}

interface NamedKey {
  readonly named: string;
  readonly region: string;
  readonly account: string | undefined;
}

/** The keys by which buckets encrypt, and by which copies are encrypted. */
function keysOf(buckets: readonly BucketAnswers[]): readonly NamedKey[] {
  const byName = new Map(buckets.map((each) => [each.name, each]));
  const found = new Map<string, NamedKey>();
  const add = (named: string | undefined, { region, account }: Found): void => {
    const where = toldIn(region);
    if (named === undefined || where === undefined) return;
    const key = { named, region: where, account: toldIn(account) };
    found.set(JSON.stringify(named.startsWith("arn:") ? named : [named, where]), key);
  };
  for (const bucket of buckets) {
    for (const rule of toldIn(bucket.encryption) ?? []) {
      add(rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID, bucket);
    }
    for (const { Destination } of toldIn(bucket.replication)?.Rules ?? []) {
      const destination = byName.get(bucketName(Destination?.Bucket ?? ""));
      if (destination) add(Destination?.EncryptionConfiguration?.ReplicaKmsKeyID, destination);
    }
  }
  return [...found.values()];
}
