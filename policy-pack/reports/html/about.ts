import type { Fact } from "../../model/fact";
import type { Verdict } from "../../model/verdict";
import type { Finding } from "../findings";
import type { Pictured } from "../picture";
import { fateOf } from "../survival";
import { FATE_WORDS, KINDS, regionName } from "../words";
import { labelOf, searchable, told as measuredWords } from "./drawing";
import { ARROW_WORDS, mark } from "./marks";
import { markup, prose, type Markup } from "./markup";
import { idOf, regionOf, type Drawn } from "./sheet";

/** All that is known about one bucket: what is wrong, where it is copied, and the proofs. */
export function about(pictured: Pictured, drawn: Drawn): Markup {
  const { bucket, kind } = pictured;
  const { words, mark: answer } = KINDS[kind];
  const region = regionName(bucket.region.known ? bucket.region.value : undefined);
  const own = drawn.findings.filter((each) => each.bucket?.address === bucket.address);
  return markup`<details class="about row" id="about-${idOf(drawn, bucket.address)}" data-mark="${answer}" data-region="${regionOf(pictured)}" data-text="${searchable(pictured, drawn)}">
<summary>${mark(answer)}<b>${labelOf(pictured)}</b><span class="soft">${region}, ${words}</span></summary>
<div class="body">
${seen(pictured, drawn)}
${facts(pictured)}
${section(
  "What is wrong, and what is not known",
  own.map((each) => markup`<li>${sentence(each)}</li>`),
)}
${section("Where it is copied", copies(pictured, drawn))}
${section(
  "Exemptions",
  (pictured.judged?.exempt ?? []).map(
    ({ reason, until, rules }) =>
      markup`<li>${rules?.join(", ") ?? "All rules"}: ${reason}${until === undefined ? "" : ` (until ${until})`}</li>`,
  ),
)}
${proofs(pictured)}
</div>
</details>`;
}

function section(title: string, items: readonly Markup[]): Markup {
  return items.length === 0 ? markup`` : markup`<h4>${title}</h4><ul>${items}</ul>`;
}

/** What was seen of it where it is deployed. */
function seen({ bucket }: Pictured, { source }: Drawn): Markup {
  const told = source.live?.sentences.get(bucket.address);
  return told === undefined ? markup`` : markup`<p>${told}</p>`;
}

function sentence({ policy, level, answer, reason, remedies }: Finding): Markup {
  return markup`<b class="${answer}">${answer === "undetermined" ? answer : level}: ${policy.id}</b><br>${prose(reason)}${remedies.map(
    (remedy) => markup`<br><span class="soft">${prose(remedy)}</span>`,
  )}`;
}

function facts(pictured: Pictured): Markup {
  const { bucket, judged, copy } = pictured;
  const told = (fact: Fact<string | undefined>): string =>
    fact.known
      ? `${fact.value ?? "none"}${fact.from === undefined ? "" : ` (${fact.from})`}`
      : `not known: ${fact.why}`;
  const rows: readonly (readonly [string, string])[] = [
    ["Address", bucket.address],
    ["Name", told(bucket.name)],
    ["Region", told(bucket.region)],
    ["Account", told(bucket.account)],
    ...(judged ? ([["Standing", judged.standing]] as const) : []),
    ...(copy && judged ? ([["If its Region is lost", fateSentence(pictured)]] as const) : []),
  ];
  return markup`<dl>${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function fateSentence(pictured: Pictured): string {
  const { fate, because } = fateOf(pictured);
  return because.length === 0 ? FATE_WORDS[fate] : `${FATE_WORDS[fate]} (${because.join(", ")})`;
}

function copies({ bucket, reachesUnknown }: Pictured, drawn: Drawn): readonly Markup[] {
  const { arrows, buckets } = drawn.picture;
  const known = arrows
    .filter(({ from }) => from === bucket.address)
    .map(({ to, answer, because, measured }) => {
      const destination = buckets.get(to);
      const region = regionName(destination?.bucket.region.known ? destination.bucket.region.value : undefined);
      const why = because.length === 0 ? "" : ` (${because.join(", ")})`;
      return markup`<li>${labelOf(destination)}, ${region}: <span class="${answer}">${ARROW_WORDS[answer]}</span>${why}${measuredWords(measured)}</li>`;
    });
  return reachesUnknown ? [...known, markup`<li>A bucket that is not known yet.</li>`] : known;
}

function proofs({ judged }: Pictured): Markup {
  const rows = [...(judged?.verdicts ?? [])].flatMap(([rule, verdict]) =>
    verdict.answer === "not-applicable"
      ? []
      : [
          markup`<tr><th scope="row">${rule}</th><td><span class="answer ${verdict.answer}">${mark(verdict.answer)}${verdict.answer}</span></td><td>${prose(told(verdict))}</td></tr>`,
        ],
  );
  if (rows.length === 0) return markup``;
  return markup`<h4>Verdicts and proofs</h4><table><thead><tr><th scope="col">Rule</th><th scope="col">Answer</th><th scope="col">Proof</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function told(verdict: Verdict): string {
  if (verdict.answer === "violated") return verdict.findings.map(({ reason }) => reason).join(" ");
  if (verdict.answer === "undetermined") return verdict.doubts.map(({ reason }) => reason).join("; ");
  return verdict.answer === "satisfied" ? (verdict.proof ?? "") : "";
}
