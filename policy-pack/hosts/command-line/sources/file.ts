import { gunzipSync } from "node:zlib";
import type { Unreadable } from "../../../reports";
import { isObject } from "../../../readers/declared/json";
import { JSON_KINDS } from "./kinds";
import type { Loaded } from "./stack";
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
    is: /^\s*(AWSTemplateFormatVersion|Resources|Transform|Description|Parameters)\s*:/m,
    reason: "AWS CloudFormation templates are not read by this version.",
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

/** @param shown As it was named. */
export function loadFile(bytes: Buffer, shown: string): Loaded {
  const refused = (reason: string): Unreadable => ({ path: shown, reason });
  const text = decoded(unzipped(bytes));
  const result = parsed(text);
  if (!("value" in result)) {
    if (result.isCut) return refused("The file ends in the middle of its JSON: it was not written to its end.");
    const start = text.slice(0, MOST_LOOKED_AT);
    return refused(OTHERS.find(({ is }) => is.test(start))?.reason ?? "The file is not JSON.");
  }
  const json = result.value;
  const found = isObject(json) ? JSON_KINDS.find(({ is }) => is(json)) : undefined;
  if (!found || !isObject(json)) {
    return refused("The file is JSON of another kind than those that are read: `s3-crr check --help` names them.");
  }
  const loaded = found.load(json, shown);
  return typeof loaded === "string" ? refused(loaded) : { path: shown, kind: found.kind, ...loaded };
}

/** Characters of a file that tell what it is. */
const MOST_LOOKED_AT = 64 * 1024;

/** The local backend of Pulumi can keep its files compressed. */
function unzipped(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
