/** The style of the page. Answers differ by symbol and by dashes, and only then by color. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f8fa; --card: #ffffff; --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --strong: #818b98;
  --accent: #0550ae; --area: #eef2f6; --region: #ffffff;
  --satisfied: #116329; --satisfied-back: #e6f6ea;
  --violated: #b3151f; --violated-back: #ffebe9;
  --undetermined: #7d4e00; --undetermined-back: #fff8dc;
  --none: #57606a; --none-back: #f3f4f6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --card: #161b22; --ink: #e6edf3; --soft: #9da7b3; --line: #30363d; --strong: #6e7681;
    --accent: #79b8ff; --area: #11161d; --region: #161b22;
    --satisfied: #56d364; --satisfied-back: #12261a;
    --violated: #ff8b83; --violated-back: #2d1517;
    --undetermined: #e3b341; --undetermined-back: #272115;
    --none: #9da7b3; --none-back: #1c2128;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 1500px; margin: 0 auto; padding: 0 28px; }
header { padding-top: 36px; }
footer { padding-bottom: 36px; color: var(--soft); font-size: 13px; }
h1 { margin: 0; font-size: 27px; line-height: 1.25; letter-spacing: -0.01em; }
h2, figure { scroll-margin-top: 90px; }
h2 { margin: 44px 0 12px; font-size: 20px; }
h3 { margin: 24px 0 8px; font-size: 16px; }
h4 { margin: 18px 0 6px; font-size: 12px; letter-spacing: 0.04em; text-transform: uppercase; color: var(--soft); }
p { margin: 8px 0; }
a { color: var(--accent); }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
.lead { font-size: 17px; color: var(--soft); }
.soft { color: var(--soft); font-size: 13px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 16px; top: 12px; z-index: 9; padding: 8px 14px; border-radius: 8px; background: var(--card); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }

.mark { flex: none; width: 18px; height: 18px; }
.satisfied { color: var(--satisfied); } .violated { color: var(--violated); }
.undetermined { color: var(--undetermined); } .none, .disabled { color: var(--none); }
.totals { display: flex; flex-wrap: wrap; gap: 10px; margin: 18px 0 0; padding: 0; list-style: none; }
.totals li { display: flex; align-items: center; gap: 8px; padding: 6px 14px 6px 10px; border: 1px solid var(--line); border-radius: 99px; background: var(--card); }

.filters { position: sticky; top: 0; z-index: 4; display: flex; flex-wrap: wrap; align-items: end; gap: 10px 16px; margin: 24px -28px 0; padding: 12px 28px; border-bottom: 1px solid var(--line); background: var(--paper); }
.filters label { display: grid; gap: 3px; font-size: 12px; color: var(--soft); }
.filters input, .filters select { height: 34px; min-width: 150px; padding: 0 10px; border: 1px solid var(--strong); border-radius: 8px; background: var(--card); color: var(--ink); font: inherit; font-size: 14px; }
.filters input { width: 250px; }
.filters output { align-self: center; padding-top: 16px; font-size: 13px; color: var(--soft); }

.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 0 0 12px; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 8px; }
.legend svg.dash { width: 52px; height: 18px; }
figure { margin: 0; padding: 6px; overflow: auto; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
.picture { position: relative; margin: 0 auto; }
.picture > svg { position: absolute; inset: 0; }
.area { position: absolute; border-radius: 12px; border: 1px solid var(--line); background: var(--area); }
.area.region { border-radius: 10px; border-color: var(--strong); background: var(--region); }
.area.unknown { border-style: dashed; }
.area-name { position: absolute; inset: 5px 12px auto; margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 12px; line-height: 20px; color: var(--soft); }
.region > .area-name { font-weight: 600; font-size: 13px; color: var(--ink); }
.bucket { position: absolute; display: flex; align-items: center; gap: 9px; padding: 0 11px; border: 1.5px solid currentcolor; border-radius: 9px; font: inherit; text-align: left; cursor: pointer; transition: opacity 0.15s, box-shadow 0.15s; }
.bucket.satisfied { background: var(--satisfied-back); } .bucket.violated { background: var(--violated-back); border-width: 2px; }
.bucket.undetermined { background: var(--undetermined-back); border-style: dashed; } .bucket.none { background: var(--none-back); border-style: dotted; }
.bucket > span:first-of-type { min-width: 0; display: grid; }
.bucket .name, .bucket .kind { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bucket .name { color: var(--ink); font-size: 13.5px; line-height: 19px; font-weight: 550; }
.bucket .kind { font-size: 11.5px; line-height: 16px; }
.compact .bucket .kind { display: none; }
.compact .bucket .name { font-size: 12.5px; line-height: 17px; }
.bucket:hover { box-shadow: 0 0 0 3px color-mix(in srgb, currentcolor 30%, transparent); }
.arrow { fill: none; cursor: pointer; transition: opacity 0.15s; }
.arrow text { fill: currentcolor; stroke: none; font-size: 11px; }
.arrow .line { stroke: currentcolor; stroke-width: 2; }
.arrow .hit { stroke: transparent; stroke-width: 14; }
.arrow:hover .line { stroke-width: 3.5; }
line.violated, .arrow.violated .line { stroke-dasharray: 9 5; }
line.undetermined, .arrow.undetermined .line { stroke-dasharray: 2 5; stroke-linecap: round; stroke-width: 2.5; }
line.disabled, .arrow.disabled .line { stroke-dasharray: 14 5 2 5; stroke-width: 1.5; }
.busy .bucket:not(.near), .busy .arrow:not(.near) { opacity: 0.25; }
.unmatched { opacity: 0.15 !important; }
.bucket[data-fate] { outline: 4px solid var(--satisfied); outline-offset: 1px; }
.bucket[data-fate="gone"] { outline: 6px double var(--violated); }
.bucket[data-fate="not known"] { outline: 4px dashed var(--undetermined); }
.bucket[data-fate="exempt"] { outline: 4px dotted var(--none); }
.bucket:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 390px), 1fr)); gap: 16px; }
.card { padding: 16px 20px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
.card h3 { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px; margin: 0 0 8px; }
.card [data-loss] { padding: 3px 12px; border: 1px solid var(--strong); border-radius: 99px; background: none; color: var(--accent); font: inherit; font-size: 12.5px; cursor: pointer; }
.card [data-loss][aria-pressed="true"] { background: var(--accent); color: var(--card); }
.card dt { display: flex; align-items: center; gap: 8px; margin-top: 10px; font-weight: 600; font-size: 14px; }
.card dd { margin: 0 0 0 26px; }
.card ul { margin: 0; padding: 0; list-style: none; font-size: 14px; }
.card li { padding: 1px 0; }

.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 10px 14px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: 12.5px; color: var(--soft); white-space: nowrap; }
tbody th { font-weight: 600; }
.answer { display: flex; align-items: center; gap: 7px; white-space: nowrap; }
td p { margin: 0 0 6px; }
td ul { margin: 0; padding-left: 18px; }
.scroll table { min-width: 520px; }
.findings col.narrow { width: 150px; } .findings col.name { width: 210px; }
.link { padding: 0; border: 0; background: none; color: var(--accent); font: inherit; text-align: left; text-decoration: underline; cursor: pointer; overflow-wrap: anywhere; }

.about { margin: 0 0 8px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
.about > summary { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; padding: 10px 16px; cursor: pointer; list-style: none; }
.about > summary::before { content: "▸"; width: 12px; color: var(--soft); }
.about[open] > summary::before { content: "▾"; }
.about > summary b { font-weight: 600; min-width: 0; }
.body { padding: 0 20px 18px; }
.body dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; margin: 4px 0; font-size: 14px; }
.body dt { color: var(--soft); } .body dd { margin: 0; }
.body ul { margin: 0; padding-left: 18px; font-size: 14px; }
.body li { margin: 6px 0; }
.body table { font-size: 13.5px; } .body td, .body th { padding: 6px 10px 6px 0; }
dialog { width: min(640px, 100vw); max-width: none; height: 100dvh; max-height: none; margin: 0 0 0 auto; padding: 0; border: 0; border-left: 1px solid var(--line); background: var(--card); color: var(--ink); box-shadow: -12px 0 40px rgb(0 0 0 / 25%); }
dialog::backdrop { background: rgb(0 0 0 / 15%); }
dialog .top { position: sticky; top: 0; display: flex; justify-content: space-between; align-items: start; gap: 16px; padding: 20px 20px 8px; background: var(--card); }
dialog h2 { margin: 0; font-size: 18px; min-width: 0; }
dialog .close { flex: none; padding: 4px 12px; border: 1px solid var(--strong); border-radius: 8px; background: none; color: var(--ink); font: inherit; font-size: 13px; cursor: pointer; }

@media (max-width: 700px) {
  header, main, footer { padding-left: 16px; padding-right: 16px; }
  .filters { position: static; margin: 24px -16px 0; padding: 12px 16px; }
  .filters input, .filters select { width: 100%; } .filters label { flex: 1 1 100%; }
  .findings table, .findings tbody, .findings tr, .findings td, .findings th { display: block; width: auto; min-width: 0; }
  .findings thead, .findings colgroup { display: none; }
  .findings td, .findings tbody th { border-top: 0; padding: 4px 14px; }
  .findings tr { display: block; padding: 10px 0; border-top: 1px solid var(--line); }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; scroll-behavior: auto !important; } }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999; --area: #fff; --region: #fff; }
  body { font-size: 11px; } header, main, footer { max-width: none; padding: 0; }
  .filters, .skip, [data-loss], dialog { display: none; }
  figure, .scroll { overflow: visible; border: 0; padding: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  tr, .card, .bucket, .about > summary { break-inside: avoid; }
  * { print-color-adjust: exact; }
}
`;
