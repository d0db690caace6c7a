import type { Judgement } from "../../../judgement";
import type { Address, Bucket, ReplicationGraph } from "../../../model/graph";
import { listed } from "../../../model/prose";
import type { EnabledRule, Health } from "../../../readers/account";
import type { Live, LiveFinding, MeasuredArrow } from "../../../reports";
import { spelled } from "./options";
import { counted, figuresOf, lagged, sentenceAbout } from "./sentences";

/** What was seen of the buckets of an account. */
export interface AllSeen {
  readonly judgement: Judgement;
  readonly graph: ReplicationGraph;
  readonly partition: string;
  readonly health: readonly Health[];
  /** Milliseconds. */
  readonly since: number;
  /** What else was looked at, bucket by bucket. */
  readonly others: readonly Looked[];
}

/** What one look at a bucket has found. */
export interface Looked {
  readonly bucket: Address;
  /** A part of the bucket's sentence. */
  readonly part: string;
  readonly findings: readonly Omit<LiveFinding, "bucket">[];
  readonly arrows: readonly MeasuredArrow[];
  readonly figures: object;
}

/** What is to be reported beside the verdicts. */
export function liveOf(all: AllSeen): Live {
  const { judgement, graph, partition, since, others } = all;
  const address = ({ source }: EnabledRule): Address => `arn:${partition}:s3:::${source.name}`;
  const about = (bucket: Bucket) => ({
    health: all.health.filter(({ rule }) => address(rule) === bucket.address),
    looked: others.filter((each) => each.bucket === bucket.address),
  });
  const buckets = judgement.buckets.map((judged) => ({ judged, ...about(judged.bucket) }));
  return {
    sentences: new Map(
      buckets.map(({ judged, health, looked }) => [
        judged.bucket.address,
        sentenceAbout(judged, graph, { health, more: looked.map(({ part }) => part) }, since),
      ]),
    ),
    findings: buckets.flatMap(({ judged: { bucket }, health, looked }) => [
      ...healthFindings(bucket, health, since),
      ...looked.flatMap(({ findings }) => findings.map((each) => ({ bucket, ...each }))),
    ]),
    arrows: [...healthArrows(all.health, partition), ...others.flatMap(({ arrows }) => arrows)],
    figures: new Map(
      buckets.map(({ judged, health, looked }) => [
        judged.bucket.address,
        {
          ...(health.length > 0 && { health: health.map(healthFigures) }),
          ...Object.assign({}, ...looked.map(({ figures }) => figures)),
        },
      ]),
    ),
  };
}

function healthFigures({ rule, measured }: Health): object {
  return {
    rule: rule.id,
    destination: rule.destination.name,
    metrics: rule.hasMetrics,
    ...(measured.is === "told" ? measured.value : { unknown: measured }),
  };
}

/** The lags of the rules between two buckets, the worst of them. */
function healthArrows(all: readonly Health[], partition: string): readonly MeasuredArrow[] {
  return all.flatMap(({ rule, measured }) => {
    const lag = measured.is === "told" ? measured.value?.lag : undefined;
    const arn = (name: string): Address => `arn:${partition}:s3:::${name}`;
    return lag === undefined
      ? []
      : [{ from: arn(rule.source.name), to: arn(rule.destination.name), label: `worst lag ${lagged(lag)}` }];
  });
}

function healthFindings(bucket: Bucket, all: readonly Health[], since: number): readonly LiveFinding[] {
  const failed = figuresOf(all)?.failed ?? 0;
  const without = all.filter(({ rule }) => !rule.hasMetrics).map(({ rule }) => rule);
  const untold = all.flatMap(({ measured }) => (measured.is === "denied" ? [measured.permission] : []));
  return [
    ...(failed > 0
      ? [
          {
            check: "no-failed-copies",
            bucket,
            answer: "violated",
            reason: `${counted(failed)} copies of ${bucket.label} failed in ${spelled(since)}, as Amazon CloudWatch has counted.`,
            remedies: [
              "Ask S3 why: let it send the event s3:Replication:OperationFailedReplication, which has the failure reason, and compare that with what is reported here.",
              "Then copy what failed: s3-crr verify --backlog prints the command.",
            ],
          } as const,
        ]
      : []),
    ...(without.length > 0
      ? [
          {
            check: "replication-measured",
            bucket,
            answer: "violated",
            reason: `Metrics are off in ${listed(without.map(({ id }) => `rule ${JSON.stringify(id)}`))} of ${bucket.label}, so nobody sees that copies fail.`,
            remedies: [turnOn(bucket.label)],
          } as const,
        ]
      : []),
    ...(untold.length > 0
      ? [
          {
            check: "no-failed-copies",
            bucket,
            answer: "undetermined",
            reason: `Whether copies of ${bucket.label} failed is not known: AWS denies ${listed([...new Set(untold)])}.`,
            remedies: [`Allow ${listed([...new Set(untold)])} on * to whoever runs this.`],
          } as const,
        ]
      : []),
  ];
}

/** What turns metrics on in all rules of a bucket. */
const turnOn = (name: string): string =>
  `Turn them on: aws s3api get-bucket-replication --bucket ${name} --query ReplicationConfiguration | jq '.Rules[].Destination.Metrics.Status = "Enabled"' > replication.json && aws s3api put-bucket-replication --bucket ${name} --replication-configuration file://replication.json`;
