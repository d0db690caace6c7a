import { pendingReport, reasonOf, type BucketJudgement, type Problem, type Report, type Told } from "../judgement";
import type { FailureReason } from "../model/failure-reasons";
import type { Address, Bucket } from "../model/graph";
import { nothingUndetermined, type RuleMetadata } from "../rules";
import { POLICIES, type PolicyId, type PolicyMetadata } from "../settings";
import { entryHiding } from "./baseline";
import type { BaselineEntry, Checked, CheckedSource, Location, Reporting } from "./checked";
import { LIVE_CHECKS, type LiveFinding } from "./live";

/** One thing to report, as every format needs it. */
export interface Finding {
  /** The policy, or what was looked at of what is deployed. */
  readonly policy: RuleMetadata;
  readonly level: "mandatory" | "advisory";
  /** Whether something is wrong, or could not be decided. */
  readonly answer: "violated" | "undetermined";
  /** The bucket it is about; none where it is about an option, or about something that was not read. */
  readonly bucket?: Bucket;
  /** The resource that a person will edit, and what a person calls it; an option is on no resource. */
  readonly on?: { readonly address: Address; readonly name: string; readonly location?: Location };
  /** Whole sentences: what is wrong, how it was proven, and what would have come of it. */
  readonly reason: string;
  /** How S3 would report the failed copies after deployment. */
  readonly failureReasons: readonly FailureReason[];
  /** What to do, one line for each thing. */
  readonly remedies: readonly string[];
}

const METADATA: ReadonlyMap<PolicyId, PolicyMetadata> = new Map(POLICIES.map((policy) => [policy.id, policy]));

/** What is to be reported about one source: each thing once, and nothing of a policy that is disabled. */
export function findingsOf(source: CheckedSource, reporting: Reporting): readonly Finding[] {
  return allOf(source, reporting).filter((finding) => !entryFor(finding, source, reporting));
}

/** What a baseline hides, and its entry. */
export interface Hidden {
  readonly finding: Finding;
  readonly entry: BaselineEntry;
}

/** What would be to be reported about one source if it were not in the baseline, doubts that a deployment settles too. */
export function hiddenIn(source: CheckedSource, reporting: Reporting): readonly Hidden[] {
  if (!reporting.baseline) return [];
  return everythingIn(source, reporting).flatMap((finding) => {
    const entry = entryFor(finding, source, reporting);
    return entry ? [{ finding, entry }] : [];
  });
}

/** All that is found in one source, whatever a baseline hides, doubts that a deployment settles too. */
export function everythingIn(source: CheckedSource, reporting: Reporting): readonly Finding[] {
  return distinct([...allOf(source, reporting), ...pendingOf(source, reporting).map(({ finding }) => finding)]);
}

/** The buckets that wait for the deployment, where such doubts are told at all and are not in the baseline. */
export function pendingIn(source: CheckedSource, reporting: Reporting): readonly BucketJudgement[] {
  return pendingOf(source, reporting).flatMap(({ judged, finding }) =>
    entryFor(finding, source, reporting) ? [] : [judged],
  );
}

const entryFor = (finding: Finding, source: CheckedSource, { baseline }: Reporting): BaselineEntry | undefined =>
  baseline && entryHiding(baseline, source, finding);

function allOf(source: CheckedSource, { levels }: Reporting): readonly Finding[] {
  const { judgement } = source;
  const all = [
    ...judgement.problems.flatMap((problem) => findingOf(withRemedies(problem), levels, source)),
    ...judgement.buckets.flatMap(({ findings }) => findings).flatMap((report) => findingOf(report, levels, source)),
    ...(source.live?.findings ?? []).map(liveFinding),
  ];
  return distinct(all);
}

/** What waits for the deployment as the finding that it is where each is told: with the option `pending` as `each`. */
export function pendingOf(
  source: CheckedSource,
  { levels }: Reporting,
): readonly { readonly judged: BucketJudgement; readonly finding: Finding }[] {
  const { reportsPending, buckets } = source.judgement;
  if (reportsPending === "ignore") return [];
  return buckets.flatMap((judged) => {
    const report = pendingReport(judged);
    return report ? findingOf(report, levels, source).map((finding) => ({ judged, finding })) : [];
  });
}

function liveFinding({ check, bucket, ...told }: LiveFinding): Finding {
  const policy = LIVE_CHECKS[check];
  return {
    policy,
    // What could not be measured fails nothing, as a doubt of `nothing-undetermined` does by default.
    level: told.answer === "undetermined" ? "advisory" : policy.enforcement,
    bucket,
    on: { address: bucket.address, name: bucket.label },
    failureReasons: [],
    ...told,
  };
}

/** What is to be reported about the configuration. */
export function configurationFindings({ problems, levels }: Pick<Checked, "problems" | "levels">): readonly Finding[] {
  return distinct(problems.flatMap((problem) => findingOf(withRemedies(problem), levels)));
}

type Reported = Told & Pick<Report, "policy"> & Partial<Pick<Report, "bucket" | "on">>;

const withRemedies = ({ remedy, ...problem }: Problem): Reported => ({ ...problem, remedies: [remedy] });

function findingOf(
  { policy, bucket, on, ...told }: Reported,
  levels: Checked["levels"],
  source?: Pick<CheckedSource, "nameOf" | "where">,
): readonly Finding[] {
  const metadata = METADATA.get(policy);
  const level = levels.get(policy);
  if (!metadata || (level !== "mandatory" && level !== "advisory")) return [];
  const location = on === undefined ? undefined : source?.where(on);
  return [
    {
      policy: metadata,
      level,
      answer: isDoubt(policy, bucket ?? on) ? "undetermined" : "violated",
      ...(bucket && { bucket }),
      ...(on !== undefined && {
        on: { address: on, name: source?.nameOf(on) ?? on, ...(location && { location }) },
      }),
      reason: reasonOf({ ...told, ...(bucket && { bucket }) }),
      failureReasons: told.failureReasons ?? [],
      remedies: told.remedies,
    },
  ];
}

/** What `nothing-undetermined` says about a stack is a doubt; about its own options it is wrong as any other. */
const isDoubt = (policy: PolicyId, about: unknown): boolean => policy === nothingUndetermined.id && about !== undefined;

/** Two sources with one unversioned destination have one thing to mend. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ policy, on, reason, remedies }) => {
    const key = JSON.stringify([policy.id, on?.address, reason, remedies]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
