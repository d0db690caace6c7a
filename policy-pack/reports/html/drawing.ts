import { bucketName } from "../../model/arn";
import type { Address } from "../../model/graph";
import { plural } from "../../model/prose";
import type { Arrow, Pictured } from "../picture";
import { accountName, FIRST, KINDS, regionName } from "../words";
import { layoutOf, MARK, rounded, type Layout, type Point, type Sizes } from "./layout";
import { ARROW_WORDS, legend } from "./marks";
import { markup, type Markup } from "./markup";
import { idOf, regionOf, type Drawn, type Sheet } from "./sheet";

/** Buckets that one picture shows: the tables have all of them, and a larger picture takes seconds to place. */
const MOST = 400;
/** Buckets from which each is drawn in one line. */
const MANY = 60;

/** The picture of one source. */
export function drawing(drawn: Drawn, sheet: Sheet, isNamed: boolean): Markup {
  const { source, picture, prefix } = drawn;
  const all = [...picture.buckets.values()].sort((a, b) => FIRST.indexOf(a.kind) - FIRST.indexOf(b.kind));
  const shown = all.slice(0, MOST);
  const title = isNamed ? `${source.label} (${source.kind})` : "Where buckets are, and where they are copied";
  const content = shown.length === 0 ? markup`<p>There are no S3 buckets.</p>` : figure(drawn, shown, sheet);
  const more = all.length - shown.length;
  return markup`<section aria-labelledby="${prefix}-title">
<h2 id="${prefix}-title">${title}</h2>
${source.notes.map((note) => markup`<p class="soft">${note}</p>`)}
${content}
${more > 0 ? markup`<p class="soft">And ${plural(more, "more bucket")}: the tables below have all of them.</p>` : undefined}
</section>`;
}

function figure(drawn: Drawn, shown: readonly Pictured[], sheet: Sheet): Markup {
  const { picture, prefix } = drawn;
  const isCompact = shown.length > MANY;
  const addresses = new Set(shown.map(({ bucket }) => bucket.address));
  const layout = layoutOf(picture, addresses, sizesOf(shown, isCompact));
  const { all } = layout;
  sheet.place(`${prefix}-picture`, { ...all, left: 0, top: 0 }, { left: 0, top: 0 });
  return markup`${legend()}
<figure tabindex="0" aria-label="Picture: ${plural(shown.length, "bucket")}, ${plural(layout.arrows.length, "arrow")}. Tab and the arrow keys move between buckets, Enter opens one.">
<div class="picture${isCompact ? " compact" : ""}" id="${prefix}-picture">
${areas(drawn, layout, sheet)}
${arrows(drawn, layout)}
${shown.map((each) => bucketButton(each, drawn, layout, sheet))}
</div>
</figure>`;
}

/** Characters of a name that are shown whole, and how wide they are about in CSS pixels. */
const [FEWEST, LONGEST, PER_CHARACTER] = [18, 34, 8.2];

function sizesOf(shown: readonly Pictured[], isCompact: boolean): Sizes {
  const longest = Math.max(...shown.map(({ bucket }) => bucketName(bucket.label).length));
  const width = Math.round(Math.min(Math.max(longest, FEWEST), LONGEST) * PER_CHARACTER) + 54;
  return isCompact ? { bucket: { width, height: 28 }, gap: 7 } : { bucket: { width, height: 48 }, gap: 12 };
}

function areas({ picture, prefix }: Drawn, { accounts, all }: Layout, sheet: Sheet): Markup {
  const area = (id: string, kind: string, name: string, isKnown: boolean): Markup =>
    markup`<div class="area ${kind}${isKnown ? "" : " unknown"}" id="${id}"><p class="area-name" title="${name}">${name}</p></div>`;
  return markup`${accounts.flatMap((account) => {
    const { name, regions } = picture.accounts[account.index] ?? { name: undefined, regions: [] };
    const id = `${prefix}a${account.index}`;
    sheet.place(id, account, all);
    return [
      area(id, "account", accountName(name), name !== undefined),
      ...account.regions.map((box) => {
        const region = regions[box.index]?.name;
        sheet.place(`${id}r${box.index}`, box, all);
        return area(`${id}r${box.index}`, "region", regionName(region), region !== undefined);
      }),
    ];
  })}`;
}

