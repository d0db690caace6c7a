import { placeOf } from "../../../exemptions";
import { at, own, text, type JsonObject } from "../../../readers/declared/json";
import { readRecord, recordIn, stackOf, type StackRecord } from "../../../readers/pulumi/export";
import { recordInEvents, recordInPreview } from "../../../readers/pulumi/preview";
import type { SharedOptions } from "../../../options";
import { readPlan, readPriorState, readState } from "../../../readers/terraform";
import { readSynthesized } from "./synthesized";
import { NOWHERE, type Stack, type StackRead } from "./stack";

/** A stack, or why it is not read: a whole sentence. */
export type Loadable = Omit<Stack, "path" | "kind"> | string;

/** What a JSON file may be: the first kind that it is counts. */
export interface JsonKind {
  /** What it is called, and what a person is told that it is. */
  readonly kind: string;
  readonly is: (json: JsonObject) => boolean;
  readonly load: (json: JsonObject, path: string, text: string) => Loadable;
}

const has = (json: unknown, ...keys: readonly string[]): boolean => keys.some((key) => own(json, key) !== undefined);

export const JSON_KINDS: readonly JsonKind[] = [
  {
    kind: "Terraform plan",
    is: (json) => has(json, "format_version") && has(json, "resource_changes", "planned_values", "configuration"),
    load: (plan, path) => terraform(path, (options) => planAndBefore(plan, options)),
  },
  {
    kind: "Terraform state",
    is: (json) => has(json, "format_version") && (has(json, "values") || Object.keys(json).length <= 2),
    load: (state, path) => terraform(path, (options) => readState(state, options)),
  },
  {
    kind: "Terraform state",
    is: (json) => has(json, "terraform_version") && has(json, "version") && has(json, "resources", "modules"),
    load: (state, path) =>
      own(state, "version") === 4
        ? terraform(path, (options) => readState(state, options))
        : "The state has a version that is not read: run `terraform show -json` in its folder and check what that prints.",
  },
  {
    kind: "Pulumi state",
    is: (json) => recordIn(json) !== undefined,
    load: (json) => pulumi(recordIn(json)),
  },
  {
    kind: "Pulumi preview",
    is: (json) => recordInPreview(json) !== undefined,
    load: (json) => pulumi(recordInPreview(json)),
  },
  {
    kind: "Terraform JSON configuration",
    is: (json) => has(json, "terraform", "provider", "resource", "module", "data") && !has(json, "version"),
    load: (json, path, content) => {
      const name = stackName(json);
      const read: Stack["read"] = (options) =>
        readSynthesized(new Map([["main", { json, file: path, text: content }]]), options);
      return { ...terraform(name ?? path, read), place: placeOf(name === undefined ? [] : [name]) };
    },
  },
];

/** What a file of JSON texts, one on a line, may be. */
export const JSON_LINES_KINDS: readonly JsonLinesKind[] = [
  {
    kind: "Pulumi event log",
    is: (lines) => recordInEvents(lines) !== undefined,
    load: (lines) => pulumi(recordInEvents(lines)),
  },
  {
    kind: "Terraform log",
    is: ([first]) => has(first, "@level"),
    load: () =>
      "This is what `terraform plan -json` prints, which does not contain the plan: run `terraform plan -out=plan` and check what `terraform show -json plan` prints.",
  },
];

export interface JsonLinesKind {
  readonly kind: string;
  readonly is: (lines: readonly unknown[]) => boolean;
  readonly load: (lines: readonly unknown[]) => Loadable;
}

function terraform(label: string, read: Stack["read"]): Omit<Stack, "path" | "kind"> {
  return { label, place: NOWHERE, notes: [], read };
}

function planAndBefore(plan: JsonObject, options: SharedOptions): StackRead {
  const before = readPriorState(plan, options);
  return { ...readPlan(plan, options), ...(before && { before: before.graph }) };
}

/** @param record The stack, or why it is not read. */
function pulumi(record: StackRecord | string | undefined): Loadable {
  if (typeof record === "string") return record;
  const { resources, untold } = record ?? NOTHING;
  const place = stackOf(text(own(resources[0], "urn")) ?? "");
  return {
    label: [place.project, place.stack].filter(Boolean).join("/") || "an empty stack",
    place,
    notes: untold === undefined ? [] : [UNTOLD],
    read: (options) => readRecord(record ?? NOTHING, options),
  };
}

const NOTHING: StackRecord = { resources: [], pendingOperations: [] };

const UNTOLD =
  "An event log does not tell which resources depend on which, so more is undetermined than in the preview itself: check what `pulumi preview --json --show-sames` prints.";

/** The stack's name, which CDKTF writes beside what it synthesizes. */
function stackName(json: JsonObject): string | undefined {
  return text(at(json, "//", "metadata", "stackName"));
}
