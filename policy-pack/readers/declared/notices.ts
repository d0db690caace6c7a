import { doubtFrom, isUnknown, known, mapFact, type Fact } from "../../model/fact";
import type { Links } from "./links";
import type { DeclaredResource, Kind } from "./resource";
import { Setting } from "./setting";
import { SideResources } from "./side-resources";

/** The metric of copies that failed. It is there only where a rule has metrics on. */
const FAILED = "OperationsFailedReplication";

/** Events that S3 sends about copies, and patterns that contain the one about a failure. */
const EVENTS: ReadonlySet<string> = new Set(["s3:Replication:OperationFailedReplication", "s3:Replication:*"]);

/** Who is told that a copy has failed: an alarm on the metric, or a notification of the event. */
export class FailureNotices {
  private readonly notifications: SideResources;
  private readonly alarms: readonly DeclaredResource[];

  constructor(ofKind: (...kinds: readonly Kind[]) => readonly DeclaredResource[], links: Links) {
    this.notifications = new SideResources(ofKind("notification"), "bucket", ["bucket"], links);
    this.alarms = ofKind("alarm").filter((alarm) => {
      const metric = Setting.of(alarm, "metricName").text();
      return !metric.known || metric.value === FAILED;
    });
  }

  /** @param name The bucket's name, which an alarm has as a dimension. */
  of(bucket: DeclaredResource, name: Fact<string | undefined>): Fact<boolean> {
    const notified = this.notifications.fact(bucket, notifies, () => known(false));
    const told = [notified, ...this.alarms.map((alarm) => watches(alarm, name))];
    return told.find((fact) => fact.known && fact.value) ?? told.find(isUnknown) ?? known(false);
  }
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

/** Whether an alarm on the metric is about this bucket as a source. */
function watches(alarm: DeclaredResource, name: Fact<string | undefined>): Fact<boolean> {
  const metric = Setting.of(alarm, "metricName").text();
  if (!metric.known) return doubtFrom(metric);
  const source = Setting.of(alarm, "dimensions").at("SourceBucket").text();
  const text = source.known ? source.value : source.identity;
  const own = name.known ? name.value : name.identity;
  if (text !== undefined && text === own) return known(true);
  if (!source.known) return doubtFrom(source);
  return name.known ? known(false) : doubtFrom(name);
}
