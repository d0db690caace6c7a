import { bucketName, parseArn } from "./model/arn";
import { Exemptions, REPLICA_OF_TAG, unknownTag, type Exempt, type ExemptionProblem, type Place } from "./exemptions";
import { candidates, known, unknownUntilConfigured, type Fact } from "./model/fact";
import type { Bucket, ReplicationGraph, ReplicationRule } from "./model/graph";
import { any, policyIn, type Statement, type Ternary } from "./model/iam";
import { doubtful, every, given, notApplicable, satisfied, some, violated, type Verdict } from "./model/verdict";
import { DEFAULT_OPTIONS, sharedOptions, type SharedOptions, type SharedWithRules } from "./options/shared";
import { RULE_IDS, type Rule, type RuleMetadata } from "./rules";
import { crosses, sourcesIn } from "./rules/support/traversal";

/** The home of the options that several rules share. */
export const SCOPE_METADATA = {
  id: "scope",
  description: "The shared options must be valid.",
  severity: "medium",
  enforcement: "mandatory",
  why: "An option with a mistake in it has no effect: a promise about a bucket elsewhere is not used, an exemption never ends.",
  remedy: "Fix the option; it is ignored until you do.",
  reference: "https://www.npmjs.com/package/s3-cross-region-replication#options",
  prevents: [],
  options: sharedOptions(RULE_IDS),
} as const satisfies RuleMetadata;

/** What a bucket is in the replication of a stack: only a source owes a copy. */
export type Standing = "source" | "replica" | "replica of a bucket elsewhere";

/**
 * Which buckets owe a copy: every bucket of the stack that was evaluated, except one that is proven to be the replica of
 * another bucket of the stack, one whose tag says that it is the replica of a bucket elsewhere, and those that are exempt.
 */
export class Scope {
  private readonly names: ReadonlySet<string>;
  private readonly standings = new Map<Bucket, Fact<Standing>>();
  private readonly exemptions: Exemptions;
  private readonly shared: SharedWithRules;

  /** The buckets that can be judged, in the order of their addresses. */
  readonly judged: readonly Bucket[];

  constructor(
    private readonly graph: ReplicationGraph,
    options: SharedOptions = DEFAULT_OPTIONS,
    place: Place = { project: "", stack: "", now: new Date() },
  ) {
    const { requiredPrefixes, organizationId } = options;
    this.shared = { now: place.now, requiredPrefixes, ...(organizationId !== undefined && { organizationId }) };
    this.exemptions = new Exemptions(options, place, RULE_IDS);
    this.judged = [...graph.buckets.values()].filter(({ evaluated }) => evaluated);
    this.names = new Set(
      [...graph.buckets.values()].flatMap(({ name }) => (name.known && name.value ? [name.value] : [])),
    );
  }

  /** A rule's verdict about a bucket, as far as the bucket is one that the rule judges. */
  judge(rule: Rule, bucket: Bucket, options: object = {}): Verdict {
    const exemption = this.exemptions.of(rule.id, bucket);
    if (exemption.known && exemption.value && this.exemptions.holds(exemption.value)) return notApplicable;
    const verdict = given(this.standing(bucket), (standing) =>
      standing === "source" || (standing === "replica of a bucket elsewhere" && rule.judgesReplicasOfBucketsElsewhere)
        ? rule.judge(bucket, this.graph, { ...options, ...this.shared })
        : notApplicable,
    );
    if (verdict.answer !== "violated") return verdict;
    if (!exemption.known) return doubtful(exemption);
    if (!exemption.value) return verdict;
    const ended = `Its exemption (${exemption.value.reason}) ended on ${exemption.value.until ?? ""}.`;
    return { ...verdict, findings: verdict.findings.map((each) => ({ ...each, reason: `${each.reason} ${ended}` })) };
  }

  /** The exemptions of a bucket that hold. */
  exemptionsOf(bucket: Bucket): readonly Exempt[] {
    return this.exemptions.list(bucket);
  }

  /** What is wrong with the options and tags, as far as only a stack can tell. */
  get problems(): readonly ExemptionProblem[] {
    return [
      ...this.exemptions.problems(this.judged),
      ...this.judged.flatMap(({ label, address, tags }) => {
        const tag = tags.known ? tags.value.get(REPLICA_OF_TAG) : undefined;
        return tag?.known && !isBucketArn(tag.value)
          ? [
              {
                reason: `The tag ${REPLICA_OF_TAG} of ${label} is not the ARN of a bucket.`,
                on: address,
              },
            ]
          : [];
      }),
    ];
  }

  standing(bucket: Bucket): Fact<Standing> {
    const before = this.standings.get(bucket);
    if (before) return before;
    const fact = this.decide(bucket);
    this.standings.set(bucket, fact);
    return fact;
  }

