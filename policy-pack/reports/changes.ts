import type { BucketJudgement } from "../judgement";
import type { Address, Bucket } from "../model/graph";
import type { RuleId } from "../rules";
import type { CheckedSource, Reporting } from "./checked";
import { statesIn, type State, type Stated } from "./states";

/** What a change does to one bucket. */
export interface Change {
  readonly bucket: Bucket;
  /** `undefined` where the bucket is added. */
  readonly before: State | undefined;
  /** `undefined` where the bucket is removed. */
  readonly after: State | undefined;
  /** The rules that were violated and are no longer, of a bucket that stays. */
  readonly fixed: readonly RuleId[];
  /** The rules that are violated and were not, of a bucket that stays. */
  readonly broken: readonly RuleId[];
}

/**
 * The buckets that a change adds or removes, and those of which it changes what is said.
 *
 * @returns `undefined` where it is not known what was there before.
 */
export function changesOf(source: CheckedSource, checked: Reporting): readonly Change[] | undefined {
  const { before, ...after } = source;
  if (!before) return undefined;
  const [earlier, later] = [statesIn({ ...after, ...before }, checked), statesIn(after, checked)];
  const left = new Map<Address, Stated>(earlier.map((each) => [each.judged.bucket.address, each]));
  const changed = later.flatMap(({ judged, state }): readonly Change[] => {
    const { bucket } = judged;
    const same = left.get(bucket.address) ?? named(left, bucket);
    if (same) left.delete(same.judged.bucket.address);
    if (!same) return [{ bucket, before: undefined, after: state, fixed: [], broken: [] }];
    const [was, is] = [violatedIn(same.judged, checked), violatedIn(judged, checked)];
    const fixed = was.filter((rule) => !is.includes(rule));
    const broken = is.filter((rule) => !was.includes(rule));
    const isSame = same.state === state && fixed.length + broken.length === 0;
    return isSame ? [] : [{ bucket, before: same.state, after: state, fixed, broken }];
  });
  const removed = [...left.values()].map(({ judged: { bucket }, state }): Change => ({
    bucket,
    before: state,
    after: undefined,
    fixed: [],
    broken: [],
  }));
  return [...changed, ...removed];
}

function violatedIn({ verdicts }: BucketJudgement, { levels }: Reporting): readonly RuleId[] {
  return [...verdicts].flatMap(([rule, { answer }]) =>
    answer === "violated" && levels.get(rule) !== "disabled" ? [rule] : [],
  );
}

/** What a change does to a bucket's rules, behind what the bucket comes to: " (fixes versioning-enabled)". */
export function rulesOf({ fixed, broken }: Change): string {
  const parts = [
    ...(fixed.length > 0 ? [`fixes ${fixed.join(", ")}`] : []),
    ...(broken.length > 0 ? [`breaks ${broken.join(", ")}`] : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

/** The bucket of a name: one that has moved in the program has another address, and is no other. */
function named(stated: ReadonlyMap<Address, Stated>, { name }: Bucket): Stated | undefined {
  if (!name.known || name.value === undefined) return undefined;
  return [...stated.values()].find(({ judged: { bucket } }) => bucket.name.known && bucket.name.value === name.value);
}
