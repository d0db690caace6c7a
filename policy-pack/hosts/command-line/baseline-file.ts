import { readFile } from "node:fs/promises";
import { clean } from "../../model/prose";
import { listOf, object, text } from "../../options/schema";
import { day } from "../../options/shared";
import type { BaselineEntry } from "../../reports";
import { Unusable } from "./io";
import { whyOf } from "./sources/files";
import { decoded, parsed } from "./sources/text";

/** The version of the file: it grows by new members, and changes its number where one changes or goes. */
const VERSION = "1";

const entry = object(
  "One finding.",
  {
    source: text('What the source was found to be: "Terraform plan".'),
    stack: text("What its users call it; the path where it has no name."),
    address: text("The resource that a person edits."),
    rule: text("The rule."),
    fingerprint: text("Of all that identifies the finding, its reason too.", (value) =>
      /^[0-9a-f]{64}$/.test(value) ? undefined : "which is not 64 hexadecimal digits.",
    ),
    finding: text("What was found."),
    reason: text("Why it is accepted.", (value) => (value.trim() === "" ? "which is empty: say why." : undefined)),
    until: day("The last day on which it is hidden, `YYYY-MM-DD` in UTC."),
  },
  {},
);

const file = object(
  "A baseline.",
  {
    version: text("The version of the file.", (value) =>
      value === VERSION ? undefined : "which is not a version that is read here.",
    ),
    entries: listOf("What is accepted.", entry),
  },
  {},
);

/**
 * The entries of a baseline.
 *
 * @throws Unusable where it is none, or cannot be read.
 */
export async function readBaseline(path: string, shown: string): Promise<readonly BaselineEntry[]> {
  const content = await readFile(path).then(decoded, (error: unknown) => {
    throw new Unusable(`The baseline ${shown} cannot be read: ${whyOf(error)}.`);
  });
  const result = parsed(content);
  if (!("value" in result)) throw new Unusable(`The baseline ${shown} is not JSON.`);
  const { value, problems } = file.parse(result.value, "the baseline");
  const [first] = problems;
  if (!value) throw new Unusable(clean(`The baseline ${shown} cannot be used: ${first ?? "it is another file"}`));
  return value.entries;
}

/** As it is written: the same entries are the same text, whatever the order in which they were found. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const inOrder = [...entries].sort((a, b) => compare(orderOf(a), orderOf(b)));
  return `${JSON.stringify({ version: VERSION, entries: inOrder.map(inOneOrder) }, undefined, 2)}\n`;
}

const orderOf = ({ source, stack, address, rule, fingerprint }: BaselineEntry): readonly string[] => [
  source,
  stack,
  address,
  rule,
  fingerprint,
];

function compare(one: readonly string[], other: readonly string[]): number {
  const place = one.findIndex((part, index) => part !== other[index]);
  return place < 0 ? 0 : (one[place] ?? "") < (other[place] ?? "") ? -1 : 1;
}

const inOneOrder = ({ source, stack, address, rule, fingerprint, finding, reason, until }: BaselineEntry) => ({
  source,
  stack,
  address,
  rule,
  finding,
  reason,
  until,
  fingerprint,
});