  private decide(bucket: Bucket): Fact<Standing> {
    // A configuration of its own, Disabled rules and all, says that the bucket is meant to be a source.
    const replicates = given(bucket.replication, (own) => (own === undefined ? violated("") : satisfied));
    if (replicates.answer === "satisfied") return known("source");
    const copied = some(
      this.possibleSources(bucket).map((source) => this.replicatesTo(source, bucket)),
      "",
    );
    if (copied.answer === "satisfied" && replicates.answer === "violated") return known("replica");
    const declared = this.declared(bucket);
    if (copied.answer === "violated" && replicates.answer === "violated") return declared;
    const doubt = [copied, replicates].flatMap((verdict) =>
      verdict.answer === "undetermined" ? verdict.doubts : [],
    )[0];
    const among: readonly Standing[] = [
      ...(replicates.answer === "violated" ? [] : (["source"] as const)),
      ...(copied.answer === "violated" ? [] : (["replica"] as const)),
      ...(copied.answer === "satisfied" ? [] : (candidates(declared) ?? [])),
    ];
    return {
      known: false,
      settledBy: "apply",
      ...doubt,
      why: `${bucket.label} may be a replica of another bucket: ${doubt?.reason ?? "it is not known"}`,
      among,
    };
  }

  /** The other buckets of which this one may be the replica. */
  private possibleSources({ address }: Bucket): readonly Bucket[] {
    const { of, toAny } = sourcesIn(this.graph);
    const isOther = (bucket: Bucket): boolean => bucket.address !== address;
    // Of those that may reach any bucket, each raises the same doubt: one is enough.
    return [...of(address).filter(isOther), ...toAny.slice(0, 2).filter(isOther).slice(0, 1)];
  }

  /** Whether an Enabled rule of the source carries copies to this bucket across Regions. */
  private replicatesTo(source: Bucket, bucket: Bucket): Verdict {
    return given(source.replication, (configuration) => {
      if (configuration === undefined) return violated("");
      return given(configuration.rules, (rules) => {
        const to = (rule: ReplicationRule): Verdict =>
          crosses(source, { ...rule, destination: known(bucket.address) }, this.graph);
        // One of the rules reaches this bucket, and whichever it is, it crosses.
        const isOneOfEach = configuration.oneEach?.includes(bucket.address) ?? false;
        const open = isOneOfEach ? rules.filter(({ destination }) => !destination.known) : [];
        const each = open.length > 0 ? every(open.map(to)) : violated("");
        return some(
          [
            ...rules.map((rule) =>
              given(rule.destination, (address) => (address === bucket.address ? to(rule) : violated(""))),
            ),
            ...(each.answer === "satisfied" ? [each] : []),
          ],
          "",
        );
      });
    });
  }

  /** What a bucket without replication is by what it says of itself. */
  private declared(bucket: Bucket): Fact<Standing> {
    const among: readonly Standing[] = ["source", "replica of a bucket elsewhere"];
    const { tags } = bucket;
    const tag = tags.known ? tags.value.get(REPLICA_OF_TAG) : tags;
    if (tag && !tag.known) return { ...unknownTag<Standing>(tag, bucket.label), among };
    // A tag that names a bucket of this stack proves nothing: a rule of that bucket would have.
    if (tag?.known && isBucketArn(tag.value) && !this.names.has(bucketName(tag.value)))
      return known("replica of a bucket elsewhere");
    const allows = allowsReplication(bucket);
    if (allows === false) return known("source");
    const may = "so it may be the replica of a bucket in another stack";
    if (allows === true) {
      return unknownUntilConfigured(
        `the policy of ${bucket.label} allows replication to it, ${may}`,
        `tag the bucket ${REPLICA_OF_TAG} = <the source's ARN>`,
        among,
      );
    }
    const { reason, ...doubt } = allows;
    const why = `whether the policy of ${bucket.label} allows replication to it is not known: ${reason}, ${may}`;
    return { known: false, ...doubt, why, among };
  }
}

function isBucketArn(text: string): boolean {
  return parseArn(text)?.service === "s3";
}

/** Whether a bucket's policy lets a role write replicas. One that is not known says nothing: most are known only on apply. */
function allowsReplication({ policy }: Bucket): Ternary {
  if (!policy.known || !policy.value) return false;
  const { statements, doubts } = policyIn(policy.value);
  return any([...statements.map(writesReplicas), ...doubts]);
}

/** By its name: a statement for all of S3's actions is not about replication. */
function writesReplicas({ effect, action }: Statement): boolean {
  return effect === "Allow" && !action.not && action.names.has("s3:replicateobject");
}
