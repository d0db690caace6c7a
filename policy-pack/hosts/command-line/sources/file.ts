import { gunzipSync } from "node:zlib";
import { isTemplate } from "../../../readers/cloudformation";
import { isObject } from "../../../readers/declared/json";
import { TEMPLATE_KIND, templateIn } from "./cloudformation";
import { JSON_KINDS, JSON_LINES_KINDS, type Loadable } from "./kinds";
import type { Loaded, Source } from "./stack";
import { decoded, parsed } from "./text";

/** What a file is that is not JSON, by its first bytes or its text: the first that matches counts. */
const OTHERS: readonly { readonly is: RegExp; readonly reason: string }[] = [
  { is: /^\s*$/, reason: "The file is empty." },
  {
    is: /^PK/,
    reason:
      "This is a binary Terraform plan or another zip archive: run `terraform show -json <file> > plan.json` and check plan.json.",
  },
  {
    is: /^\s*(resource|data|module|provider|terraform|variable|locals|output)\s*("|\{)/m,
    reason: "This is a file of a Terraform configuration: name its folder.",
  },
  {
    is: /^Terraform (used the selected providers|will perform the following actions)|^# [\w.[\]"]+:$/m,
    reason: "This is a plan or a state as people read it: check what `terraform show -json` prints.",
  },
];

/** The sections of a template in YAML. */
const TEMPLATE = /^\s*(AWSTemplateFormatVersion|Resources|Transform|Description|Parameters)\s*:/m;

export function loadFile(bytes: Buffer, source: Source): Loaded {
  const { shown } = source;
  const text = decoded(unzipped(bytes));
  const found = recognized(text, source);
  if (typeof found === "string") return { path: shown, reason: found };
  const loaded = found.load(shown);
  return typeof loaded === "string" ? { path: shown, reason: loaded } : { path: shown, kind: found.kind, ...loaded };
}

interface Recognized {
  readonly kind: string;
  readonly load: (path: string) => Loadable;
}

/** What a text is, or why it is nothing that is read. */
function recognized(text: string, source: Source): Recognized | string {
  const result = parsed(text);
  if ("value" in result) return kindOf(result.value, text, source) ?? OTHER_JSON;
  const lines = jsonLines(text);
  const log = lines && JSON_LINES_KINDS.find(({ is }) => is(lines));
  if (log) return { kind: log.kind, load: () => log.load(lines) };
  if (result.isCut) return "The file ends in the middle of its JSON: it was not written to its end.";
  const start = text.slice(0, MOST_LOOKED_AT);
  if (TEMPLATE.test(start)) return { kind: TEMPLATE_KIND, load: () => templateIn(text, source) };
  return OTHERS.find(({ is }) => is.test(start))?.reason ?? "The file is not JSON.";
}

function kindOf(json: unknown, text: string, source: Source): Recognized | undefined {
  if (isTemplate(json)) return { kind: TEMPLATE_KIND, load: () => templateIn(text, source) };
  const found = isObject(json) ? JSON_KINDS.find(({ is }) => is(json)) : undefined;
  return found && isObject(json) ? { kind: found.kind, load: (path) => found.load(json, path, text) } : undefined;
}

const OTHER_JSON = "The file is JSON of another kind than those that are read: `s3-crr check --help` names them.";

/** The values of a text that has JSON on each line; `undefined` for another text. */
function jsonLines(text: string): readonly unknown[] | undefined {
  if (!/^\s*\{.*\}\s*$/m.test(text.slice(0, MOST_LOOKED_AT))) return undefined;
  const values: unknown[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const result = parsed(line);
    if (!("value" in result)) return undefined;
    values.push(result.value);
  }
  return values;
}

/** Characters of a file that tell what it is. */
const MOST_LOOKED_AT = 64 * 1024;

/** The local backend of Pulumi can keep its files compressed. */
function unzipped(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
