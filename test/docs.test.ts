import { readFileSync } from "node:fs";
import * as path from "node:path";
import { MODULE_PAGE, modulePage } from "./support/module-page";
import { PAGE, rulesPage } from "./support/rules-page";

const ROOT = path.resolve(__dirname, "..");
const text = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

test("the rules page is what the rules and their cases say; `npm run docs` writes it", () => {
  expect(text(PAGE)).toBe(rulesPage());
});

test("the module's page has the props as they are documented, and what the role may do; `npm run docs` writes them", () => {
  const page = text(MODULE_PAGE);
  expect(page).toBe(modulePage(page));
  expect([...page.matchAll(/<!-- generated: (\w+)/g)].map(([, part]) => part)).toEqual(["props", "role"]);
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
