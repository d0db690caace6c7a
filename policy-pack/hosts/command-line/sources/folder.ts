import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import type { Location, Unreadable } from "../../../reports";
import { isObject, object, own, text } from "../../../readers/declared/json";
import { placeOf } from "../../../exemptions";
import { loadTerraformFolder, readLoadedFolder, type Location as ReadLocation } from "../../../readers/terraform";
import { cloudAssembly } from "./cloudformation";
import { readSynthesized, type Synthesized } from "./synthesized";
import { NOWHERE, type Given, type Loaded } from "./stack";
import { decoded, parsed } from "./text";

/** What a folder may be: the first kind whose files are there counts. */
interface FolderKind {
  readonly is: (names: readonly string[]) => boolean;
  readonly load: (folder: string, shown: string, given: Given) => Loaded | Promise<Loaded>;
}

const FOLDER_KINDS: readonly FolderKind[] = [
  // A file of that name is in what the CDK has synthesized; a folder of that name, in the app's.
  { is: (names) => names.includes("cdk.out") && names.includes("manifest.json"), load: cloudAssembly },
  {
    is: (names) => names.includes("cdk.out") && names.includes("cdk.json"),
    load: (folder, shown, given) => cloudAssembly(path.join(folder, "cdk.out"), path.join(shown, "cdk.out"), given),
  },
  { is: (names) => names.includes("manifest.json") && names.includes("stacks"), load: cdktfStacks },
  { is: (names) => names.some((name) => /\.tf(\.json)?$/.test(name)), load: terraformFolder },
  {
    is: (names) => names.includes("Pulumi.yaml"),
    load: (_folder, shown) =>
      refused(
        shown,
        "The folder is a Pulumi project, whose program has to run: check what `pulumi stack export` or `pulumi preview --json` prints.",
      ),
  },
];

/** @param folder Absolute. @param shown As it was named. */
export async function loadFolder(folder: string, shown: string, given: Given): Promise<Loaded> {
  const names = await readdir(folder);
  const found = FOLDER_KINDS.find(({ is }) => is(names));
  if (found) return found.load(folder, shown, given);
  return names.length === 0
    ? refused(shown, "The folder is empty.")
    : refused(
        shown,
        "The folder is neither a synthesized app of the AWS CDK (cdk.out) or CDKTF (cdktf.out) nor a Terraform configuration: name the files in it that are to be checked.",
      );
}

const refused = (shown: string, reason: string): Unreadable => ({ path: shown, reason });

/** All stacks of a CDKTF app at once: what refers from one to another is known. */
async function cdktfStacks(folder: string, shown: string): Promise<Loaded> {
  const manifest = valueIn((await textIn(path.join(folder, "manifest.json"))) ?? "");
  const stacks = new Map<string, Synthesized>();
  for (const [name, stack] of Object.entries(object(own(manifest, "stacks")))) {
    const file = text(own(stack, "synthesizedStackPath"));
    const content = file === undefined ? undefined : await textIn(path.join(folder, file));
    const json = content === undefined ? undefined : valueIn(content);
    if (file === undefined || content === undefined || !isObject(json)) {
      return refused(
        shown,
        `The manifest names the stack ${name}, whose cdk.tf.json cannot be read: synthesize the app again.`,
      );
    }
    stacks.set(name, { json, file: path.join(shown, file), text: content });
  }
  const names = [...stacks.keys()];
  if (names.length === 0) return refused(shown, "The manifest names no stack: synthesize the app again.");
  return {
    path: shown,
    kind: "CDKTF app",
    label: names.join(", "),
    place: placeOf(names),
    notes: [],
    read: (options) => readSynthesized(stacks, options),
  };
}

export const TERRAFORM_FOLDER = "Terraform configuration";

/** A root module, with the modules that it calls. */
async function terraformFolder(folder: string, shown: string, { values = [] }: Given): Promise<Loaded> {
  try {
    const loaded = await loadTerraformFolder(folder, { values });
    return {
      path: shown,
      kind: TERRAFORM_FOLDER,
      label: shown,
      place: NOWHERE,
      notes: [],
      read: (options) => {
        const { locations, ...read } = readLoadedFolder(loaded, options);
        return { ...read, where: new Map([...locations].map(([address, at]) => [address, within(shown, at)])) };
      },
    };
  } catch (error) {
    // What Terraform would refuse, and what is missing to read it, is said in one sentence.
    if (error instanceof Error && error.name === "Unreadable") return refused(shown, error.message);
    throw error;
  }
}

/** A place in a folder, seen from where the command runs. */
export function within(shown: string, { file, line }: ReadLocation): Location {
  return { file: path.join(shown, file), ...(line !== undefined && { line }) };
}

/** `undefined` for a file that cannot be read. */
const textIn = (file: string): Promise<string | undefined> => readFile(file).then(decoded, () => undefined);

/** `undefined` for what is no JSON. */
function valueIn(content: string): unknown {
  const result = parsed(content);
  return "value" in result ? result.value : undefined;
}
