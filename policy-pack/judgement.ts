import { defect, REPORT_DEFECT } from "./defect";
import { settledByApplying, settlements, undecidedSentence, type Undecided } from "./doubts";
import { exemptionSentence, type Exempt, type Place } from "./exemptions";
import type { FailureReason } from "./model/failure-reasons";
import type { Address, Bucket, ReplicationGraph } from "./model/graph";
import { addTo } from "./model/multimap";
import { clean, listed } from "./model/prose";
import { undetermined, violated, type Doubt, type Verdict } from "./model/verdict";
import { nothingUndetermined, remedyOf, RULES, type Rule, type RuleId } from "./rules";
import { Scope, SCOPE_METADATA, type Standing } from "./scope";
import { DEFAULT_SETTINGS, POLICIES, type PolicyId, type Settings } from "./settings";

/** What is wrong, where a person mends it, and how. */
export interface Report {
  readonly policy: PolicyId;
  readonly bucket: Bucket;
  /** The resource of the stack that a person will edit. */
  readonly on: Address;
  /** Whole sentences: what is wrong, and how it was proven. */
  readonly reason: string;
  /** What to do, one line for each thing. */
  readonly remedies: readonly string[];
  /** What S3 would report of copies after a deployment; empty where it would report nothing. */
  readonly failureReasons: readonly FailureReason[];
}

/** What a message is made of. What is wrong with an option or a tag fails no copy. */
export type Told = Pick<Report, "reason" | "remedies"> & Partial<Pick<Report, "failureReasons" | "bucket">>;

/** What is wrong, and what would have come of it. */
export function reasonOf({ reason, failureReasons = [], bucket }: Told): string {
  if (failureReasons.length === 0) return clean(reason);
  const reports = bucket?.words.isDeployed ? "S3 reports" : "After deployment S3 would report";
  return `${clean(reason)} ${reports} ${listed(failureReasons, "or")}.`;
}

/** Something that is wrong with an option or a tag. */
export interface Problem {
  readonly policy: PolicyId;
  readonly reason: string;
  readonly remedy: string;
  /** The bucket that has the tag; an option is on no resource. */
  readonly on?: Address;
}

/** What was judged about one bucket. */
export interface BucketJudgement {
  readonly bucket: Bucket;
  readonly standing: Standing | "undetermined";
  /** The exemptions that hold, and who says so. */
  readonly exempt: readonly Exempt[];
  /** Every rule's answer; `satisfied` with its proof. */
  readonly verdicts: ReadonlyMap<RuleId, Verdict>;
  /** What is wrong with it, by all policies. */
  readonly findings: readonly Report[];
  /** What is not known until the stack is deployed. */
  readonly pending: readonly Undecided[];
  /** What is not known unless someone writes it down. */
  readonly open: readonly Undecided[];
}

/** How many buckets are what, and how many rules have been decided. */
export interface Counts {
  readonly buckets: number;
  readonly sources: number;
  readonly replicas: number;
  /** Buckets of which it is not known whether they are replicas. */
  readonly undetermined: number;
  /** Buckets that are exempt from every rule. One can be so by an option and by its own tags. */
  readonly exempt: { readonly all: number; readonly byOption: number; readonly byTag: number };
  /** Buckets that are exempt from some rules. */
  readonly partlyExempt: number;
  /** Rules with an answer about a bucket, and no doubt about any. */
  readonly decided: number;
  /** Rules with a doubt about a bucket that applying settles. */
  readonly pending: number;
  /** Rules with a doubt about a bucket that only someone's configuration settles. */
  readonly open: number;
}

/** All that is to be said about a stack: hosts and reports only format it. */
export interface Judgement {
  readonly problems: readonly Problem[];
  /** What happens to doubts that are settled by applying: with "each" they are among the findings. */
  readonly reportsPending: Settings["pending"];
  readonly buckets: readonly BucketJudgement[];
  readonly counts: Counts;
}

/** Judges every bucket of a graph by every rule. */
export function judge(graph: ReplicationGraph, settings: Settings = DEFAULT_SETTINGS, place?: Place): Judgement {
  return new Judging(graph, settings, place).judgement;
}

/** One graph under one set of options. A rule is judged when it is asked for, and once. */
export class Judging {
  private readonly scope: Scope;
  private readonly judged: readonly Judged[];

  constructor(
    private readonly graph: ReplicationGraph,
    private readonly settings: Settings,
    place?: Place,
  ) {
    this.scope = new Scope(graph, settings.shared, place);
    this.judged = this.scope.judged.map((bucket) => ({ bucket, verdicts: [] }));
  }

