import { at, own, text, type JsonObject } from "../../../readers/declared/json";
import { readRecord, recordIn, stackOf, type StackRecord } from "../../../readers/pulumi/export";
import { readConfigurations, readPlan, readState } from "../../../readers/terraform";
import { NOWHERE, type Stack } from "./stack";

/** What a JSON file may be: the first kind that it is counts. */
export interface JsonKind {
  /** What it is called, and what a person is told that it is. */
  readonly kind: string;
  readonly is: (json: JsonObject) => boolean;
  /** The stack in it, or why it is not read: the rest of a sentence about the file, with its full stop. */
  readonly load: (json: JsonObject, path: string) => Omit<Stack, "path" | "kind"> | string;
}

const has = (json: unknown, ...keys: readonly string[]): boolean => keys.some((key) => own(json, key) !== undefined);

export const JSON_KINDS: readonly JsonKind[] = [
  {
    kind: "Terraform plan",
    is: (json) => has(json, "format_version") && has(json, "resource_changes", "planned_values", "configuration"),
    load: (plan, path) => terraform(path, (options) => readPlan(plan, options)),
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
        : "has a version that is not read: run `terraform show -json` in its folder and check what that prints.",
  },
  {
    kind: "Pulumi state",
    is: (json) => recordIn(json) !== undefined,
    load: (json) => pulumi(recordIn(json) ?? { resources: [], pendingOperations: [] }),
  },
  {
    kind: "AWS CloudFormation template",
    is: (json) =>
      has(json, "AWSTemplateFormatVersion") ||
      Object.values(own(json, "Resources") ?? {}).some((each) => /^(AWS|Custom)::/.test(text(own(each, "Type")) ?? "")),
    load: () => CLOUDFORMATION,
  },
  {
    kind: "Terraform JSON configuration",
    is: (json) => has(json, "terraform", "provider", "resource", "module", "data") && !has(json, "version"),
    load: (json, path) => terraform(stackName(json) ?? path, (options) => readConfigurations({ main: json }, options)),
  },
];

export const CLOUDFORMATION = "AWS CloudFormation templates are not read by this version.";

function terraform(label: string, read: Stack["read"]): Omit<Stack, "path" | "kind"> {
  return { label, place: NOWHERE, notes: [], read };
}

function pulumi(record: StackRecord): Omit<Stack, "path" | "kind"> {
  const place = stackOf(text(own(record.resources[0], "urn")) ?? "");
  return {
    label: [place.project, place.stack].filter(Boolean).join("/") || "an empty stack",
    place,
    notes: [],
    read: (options) => readRecord(record, options),
  };
}

/** The stack's name, which CDKTF writes beside what it synthesizes. */
function stackName(json: JsonObject): string | undefined {
  return text(at(json, "//", "metadata", "stackName"));
}
