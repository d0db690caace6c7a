import type { Format } from "./format";
import type * as Github from "./github";
import type * as Gitlab from "./gitlab";
import type * as Html from "./html";
import type * as Json from "./json";
import type * as Junit from "./junit";
import type * as Markdown from "./markdown";
import type * as Mermaid from "./mermaid";
import type * as Sarif from "./sarif";
import type * as Text from "./text";

export { baselined, type Baselined } from "./baselined";
export type { Baseline, BaselineEntry, Checked, CheckedSource, Location, Tool, Unreadable } from "./checked";
export { LIVE_CHECKS, type Live, type LiveCheck, type LiveFinding, type MeasuredArrow } from "./live";
export type { Format, ReportOptions } from "./format";
export { FAIL_ON, fails, type FailOn } from "./outcome";

/* eslint-disable @typescript-eslint/no-require-imports -- each format is loaded when it is asked for */
/** Every format, by the name that `--format` takes. */
const FORMATS = {
  text: () => (require("./text") as typeof Text).text,
  json: () => (require("./json") as typeof Json).json,
  sarif: () => (require("./sarif") as typeof Sarif).sarif,
  junit: () => (require("./junit") as typeof Junit).junit,
  github: () => (require("./github") as typeof Github).github,
  gitlab: () => (require("./gitlab") as typeof Gitlab).gitlab,
  html: () => (require("./html") as typeof Html).html,
  mermaid: () => (require("./mermaid") as typeof Mermaid).mermaid,
  markdown: () => (require("./markdown") as typeof Markdown).markdown,
} as const satisfies Readonly<Record<string, () => Format>>;
/* eslint-enable @typescript-eslint/no-require-imports */

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export const formatNamed = (name: FormatName): Format => FORMATS[name]();
