import { distance } from "fastest-levenshtein";
import { doubtFrom, known, type Fact, type Unknown } from "./model/fact";
import type { Address, Bucket } from "./model/graph";
import { firstOf } from "./model/prose";
import { ByName } from "./options/by-name";
import { nearest } from "./options/schema";
import { exemptionParts, type Exemption, type SharedOptions } from "./options/shared";

/** Where a run takes place, for exemptions that are meant for one project or stack. */
export interface Place {
  /** Empty where there are no projects, as in Terraform. */
  readonly project: string;
  /** Empty where there are no stacks, or several at once. */
  readonly stack: string;
  /** The stacks of an app that is judged as a whole: the addresses of their resources begin with them, and a slash. */
  readonly stacks?: readonly string[];
  readonly now: Date;
}

/** Where an app of stacks is judged: as its only stack, or as a whole. */
export function placeOf(stacks: readonly string[]): Omit<Place, "now"> {
  const [only = "", ...others] = stacks;
  return others.length === 0 ? { project: "", stack: only } : { project: "", stack: "", stacks };
}

/** Says on a replica whose source is in another stack or account, which bucket that is: the source's ARN. */
export const REPLICA_OF_TAG = "s3-crr:replica-of";
/** Tags by which a bucket says itself that it is exempt. */
export const EXEMPT_REASON_TAG = "s3-crr:exempt-reason";
export const EXEMPT_UNTIL_TAG = "s3-crr:exempt-until";
/** Rules, with spaces between: a tag's value cannot contain a comma. */
export const EXEMPT_RULES_TAG = "s3-crr:exempt-rules";

const PREFIX = "s3-crr:";
const EXEMPT_TAGS = [EXEMPT_REASON_TAG, EXEMPT_UNTIL_TAG, EXEMPT_RULES_TAG] as const;
const TAGS: readonly string[] = [REPLICA_OF_TAG, ...EXEMPT_TAGS];

/** An exemption of one bucket, and who says so. */
export interface Exempt extends Exemption {
  readonly by: "option" | "tag";
}

/** Something that is wrong with an option or a tag. */
export interface ExemptionProblem {
  readonly reason: string;
  /** The bucket that has the tag; an option is on no resource. */
  readonly on?: Address;
}

/** What the tags of a bucket say. */
interface Tagged {
  /** `undefined` where they exempt it from nothing. */
  readonly exempt: Fact<Exempt | undefined>;
  readonly problems: readonly string[];
}

/** The exemptions of a bucket. */
interface OfBucket {
  readonly named: readonly Exempt[];
  readonly tagged: Tagged;
}

const NONE = known(undefined);
/** Most buckets have no exemption: they share what says so, or 100,000 of them keep the collector of memory busy. */
const NOTHING_TAGGED: Tagged = { exempt: NONE, problems: [] };
const NOTHING: OfBucket = { named: [], tagged: NOTHING_TAGGED };

/** What is not known where a tag of a bucket is not, or none of them. */
export function unknownTag<T>(fact: Unknown<unknown>, label: string): Unknown<T> {
  return { ...doubtFrom(fact), why: `${fact.why}, and a tag may exempt ${label} or say that it is a replica` };
}

/** Which buckets are exempt, by the options and by their tags. */
export class Exemptions {
  private readonly byOption: ByName<Exemption>;
  private readonly byTag: boolean;
  private readonly parts: ReturnType<typeof exemptionParts>;
  private readonly memo = new Map<Bucket, OfBucket>();

  constructor(
    private readonly options: Pick<SharedOptions, "exemptions" | "exemptionsByTag">,
    private readonly place: Place,
    ruleIds: readonly string[],
  ) {
    this.byOption = new ByName(options.exemptions.filter((each) => this.isHere(each)));
    this.byTag = options.exemptionsByTag;
    this.parts = exemptionParts(ruleIds);
  }

  /** The exemption of a bucket from a rule; one that has ended is told too, where none holds. */
  of(ruleId: string, bucket: Bucket): Fact<Exempt | undefined> {
    const { named, tagged } = this.read(bucket);
    if (named.length === 0 && tagged.exempt.known && !tagged.exempt.value) return NONE;
    const matching = [...named, ...(tagged.exempt.known ? [tagged.exempt.value] : [])].filter(
      (each) => each !== undefined && (each.rules?.includes(ruleId) ?? true),
    );
    // One that holds beats one that has ended.
    const found = matching.find((each) => each && this.holds(each));
    if (found) return known(found);
    return tagged.exempt.known ? known(matching[0]) : tagged.exempt;
  }

  /** Whether the last day of an exemption, in UTC, is not over. */
  holds({ until }: Exemption): boolean {
    return until === undefined || this.place.now.toISOString().slice(0, 10) <= until;
  }

  /** Each exemption of a bucket that holds. */
  list(bucket: Bucket): readonly Exempt[] {
    const { named, tagged } = this.read(bucket);
    const all = tagged.exempt.known && tagged.exempt.value ? [...named, tagged.exempt.value] : named;
    return all.filter((each) => this.holds(each));
  }

  /** What is wrong with exemptions and with the tags that this pack reads, as far as only a stack can tell. */
  problems(buckets: readonly Bucket[]): readonly ExemptionProblem[] {
    const ofTags = buckets.flatMap((bucket) =>
      [...this.read(bucket).tagged.problems, ...unknownTags(bucket)].map((reason) => ({ reason, on: bucket.address })),
    );
    return [...this.unmatched(buckets), ...this.withoutEffect(buckets), ...ofTags].map((problem) =>
      typeof problem === "string" ? { reason: problem } : problem,
    );
  }

