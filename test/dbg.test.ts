import { readFileSync } from "node:fs";
import { declaredInPlan, declaredInConfigurations, declaredInState } from "../policy-pack/readers/terraform";
import { Unknown, type Value } from "../policy-pack/readers/declared/value";
import { shown } from "../policy-pack/model/text";
function p(v: Value): unknown {
  if (v instanceof Unknown) { const { text, identity, among, from, why, settledBy } = v.about; return `?${text !== undefined ? " T:" + shown(text) : ""}${identity ? " I:" + shown(identity) : ""}${from ? " from " + from.join(",") : ""}${among ? " among " + JSON.stringify(among.map(p)) : ""}${settledBy === "configuration" ? ` [${why ?? ""}]` : ""}`; }
  if (v instanceof Map) return Object.fromEntries([...v].map(([k, x]) => [k, p(x)]));
  if (Array.isArray(v)) return v.map(p);
  return v;
}
test("x", () => {
  const file = process.env["FILE"] ?? "";
  const json = JSON.parse(readFileSync(file, "utf8"));
  const t0 = performance.now();
  const d = process.env["AS"] === "plan" ? declaredInPlan(json) : process.env["AS"] === "state" ? declaredInState(json) : declaredInConfigurations(json.stacks ?? { s: json });
  process.stdout.write(`${Math.round(performance.now() - t0)} ms\n`);
  for (const r of process.env["QUIET"] ? [] : d.resources) process.stdout.write(JSON.stringify({ a: r.address, l: r.label === r.address ? undefined : r.label, k: r.kind, pr: r.provider && [r.provider.address, p(r.provider.settings)], e: r.existence, s: p(r.settings), d: r.dependencies, ref: Object.fromEntries(r.references) }) + "\n");
  process.stdout.write(JSON.stringify(d.unread) + "\n");
});
