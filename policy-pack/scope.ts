import { bucketName, parseArn } from "./model/arn";
import { Exemptions, type Place } from "./exemptions";
import { candidates, known, unknownUntilApply, unknownUntilConfigured, type Fact } from "./model/fact";
import type { Address, Bucket, ReplicationGraph } from "./model/graph";
import { doubtful, given, notApplicable, satisfied, some, violated, type Verdict } from "./model/verdict";
import { DEFAULT_OPTIONS, type RuleOptions, type SharedOptions } from "./options";
import { crosses } from "./rules/support/traversal";
import type { Rule, RuleMetadata } from "./rules/rule";

export const SCOPE_METADATA: RuleMetadata = {
  id: "scope",
  description: "The options that all policies share can be used.",
  severity: "medium",
  enforcement: "mandatory",
  why: "An option with a mistake in it protects nothing: a promise about a bucket elsewhere that does not apply, an exemption that never ends.",
  remedy: "Correct the option; until then it does not apply.",
  reference: "https://www.npmjs.com/package/s3-cross-region-replication#options",
};

/** Says on a replica whose source is in another stack or account, which bucket that is: the source's ARN. */
export const REPLICA_OF_TAG = "s3-crr:replica-of";

/** What a bucket is: only a source owes a copy. */
type Standing = "source" | "replica" | "replica of a bucket elsewhere";

/**
 * Which buckets owe a copy: every bucket of the stack that was evaluated, except one that is proven to be the copy of
 * another bucket of the stack, one whose tag says that it is the copy of a bucket elsewhere, and those that are exempt.
 */
export class Scope {
  private readonly reaching: ReadonlyMap<Address, readonly Bucket[]>;
  private readonly reachingAny: readonly Bucket[];
  private readonly names: ReadonlySet<string>;
  private readonly memo = new Map<Address, Fact<Standing>>();
  private readonly exemptions: Exemptions;

  constructor(
    private readonly graph: ReplicationGraph,
    private readonly options: SharedOptions = DEFAULT_OPTIONS,
    place: Place = { project: "", stack: "", now: new Date() },
    ruleIds: readonly string[] = [],
  ) {
    this.exemptions = new Exemptions(options.exemptions, place, ruleIds);
    const reaching = new Map<Address, Bucket[]>();
    const reachingAny: Bucket[] = [];
    for (const bucket of graph.buckets.values()) {
      const { found, any } = possibleDestinations(bucket);
      if (any) reachingAny.push(bucket);
      for (const address of new Set(found)) {
        const sources = reaching.get(address);
        if (sources) sources.push(bucket);
        else reaching.set(address, [bucket]);
      }
    }
    this.reaching = reaching;
    this.reachingAny = reachingAny;
    this.names = new Set(
      [...graph.buckets.values()].flatMap(({ name }) => (name.known && name.value ? [name.value] : [])),
    );
  }

  /** The buckets that can be judged, in the order of their addresses. */
  get judged(): readonly Bucket[] {
    return [...this.graph.buckets.values()].filter(({ evaluated }) => evaluated);
  }

  /** A rule's verdict about a bucket, as far as the bucket is one that the rule judges. */
  judge(rule: Rule, bucket: Bucket, options: RuleOptions = {}): Verdict {
    const exemption = this.exemptions.of(rule.id, bucket);
    if (exemption.known && exemption.value && this.exemptions.holds(exemption.value)) return notApplicable;
    const verdict = given(this.standing(bucket), (standing) =>
      standing === "source" || (standing === "replica of a bucket elsewhere" && rule.judgesReplicasOfBucketsElsewhere)
        ? rule.judge(bucket, this.graph, { ...options, requiredPrefixes: this.options.requiredPrefixes })
        : notApplicable,
    );
    if (verdict.answer !== "violated") return verdict;
    if (!exemption.known) return doubtful(exemption);
    if (!exemption.value) return verdict;
    const ended = `Its exemption (${exemption.value.reason}) ended on ${exemption.value.until ?? ""}.`;
    return { ...verdict, findings: verdict.findings.map((each) => ({ ...each, reason: `${each.reason} ${ended}` })) };
  }

  /** What is exempt, where the organization wants it told. */
  get exempt(): readonly { readonly bucket: Bucket; readonly told: string }[] {
    if (!this.options.listExemptions) return [];
    return this.judged.flatMap((bucket) => this.exemptions.list(bucket).map((told) => ({ bucket, told })));
  }

  /** What is wrong with the options and tags as far as only a stack can tell. */
  get problems(): readonly string[] {
    return [
      ...this.exemptions.problems(this.judged),
      ...this.judged.flatMap(({ label, tags }) => {
        const tag = tags.known ? tags.value.get(REPLICA_OF_TAG) : undefined;
        return tag?.known && !isBucketArn(tag.value)
          ? [`The tag ${REPLICA_OF_TAG} of ${label} is "${tag.value}", which is not the ARN of a bucket.`]
          : [];
      }),
    ];
  }

