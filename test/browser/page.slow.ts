import { readFileSync } from "node:fs";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { formatNamed, type Checked } from "../../policy-pack/reports";
import { hostile } from "../support/hostile";
import { checkedScenes, everyKind, manyPairs } from "../support/pictured";
import { scene } from "../support/scene";
import { FileBrowser } from "./browser";

// The page and the flowchart in a real browser: what it shows, what it does, and that it asks nobody for anything.

const written = (format: "html" | "mermaid", checked: Checked): string =>
  formatNamed(format)(checked, { explain: false, verbose: false, colors: false });
const SHOP = checkedScenes({ shop: everyKind() }, scene());
const MANY = checkedScenes({ many: manyPairs(100) });
const HOSTILE = checkedScenes({ hostile: hostile() });

let browser: FileBrowser;
beforeAll(async () => (browser = await FileBrowser.start()));
afterAll(async () => browser.close());

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);
/** The bucket that has a name. */
const bucket = (page: Page, name: string) =>
  page.locator(".bucket", { has: page.locator(".name", { hasText: new RegExp(`^${name}$`) }) });

test.each<[string, Checked, number]>([
  ["every kind of bucket", SHOP, 13],
  ["200 buckets", MANY, 202],
  ["hostile names", HOSTILE, 20],
  ["nothing", checkedScenes({}), 0],
])("%s: opens without a complaint and without a request", async (_name, checked, buckets) => {
  const { page, requests, complaints } = await browser.open(written("html", checked));
  expect(await page.locator(".bucket").count()).toBe(buckets);
  for (const each of await page.locator(".bucket").all()) expect(await each.isVisible()).toBe(true);
  expect([requests, complaints]).toEqual([[], []]);
  expect(await page.title()).toMatch(/^Cross-Region replication/);
  await page.close();
});

test("nothing may be requested, whoever asks", async () => {
  const { page, complaints } = await browser.open(written("html", SHOP));
  const refused = page.waitForEvent("requestfailed");
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement("img"), { src: "https://example.invalid/a.png" }));
  });
  expect((await refused).failure()?.errorText).toBe("csp");
  expect(complaints).toEqual([expect.stringContaining("Content Security Policy")]);
  await page.close();
});

test("the keyboard alone: Tab and arrow keys move, Enter opens the proofs, Escape closes", async () => {
  const { page } = await browser.open(written("html", SHOP));
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
  await bucket(page, "data").focus();
  const data = await focused(page);
  await page.keyboard.press("ArrowRight");
  const right = await focused(page);
  expect(right).not.toBe(data);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.className)).toContain("bucket");
  await bucket(page, "unversioned-copy").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  expect(await dialog.isVisible()).toBe(true);
  expect(await dialog.innerText()).toContain(
    "suspended is a replication destination, but versioning is Suspended on it.",
  );
  expect(await dialog.getByRole("row", { name: /^versioning-enabled/ }).innerText()).toContain("Enabled");
  await page.keyboard.press("Escape");
  expect(await dialog.isVisible()).toBe(false);
  expect(await bucket(page, "unversioned-copy").evaluate((element) => element === document.activeElement)).toBe(true);
  await page.close();
});

test("the mouse: a bucket, an arrow and a finding open it; what belongs together stands out", async () => {
  const { page } = await browser.open(written("html", SHOP));
  await bucket(page, "data").hover();
  expect(await page.locator(".near").count()).toBe(3);
  await page.locator(".arrow.satisfied use").first().click({ force: true });
  expect(await page.locator("#dialog-title").innerText()).toBe("data");
  await page.locator(".close").click();
  await page.locator(".findings .link", { hasText: "at-home" }).click();
  expect(await page.locator("#dialog-title").innerText()).toBe("at-home");
  await page.close();
});

test("the filter: text, verdict and Region", async () => {
  const { page } = await browser.open(written("html", SHOP));
  const shown = () => page.locator(".about:visible > summary b").allInnerTexts();
  await page.getByLabel("Text").fill("Suspended");
  expect(await shown()).toEqual(["unversioned-copy", "suspended"]);
  expect(await page.locator("#filter-result").innerText()).toBe("2 of 13 buckets");
  expect(await page.locator(".bucket:not(.unmatched)").count()).toBe(2);
  expect(await page.locator(".findings .row:visible").count()).toBe(2);
  await page.getByLabel("Text").fill("");
  await page.getByLabel("Verdict").selectOption("undetermined");
  expect(await shown()).toEqual(["away", "somewhere"]);
  await page.getByLabel("Verdict").selectOption("");
  await page.locator("#filter-region").selectOption("?");
  expect(await shown()).toEqual(["somewhere", "acme-vault"]);
  await page.locator("#filter-region").selectOption("");
  expect(await page.locator("#filter-result").innerText()).toBe("");
  await page.close();
});