  get judgement(): Judgement {
    const found = POLICIES.map(({ id }) => this.findings(id));
    const byBucket = new Map<Bucket, Report[]>();
    for (const each of found.flat()) {
      addTo(byBucket, each.bucket, each);
    }
    const buckets = this.judged.map((judged): BucketJudgement => ({
      bucket: judged.bucket,
      standing: this.standing(judged.bucket),
      exempt: this.scope.exemptionsOf(judged.bucket),
      verdicts: this.about(judged),
      findings: byBucket.get(judged.bucket) ?? [],
      pending: this.doubts(judged, "apply"),
      open: this.doubts(judged, "configuration"),
    }));
    return {
      problems: POLICIES.flatMap(({ id }) => this.problems(id)),
      reportsPending: this.settings.pending,
      buckets,
      counts: countsOf(buckets),
    };
  }

  /** What is wrong with the options of a policy, and with the tags that `scope` reads. */
  problems(policy: PolicyId): readonly Problem[] {
    const { remedy } = SCOPE_METADATA;
    const ofOptions = this.settings.problems.filter((each) => each.policy === policy);
    const ofStack = policy === SCOPE_METADATA.id ? this.scope.problems : [];
    return [
      ...(policy === nothingUndetermined.id ? this.unread : []),
      ...ofOptions.map((each) => ({ ...each, remedy })),
      ...ofStack.map(({ reason, on }) =>
        on === undefined
          ? { policy, reason, remedy }
          : { policy, reason, on, remedy: "Fix the tag; it is ignored until you do." },
      ),
    ];
  }

  /** What is in the stack and was not looked into: to say nothing about it would pass what nobody has seen. */
  private get unread(): readonly Problem[] {
    return this.graph.unread.map(({ address, why, settle }) => ({
      policy: nothingUndetermined.id,
      reason: `It cannot be decided before deployment: ${why}.`,
      remedy: settle ?? "Declare it with a type that this version reads, or update this package.",
      on: address,
    }));
  }

  /** What a policy finds wrong, on the resources that a person will edit. */
  findings(policy: PolicyId): readonly Report[] {
    const rule = RULES.find(({ id }) => id === policy);
    return this.judged.flatMap((judged) => {
      if (rule) return this.violationsOf(rule, judged);
      return policy === nothingUndetermined.id ? this.undecided(judged) : this.exempt(judged.bucket);
    });
  }

  private violationsOf(rule: JudgedRule, judged: Judged): readonly Report[] {
    const verdict = this.verdict(rule, judged);
    if (verdict.answer !== "violated") return [];
    const { bucket } = judged;
    return verdict.findings.map(({ reason, on, remedy, failureReasons = [] }) => ({
      policy: rule.id,
      bucket,
      on: this.editable(on, bucket),
      reason,
      remedies: [remedy ?? remedyOf(rule, bucket.words)],
      failureReasons,
    }));
  }

  /** A person can edit what is in the stack: what is wrong elsewhere is told where the stack names it. */
  private editable(on: Address | undefined, { address, configurations }: Bucket): Address {
    if (on === undefined) return address;
    const { dependencies, buckets, roles, keys } = this.graph;
    const isInStack = [dependencies, buckets, roles, keys].some((all) => all.has(on));
    return isInStack ? on : (configurations[0] ?? address);
  }

  /** What `nothing-undetermined` says about a bucket. */
  private undecided(judged: Judged): readonly Report[] {
    const { bucket } = judged;
    const open = this.doubts(judged, "configuration");
    const pending = this.settings.pending === "each" ? this.doubts(judged, "apply") : [];
    const without = this.settings.hasShared ? "" : " The policy scope is disabled, so none of its options apply.";
    const reports = [
      undecidedReport(bucket, open, settlements(open, bucket.label, bucket.words), without),
      pendingReport({ bucket, pending }),
    ];
    return reports.filter((report) => report !== undefined);
  }

  /** What `scope` says about a bucket: its exemptions, where the organization wants them listed. */
  private exempt(bucket: Bucket): readonly Report[] {
    if (!this.settings.shared.listExemptions) return [];
    return this.scope.exemptionsOf(bucket).map((each) => ({
      policy: SCOPE_METADATA.id,
      bucket,
      on: bucket.address,
      reason: exemptionSentence(bucket, each),
      remedies: [
        'Reported because of listExemptions. To keep it from failing the run, set the enforcementLevel of scope to "advisory".',
      ],
      failureReasons: [],
    }));
  }

  private verdict(rule: JudgedRule, { bucket, verdicts }: Judged): Verdict {
    return (verdicts[PLACES.get(rule.id) ?? 0] ??= this.decided(rule, bucket));
  }

