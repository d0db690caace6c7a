import { plural } from "../../model/prose";
import { rulesOf } from "../changes";
import type { Finding } from "../findings";
import type { Outcome, Pictured } from "../picture";
import { FATES, type Fate } from "../survival";
import { FATE_WORDS, KINDS, type Mark } from "../words";
import { labelOf } from "./drawing";
import { mark } from "./marks";
import { markup, prose, type Markup } from "./markup";
import { idOf, regionOf, type Drawn } from "./sheet";

/** What each Region's loss would mean. */
export function losses(all: readonly Drawn[]): Markup {
  const regions = new Set(all.flatMap(({ picture }) => picture.losses.map(({ region }) => region)));
  if (regions.size === 0) return markup``;
  const cards = [...regions].sort().map((region) => {
    const outcomes = all.flatMap((drawn) =>
      drawn.picture.losses
        .filter((loss) => loss.region === region)
        .flatMap((loss) => loss.outcomes.map((outcome) => ({ outcome, id: idOf(drawn, outcome.bucket.address) }))),
    );
    const groups = FATES.map((fate) => [fate, outcomes.filter(({ outcome }) => outcome.fate === fate)] as const);
    return markup`<div class="card"><h3>If ${region} is lost<button type="button" data-loss aria-pressed="false" hidden>Show in the picture</button></h3>
<dl>${groups.filter(([, some]) => some.length > 0).map(([fate, some]) => group(fate, some))}</dl></div>`;
  });
  return markup`<section aria-labelledby="lost"><h2 id="lost">If a Region is lost</h2><div class="cards">${cards}</div></section>`;
}

const FATE_MARKS: Readonly<Record<Fate, Mark>> = {
  gone: "violated",
  "not known": "undetermined",
  exempt: "none",
  survives: "satisfied",
  copy: "satisfied",
};

function group(fate: Fate, outcomes: readonly { readonly outcome: Outcome; readonly id: string }[]): Markup {
  const items = outcomes.map(({ outcome: { bucket, because }, id }) => {
    const why = because.length === 0 ? markup`` : markup` <span class="soft">${because.join(", ")}</span>`;
    return markup`<li data-of="${id}" data-fate="${fate}"><button type="button" class="link" data-opens="${id}">${bucket.label}</button>${why}</li>`;
  });
  return markup`<dt class="${FATE_MARKS[fate]}">${mark(FATE_MARKS[fate])}${outcomes.length} ${FATE_WORDS[fate]}</dt><dd><ul>${items}</ul></dd>`;
}

/** What a plan does to the buckets, where it shows what was there before. */
export function changes({ picture, source, prefix }: Drawn): Markup {
  if (picture.changes === undefined) return markup``;
  const state = (kind: Pictured["kind"] | undefined, otherwise: string): Markup =>
    kind === undefined
      ? markup`<span class="soft">${otherwise}</span>`
      : markup`<span class="answer ${KINDS[kind].mark}">${mark(KINDS[kind].mark)}${KINDS[kind].words}</span>`;
  const rows = picture.changes.map(
    (change) =>
      markup`<tr><th scope="row">${change.bucket.label}</th><td>${state(change.before, "was not there")}</td><td>${state(change.after, "removed")}<span class="soft">${rulesOf(change)}</span></td></tr>`,
  );
  const content =
    rows.length === 0
      ? markup`<p>It changes no bucket's verdict, and adds and removes none.</p>`
      : markup`<div class="scroll"><table><thead><tr><th scope="col">Bucket</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return markup`<section aria-labelledby="${prefix}-changes"><h2 id="${prefix}-changes">What ${source.path} changes</h2>${content}</section>`;
}

/** Everything that is to be reported, what falls short first. */
export function findingsTable(all: readonly Drawn[], ofConfiguration: readonly Finding[]): Markup {
  const rows = [
    ...ofConfiguration.map((finding) => findingRow(finding)),
    ...all.flatMap((drawn) => drawn.findings.map((finding) => findingRow(finding, drawn))),
  ];
  const content =
    rows.length === 0
      ? markup`<p>Nothing is to be reported.</p>`
      : markup`<div class="scroll findings"><table><colgroup><col class="name"><col class="narrow"><col><col></colgroup><thead><tr><th scope="col">Bucket</th><th scope="col">Finding</th><th scope="col">What is wrong</th><th scope="col">What to do</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return markup`<section aria-labelledby="findings"><h2 id="findings" tabindex="-1">Findings</h2>${content}</section>`;
}

function findingRow(finding: Finding, drawn?: Drawn): Markup {
  const { policy, level, answer, bucket, on, reason, remedies } = finding;
  const region = bucket ? regionOf({ bucket }) : "";
  const text = [bucket?.label ?? "", on?.name ?? "", policy.id, level, reason].join(" ").toLowerCase();
  const location = on?.location;
  const place = location && `${location.file}${location.line === undefined ? "" : `:${location.line}`}`;
  const name =
    bucket && drawn
      ? markup`<button type="button" class="link" data-opens="${idOf(drawn, bucket.address)}">${bucket.label}</button>`
      : markup`${on?.name ?? "Policy configuration"}`;
  return markup`<tr class="row" data-mark="${answer}" data-region="${region}" data-text="${text}"><th scope="row">${name}${
    place === undefined ? undefined : markup`<br><span class="soft">${place}</span>`
  }</th><td><span class="answer ${answer}">${mark(answer)}${answer === "undetermined" ? answer : level}</span><a href="${policy.reference}" rel="noreferrer">${policy.id}</a></td><td>${prose(reason)}</td><td>${remedies.map((remedy) => markup`<p>${prose(remedy)}</p>`)}</td></tr>`;
}

/** Who is exempt from what, why, and how long. */
export function exemptions(all: readonly Drawn[]): Markup {
  const rows = all.flatMap(({ picture }) =>
    [...picture.buckets.values()].flatMap((pictured) =>
      (pictured.judged?.exempt ?? []).map(
        ({ reason, rules, until, by }) =>
          markup`<tr><th scope="row">${labelOf(pictured)}</th><td>${rules?.join(", ") ?? "all rules"}</td><td>${reason}</td><td>${until ?? "no end date"}</td><td>${by}</td></tr>`,
      ),
    ),
  );
  if (rows.length === 0) return markup``;
  return markup`<section aria-labelledby="exemptions"><h2 id="exemptions">${plural(rows.length, "exemption")}</h2>
<div class="scroll"><table><thead><tr><th scope="col">Bucket</th><th scope="col">Rules</th><th scope="col">Reason</th><th scope="col">Until</th><th scope="col">By</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** What is found and not reported again, why, and how long. */
export function baselined(all: readonly Drawn[]): Markup {
  const rows = all.flatMap(({ hidden }) =>
    hidden.map(
      ({ finding: { policy, bucket, on, reason }, entry }) =>
        markup`<tr><th scope="row">${bucket?.label ?? on?.name ?? ""}</th><td>${policy.id}</td><td>${prose(reason)}</td><td>${entry.reason}</td><td>${entry.until}</td></tr>`,
    ),
  );
  if (rows.length === 0) return markup``;
  return markup`<section aria-labelledby="baseline"><h2 id="baseline">${plural(rows.length, "finding")} in the baseline</h2>
<div class="scroll"><table><thead><tr><th scope="col">Bucket</th><th scope="col">Rule</th><th scope="col">What is wrong</th><th scope="col">Reason</th><th scope="col">Until</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
