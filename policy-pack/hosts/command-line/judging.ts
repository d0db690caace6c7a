import * as path from "node:path";
import { defect, REPORT_DEFECT } from "../../defect";
import { judge, type Judgement } from "../../judgement";
import type { Address, Bucket, ReplicationGraph } from "../../model/graph";
import type { Vocabulary } from "../../model/vocabulary";
import { CLOUDFORMATION } from "../../readers/cloudformation/dialect";
import { AWS_NATIVE, PULUMI } from "../../readers/pulumi/dialect";
import { TERRAFORM } from "../../readers/terraform/dialect";
import type { CheckedSource, Location, Unreadable } from "../../reports";
import type { Settings } from "../../settings";
import type { Io } from "./io";
import { withoutSecrets } from "./secrets";
import { load, type Given, type Stack } from "./sources";

/** What was found in one file or folder, as data that a thread can hand to another. */
export type Found = FoundStack | Unreadable;

interface FoundStack extends Pick<
  CheckedSource,
  "path" | "kind" | "label" | "notes" | "judgement" | "graph" | "before"
> {
  readonly labels: ReadonlyMap<Address, string>;
  readonly places: ReadonlyMap<Address, Location>;
}

/** Loads, reads and judges what is at a path. What is wrong with it is told, and never thrown. */
export async function found(
  path: string,
  settings: Settings,
  now: Date,
  io: Pick<Io, "cwd" | "stdin">,
  given: Given = {},
): Promise<Found> {
  try {
    const loaded = await load(path, io, given);
    return "reason" in loaded ? loaded : judged(loaded, settings, now, io.cwd);
  } catch (error) {
    return { path, reason: `${defect("It could not be checked", error)} ${REPORT_DEFECT}` };
  }
}

function judged(
  { path, kind, label, place, notes, read }: Stack,
  settings: Settings,
  now: Date,
  cwd: string,
): FoundStack {
  const { graph, before, labels, where, partial, secrets } = read(settings.shared);
  const judgementOf = (each: ReplicationGraph): Judgement => judge(each, settings, { ...place, now });
  return withoutSecrets(
    {
      path,
      kind,
      label,
      notes: partial === undefined ? notes : [...notes, `${capitalized(partial)}.`],
      judgement: judgementOf(graph),
      graph,
      ...(before && { before: { judgement: judgementOf(before), graph: before } }),
      labels,
      places: new Map([...(where ?? [])].map(([address, at]) => [address, { ...at, file: seenFrom(cwd, at.file) }])),
    },
    secrets ?? NONE,
  );
}

/** A file below the folder that the command runs in, by its path from there; others stay as they are. */
function seenFrom(cwd: string, file: string): string {
  const inside = path.relative(cwd, file);
  return path.isAbsolute(file) && !inside.startsWith("..") && !path.isAbsolute(inside) ? inside : file;
}

const NONE: ReadonlySet<string> = new Set<string>();

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What reports are made of. */
export function checkedSource({ labels, places, ...found }: FoundStack): CheckedSource {
  return {
    ...found,
    nameOf: (address) => labels.get(address) ?? found.graph.elsewhere.get(address)?.label ?? address,
    where: (address) => places.get(address),
  };
}

/** A vocabulary has functions, which no thread can hand to another: only its name goes. */
export function packed(found: Found): Found {
  return withWords(found, ({ source }) => source);
}

export function unpacked(found: Found): Found {
  return withWords(found, (source) => VOCABULARIES.get(source as unknown as Vocabulary["source"]));
}

const VOCABULARIES: ReadonlyMap<Vocabulary["source"], Vocabulary> = new Map(
  [PULUMI, AWS_NATIVE, TERRAFORM, CLOUDFORMATION].map((words) => [words.source, words]),
);

/** The buckets are the thread's own by now, and the judgement's are those of the graph. */
function withWords(found: Found, words: (words: Vocabulary) => unknown): Found {
  if ("reason" in found) return found;
  const stacks = [found, ...(found.before ? [found.before] : [])];
  const all = new Set<Bucket>(
    stacks.flatMap(({ graph, judgement }) => [...bucketsOf(graph), ...judgement.buckets.map(({ bucket }) => bucket)]),
  );
  for (const bucket of all) Object.assign(bucket, { words: words(bucket.words) });
  return found;
}

const bucketsOf = ({ buckets, elsewhere }: ReplicationGraph): readonly Bucket[] => [
  ...buckets.values(),
  ...elsewhere.values(),
];