  /** One organization's options go to every stack: an exemption is expected to match only where it names this one. */
  private unmatched(buckets: readonly Bucket[]): readonly string[] {
    const matched = new Set<Exemption>(buckets.flatMap((bucket) => this.byName(bucket)));
    return this.options.exemptions.flatMap((exemption, index) => {
      const { project = "", stack = "", bucket } = exemption;
      if (project !== this.place.project || !this.stacks.includes(stack) || matched.has(exemption)) return [];
      const named = project === "" ? `the stack ${stack}` : "this project and stack";
      return [`scope.exemptions[${index}] names ${named}, but "${bucket}" matches no bucket in it.`];
    });
  }

  private withoutEffect(buckets: readonly Bucket[]): readonly string[] {
    if (this.byTag) return [];
    const tagged = buckets.filter(({ tags }) => tags.known && EXEMPT_TAGS.some((tag) => tags.value.has(tag)));
    const labels = tagged.map(({ label }) => label);
    return labels.length === 0
      ? []
      : [`Tags do not exempt ${firstOf(labels, MOST_NAMED)}: exemptionsByTag is false in the options of scope.`];
  }

  private isHere({ project, stack }: Exemption): boolean {
    return (
      (project ?? this.place.project) === this.place.project && (stack === undefined || this.stacks.includes(stack))
    );
  }

  /** The stacks that are judged, by their names. */
  private get stacks(): readonly string[] {
    const { stack, stacks = [] } = this.place;
    return [stack, ...stacks].filter((each) => each !== "");
  }

  private stackOf({ address }: Bucket): string {
    return this.place.stacks?.find((stack) => address.startsWith(`${stack}/`)) ?? this.place.stack;
  }

  /** The exemptions by options, for a bucket in its stack. */
  private byName(bucket: Bucket): readonly Exemption[] {
    const here = this.stackOf(bucket);
    return this.byOption.of(namesOf(bucket)).filter(({ stack = here }) => stack === here);
  }

  private read(bucket: Bucket): OfBucket {
    const before = this.memo.get(bucket);
    if (before) return before;
    const named = this.byName(bucket).map((each): Exempt => ({ ...each, by: "option" }));
    const tagged = this.byTag ? this.fromTags(bucket) : NOTHING_TAGGED;
    const found = named.length === 0 && tagged === NOTHING_TAGGED ? NOTHING : { named, tagged };
    this.memo.set(bucket, found);
    return found;
  }

  private fromTags({ label, tags }: Bucket): Tagged {
    if (!tags.known) return { ...NOTHING_TAGGED, exempt: unknownTag(tags, label) };
    const values = new Map<string, string>();
    for (const tag of EXEMPT_TAGS) {
      const fact = tags.value.get(tag);
      if (fact && !fact.known) return { ...NOTHING_TAGGED, exempt: unknownTag(fact, label) };
      if (fact) values.set(tag, fact.value);
    }
    return values.size === 0 ? NOTHING_TAGGED : this.parsed(values, label);
  }

  private parsed(values: ReadonlyMap<string, string>, label: string): Tagged {
    const place = (tag: string): string => `The tag ${tag} of ${label}`;
    const written = values.get(EXEMPT_UNTIL_TAG);
    const named = values.get(EXEMPT_RULES_TAG)?.split(/\s+/).filter(Boolean);
    const reason = this.parts.reason.parse(values.get(EXEMPT_REASON_TAG) ?? "", place(EXEMPT_REASON_TAG));
    const until = written === undefined ? undefined : this.parts.until.parse(written, place(EXEMPT_UNTIL_TAG));
    const rules = named?.map((each) =>
      this.parts.rule.parse(each, `A rule in the tag ${EXEMPT_RULES_TAG} of ${label}`),
    );
    const problems = [reason, ...(until ? [until] : []), ...(rules ?? [])].flatMap((part) => part.problems);
    const exempt: Exempt = {
      bucket: label,
      reason: reason.value ?? "",
      ...(until?.value !== undefined && { until: until.value }),
      ...(named && { rules: named }),
      by: "tag",
    };
    return { exempt: known(problems.length === 0 ? exempt : undefined), problems };
  }
}

/** Buckets that one message names. */
const MOST_NAMED = 5;

/** An exemption as a person reads it, who looks all of them over. */
export function exemptionSentence({ label }: Bucket, { rules, reason, until }: Exemption): string {
  const from = rules ? rules.join(", ") : "all rules";
  return `${label} is exempt from ${from}${until === undefined ? ", with no end date" : ` until ${until}`}: ${reason}.`;
}

/** Tags that look like those of this pack and are not: a typing error in one exempts nothing, and says nothing. */
function unknownTags({ label, tags }: Bucket): readonly string[] {
  if (!tags.known) return [];
  return [...tags.value.keys()]
    .filter((tag) => !TAGS.includes(tag) && (tag.startsWith(PREFIX) || isMisspelt(tag)))
    .map((tag) => `${label} has the tag ${tag}, which is not a tag that this pack reads.${nearest(tag, TAGS)}`);
}

/** A prefix with a typing error in it is not that of this pack, and may be of somebody else: only what is very near counts. */
function isMisspelt(tag: string): boolean {
  return TAGS.some(
    (each) => Math.abs(tag.length - each.length) <= MOST_TYPOS && distance(tag.toLowerCase(), each) <= MOST_TYPOS,
  );
}

const MOST_TYPOS = 2;

function namesOf({ label, name }: Bucket): readonly string[] {
  return [label, ...(name.known && name.value ? [name.value] : [])];
}
