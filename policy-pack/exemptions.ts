import { known, unknownUntilApply, type Fact } from "./model/fact";
import type { Bucket } from "./model/graph";
import { exemptionProblems, exempts, hasEnded, type Exemption } from "./options";

/** Where a run takes place, for exemptions that are meant for one project or stack. */
export interface Place {
  readonly project: string;
  readonly stack: string;
  readonly now: Date;
}

/** Tags by which a bucket says itself that it need not be judged. */
export const EXEMPT_REASON_TAG = "s3-crr:exempt-reason";
export const EXEMPT_UNTIL_TAG = "s3-crr:exempt-until";
/** Rules, with spaces between: a tag's value takes no comma. */
export const EXEMPT_RULES_TAG = "s3-crr:exempt-rules";
const TAGS = [EXEMPT_REASON_TAG, EXEMPT_UNTIL_TAG, EXEMPT_RULES_TAG] as const;

/** Which buckets need not be judged, by the options and by their tags. */
export class Exemptions {
  constructor(
    private readonly options: readonly Exemption[],
    private readonly place: Place,
    private readonly ruleIds: readonly string[],
  ) {}

  /** The exemption of a bucket from a rule; one that has ended is told too, where none holds. */
  of(ruleId: string, bucket: Bucket): Fact<Exemption | undefined> {
    const tagged = this.byTag(bucket);
    const matching = this.all(bucket, tagged).filter(({ rules }) => rules?.includes(ruleId) ?? true);
    // One that holds beats one that has ended.
    const found = matching.find((each) => this.holds(each));
    if (found) return known(found);
    return tagged.known ? known(matching[0]) : tagged;
  }

  holds(exemption: Exemption): boolean {
    return !hasEnded(exemption, this.place.now);
  }

  /** Each exemption of a bucket that holds, for a person who looks them over. */
  list(bucket: Bucket): readonly string[] {
    return this.all(bucket, this.byTag(bucket))
      .filter((each) => this.holds(each))
      .map(({ rules, reason, until }) => {
        const from = rules ? rules.join(", ") : "all rules";
        return `${bucket.label} is exempt from ${from} ${until === undefined ? "without end" : `until ${until}`}: ${reason}.`;
      });
  }

  /** What is wrong with exemptions, as far as only a stack can tell. */
  problems(buckets: readonly Bucket[]): readonly string[] {
    return [
      ...this.options.flatMap((exemption, index) => {
        // One organization's options go to every stack: an exemption is expected to match only where it names this one.
        const here = exemption.project === this.place.project && exemption.stack === this.place.stack;
        return here && !buckets.some((bucket) => exempts(exemption, namesOf(bucket)))
          ? [`scope.exemptions[${index}] names this stack and no bucket in it: "${exemption.bucket}".`]
          : [];
      }),
      ...buckets.flatMap((bucket) => {
        const { written } = this.written(bucket);
        return written ? this.problemsOf(written, bucket) : [];
      }),
    ];
  }

  /** By option and by tag, those that have ended too. */
  private all(bucket: Bucket, tagged: Fact<Exemption | undefined>): readonly Exemption[] {
    return [
      ...this.options.filter((each) => this.isHere(each) && exempts(each, namesOf(bucket))),
      ...(tagged.known && tagged.value ? [tagged.value] : []),
    ];
  }

  private isHere({ project, stack }: Exemption): boolean {
    return (project ?? this.place.project) === this.place.project && (stack ?? this.place.stack) === this.place.stack;
  }

  private byTag(bucket: Bucket): Fact<Exemption | undefined> {
    if (!bucket.tags.known) return unknownUntilApply(bucket.tags.why);
    const { written, unknown } = this.written(bucket);
    if (unknown !== undefined) return unknownUntilApply(unknown);
    return known(written && this.problemsOf(written, bucket).length === 0 ? written : undefined);
  }

  /** What a bucket's tags say, right or wrong; `unknown` where one of them is not known. */
  private written({ label, tags }: Bucket): { readonly written?: Exemption; readonly unknown?: string } {
    if (!tags.known) return {};
    const values = new Map<string, string>();
    for (const tag of TAGS) {
      const fact = tags.value.get(tag);
      if (fact && !fact.known) return { unknown: fact.why };
      if (fact) values.set(tag, fact.value);
    }
    if (values.size === 0) return {};
    const until = values.get(EXEMPT_UNTIL_TAG);
    const rules = values.get(EXEMPT_RULES_TAG)?.split(/\s+/).filter(Boolean);
    const reason = values.get(EXEMPT_REASON_TAG) ?? "";
    return { written: { bucket: label, reason, ...(until !== undefined && { until }), ...(rules && { rules }) } };
  }

  private problemsOf(written: Exemption, { label }: Bucket): readonly string[] {
    const tags = { reason: EXEMPT_REASON_TAG, until: EXEMPT_UNTIL_TAG, rules: EXEMPT_RULES_TAG };
    return exemptionProblems(written, (key) => `the tag ${tags[key]} of ${label}`, this.ruleIds).map(
      (problem) => `${problem.charAt(0).toUpperCase()}${problem.slice(1)}`,
    );
  }
}

function namesOf({ label, name }: Bucket): readonly string[] {
  return [label, ...(name.known && name.value ? [name.value] : [])];
}