test("what the loss of a Region means is shown in the picture", async () => {
  const { page } = await browser.open(written("html", SHOP));
  const button = page.locator(".card", { hasText: "If eu-west-1 is lost" }).getByRole("button", { name: "Show in" });
  await button.click();
  expect(await bucket(page, "bare").getAttribute("data-fate")).toBe("gone");
  expect(await bucket(page, "data").getAttribute("data-fate")).toBe("survives");
  expect(await bucket(page, "replica").getAttribute("data-fate")).toBeNull();
  await button.click();
  expect(await page.locator(".bucket[data-fate]").count()).toBe(0);
  await page.close();
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  test("text stands out from what is behind it (WCAG AA: 4.5 to 1)", async () => {
    const { page } = await browser.open(written("html", SHOP), { colorScheme });
    const low = await page.evaluate(lowContrasts);
    expect(low).toEqual([]);
    await page.close();
  });
});

/** Texts with too little contrast, by WCAG's own formula. */
function lowContrasts(): readonly string[] {
  const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: number[]): number => {
    const [r = 0, g = 0, b = 0] = color.map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element: Element | null): number[] => {
    if (!element) return [255, 255, 255];
    const color = channels(getComputedStyle(element).backgroundColor);
    return color[3] === 0 ? backgroundOf(element.parentElement) : color;
  };
  return [...document.querySelectorAll("body *")].flatMap((element) => {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? "").trim() !== "");
    const { width } = element.getBoundingClientRect();
    if (!own || width === 0 || element.closest("svg, script, style")) return [];
    const [text, back] = [channels(getComputedStyle(element).color), backgroundOf(element)].map(luminance);
    const [light, dark] = [Math.max(text ?? 0, back ?? 0), Math.min(text ?? 0, back ?? 0)];
    const ratio = (light + 0.05) / (dark + 0.05);
    return ratio < 4.5 ? [`${element.textContent.slice(0, 30)}: ${ratio.toFixed(2)}`] : [];
  });
}

test.each<[string, Checked, number]>([
  ["every kind of bucket", SHOP, 1280],
  ["every kind of bucket on a telephone", SHOP, 375],
  ["200 buckets", MANY, 1280],
  ["hostile names", HOSTILE, 1280],
])("%s: no text leaves its place, and nothing covers another", async (_name, checked, width) => {
  const { page } = await browser.open(written("html", checked), { viewport: { width, height: 900 } });
  const problems = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".bucket")].map((each) => each.getBoundingClientRect());
    const overlaps = boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    );
    const regions = [...document.querySelectorAll(".region")].map((each) => each.getBoundingClientRect());
    const shared = regions.flatMap((a, index) =>
      regions
        .slice(index + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    );
    const leaving = [...document.querySelectorAll(".bucket, td, th, .card, .about, p, h1, h2")].filter(
      // A name that is too long ends in an ellipsis, and is whole in its title.
      (each) => !each.matches(".area-name") && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0,
    );
    return {
      overlaps: overlaps.length,
      shared: shared.length,
      leaving: leaving.map((each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 40)}`),
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    };
  });
  expect(problems).toEqual({ overlaps: 0, shared: 0, leaving: [], wide: false });
  await page.close();
});

test("without motion where none is wanted, and whole on paper", async () => {
  const { page } = await browser.open(written("html", SHOP), { reducedMotion: "reduce" });
  expect(await bucket(page, "data").evaluate((each) => getComputedStyle(each).transitionDuration)).toBe("0s");
  await page.emulateMedia({ media: "print" });
  expect(await page.locator(".filters").isVisible()).toBe(false);
  expect(await page.getByText("Verdicts and proofs").first().isVisible()).toBe(true);
  await page.close();
});

describe("the real Mermaid", () => {
  /** The version that is tried: one that GitHub and GitLab have had for long. */
  const VERSION = "11.12.0";
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "s3-crr-mermaid-"));
    const run = promisify(execFile);
    await run("npm", ["pack", `mermaid@${VERSION}`, "--silent"], { cwd: folder });
    await run("tar", ["xzf", `mermaid-${VERSION}.tgz`, "package/dist/mermaid.min.js"], { cwd: folder });
    script = readFileSync(path.join(folder, "package/dist/mermaid.min.js"), "utf8");
  });
  afterAll(async () => rm(folder, { recursive: true }));

  test.each<[string, Checked]>([
    ["every kind of bucket", SHOP],
    ["hostile names", HOSTILE],
    ["more than it draws", checkedScenes({ many: manyPairs(700) })],
  ])("draws %s", async (name, checked) => {
    const { page } = await browser.open("<!doctype html><body></body>");
    await page.addScriptTag({ content: script });
    const drawn = await page.evaluate(
      async (text) => {
        const { mermaid } = window as unknown as {
          mermaid: {
            initialize: (options: object) => void;
            render: (id: string, text: string) => Promise<{ svg: string }>;
          };
        };
        mermaid.initialize({ startOnLoad: false, securityLevel: "strict", htmlLabels: false });
        const { svg } = await mermaid.render("drawn", text);
        document.body.innerHTML = svg;
        return {
          nodes: document.querySelectorAll(".node").length,
          text: document.body.textContent,
          title: document.title,
        };
      },
      written("mermaid", checked),
    );
    expect([name, drawn.nodes > 10, drawn.title]).toEqual([name, true, ""]);
    expect(drawn.text).not.toContain("Syntax error");
    if (checked === HOSTILE) expect(drawn.text).toContain("document.title='owned'");
    await page.close();
  });
});
