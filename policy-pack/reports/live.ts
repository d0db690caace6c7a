import type { Address, Bucket } from "../model/graph";
import type { RuleMetadata } from "../rules";

/** What replication was seen to do where it is deployed, beside what its configuration says. */
export interface Live {
  /** One sentence a bucket: what is proven, and what was measured. */
  readonly sentences: ReadonlyMap<Address, string>;
  readonly findings: readonly LiveFinding[];
  /** What was measured between two buckets, in a few words: "worst lag 42 s". */
  readonly arrows: readonly MeasuredArrow[];
  /** The figures of each bucket, for programs. */
  readonly figures: ReadonlyMap<Address, object>;
}

export interface MeasuredArrow {
  readonly from: Address;
  readonly to: Address;
  readonly label: string;
}

export interface LiveFinding {
  readonly check: LiveCheck;
  readonly bucket: Bucket;
  /** Whether something is wrong, or could not be measured. */
  readonly answer: "violated" | "undetermined";
  /** Whole sentences. */
  readonly reason: string;
  readonly remedies: readonly string[];
}

const REFERENCE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/";
const NOTHING = { prevents: [], options: {} } as const;

/** What is looked at beside the configuration. */
export const LIVE_CHECKS = {
  "copies-arrive": {
    id: "copies-arrive",
    description: "A canary object of every Enabled rule must be copied.",
    severity: "high",
    enforcement: "mandatory",
    why: "A configuration that is as it should be copies nothing where something outside of it is in the way.",
    remedy: "Find out what keeps the copy from arriving.",
    reference: `${REFERENCE}replication-status.html`,
    ...NOTHING,
  },
  "no-failed-copies": {
    id: "no-failed-copies",
    description: "No copy may have failed.",
    severity: "high",
    enforcement: "mandatory",
    why: "An object whose copy failed is in one Region, and S3 does not try again by itself.",
    remedy: "Copy what failed with S3 Batch Replication, after what kept it from being copied is fixed.",
    reference: `${REFERENCE}repl-metrics.html`,
    ...NOTHING,
  },
  "replication-measured": {
    id: "replication-measured",
    description: "Every Enabled rule must have metrics.",
    severity: "low",
    enforcement: "advisory",
    why: "Without metrics nobody sees that copies fail, or how far they are behind.",
    remedy: "Turn on metrics in the rule.",
    reference: `${REFERENCE}repl-metrics.html`,
    ...NOTHING,
  },
  "existing-objects-copied": {
    id: "existing-objects-copied",
    description: "Objects from before a rule must be copied too.",
    severity: "medium",
    enforcement: "advisory",
    why: "A rule copies what is uploaded after it: what was there before stays in one Region.",
    remedy: "Copy them with S3 Batch Replication.",
    reference: `${REFERENCE}s3-batch-replication-batch.html`,
    ...NOTHING,
  },
} as const satisfies Readonly<Record<string, RuleMetadata>>;

export type LiveCheck = keyof typeof LIVE_CHECKS;
