import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

// A link is followed from a clone and from the installed package, which has fewer files.

const ROOT = path.resolve(__dirname, "..");
const run = promisify(execFile);

interface Link {
  readonly page: string;
  readonly target: string;
}

/** Links of a page that lead to a file, or to a heading: all but addresses. */
function linksIn(page: string): readonly Link[] {
  const text = readFileSync(path.join(ROOT, page), "utf8").replaceAll(/^ *```[^]*?^ *```/gm, "");
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const named = [...text.matchAll(/^\[[^\]]+\]: (\S+)/gm)];
  return [...inline, ...named]
    .map(([, target = ""]) => ({ page, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** Where a link leads nowhere, among these files. */
function isBroken({ page, target }: Link, files: ReadonlySet<string>): boolean {
  const [file = "", anchor] = target.split("#");
  const to = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
  if (!files.has(to)) return true;
  return anchor !== undefined && !slugsOf(readFileSync(path.join(ROOT, to), "utf8")).includes(anchor);
}

/** The anchors that GitHub and npm give to the headings of a page. */
function slugsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const pagesIn = (files: ReadonlySet<string>): readonly string[] => [...files].filter((file) => file.endsWith(".md"));

async function filesInClone(): Promise<ReadonlySet<string>> {
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await run("git", listing, { cwd: ROOT });
  return new Set(stdout.split("\0").filter((file) => file !== ""));
}

async function filesInPackage(): Promise<ReadonlySet<string>> {
  // Without npm's own variables: a script run by npm passes its settings on to any npm it starts.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: ROOT, env });
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { readonly path: string }[] }];
  return new Set(files.map((file) => file.path));
}

describe.each([
  ["a clone", filesInClone],
  ["the package", filesInPackage],
])("in %s", (_name, list) => {
  let files: ReadonlySet<string>;
  beforeAll(async () => (files = await list()));

  test("every link between pages leads somewhere, to its heading too", () => {
    const links = pagesIn(files).flatMap(linksIn);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((link) => isBroken(link, files))).toEqual([]);
  });

  test("every page can be reached from the README", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
      for (const { target } of linksIn(page)) {
        const to = path.posix.join(path.posix.dirname(page), target.split("#")[0] ?? "");
        if (to.endsWith(".md")) reached.add(to);
      }
    }
    expect(pagesIn(files).filter((page) => !reached.has(page))).toEqual([]);
  });
});

test("a link that leads nowhere is found", () => {
  const files = new Set(["README.md", "docs/errors.md"]);
  const broken = (target: string): boolean => isBroken({ page: "docs/errors.md", target }, files);
  expect(["../README.md", "../README.md#the-first-week", "#the-pack-does-not-start"].map(broken)).toEqual([
    false,
    false,
    false,
  ]);
  expect(["README.md", "../README.md#the-last-week", "#nowhere", "options.md"].map(broken)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});
