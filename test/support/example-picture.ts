import { readFileSync } from "node:fs";
import * as path from "node:path";
import { judge } from "../../policy-pack/judgement";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import { readStack } from "../../policy-pack/readers/pulumi";
import { withInputs } from "../../policy-pack/readers/pulumi/inputs";
import { formatNamed, type Checked, type CheckedSource } from "../../policy-pack/reports";
import { pictureOf } from "../../policy-pack/reports/picture";
import { configurationFrom, DEFAULT_SETTINGS } from "../../policy-pack/settings";
import { runProgram } from "./engine";

/** The examples in the picture, the most telling first. */
const EXAMPLES = ["broken", "compliant"] as const;

/** What a check of the examples finds, as the embedded engine shows them before they are deployed. */
export async function checkedExamples(root: string): Promise<Checked> {
  const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Checked["tool"];
  const sources: CheckedSource[] = [];
  for (const example of EXAMPLES) sources.push(await sourceOf(root, example));
  return {
    tool: { name, version },
    sources,
    unreadable: [],
    levels: configurationFrom({}).levels,
    problems: [],
  };
}

async function sourceOf(root: string, example: string): Promise<CheckedSource> {
  const file = path.join("examples", "pulumi", example);
  const { registered, exitCode, output } = await runProgram(path.join(root, file));
  if (exitCode !== 0) throw new Error(`The example ${example} failed: ${output}`);
  const resources = registered.map(({ inputs, outputs }) =>
    withInputs({ dependencies: [], propertyDependencies: {}, ...outputs }, inputs.props),
  );
  const graph = readStack(resources, DEFAULT_OPTIONS);
  return {
    path: file,
    kind: "Pulumi preview",
    label: `${example}/dev`,
    judgement: judge(graph, DEFAULT_SETTINGS),
    graph,
    notes: [],
    nameOf: (address) => address.split("::").at(-1) ?? address,
    where: () => undefined,
  };
}

/** The page of a check. */
export const pageOf = (checked: Checked): string =>
  formatNamed("html")(checked, { explain: false, verbose: false, colors: false });

/** The image that the README shows, and the data that it was made from: `npm run docs:picture` writes both. */
export const IMAGE = "docs/picture.png";
export const IMAGE_DATA = "docs/picture.json";

/** What is seen in the picture of a check. */
export function seenIn(checked: Checked): string {
  const seen = checked.sources.map((source) => {
    const { accounts, buckets, arrows, losses } = pictureOf(source, checked);
    const name = (address: string): string => buckets.get(address)?.bucket.label ?? address;
    return {
      source: source.label,
      areas: accounts.map((account) => ({
        account: account.name ?? null,
        regions: account.regions.map((region) => ({
          region: region.name ?? null,
          buckets: region.buckets.map((address) => `${name(address)}: ${buckets.get(address)?.kind ?? ""}`),
        })),
      })),
      arrows: arrows.map(({ from, to, answer }) => `${name(from)} to ${name(to)}: ${answer}`),
      losses: losses.map(({ region, outcomes }) => ({
        region,
        outcomes: outcomes.map(({ bucket, fate }) => `${bucket.label}: ${fate}`),
      })),
    };
  });
  return `${JSON.stringify(seen, undefined, 2)}\n`;
}
