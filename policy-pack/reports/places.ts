import { clean } from "../model/prose";
import type { Checked, CheckedSource, Location } from "./checked";
import { findingsOf, type Finding } from "./findings";

/** A finding with the source that it is about. */
export interface Placed {
  readonly source: CheckedSource;
  readonly finding: Finding;
}

/** All findings about sources, in the order in which the sources were named. */
export const placed = (checked: Checked): readonly Placed[] =>
  checked.sources.flatMap((source) => findingsOf(source, checked).map((finding) => ({ source, finding })));

/** Where a finding is written: the line where that is known, else the source that was read. */
export const locationOf = ({ source, finding }: Placed): Location => finding.on?.location ?? { file: source.path };

/** What is wrong, and what to do: lines of one message. */
export const messageOf = ({ reason, remedies }: Finding): string => [reason, ...remedies].map(clean).join("\n");
