import { CROSS_REGION_REPLICATION } from "../frameworks";
import { oneOf } from "../options/schema";
import type { RuleMetadata } from "./rule";

/** What happens to answers that are settled by applying: nothing, one line for the stack, or a finding for each bucket. */
export const PENDING = ["ignore", "summary", "each"] as const;
export type Pending = (typeof PENDING)[number];

/** Looks at the other rules' verdicts about a bucket, so it is no rule of the list itself; `judgement.ts` does it. */
export const nothingUndetermined = {
  id: "nothing-undetermined",
  description: "Every rule must be decidable before deployment.",
  severity: "medium",
  enforcement: "advisory",
  why: "If a rule cannot be decided, nothing proves that the bucket survives the loss of its Region. An unknown never counts as satisfied.",
  remedy: "Write the unknown values into the program, or exempt the bucket from the rule and say why.",
  reference: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html",
  prevents: [],
  control: CROSS_REGION_REPLICATION,
  options: {
    /**
     * What happens to answers that are known only during the deployment: `"ignore"`, `"summary"` (one line for the stack), or `"each"` (a violation for each bucket).
     *
     * @default "summary"
     */
    pending: oneOf(
      'What happens to answers that are known only during the deployment: `"ignore"`, `"summary"` (one line for the stack), or `"each"` (a violation for each bucket).',
      PENDING,
      "summary",
    ),
  },
} as const satisfies RuleMetadata;