  /** One bucket that one rule cannot judge takes no answer away from any other. */
  private decided(rule: JudgedRule, bucket: Bucket): Verdict {
    try {
      const verdict = this.scope.judge(rule, bucket, this.settings.rules.get(rule.id));
      return verdict.answer === "undetermined" && verdict.doubts.length === 0
        ? undetermined({ reason: `${rule.id} of ${bucket.label} is not decided`, settledBy: "configuration" })
        : verdict;
    } catch (error) {
      return violated(defect(`${rule.id} could not be evaluated for ${bucket.label}`, error), undefined, REPORT_DEFECT);
    }
  }

  private about(judged: Judged): ReadonlyMap<RuleId, Verdict> {
    return new Map(RULES.map((rule) => [rule.id, this.verdict(rule, judged)]));
  }

  /** The doubts about a bucket that one thing settles. Whatever is not settled by applying waits for a person. */
  private doubts(judged: Judged, settledBy: Doubt["settledBy"]): readonly Undecided[] {
    const found = new Map<string, { readonly doubt: Doubt; readonly rules: RuleId[] }>();
    for (const rule of RULES) {
      const verdict = this.verdict(rule, judged);
      for (const doubt of verdict.answer === "undetermined" ? verdict.doubts : []) {
        if ((doubt.settledBy === "apply") !== (settledBy === "apply")) continue;
        const key = JSON.stringify([doubt.reason, doubt.settle]);
        const same = found.get(key);
        if (!same) found.set(key, { doubt, rules: [rule.id] });
        else if (!same.rules.includes(rule.id)) same.rules.push(rule.id);
      }
    }
    return [...found.values()];
  }

  private standing(bucket: Bucket): BucketJudgement["standing"] {
    try {
      const standing = this.scope.standing(bucket);
      return standing.known ? standing.value : "undetermined";
    } catch {
      // Every rule's verdict about the bucket says so.
      return "undetermined";
    }
  }
}

/** What `nothing-undetermined` says about a bucket that waits for the deployment, where each is told. */
export function pendingReport({ bucket, pending }: Pick<BucketJudgement, "bucket" | "pending">): Report | undefined {
  return undecidedReport(bucket, pending, [settledByApplying(bucket.words)]);
}

function undecidedReport(
  bucket: Bucket,
  undecided: readonly Undecided[],
  remedies: readonly string[],
  more = "",
): Report | undefined {
  if (undecided.length === 0) return undefined;
  const reason = `${undecidedSentence(undecided, bucket.words)}${more}`;
  return { policy: nothingUndetermined.id, bucket, on: bucket.address, reason, remedies, failureReasons: [] };
}

type JudgedRule = Rule & { readonly id: RuleId };

/** A bucket, and what has been decided about it by now, in the order of the rules. */
interface Judged {
  readonly bucket: Bucket;
  readonly verdicts: Verdict[];
}

const PLACES: ReadonlyMap<RuleId, number> = new Map(RULES.map(({ id }, place) => [id, place]));

function countsOf(buckets: readonly BucketJudgement[]): Counts {
  const exempt = (by?: Exempt["by"]): number =>
    buckets.filter((each) => entirely(each).some((one) => by === undefined || one.by === by)).length;
  const rest = buckets.filter((each) => entirely(each).length === 0);
  const are = (...standings: readonly BucketJudgement["standing"][]): number =>
    rest.filter(({ standing }) => standings.includes(standing)).length;
  const rules = RULES.map(({ id }) => buckets.map(({ verdicts }) => verdicts.get(id)));
  return {
    buckets: buckets.length,
    sources: are("source"),
    replicas: are("replica", "replica of a bucket elsewhere"),
    undetermined: are("undetermined"),
    exempt: { all: exempt(), byOption: exempt("option"), byTag: exempt("tag") },
    partlyExempt: rest.filter((each) => each.exempt.length > 0).length,
    ...countRules(rules),
  };
}

/** The exemptions of a bucket from every rule. */
function entirely({ exempt }: BucketJudgement): readonly Exempt[] {
  return exempt.filter(({ rules }) => rules === undefined);
}

function countRules(
  rules: readonly (readonly (Verdict | undefined)[])[],
): Pick<Counts, "decided" | "pending" | "open"> {
  const states = rules.map((verdicts) => {
    const doubts = verdicts.flatMap((verdict) => (verdict?.answer === "undetermined" ? verdict.doubts : []));
    if (doubts.some(({ settledBy }) => settledBy !== "apply")) return "open";
    if (doubts.length > 0) return "pending";
    return verdicts.some((verdict) => verdict?.answer !== "not-applicable") ? "decided" : "nothing";
  });
  const count = (state: (typeof states)[number]): number => states.filter((each) => each === state).length;
  return { decided: count("decided"), pending: count("pending"), open: count("open") };
}
