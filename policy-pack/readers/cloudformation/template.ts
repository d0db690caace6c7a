import { isObject, object, own, text, type JsonObject } from "../declared/json";
import { linesOfKeys } from "../declared/json-lines";
import { Refused } from "./refused";
import type * as Yaml from "./yaml";
import type { Template } from "./yaml";

export type { Template } from "./yaml";

/** Characters. CloudFormation takes a tenth of it. */
const LARGEST = 10_000_000;

// Loaded on first use: a template in JSON does without.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const yaml = (): typeof Yaml => require("./yaml") as typeof Yaml;

/**
 * The template in a text of JSON or YAML.
 *
 * @throws Refused with one sentence where it is none.
 */
export function templateIn(written: string): Template {
  if (written.length > LARGEST)
    throw new Refused("A template of more than 10 MB is not read: CloudFormation takes 1 MB.");
  const template = jsonIn(written) ?? yaml().templateInYaml(written);
  if (!isTemplate(template.data)) throw new Refused("This is not a CloudFormation template: it has no `Resources`.");
  return template;
}

/** Whether data is a template: it has resources with types of CloudFormation's, or says that it is one. */
export function isTemplate(json: unknown): json is JsonObject {
  if (!isObject(json)) return false;
  const resources = Object.entries(object(own(json, "Resources")));
  return (
    (own(json, "AWSTemplateFormatVersion") !== undefined && isObject(own(json, "Resources"))) ||
    resources.some(([id, each]) => id.startsWith("Fn::") || /^\w+::\w+/.test(text(own(each, "Type")) ?? ""))
  );
}

/** The lines of resources, by their logical IDs. */
function linesOfResources(written: string): ReadonlyMap<string, number> {
  const lines = [...linesOfKeys(written, 2)].map(
    ([place, line]) => [JSON.parse(place) as readonly string[], line] as const,
  );
  return new Map(
    lines.flatMap(([[section, id], line]) =>
      section === "Resources" && id !== undefined ? [[id, line] as const] : [],
    ),
  );
}

function jsonIn(written: string): Template | undefined {
  try {
    const data: unknown = JSON.parse(written);
    return { data: object(data), lines: linesOfResources(written) };
  } catch {
    return undefined;
  }
}
