import { doubtFrom, isUnknown, known, mapFact, type Fact } from "../../model/fact";
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
  private readonly doubtful: Fact<boolean> | undefined;

  constructor(ofKind: (...kinds: readonly Kind[]) => readonly DeclaredResource[], links: Links) {
    this.notifications = new SideResources(ofKind("notification"), "bucket", ["bucket"], links);
    this.alarms = ofKind("alarm")
      .map(alarmOf)
      .filter(({ metric }) => !metric.known || metric.value === FAILED);
    this.watched = new Set(this.alarms.flatMap(({ metric, source }) => (metric.known ? textOf(source) : [])));
    const doubt = this.alarms.flatMap(({ metric, source }) => [metric, source]).find(isUnknown);
    this.doubtful = doubt && doubtFrom(doubt);
  }

  /** @param name The bucket's name, which an alarm has as a dimension. */
  of(bucket: DeclaredResource, name: Fact<string | undefined>): Fact<boolean> {
    const notified = this.notifications.fact(bucket, notifies, () => known(false));
    const told = [notified, this.isWatched(name)];
    return told.find((fact) => fact.known && fact.value) ?? told.find(isUnknown) ?? known(false);
  }

  /** Whether an alarm on the metric is about a bucket as a source. */
  private isWatched(name: Fact<string | undefined>): Fact<boolean> {
    if (textOf(name).some((text) => this.watched.has(text))) return known(true);
    if (this.doubtful) return this.doubtful;
    return name.known || this.alarms.length === 0 ? known(false) : doubtFrom(name);
  }
}

interface Alarm {
  readonly metric: Fact<string | undefined>;
  readonly source: Fact<string | undefined>;
}

function alarmOf(alarm: DeclaredResource): Alarm {
  if (!isEvaluated(alarm)) return { metric: notEvaluated(alarm), source: notEvaluated(alarm) };
  return {
    metric: Setting.of(alarm, "metricName").text(),
    source: Setting.of(alarm, "dimensions").at("SourceBucket").text(),
  };
}

/** A text, known or what stands for it. */
function textOf(fact: Fact<string | undefined>): readonly string[] {
  const text = fact.known ? fact.value : fact.identity;
  return text === undefined ? [] : [text];
}

function notifies(notification: DeclaredResource): Fact<boolean> {
  const root = Setting.root(notification);
  const bridge = root.at("eventbridge").flag();
  const lists = [
    root.either("topics", "topic"),
    root.either("queues", "queue"),
    root.either("lambdaFunctions", "lambdaFunction"),
  ].map((list) => list.items());
  const events = lists.flatMap((list): readonly Fact<boolean>[] =>
    list.known ? (list.value ?? []).map((each) => includesFailure(each.at("events"))) : [doubtFrom(list)],
  );
  const told: readonly Fact<boolean | undefined>[] = [bridge, ...events];
  return mapFact(
    told.find((fact) => fact.known && fact.value === true) ?? told.find(isUnknown) ?? known(false),
    (value) => value === true,
  );
}

function includesFailure(events: Setting): Fact<boolean> {
  const items = events.items();
  if (!items.known) return doubtFrom(items);
  const texts = (items.value ?? []).map((each) => each.text());
  if (texts.some((text) => text.known && text.value !== undefined && EVENTS.has(text.value))) return known(true);
  const unknown = texts.find(isUnknown);
  return unknown ? doubtFrom(unknown) : known(false);
}
