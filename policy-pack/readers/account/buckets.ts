import type {
  LifecycleRule,
  ObjectLockConfiguration,
  ReplicationConfiguration,
  S3,
  ServerSideEncryptionRule,
  Tag,
} from "@aws-sdk/client-s3";
import { answerTo, errorOf, type Answer, type Question } from "./answer";
import type { Session } from "./session";

/** Where a bucket is, and whose it is. */
export interface Found {
  readonly name: string;
  readonly region: Answer<string>;
  /** Twelve digits; denied where nobody of those who ask owns it. */
  readonly account: Answer<string>;
}

/** What AWS has told about a bucket. */
export interface BucketAnswers extends Found {
  readonly versioning: Answer<string>;
  readonly replication: Answer<ReplicationConfiguration>;
  readonly encryption: Answer<readonly ServerSideEncryptionRule[]>;
  readonly objectLock: Answer<ObjectLockConfiguration>;
  readonly ownership: Answer<string>;
  readonly policy: Answer<string>;
  readonly tags: Answer<readonly Tag[]>;
  readonly payer: Answer<string>;
  readonly lifecycle: Answer<readonly LifecycleRule[]>;
  readonly notification: Answer<Notification>;
}

/** Who is told of events, by what kind of receiver. */
export interface Notification {
  readonly eventbridge: boolean;
  readonly topics: readonly (readonly string[])[];
  readonly queues: readonly (readonly string[])[];
  readonly lambdaFunctions: readonly (readonly string[])[];
}

type Asked = Omit<BucketAnswers, keyof Found>;
type Questions = {
  readonly [Key in keyof Asked]: Asked[Key] extends Answer<infer T> ? Omit<Question<T>, "on"> : never;
};

