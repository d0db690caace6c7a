import { at, isObject, object, objects, own, text, type JsonObject } from "../declared/json";
import type { StackRecord } from "./export";

/**
 * What `pulumi preview --json` prints: no outputs, and none of the providers that Pulumi makes itself.
 *
 * @returns Why it cannot be read, a whole sentence; `undefined` for something else than a preview.
 */
export function recordInPreview(preview: unknown): StackRecord | string | undefined {
  const [steps, summary] = [own(preview, "steps"), own(preview, "changeSummary")];
  if (!Array.isArray(steps) || !isObject(own(preview, "config"))) return undefined;
  if (!isObject(summary) || objects(own(preview, "diagnostics")).some(stops)) return UNFINISHED;
  const same = objects(steps).filter((step) => own(step, "op") === "same").length;
  // A step that changes nothing is left out unless it is asked for, and with it the versioning that a bucket has.
  if (Number(own(summary, "same") ?? 0) > same) {
    return "The preview does not show what stays the same: run `pulumi preview --json --show-sames`.";
  }
  return {
    resources: last(objects(steps).map((step) => own(step, "newState"))).map(withoutOutputs),
    pendingOperations: [],
    config: object(own(preview, "config")),
  };
}

/**
 * The log of the engine's events, as `--event-log` writes it and `PULUMI_ENABLE_STREAMING_JSON_PREVIEW` prints it. It has
 * the providers and the outputs, and nothing of what depends on what.
 *
 * @returns Why it cannot be read, a whole sentence; `undefined` for something else than such a log.
 */
export function recordInEvents(events: readonly unknown[]): StackRecord | string | undefined {
  if (own(events[0], "sequence") === undefined || own(events[0], "timestamp") === undefined) return undefined;
  const isWhole = events.some((event) => isObject(own(event, "summaryEvent")));
  if (!isWhole || events.some((event) => stops(own(event, "diagnosticEvent")))) return UNFINISHED;
  const states = events.map((event) => {
    const about = own(event, "resOutputsEvent") ?? own(event, "resourcePreEvent");
    return isGone(text(at(about, "metadata", "op"))) ? undefined : at(about, "metadata", "new");
  });
  return {
    resources: last(states),
    pendingOperations: [],
    untold: {
      reason: "an event log does not tell what a resource waits for",
      settle: "pulumi preview --json --show-sames",
    },
  };
}

const UNFINISHED =
  "The preview did not run to its end, so it does not show the whole stack: fix what stopped it, and run it again.";

/** Whether a diagnostic is an error other than the last one, which says that there was an error: of a policy, say. */
function stops(diagnostic: unknown): boolean {
  return (
    own(diagnostic, "severity") === "error" && !/^(preview|update) failed/.test(text(own(diagnostic, "message")) ?? "")
  );
}

/** A step whose state is what there was before. */
const isGone = (op: string | undefined): boolean => op !== undefined && /^(delete|discard|remove)/.test(op);

/** The last state that is told of each resource: a replacement is told in several steps. */
function last(states: readonly unknown[]): readonly JsonObject[] {
  return [...new Map(states.filter(isObject).map((state) => [own(state, "urn"), state])).values()];
}

/** What a preview will know of a resource: what the program sets, and nothing yet of what names it elsewhere. */
function withoutOutputs(state: JsonObject): JsonObject {
  const [inputs, outputs] = [object(own(state, "inputs")), own(state, "outputs")];
  if (isObject(outputs) || Object.keys(inputs).length === 0) return state;
  return { ...state, outputs: { ...NOT_YET, ...inputs } };
}

const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const NOT_YET = { id: UNKNOWN_TEXT, arn: UNKNOWN_TEXT, keyId: UNKNOWN_TEXT };
