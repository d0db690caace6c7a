import { candidates, known, type Fact } from "./model/fact";
import type { Address, Bucket, ReplicationGraph } from "./model/graph";
import { given, notApplicable, satisfied, some, violated, type Verdict } from "./model/verdict";
import { crosses } from "./rules/crossing";
import type { Rule, RuleMetadata } from "./rules/rule";
import { nameOfRule } from "./rules/wording";

/**
 * Which buckets owe a copy: every bucket of the stack that was evaluated, except one that is proven to be the copy of
 * another bucket of the stack.
 */
export class Scope {
  private readonly reaching: ReadonlyMap<Address, readonly Bucket[]>;
  private readonly reachingAny: readonly Bucket[];
  private readonly memo = new Map<Address, Fact<boolean>>();

  constructor(private readonly graph: ReplicationGraph) {
    const reaching = new Map<Address, Bucket[]>();
    const reachingAny: Bucket[] = [];
    for (const bucket of graph.buckets.values()) {
      const destinations = possibleDestinations(bucket);
      if (destinations === undefined) reachingAny.push(bucket);
      for (const address of new Set(destinations)) {
        const sources = reaching.get(address);
        if (sources) sources.push(bucket);
        else reaching.set(address, [bucket]);
      }
    }
    this.reaching = reaching;
    this.reachingAny = reachingAny;
  }

  /** The buckets that can be judged, in the order of their addresses. */
  get judged(): readonly Bucket[] {
    return [...this.graph.buckets.values()].filter(({ evaluated }) => evaluated);
  }

  /** A rule's verdict about a bucket as far as the bucket owes a copy. */
  judge(rule: Rule, bucket: Bucket): Verdict {
    return given(this.owesCopy(bucket), (owes) => (owes ? rule.judge(bucket, this.graph) : notApplicable));
  }

  owesCopy(bucket: Bucket): Fact<boolean> {
    const before = this.memo.get(bucket.address);
    if (before) return before;
    const fact = this.decide(bucket);
    this.memo.set(bucket.address, fact);
    return fact;
  }

  private decide(bucket: Bucket): Fact<boolean> {
    // A configuration of its own, Disabled rules and all, says that the bucket is meant to be a source.
    const replicates = given(bucket.replication, (own) => (own === undefined ? violated("") : satisfied));
    if (replicates.answer === "satisfied") return known(true);
    const sources = [...(this.reaching.get(bucket.address) ?? []), ...this.reachingAny];
    const others = sources.filter(({ address }) => address !== bucket.address);
    const copied = some(
      others.map((source) => this.copies(source, bucket)),
      "",
    );
    if (copied.answer === "violated") return known(true);
    if (copied.answer === "satisfied" && replicates.answer === "violated") {
      return known(false, `the replica of ${others.map(({ label }) => label).join(", ")}`);
    }
    const doubt = [copied, replicates].flatMap((verdict) =>
      verdict.answer === "undetermined" ? verdict.doubts : [],
    )[0];
    return {
      known: false,
      settledBy: "apply",
      ...doubt,
      why: `${bucket.label} may be a replica of another bucket: ${doubt?.reason ?? "it is not known"}`,
      among: [true, false],
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
                : violated(`${nameOfRule(rule)} goes elsewhere`),
            ),
          ),
          "",
        ),
      );
    });
  }
}

/** Every bucket that a rule of this one may name; `undefined` where it may be any. */
function possibleDestinations({ replication }: Bucket): readonly Address[] | undefined {
  const configurations = candidates(replication);
  if (!configurations) return undefined;
  const found: Address[] = [];
  for (const configuration of configurations) {
    if (configuration === undefined) continue;
    if (!configuration.rules.known) {
      if (!configuration.mayReach) return undefined;
      found.push(...configuration.mayReach);
      continue;
    }
    for (const rule of configuration.rules.value) {
      const destinations = candidates(rule.destination);
      if (!destinations) return undefined;
      found.push(...destinations);
    }
  }
  return found;
}

export const SCOPE_METADATA: RuleMetadata = {
  id: "scope",
  description: "The options that all policies share can be used.",
  severity: "medium",
  enforcement: "mandatory",
  why: "An option with a mistake in it protects nothing: a promise about a bucket elsewhere that does not apply, an exemption that never ends.",
  remedy: "Correct the option; until then it does not apply.",
  reference: "https://www.npmjs.com/package/s3-cross-region-replication#options",
  tags: [],
};
