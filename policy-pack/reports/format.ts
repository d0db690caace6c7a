import type { Checked } from "./checked";

/** How a report is written. Formats for machines are the same whatever these are. */
export interface ReportOptions {
  /** Adds why, what to do and where it is written to each finding. */
  readonly explain: boolean;
  /** Adds what passed, with its proof. */
  readonly verbose: boolean;
  readonly colors: boolean;
  /** Characters that a line of text may have; lines are not wrapped where left out. */
  readonly columns?: number;
}

/** Writes all that was found. It judges nothing and reads nothing. */
export type Format = (checked: Checked, options: ReportOptions) => string;
