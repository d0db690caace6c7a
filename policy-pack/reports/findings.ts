import { reasonOf, type Problem, type Report, type Told } from "../judgement";
import type { FailureReason } from "../model/failure-reasons";
import type { Address, Bucket } from "../model/graph";
import { nothingUndetermined, type RuleMetadata } from "../rules";
import { POLICIES, type PolicyId, type PolicyMetadata } from "../settings";
import type { Checked, CheckedSource, Location } from "./checked";
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
export function findingsOf(source: CheckedSource, { levels }: Pick<Checked, "levels">): readonly Finding[] {
  const { judgement } = source;
  const all = [
    ...judgement.problems.flatMap((problem) => findingOf(withRemedies(problem), levels, source)),
    ...judgement.buckets.flatMap(({ findings }) => findings).flatMap((report) => findingOf(report, levels, source)),
    ...(source.live?.findings ?? []).map(liveFinding),
  ];
  return distinct(all);
}

function liveFinding({ check, bucket, ...told }: LiveFinding): Finding {
  const policy = LIVE_CHECKS[check];
  return {
    policy,
    level: policy.enforcement,
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
