import { doubtFrom, isUnknown, known, mapFact, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Links } from "./links";
import { isEvaluated, notEvaluated, type DeclaredResource, type Kind } from "./resource";
import { Setting } from "./setting";
import { SideResources } from "./side-resources";

/** The metric of copies that failed. It is there only where a rule has metrics on. */
const FAILED = "OperationsFailedReplication";

/** Events that S3 sends about copies, and patterns that contain the one about a failure. */
const EVENTS: ReadonlySet<string> = new Set(["s3:Replication:OperationFailedReplication", "s3:Replication:*"]);

/** Who is told that a copy has failed: an alarm on the metric, or a notification of the event. */
export class FailureNotices {
  private readonly notifications: SideResources;
  private readonly alarms: readonly Alarm[];
  /** The buckets that alarms are about, by their names: each bucket of a large stack has an alarm of its own. */
  private readonly watched: ReadonlySet<string>;
  /** The buckets that alarms are about whose dimensions are not all of the metric's. */
  private readonly partly: ReadonlySet<string>;
  private readonly doubtful: Fact<boolean> | undefined;

  constructor(ofKind: (...kinds: readonly Kind[]) => readonly DeclaredResource[], links: Links) {
    this.notifications = new SideResources(ofKind("notification"), "bucket", ["bucket"], links);
    this.alarms = ofKind("alarm")
      .flatMap(watchedBy)
      .filter(({ metric }) => !metric.known || metric.value === FAILED);
    const sources = (isPartial: boolean): ReadonlySet<string> =>
      new Set(
        this.alarms.flatMap((each) => (each.metric.known && each.isPartial === isPartial ? textOf(each.source) : [])),
      );
    this.watched = sources(false);
    this.partly = sources(true);
    const doubt = this.alarms.flatMap(({ metric, source }) => [metric, source]).find(isUnknown);
    this.doubtful = doubt && doubtFrom(doubt);
  }

  /** @param name The bucket's name, which an alarm has as a dimension. */
  of(bucket: DeclaredResource, name: Fact<string | undefined>): Fact<boolean> {
    const notified = this.notifications.fact(bucket, notifies, () => known(false));
    const told = [notified, notifiesInside(bucket), this.isWatched(bucket, name)];
    return told.find((fact) => fact.known && fact.value) ?? told.find(isUnknown) ?? known(false);
  }

  /** Whether an alarm on the metric is about a bucket as a source. */
  private isWatched({ label }: DeclaredResource, name: Fact<string | undefined>): Fact<boolean> {
    if (textOf(name).some((text) => this.watched.has(text))) return known(true);
    if (this.doubtful) return this.doubtful;
    if (textOf(name).some((text) => this.partly.has(text))) {
      return unknownUntilConfigured(
        `the alarm on ${FAILED} of ${label} lacks dimensions with which S3 publishes that metric, so it may have no data`,
        "give the alarm the dimensions SourceBucket, DestinationBucket, and RuleId",
      );
    }
    return name.known || this.alarms.length === 0 ? known(false) : doubtFrom(name);
  }
}

/** A metric that an alarm watches. */
interface Alarm {
  readonly metric: Fact<string | undefined>;
  readonly source: Fact<string | undefined>;
  /** CloudWatch takes each set of dimensions for a metric of its own, and S3 publishes this one with all of them. */
  readonly isPartial: boolean;
}

/** What an alarm watches: one metric, or those that its expression is made of. */
function watchedBy(alarm: DeclaredResource): readonly Alarm[] {
  if (!isEvaluated(alarm)) return [unknownAlarm(notEvaluated(alarm))];
  const root = Setting.root(alarm);
  const queries = root.either("metricQueries", "metrics").items();
  if (!queries.known) return [unknownAlarm(doubtFrom(queries))];
  const inQueries = (queries.value ?? []).map((query) => {
    const stat = query.at("metricStat");
    return alarmOf((stat.isAbsent ? query : stat).at("metric"));
  });
  return [alarmOf(root), ...inQueries];
}

const unknownAlarm = (doubt: Fact<string | undefined>): Alarm => ({ metric: doubt, source: doubt, isPartial: false });

function alarmOf(watched: Setting): Alarm {
  const dimensions = watched.at("dimensions");
  const others = ["DestinationBucket", "RuleId"].map((name) => dimension(dimensions, name));
  return {
    metric: watched.at("metricName").text(),
    source: dimension(dimensions, "SourceBucket"),
    isPartial: others.some((each) => each.known && each.value === undefined),
  };
}

/** A dimension of a metric: of a map in the AWS provider, of a list of names and values in AWS's API. */
function dimension(dimensions: Setting, name: string): Fact<string | undefined> {
  const listed = dimensions.items();
  if (!listed.known || listed.value === undefined) return dimensions.at(name).text();
  const named = listed.value.map((each) => ({ name: each.at("name").text(), value: each.at("value") }));
  const found = named.find((each) => each.name.known && each.name.value === name);
  return found?.value.text() ?? named.map((each) => each.name).find(isUnknown) ?? known(undefined);
}

/** A text, known or what stands for it. */
function textOf(fact: Fact<string | undefined>): readonly string[] {
  const text = fact.known ? fact.value : fact.identity;
  return text === undefined ? [] : [text];
}

/** The same inside the bucket, where AWS's API has it. */
function notifiesInside(bucket: DeclaredResource): Fact<boolean> {
  if (bucket.shape !== "api" || !isEvaluated(bucket)) return known(false);
  const inside = Setting.of(bucket, "notificationConfiguration");
  const lists = ["topicConfigurations", "queueConfigurations", "lambdaConfigurations"].map((key) => inside.at(key));
  return anyIn(lists, (each) => isFailure(each.at("event").text()));
}

function notifies(notification: DeclaredResource): Fact<boolean> {
  const root = Setting.root(notification);
  // S3 does not send these events to EventBridge.
  const lists = [
    root.either("topics", "topic"),
    root.either("queues", "queue"),
    root.either("lambdaFunctions", "lambdaFunction"),
  ];
  return anyIn(lists, (each) => anyIn([each.at("events")], (event) => isFailure(event.text())));
}

/** Whether something is so of one item of some lists. */
function anyIn(lists: readonly Setting[], is: (item: Setting) => Fact<boolean>): Fact<boolean> {
  const all = lists.flatMap((list): readonly Fact<boolean>[] => {
    const items = list.items();
    return items.known ? (items.value ?? []).map(is) : [doubtFrom(items)];
  });
  return all.find((fact) => fact.known && fact.value) ?? all.find(isUnknown) ?? known(false);
}

const isFailure = (event: Fact<string | undefined>): Fact<boolean> =>
  mapFact(event, (text) => text !== undefined && EVENTS.has(text));
