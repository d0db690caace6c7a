import { readFileSync } from "node:fs";
import * as path from "node:path";
import { configurationFrom, POLICIES, settingsFrom } from "../policy-pack/settings";
import { MODULE_PAGE, modulePage } from "./support/module-page";
import { documentedIn } from "./support/doc-comments";
import { OPTIONS_PAGE, optionsPage } from "./support/options-page";
import { PAGE, rulesPage } from "./support/rules-page";

const ROOT = path.resolve(__dirname, "..");
const text = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

test("the rules page is what the rules and their cases say; `npm run docs` writes it", () => {
  expect(text(PAGE)).toBe(rulesPage());
});

test("the module's page has the props as they are documented, and what the role may do; `npm run docs` writes them", () => {
  const page = text(MODULE_PAGE);
  expect(page).toBe(modulePage(page));
  expect([...page.matchAll(/<!-- generated: (\w+)/g)].map(([, part]) => part)).toEqual([
    "props",
    "role",
    "destination",
  ]);
  expect(page).toContain("| `bucketName` | The bucket's name: 3 to 63 characters");
});

test("the README's commands exist", () => {
  const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
  const named = [...text("README.md").matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, script]) => script ?? "");
  expect(named).toContain("demo");
  for (const script of named) expect(Object.keys(scripts)).toContain(script);
});

test("the version is the one the CHANGELOG ends on", () => {
  const { version } = JSON.parse(text("package.json")) as { version: string };
  expect(/^## ([\d.]+)/m.exec(text("CHANGELOG.md"))?.[1]).toBe(version);
});

test("the README's table of options is what the options are checked by; `npm run docs` writes it", () => {
  const page = text(OPTIONS_PAGE);
  expect(page).toBe(optionsPage(page));
  for (const { options } of POLICIES) for (const name of Object.keys(options)) expect(page).toContain(`\`${name}\``);
});

test("the README's configurations can be used", () => {
  const page = text("README.md");
  const written = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, json = ""]) => json);
  const inline = [...page.matchAll(/`(\{ ?"[^`]*\})`/g)].map(([, json = ""]) => json);
  expect(written.length + inline.length).toBeGreaterThan(1);
  for (const json of [...written, ...inline]) {
    // Pulumi alone has the level "remediate".
    const value = JSON.parse(json.replaceAll('"remediate"', '"mandatory"')) as unknown;
    const configuration = configurationFrom(value);
    expect([json, configuration.problems, settingsFrom(configuration.written).problems]).toEqual([json, [], []]);
  }
});

test("the README's figures are those of the package", () => {
  const { engines } = JSON.parse(text("package.json")) as { engines: { node: string } };
  expect(/Node (\d+) or later/.exec(text("README.md"))?.[1]).toBe(engines.node.replace(">=", ""));
  const worlds = /\["WORLDS"\] \?\? ([\d_]+)/.exec(text("test/laws/soundness.test.ts"))?.[1]?.replaceAll("_", ",");
  expect(/draws ([\d,]+) worlds/.exec(text("README.md"))?.[1]).toBe(worlds);
});

describe("what `/cdktf/policy` exports", () => {
  // What an editor shows to whoever has installed the package.
  const all = documentedIn("dist/policy-pack/hosts/cdktf.d.ts");

  test("has a doc comment, and where it can be left out a default", () => {
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["requireCrossRegionReplication", "PolicyOptions.scope.exemptions[].until"]),
    );
    expect(all.filter(({ comment }) => comment === "").map(({ name }) => name)).toEqual([]);
    expect(all.filter(({ isOptional, tags }) => isOptional && !tags.get("default")).map(({ name }) => name)).toEqual(
      [],
    );
  });

  test("says about each policy and option what the pack says", () => {
    const commentOf = new Map(all.map(({ name, comment }) => [name, comment]));
    const defaultOf = new Map(all.map(({ name, tags }) => [name, tags.get("default")]));
    for (const { id, description, enforcement, options } of POLICIES) {
      const policy = `PolicyOptions.${id}`;
      expect([policy, commentOf.get(policy), defaultOf.get(policy)]).toEqual([policy, description, `"${enforcement}"`]);
      for (const [name, { json }] of Object.entries(options)) {
        const members = Object.entries(json.items?.properties ?? {});
        expect([name, commentOf.get(`${policy}.${name}`)]).toEqual([name, json.description]);
        for (const [key, member] of members) {
          expect([key, commentOf.get(`${policy}.${name}[].${key}`)]).toEqual([key, member.description]);
        }
      }
    }
  });
});
