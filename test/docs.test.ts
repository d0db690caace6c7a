import { readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { configurationFrom, POLICIES, settingsFrom } from "../policy-pack/settings";
import { EXPLAINED } from "./referees/prowler-differences";
import { checkedExamples, IMAGE, IMAGE_DATA, seenIn } from "./support/example-picture";
import { MODULE_PAGE, modulePage } from "./support/module-page";
import { documentedIn } from "./support/doc-comments";
import { OPTIONS_PAGE, optionsPage } from "./support/options-page";
import { PAGE, rulesPage } from "./support/rules-page";

const ROOT = path.resolve(__dirname, "..");
const text = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

/** Every page that people read. */
const PAGES: readonly string[] = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", MODULE_PAGE, PAGE],
  ...readdirSync(path.join(ROOT, "docs")).map((file) => `docs/${file}`),
];

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

test("the README's picture is of the examples as they are; `npm run docs:picture` makes it", async () => {
  expect(text(IMAGE_DATA)).toBe(seenIn(await checkedExamples(ROOT)));
  expect(text("README.md")).toContain(`](${IMAGE})`);
  expect(statSync(path.join(ROOT, IMAGE)).size).toBeLessThanOrEqual(200_000);
});

test.each(["docs/aws-cli.md", "docs/console.md"])(
  "the props of the module that the table in %s names exist",
  (page) => {
    const columns = [...text(page).matchAll(/^\|[^|]*\|([^|]*)\|/gm)].map(([, column = ""]) => column);
    const named = columns.flatMap((column) =>
      [...column.matchAll(/`([\w[\].]+)(?:: [^`]*)?`/g)].map(([, prop = ""]) => prop.split(".").at(-1) ?? ""),
    );
    expect(named.length).toBeGreaterThan(10);
    for (const prop of named) expect(text(MODULE_PAGE)).toContain(`\n| \`${prop}\` | `);
  },
);

test.each(PAGES)("the commands in %s exist", (page) => {
  const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
  const named = [...text(page).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, script]) => script ?? "");
  if (page === "README.md") expect(named).toContain("demo");
  for (const script of named) expect(Object.keys(scripts)).toContain(script);
});

test("the version is the one the CHANGELOG ends on", () => {
  const { version } = JSON.parse(text("package.json")) as { version: string };
  expect(/^## ([\d.]+)/m.exec(text("CHANGELOG.md"))?.[1]).toBe(version);
});

test("the table of options is what the options are checked by; `npm run docs` writes it", () => {
  const page = text(OPTIONS_PAGE);
  expect(page).toBe(optionsPage(page));
  for (const { options } of POLICIES) for (const name of Object.keys(options)) expect(page).toContain(`\`${name}\``);
});

test("the policies that are said to report nothing until their option is set are those", () => {
  const [, named = ""] = /until their option is set: ([^.]*)\./.exec(text(OPTIONS_PAGE)) ?? [];
  const inert = POLICIES.filter(({ id, options }) => Object.keys(options).length > 0 && !SAY_SOMETHING.includes(id));
  expect([...named.matchAll(/`([\w-]+)`/g)].map(([, id]) => id)).toEqual(inert.map(({ id }) => id));
});

/** Policies with options that report without them, too. */
const SAY_SOMETHING: readonly string[] = ["scope", "nothing-undetermined"];

describe("the configurations in the pages can be used", () => {
  const isUsable = (json: string): boolean => {
    // Pulumi alone has the level "remediate".
    const configuration = configurationFrom(JSON.parse(json.replaceAll('"remediate"', '"mandatory"')));
    return [...configuration.problems, ...settingsFrom(configuration.written).problems].length === 0;
  };
  const found = (pattern: RegExp): readonly (readonly [page: string, json: string])[] =>
    PAGES.flatMap((page) => [...text(page).matchAll(pattern)].map(([, json = ""]) => [page, json] as const));

  test.each([...found(/^ *```json\n([^]*?)```/gm), ...found(/`(\{ ?"[^`]*\})`/g)])("%s: %s", (_page, json) => {
    expect(isUsable(json)).toBe(true);
  });

  // A part of one, for a place that the text names.
  test.each(found(/`("[\w-]+": [^`]*)`/g))("%s: %s", (page, entry) => {
    const places = [
      `{ ${entry} }`,
      `{ "scope": { ${entry} } }`,
      `{ "scope": { "knownDestinations": [{ "bucket": "b", ${entry} }] } }`,
      `{ "scope": { "exemptions": [{ "bucket": "b", "reason": "r", ${entry} }] } }`,
    ];
    // One is there to show that Pulumi does not report it.
    expect(places.some(isUsable)).toBe(page !== "docs/errors.md");
  });
});

test("the figures in the pages are those of the package", () => {
  const { engines } = JSON.parse(text("package.json")) as { engines: { node: string } };
  for (const page of ["README.md", "CONTRIBUTING.md"]) {
    expect(/Node (\d+) or later/.exec(text(page))?.[1]).toBe(engines.node.replace(">=", ""));
  }
  const worlds = /\["WORLDS"\] \?\? ([\d_]+)/.exec(text("test/laws/soundness.test.ts"))?.[1]?.replaceAll("_", ",");
  expect(/([\d,]+) generated worlds/.exec(text("CONTRIBUTING.md"))?.[1]).toBe(worlds);
});

test("the page about Prowler has every difference that the differential test explains", () => {
  const page = text("docs/prowler.md");
  expect(Object.values(EXPLAINED).filter((reason) => !page.replaceAll("\n  ", " ").includes(reason))).toEqual([]);
});

test("the README is read in one go", () => {
  expect(text("README.md").split("\n").length).toBeLessThan(185);
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
