import type { ObjectStorageClass, S3 } from "@aws-sdk/client-s3";
import { answerTo, limited, regionOf, type EnabledRule, type Session } from "../../../readers/account";

/** How the objects that an Enabled rule selects stand. */
export interface Backlog {
  readonly bucket: string;
  /** Whether these are all objects, or a sample of them. */
  readonly isWhole: boolean;
  readonly objects: number;
  /** Without a replication status: from before the rule, or not selected for another reason. */
  readonly uncopied: number;
  readonly failed: number;
  readonly pending: number;
  /** Without a copy, in a storage class that S3 does not copy from. */
  readonly archived: number;
  /** Why it is not known: the end of a sentence. */
  readonly unknown?: string;
}

/** One object, as a listing with a look at it, or an inventory, tells it. */
export interface Listed {
  readonly key: string;
  readonly status: string | undefined;
  readonly storageClass: string | undefined;
}

/** From these S3 copies nothing until they are restored. */
const ARCHIVED: ReadonlySet<string> = new Set(["GLACIER", "DEEP_ARCHIVE"] satisfies readonly ObjectStorageClass[]);
const AT_ONCE = 16;
/** Objects that are listed, from which the sample is taken. */
const PAGE = 1_000;

export class Counting {
  private readonly prefixes: readonly string[];
  private objects = 0;
  private uncopied = 0;
  private failed = 0;
  private pending = 0;
  private archived = 0;

  /** @param rules Those of one bucket. */
  constructor(
    private readonly bucket: string,
    rules: readonly EnabledRule[],
  ) {
    // Which objects have the tags that a rule asks for is in no listing.
    this.prefixes = rules.filter(({ tags }) => tags.length === 0).map(({ prefix }) => prefix);
  }

  selects(key: string): boolean {
    return this.prefixes.some((prefix) => key.startsWith(prefix));
  }

  add({ key, status, storageClass = "STANDARD" }: Listed): void {
    // Replicas do not replicate.
    if (status === "REPLICA" || !this.selects(key)) return;
    this.objects += 1;
    if (status === "FAILED") this.failed += 1;
    else if (status === "PENDING") this.pending += 1;
    else if (status === undefined || status === "") {
      if (ARCHIVED.has(storageClass)) this.archived += 1;
      else this.uncopied += 1;
    }
  }

  counted(isWhole: boolean): Backlog {
    const { bucket, objects, uncopied, failed, pending, archived } = this;
    return { bucket, isWhole, objects, uncopied, failed, pending, archived };
  }
}

/** Looks at some objects of each bucket, evenly out of the first thousand that its rules select. */
export async function sampled(
  rules: readonly EnabledRule[],
  session: Session,
  size: number,
): Promise<readonly Backlog[]> {
  const buckets = [...new Set(rules.map(({ source }) => source))];
  return limited(buckets, 1, async (bucket) => {
    const own = rules.filter(({ source }) => source === bucket);
    const counting = new Counting(bucket.name, own);
    const s3 = session.s3(regionOf(bucket) ?? session.home);
    const listing = await answerTo({
      permission: "s3:ListBucket",
      on: `arn:${session.partition}:s3:::${bucket.name}`,
      ask: () => keysIn(s3, bucket.name, own),
    });
    if (listing.is !== "told") return unknown(bucket.name, listing);
    const keys = (listing.value ?? []).filter((key) => counting.selects(key));
    const step = Math.max(1, keys.length / size);
    const some = Array.from(
      { length: Math.min(size, keys.length) },
      (_, index) => keys[Math.floor(index * step)] ?? "",
    );
    const looks = await limited(some, AT_ONCE, (Key) =>
      answerTo({
        permission: "s3:GetObject",
        on: `arn:${session.partition}:s3:::${bucket.name}/*`,
        ask: async () => {
          const { ReplicationStatus: status, StorageClass: storageClass } = await s3.headObject({
            Bucket: bucket.name,
            Key,
          });
          return { key: Key, status, storageClass };
        },
        missing: ["NotFound", "NoSuchKey"],
      }),
    );
    for (const look of looks) {
      if (look.is === "denied" || look.is === "failed") return unknown(bucket.name, look);
      if (look.is === "told" && look.value) counting.add(look.value);
    }
    return counting.counted(keys.length <= size && keys.length < PAGE);
  });
}

function unknown(
  bucket: string,
  answer: { readonly is: string; readonly permission?: string; readonly why?: string },
): Backlog {
  const why =
    answer.permission === undefined ? (answer.why ?? "there is no such bucket") : `AWS denies ${answer.permission}`;
  return { ...new Counting(bucket, []).counted(false), unknown: why };
}

async function keysIn(s3: S3, Bucket: string, rules: readonly EnabledRule[]): Promise<readonly string[]> {
  const prefixes = [...new Set(rules.filter(({ tags }) => tags.length === 0).map(({ prefix }) => prefix))];
  const pages = await limited(prefixes, AT_ONCE, (Prefix) => s3.listObjectsV2({ Bucket, Prefix, MaxKeys: PAGE }));
  return [...new Set(pages.flatMap(({ Contents = [] }) => Contents.flatMap(({ Key }) => Key ?? [])))];
}
