import type { Kind } from "./picture";
import type { Fate } from "./survival";

/** What a mark and a line say without color. */
export type Mark = "satisfied" | "violated" | "undetermined" | "none";

/** What each kind of bucket is called in pictures and tables, and its mark. */
export const KINDS: Readonly<Record<Kind, { readonly words: string; readonly mark: Mark }>> = {
  findings: { words: "has findings", mark: "violated" },
  "faulty replica": { words: "replica with a defect", mark: "violated" },
  undetermined: { words: "undetermined", mark: "undetermined" },
  pending: { words: "undetermined until apply", mark: "undetermined" },
  unproven: { words: "no proven copy", mark: "undetermined" },
  baseline: { words: "falls short, in the baseline", mark: "none" },
  exempt: { words: "exempt", mark: "none" },
  replica: { words: "replica", mark: "satisfied" },
  copied: { words: "proven copy elsewhere", mark: "satisfied" },
  "not judged": { words: "not judged in this run", mark: "none" },
  elsewhere: { words: "not in this stack", mark: "none" },
};

/** The order in which buckets are shown where not all can be: what falls short first. */
export const FIRST: readonly Kind[] = Object.keys(KINDS) as readonly Kind[];

export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  gone: "gone, at least in part",
  "not known": "not known",
  exempt: "exempt, so nothing is proven",
  survives: "survives: a working copy in another Region is proven",
  copy: "is a copy: the bucket that it was copied from is in another Region",
};

/** "account 111122223333", "account not known". */
export const accountName = (name: string | undefined): string => `account ${name ?? "not known"}`;
export const regionName = (name: string | undefined): string => name ?? "Region not known";