const questions = (s3: S3, Bucket: string): Questions => ({
  versioning: {
    permission: "s3:GetBucketVersioning",
    ask: async () => (await s3.getBucketVersioning({ Bucket })).Status,
  },
  replication: {
    permission: "s3:GetReplicationConfiguration",
    ask: async () => (await s3.getBucketReplication({ Bucket })).ReplicationConfiguration,
    nothing: ["ReplicationConfigurationNotFoundError"],
  },
  encryption: {
    permission: "s3:GetEncryptionConfiguration",
    ask: async () => (await s3.getBucketEncryption({ Bucket })).ServerSideEncryptionConfiguration?.Rules,
    nothing: ["ServerSideEncryptionConfigurationNotFoundError"],
  },
  objectLock: {
    permission: "s3:GetBucketObjectLockConfiguration",
    ask: async () => (await s3.getObjectLockConfiguration({ Bucket })).ObjectLockConfiguration,
    nothing: ["ObjectLockConfigurationNotFoundError"],
  },
  ownership: {
    permission: "s3:GetBucketOwnershipControls",
    ask: async () => (await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls?.Rules?.[0]?.ObjectOwnership,
    nothing: ["OwnershipControlsNotFoundError"],
    // Buckets from before April 2023 have none, and access control lists count in them.
    otherwise: "ObjectWriter",
  },
  policy: {
    permission: "s3:GetBucketPolicy",
    ask: async () => (await s3.getBucketPolicy({ Bucket })).Policy,
    nothing: ["NoSuchBucketPolicy"],
  },
  tags: {
    permission: "s3:GetBucketTagging",
    ask: async () => (await s3.getBucketTagging({ Bucket })).TagSet?.map(withoutValue),
    nothing: ["NoSuchTagSet", "NoSuchTagSetError"],
  },
  payer: {
    permission: "s3:GetBucketRequestPayment",
    ask: async () => (await s3.getBucketRequestPayment({ Bucket })).Payer,
  },
  lifecycle: {
    permission: "s3:GetLifecycleConfiguration",
    ask: async () => (await s3.getBucketLifecycleConfiguration({ Bucket })).Rules,
    nothing: ["NoSuchLifecycleConfiguration"],
  },
  notification: {
    permission: "s3:GetBucketNotification",
    ask: async () => {
      const told = await s3.getBucketNotificationConfiguration({ Bucket });
      const events = (all: readonly { readonly Events?: readonly string[] | undefined }[] = []) =>
        all.map(({ Events = [] }) => Events);
      return {
        eventbridge: told.EventBridgeConfiguration !== undefined,
        topics: events(told.TopicConfigurations),
        queues: events(told.QueueConfigurations),
        lambdaFunctions: events(told.LambdaFunctionConfigurations),
      };
    },
  },
});

/** Only the tags that this package reads are kept with their values: others may be anything. */
function withoutValue({ Key, Value }: Tag): Tag {
  return { Key, Value: /crr/i.test(Key ?? "") ? Value : "" };
}

/** Asks all that is to be known about a bucket. */
export async function askBucket(session: Session, found: Found): Promise<BucketAnswers> {
  const { name, region } = found;
  const on = arnOf(session, name);
  const where = region.is === "told" ? region.value : undefined;
  const all = Object.entries(questions(session.s3(where ?? session.home), name)) as [keyof Asked, Question<unknown>][];
  const answers = await Promise.all(
    all.map(async ([key, question]): Promise<[string, Answer<unknown>]> => [
      key,
      where === undefined && region.is !== "told"
        ? region
        : asForeign(await answerTo({ ...question, on, missing: ["NoSuchBucket"] }), found),
    ]),
  );
  return { ...found, ...(Object.fromEntries(answers) as unknown as Asked) };
}

/** Nobody of those who ask is known to own the bucket: its owner's credentials settle what they may not read. */
function asForeign<T>(answer: Answer<T>, { account }: Found): Answer<T> {
  return answer.is === "denied" && account.is === "denied" ? { ...answer, isForeign: true } : answer;
}

/** The buckets of whoever asks, with their Regions. */
export async function* listBuckets(session: Session): AsyncGenerator<Found> {
  let ContinuationToken: string | undefined;
  do {
    const page = await session.s3(session.home).listBuckets({ MaxBuckets: 1_000, ContinuationToken });
    for (const { Name, BucketRegion } of page.Buckets ?? []) {
      if (Name === undefined) continue;
      const account: Answer<string> = { is: "told", value: session.account };
      yield BucketRegion === undefined
        ? { ...(await findBucket([session], Name)), account }
        : { name: Name, region: { is: "told", value: BucketRegion }, account };
    }
    ContinuationToken = page.ContinuationToken;
  } while (ContinuationToken !== undefined);
}

/**
 * Finds out where a bucket is, which S3 tells whoever asks, and which of those who ask owns it.
 *
 * @param sessions The most likely owner first.
 */
export async function findBucket(sessions: readonly [Session, ...Session[]], name: string): Promise<Found> {
  const [first] = sessions;
  const region = await regionOf(first, name);
  if (region.is !== "told") return { name, region, account: region };
  for (const session of sessions) {
    if (await owns(session, name, region.value ?? session.home)) {
      return { name, region, account: { is: "told", value: session.account } };
    }
  }
  const on = arnOf(first, name);
  const denied: Answer<string> = { is: "denied", permission: "s3:ListBucket", on, isForeign: true };
  return { name, region, account: denied };
}

export const arnOf = ({ partition }: Pick<Session, "partition">, name: string): string =>
  `arn:${partition}:s3:::${name}`;

/** S3 tells the Region in a header also where it refuses the request, or sends it to another Region. */
async function regionOf(session: Session, Bucket: string): Promise<Answer<string>> {
  try {
    const { BucketRegion } = await session.s3(session.home).headBucket({ Bucket });
    return { is: "told", value: BucketRegion ?? session.home };
  } catch (error) {
    const { status, region, name } = errorOf(error);
    if (region !== undefined) return { is: "told", value: region };
    if (status === 404) return { is: "missing" };
    if (status === 403) return { is: "denied", permission: "s3:ListBucket", on: arnOf(session, Bucket) };
    if (status === undefined) throw error;
    return {
      is: "failed",
      why: `S3 answers ${name || status} about ${arnOf(session, Bucket)}`,
      settle: "run it again",
    };
  }
}

/** S3 refuses a request that expects another owner. */
async function owns(session: Session, Bucket: string, region: string): Promise<boolean> {
  try {
    await session.s3(region).headBucket({ Bucket, ExpectedBucketOwner: session.account });
    return true;
  } catch {
    return false;
  }
}
