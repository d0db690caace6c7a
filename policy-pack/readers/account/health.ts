import type { MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { answerTo, type Answer } from "./answer";
import { limited } from "./limited";
import { regionOf, type EnabledRule } from "./rules";
import type { Session } from "./session";

/** What Amazon CloudWatch has of one rule. What is left out has no data points. */
export interface Measured {
  /** Copies that failed in all of the time. */
  readonly failed?: number;
  /** Copies that were pending at most. */
  readonly pending?: number;
  readonly bytesPending?: number;
  /** Seconds that a copy was behind at most. */
  readonly lag?: number;
}

export interface Health {
  readonly rule: EnabledRule;
  /** Nothing is told of a rule without metrics, which has none. */
  readonly measured: Answer<Measured>;
}

interface Metric {
  readonly name: string;
  readonly stat: "Sum" | "Maximum";
  /** In whose Region Amazon S3 publishes it. */
  readonly at: "source" | "destination";
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html */
const METRICS: readonly Metric[] = [
  { name: "OperationsFailedReplication", stat: "Sum", at: "source" },
  { name: "OperationsPendingReplication", stat: "Maximum", at: "destination" },
  { name: "BytesPendingReplication", stat: "Maximum", at: "destination" },
  { name: "ReplicationLatency", stat: "Maximum", at: "destination" },
];

/** Seconds: CloudWatch keeps points of an hour for 15 months. */
const PERIOD = 3_600;
/** Queries that one request may have. */
const MOST_QUERIES = 500;
const AT_ONCE = 4;

interface Asked {
  readonly rule: EnabledRule;
  readonly metric: Metric;
  readonly region: string;
}

/**
 * How replication has done, rule by rule.
 *
 * @param since Milliseconds before now.
 */
export async function askHealth(
  session: Session,
  rules: readonly EnabledRule[],
  since: number,
  now: Date,
): Promise<readonly Health[]> {
  const asked = rules
    .filter(({ hasMetrics }) => hasMetrics)
    .flatMap((rule) =>
      METRICS.flatMap((metric): readonly Asked[] => {
        const region = regionOf(rule[metric.at]);
        return region === undefined ? [] : [{ rule, metric, region }];
      }),
    );
  const chunks = [...new Set(asked.map(({ region }) => region))].flatMap((region) =>
    chunked(
      asked.filter((each) => each.region === region),
      MOST_QUERIES,
    ),
  );
  const answers = await limited(chunks, AT_ONCE, async (chunk) => ({
    chunk,
    answer: await answerTo({
      on: "*",
      permission: "cloudwatch:GetMetricData",
      ask: () => measure(session, chunk, new Date(now.getTime() - since), now),
    }),
  }));
  const values = new Map<Asked, Answer<number>>();
  for (const { chunk, answer } of answers) {
    for (const [index, each] of chunk.entries()) {
      const value = answer.is === "told" ? answer.value?.get(`m${index}`) : undefined;
      values.set(each, answer.is === "told" ? { is: "told", ...(value !== undefined && { value }) } : answer);
    }
  }
  return rules.map((rule) => ({ rule, measured: measuredOf(rule, asked, values) }));
}

function chunked<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** The values of each query, as one figure. */
async function measure(
  session: Session,
  chunk: readonly Asked[],
  StartTime: Date,
  EndTime: Date,
): Promise<ReadonlyMap<string, number>> {
  const [first] = chunk;
  const cloudwatch = session.cloudwatch(first?.region ?? session.home);
  const found = new Map<string, number[]>();
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.getMetricData({
      StartTime,
      EndTime,
      NextToken,
      // The newest first: the first value is the last one measured.
      ScanBy: "TimestampDescending",
      MetricDataQueries: chunk.map(queryOf),
    });
    for (const { Id = "", Values = [] } of page.MetricDataResults ?? ([] as MetricDataResult[])) {
      found.set(Id, [...(found.get(Id) ?? []), ...Values]);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const figures = new Map<string, number>();
  for (const [index, { metric }] of chunk.entries()) {
    const values = found.get(`m${index}`) ?? [];
    if (values.length === 0) continue;
    const figure = metric.stat === "Sum" ? (a: number, b: number) => a + b : (a: number, b: number) => Math.max(a, b);
    figures.set(`m${index}`, values.reduce(figure));
  }
  return figures;
}

function queryOf({ rule, metric }: Asked, index: number): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: "AWS/S3",
        MetricName: metric.name,
        Dimensions: [
          { Name: "SourceBucket", Value: rule.source.name },
          { Name: "DestinationBucket", Value: rule.destination.name },
          { Name: "RuleId", Value: rule.id },
        ],
      },
      Period: PERIOD,
      Stat: metric.stat,
    },
  };
}

function measuredOf(
  rule: EnabledRule,
  asked: readonly Asked[],
  values: ReadonlyMap<Asked, Answer<number>>,
): Answer<Measured> {
  const own = new Map(
    asked.filter((each) => each.rule === rule).map((each) => [each.metric.name, values.get(each)] as const),
  );
  for (const answer of own.values()) if (answer && answer.is !== "told") return answer;
  const figure = (name: string): number | undefined => {
    const answer = own.get(name);
    return answer?.is === "told" ? answer.value : undefined;
  };
  const measured = {
    failed: figure("OperationsFailedReplication"),
    pending: figure("OperationsPendingReplication"),
    bytesPending: figure("BytesPendingReplication"),
    lag: figure("ReplicationLatency"),
  };
  const present = Object.entries(measured).filter(([, value]) => value !== undefined);
  return { is: "told", ...(present.length > 0 && { value: Object.fromEntries(present) }) };
}