function arrows(drawn: Drawn, { all, arrows: placed }: Layout): Markup {
  const names = (address: Address): string => labelOf(drawn.picture.buckets.get(address));
  const lines = placed.map(({ arrow, path, at }) => {
    const { from, to, answer, measured } = arrow;
    const id = idOf(drawn, from);
    return markup`<g class="arrow ${answer}" data-from="${id}" data-to="${idOf(drawn, to)}" data-opens="${id}"><title>${names(from)} to ${names(to)}: ${ARROW_WORDS[answer]}${told(measured)}</title><path class="hit" d="${path}"/><path class="line" d="${path}" marker-end="url(#head-${answer})"/><use href="#mark-${answer}" x="${rounded(at.x - MARK / 2)}" y="${rounded(at.y - MARK / 2)}" width="${MARK}" height="${MARK}"/>${labels(measured, at)}</g>`;
  });
  const box = [all.left, all.top, all.width, all.height].map(rounded).join(" ");
  return markup`<svg viewBox="${box}" width="${rounded(all.width)}" height="${rounded(all.height)}" aria-hidden="true">${lines}</svg>`;
}

/** What was measured, behind what is judged. */
export const told = (measured: Arrow["measured"]): string => (measured ? `, ${measured.join(", ")}` : "");

/** The first above the arrow's mark, and all others below it. */
function labels(measured: Arrow["measured"] = [], { x, y }: Point): readonly Markup[] {
  return measured.map((label, index) => {
    const line = index === 0 ? y - MARK / 2 - 4 : y + MARK / 2 + LINE * index;
    return markup`<text x="${rounded(x)}" y="${rounded(line)}" text-anchor="middle">${label}</text>`;
  });
}

/** CSS pixels. */
const LINE = 12;

/** A bucket elsewhere is labelled by its ARN: its name is what tells it from others. */
export const labelOf = (pictured: Pictured | undefined): string => bucketName(pictured?.bucket.label ?? "");

function bucketButton(pictured: Pictured, drawn: Drawn, { buckets, all }: Layout, sheet: Sheet): Markup {
  const { bucket, kind, reachesUnknown } = pictured;
  const id = idOf(drawn, bucket.address);
  const box = buckets.get(bucket.address);
  if (!box) return markup``;
  sheet.place(id, box, all);
  const { words, mark } = KINDS[kind];
  const region = regionName(bucket.region.known ? bucket.region.value : undefined);
  const account = accountName(bucket.account.known ? bucket.account.value : undefined);
  const text = reachesUnknown ? `${words}, replicates to a bucket that is not known` : words;
  return markup`<button type="button" class="bucket ${mark}" id="${id}" data-opens="${id}" data-mark="${mark}" data-region="${regionOf(pictured)}" data-text="${searchable(pictured, drawn)}" aria-haspopup="dialog" title="${bucket.label}: ${text}"><svg class="mark" aria-hidden="true"><use href="#mark-${mark}"/></svg><span><span class="name">${labelOf(pictured)}</span><span class="kind">${text}</span></span><span class="hidden">, ${region}, ${account}</span></button>`;
}

/** What the filter looks for words in. */
export function searchable({ bucket, kind }: Pictured, { findings }: Drawn): string {
  const about = findings.filter((each) => each.bucket?.address === bucket.address);
  const name = bucket.name.known ? bucket.name.value : undefined;
  return [bucket.label, name ?? "", KINDS[kind].words, ...about.map(({ policy, reason }) => `${policy.id} ${reason}`)]
    .join(" ")
    .toLowerCase();
}
