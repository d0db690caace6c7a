import type { Format } from "./format";
import { json } from "./json";
import { text } from "./text";

export type { Checked, CheckedSource, Location, Tool, Unreadable } from "./checked";
export type { Format, ReportOptions } from "./format";
export { FAIL_ON, fails, type FailOn } from "./outcome";

/** Every format, by the name that `--format` takes. */
export const FORMATS = { text, json } as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];