  private standing(bucket: Bucket): Fact<Standing> {
    const before = this.memo.get(bucket.address);
    if (before) return before;
    const fact = this.decide(bucket);
    this.memo.set(bucket.address, fact);
    return fact;
  }

  private decide(bucket: Bucket): Fact<Standing> {
    // A configuration of its own, Disabled rules and all, says that the bucket is meant to be a source.
    const replicates = given(bucket.replication, (own) => (own === undefined ? violated("") : satisfied));
    if (replicates.answer === "satisfied") return known("source");
    const others = ({ address }: Bucket): boolean => address !== bucket.address;
    // Of those that may reach any bucket, each raises the same doubt: one is enough.
    const sources = [
      ...(this.reaching.get(bucket.address) ?? []).filter(others),
      ...this.reachingAny.slice(0, 2).filter(others).slice(0, 1),
    ];
    const copied = some(
      sources.map((source) => this.copies(source, bucket)),
      "",
    );
    if (copied.answer === "satisfied" && replicates.answer === "violated") return known("replica");
    const claim = this.claim(bucket);
    if (copied.answer === "violated" && replicates.answer === "violated") return claim;
    const doubt = [copied, replicates].flatMap((verdict) =>
      verdict.answer === "undetermined" ? verdict.doubts : [],
    )[0];
    const among: readonly Standing[] = [
      ...(replicates.answer === "violated" ? [] : (["source"] as const)),
      ...(copied.answer === "violated" ? [] : (["replica"] as const)),
      ...(copied.answer === "satisfied" ? [] : (candidates(claim) ?? [])),
    ];
    return {
      known: false,
      settledBy: "apply",
      ...doubt,
      why: `${bucket.label} may be a replica of another bucket: ${doubt?.reason ?? "it is not known"}`,
      among,
    };
  }

  /** Whether an Enabled rule of the source carries copies to this bucket across Regions. */
  private copies(source: Bucket, bucket: Bucket): Verdict {
    return given(source.replication, (configuration) => {
      if (configuration === undefined) return violated("");
      return given(configuration.rules, (rules) =>
        some(
          rules.map((rule) =>
            given(rule.destination, (address) =>
              address === bucket.address
                ? crosses(source, { ...rule, destination: known(address) }, this.graph)
                : violated(""),
            ),
          ),
          "",
        ),
      );
    });
  }

  /** What a bucket without replication is by what it says of itself. */
  private claim(bucket: Bucket): Fact<Standing> {
    const among: readonly Standing[] = ["source", "replica of a bucket elsewhere"];
    const { tags } = bucket;
    if (!tags.known) return unknownUntilApply(tags.why, among);
    const tag = tags.value.get(REPLICA_OF_TAG);
    if (tag) {
      if (!tag.known) return unknownUntilApply(tag.why, among);
      // A claim about a bucket of this stack would have been proven by its rule.
      if (isBucketArn(tag.value) && !this.names.has(bucketName(tag.value)))
        return known("replica of a bucket elsewhere");
    }
    if (!allowsReplication(bucket)) return known("source");
    return unknownUntilConfigured(
      `the policy of ${bucket.label} lets someone replicate to it, so it may be the replica of a bucket elsewhere`,
      `tag the bucket ${REPLICA_OF_TAG} = <the source's ARN>`,
      among,
    );
  }
}

function isBucketArn(text: string): boolean {
  return parseArn(text)?.service === "s3";
}

/** Whether a bucket's policy lets another account's role write replicas; an unknown or unreadable one is none that says so. */
function allowsReplication({ policy }: Bucket): boolean {
  if (!policy.known || !policy.value) return false;
  try {
    const { Statement: statements } = JSON.parse(policy.value.text) as { Statement?: unknown };
    return [statements].flat().some((statement) => {
      const { Effect: effect, Action: actions } = (statement ?? {}) as { Effect?: unknown; Action?: unknown };
      return effect === "Allow" && [actions].flat().some((action) => /^s3:replicateobject$/i.test(String(action)));
    });
  } catch {
    return false;
  }
}

/** Every bucket that a rule of this one may name, and whether it may be any. */
function possibleDestinations({ replication }: Bucket): { readonly found: readonly Address[]; readonly any: boolean } {
  const configurations = candidates(replication);
  if (!configurations) return { found: [], any: true };
  const found: Address[] = [];
  let any = false;
  for (const configuration of configurations) {
    if (configuration === undefined) continue;
    const { rules, mayReach } = configuration;
    for (const reached of rules.known ? rules.value.map(({ destination }) => candidates(destination)) : [mayReach]) {
      if (reached) found.push(...reached);
      else any = true;
    }
  }
  return { found, any };
}
