import { createHash } from "node:crypto";
import { plural } from "../../model/prose";
import type { Checked } from "../checked";
import { configurationFindings, findingsOf, hiddenIn } from "../findings";
import { baselineLines } from "../hidden";
import { totalsOf } from "../outcome";
import { pictureOf } from "../picture";
import { summaryOf } from "../summary";
import type { Mark } from "../words";
import { about } from "./about";
import { drawing } from "./drawing";
import { Markup, markup } from "./markup";
import { mark, SYMBOLS } from "./marks";
import { enliven } from "./script";
import { STYLE } from "./style";
import { baselined, changes, exemptions, findingsTable, losses } from "./tables";
import { Sheet, type Drawn } from "./sheet";

/**
 * One page with everything in it: it loads nothing, and may load nothing. What it does is in it as a script, without
 * which all can be read.
 */
export function html(checked: Checked): string {
  const sheet = new Sheet();
  const all = checked.sources.map((source, index): Drawn => {
    const [findings, hidden] = [findingsOf(source, checked), hiddenIn(source, checked)];
    return { source, picture: pictureOf(source, checked), findings, hidden, prefix: `s${index}` };
  });
  const body = bodyOf(checked, all, sheet);
  const style = `${STYLE}${sheet.rules}`;
  return `${page({ style, script: `(${enliven.toString()})(document);`, title: titleOf(checked), body }).html}\n`;
}

interface Page {
  readonly style: string;
  readonly script: string;
  readonly title: string;
  readonly body: Markup;
}

function page({ style, script, title, body }: Page): Markup {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  // In quotes a policy's own quotes would be escaped, which a browser reads all the same.
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<script>${new Markup(script)}</script>
</body>
</html>`;
}

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

const titleOf = ({ sources }: Checked): string =>
  `Cross-Region replication: ${sources.map(({ label }) => label).join(", ") || "nothing was read"}`;

function bodyOf(checked: Checked, all: readonly Drawn[], sheet: Sheet): Markup {
  const { tool } = checked;
  return markup`${SYMBOLS}
<a class="skip" href="#findings">Skip to the findings</a>
<header>
<h1>Cross-Region replication of S3 buckets</h1>
<p class="lead">${summaryOf(checked)}</p>
${baselineLines(checked).map((line) => markup`<p class="soft">${line}</p>`)}
${totals(checked)}
</header>
<main>
${filters(all)}
${all.map((each) => drawing(each, sheet, all.length > 1))}
${losses(all)}
${all.map(changes)}
${findingsTable(all, configurationFindings(checked))}
${exemptions(all)}
${baselined(all)}
${aboutAll(all)}
${notChecked(checked)}
</main>
<footer><p>Made by ${tool.name} ${tool.version}. ${NOTE}</p></footer>
<dialog aria-labelledby="dialog-title">
<div class="top"><h2 id="dialog-title"></h2><button type="button" class="close">Close (Esc)</button></div>
<div id="dialog-content"></div>
</dialog>`;
}

const NOTE =
  "A proven copy is one of objects that are written once replication is set up: S3 does not copy those that were there before.";

function totals(checked: Checked): Markup {
  const { mandatory, advisory, undetermined, pending } = totalsOf(checked);
  const parts: readonly (readonly [Mark, number, string])[] = [
    ["violated", mandatory, plural(mandatory, "mandatory violation")],
    ["violated", advisory, plural(advisory, "advisory violation")],
    ["undetermined", undetermined, plural(undetermined, "open question")],
    ["undetermined", pending, `${plural(pending, "bucket")} undetermined until apply`],
  ];
  const told = parts.filter(([, count]) => count > 0);
  const items = told.map(([answer, , words]) => markup`<li>${mark(answer)}${words}</li>`);
  return markup`<ul class="totals">${items.length > 0 ? items : markup`<li>${mark("satisfied")}No findings</li>`}</ul>`;
}

function filters(all: readonly Drawn[]): Markup {
  const found = all.flatMap(({ picture }) => [...picture.buckets.values()]);
  if (found.length === 0) return markup``;
  const regions = new Set(found.flatMap(({ bucket }) => (bucket.region.known ? [bucket.region.value] : [])));
  return markup`<div class="filters" role="search" aria-label="Filter buckets and findings">
<label for="filter-text">Text<input id="filter-text" type="search" placeholder="Name, rule, sentence" autocomplete="off"></label>
<label for="filter-answer">Verdict<select id="filter-answer">
<option value="">All</option><option value="violated">Violated</option><option value="undetermined">Undetermined</option><option value="satisfied">Satisfied</option><option value="none">Not judged</option>
</select></label>
<label for="filter-region">Region<select id="filter-region">
<option value="">All</option>${[...regions].sort().map((region) => markup`<option>${region}</option>`)}<option value="?">Not known</option>
</select></label>
<output id="filter-result" for="filter-text filter-answer filter-region" aria-live="polite"></output>
</div>`;
}

function aboutAll(all: readonly Drawn[]): Markup {
  const articles = all.flatMap((drawn) => [...drawn.picture.buckets.values()].map((each) => about(each, drawn)));
  return articles.length === 0
    ? markup``
    : markup`<section aria-labelledby="buckets"><h2 id="buckets">Buckets and proofs</h2>${articles}</section>`;
}

function notChecked({ unreadable }: Checked): Markup {
  if (unreadable.length === 0) return markup``;
  const rows = unreadable.map(({ path, reason }) => markup`<tr><th scope="row">${path}</th><td>${reason}</td></tr>`);
  return markup`<section aria-labelledby="not-checked"><h2 id="not-checked">Not checked</h2>
<div class="scroll"><table><thead><tr><th scope="col">Input</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
