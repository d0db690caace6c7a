import { createHash } from "node:crypto";
import MarkdownIt from "markdown-it";
import { formatNamed, type Checked, type FormatName } from "../../policy-pack/reports";
import { checkedScenes, everyKind, manyPairs } from "../support/pictured";
import { HOSTILE, hostile } from "../support/hostile";
import { bucketNamed, known, replicating, scene } from "../support/scene";

const written = (format: FormatName, checked: Checked): string =>
  formatNamed(format)(checked, { explain: false, verbose: false, colors: false });
const kinds = checkedScenes({ shop: everyKind() }, scene({ others: [bucketNamed("old")] }));
const nothing = checkedScenes({});

describe("html", () => {
  const page = written("html", kinds);

  test("loads nothing, and may load nothing but its own style and script", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'");
    const hash = (of: string): string => {
      const [, text = ""] = new RegExp(`<${of}>([^]*?)</${of}>`).exec(page) ?? [];
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${hash("style")}`,
      `script-src ${hash("script")}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/<(img|link|iframe|object|base)\b|\bsrc=|@import|url\((?!#)|\bstyle="|\bon\w+="/);
  });

  test("has a language, one first heading, and a heading for each part", () => {
    expect(page).toContain('<html lang="en">');
    expect([...page.matchAll(/<h1>/g)]).toHaveLength(1);
    expect([...page.matchAll(/<h2[^>]*>([^<]*)</g)].map(([, title]) => title)).toEqual([
      "Where buckets are, and where they are copied",
      "If a Region is lost",
      "What shop.json changes",
      "Findings",
      "1 exemption",
      "Buckets and proofs",
      "",
    ]);
  });

  test("every answer has a symbol of its own, and words", () => {
    expect(new Set(page.match(/<use href="#mark-\w+"/g)).size).toBe(5);
    expect(page).toContain('<g class="arrow violated"');
    expect(page).toContain("<title>data to replica: copies arrive: proven</title>");
    expect(page).toMatch(/id="s0b12"[^>]*title="arn:aws:s3:::acme-vault: not in this stack"/);
  });

  test("names are text wherever they are written", () => {
    const owned = written("html", checkedScenes({ [HOSTILE[0]]: hostile() }));
    expect([...owned.matchAll(/<script\b/g)]).toHaveLength(1);
    expect([...owned.matchAll(/<style\b/g)]).toHaveLength(1);
    expect(owned).not.toMatch(/<img|[\p{Cf}\u2028]/u);
    expect(owned).toContain("&#60;/script&#62;&#60;script&#62;document.title=&#39;owned&#39;");
  });

  test("two sources have two pictures", () => {
    const both = written("html", checkedScenes({ shop: scene(), store: scene() }));
    expect([...both.matchAll(/<figure/g)]).toHaveLength(2);
    const ids = [...both.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("what was not read, and that there is nothing", () => {
    const unread = written("html", { ...nothing, unreadable: [{ path: "<a>", reason: "It is not JSON." }] });
    expect(unread).toContain('<th scope="row">&#60;a&#62;</th><td>It is not JSON.</td>');
    expect(written("html", nothing)).toContain("Nothing is to be reported.");
  });
});

describe("mermaid", () => {
  test("areas in areas, and a line of its own for each answer", () => {
    const stack = scene({
      rules: [{}, {}],
      others: [bucketNamed("bare", { region: { known: true, value: "eu-west-1" } })],
    });
    expect(written("mermaid", checkedScenes({ stack }))).toBe(`flowchart LR
  subgraph s0a0["account 111122223333"]
    subgraph s0a0r0["eu-west-1"]
      s0b0["✓ data<br>proven copy elsewhere"]:::satisfied
      s0b2["✕ bare<br>has findings"]:::violated
    end
    subgraph s0a0r1["us-west-2"]
      s0b1["✓ replica<br>replica"]:::satisfied
    end
  end
  s0b0 -->|"✓"| s0b1
${STYLES}`);
    const lines = written("mermaid", kinds).match(/^ {2}s0b.*/gm);
    expect(lines).toEqual([
      '  s0b0 -->|"✓"| s0b1',
      '  s0b3 ==x|"✕"| s0b4',
      '  s0b5 ==x|"✕"| s0b6',
      '  s0b7 -.->|"?"| s0b12',
      '  s0b9 -.->|"?"| s0b1',
      '  s0b10 -->|"✓"| s0b11',
    ]);
  });

  test("names mean nothing in it", () => {
    const labels = [...written("mermaid", checkedScenes({ stack: hostile() })).matchAll(/\["([^]*?)"\]/g)];
    expect(labels.length).toBeGreaterThan(2 * HOSTILE.length);
    for (const [, label = ""] of labels) expect(label.replaceAll("<br>", "")).toMatch(/^[\p{L}\p{N} .,:…✓✕?#;-]*$/u);
  });

  test("stays within what Mermaid reads; what falls short is in it, and the rest is counted", () => {
    const chart = written("mermaid", checkedScenes({ many: manyPairs(700) }));
    expect(chart.length).toBeLessThanOrEqual(50_000);
    expect([...chart.matchAll(/ (-->|==x|-\.->|-\.-)\|/g)].length).toBeLessThanOrEqual(500);
    // Every tenth pair is not right, and both of its buckets are told.
    expect([...chart.matchAll(/"\]:::violated/g)]).toHaveLength(140);
    const shown = [...chart.matchAll(/\["[^"]*<br>/g)].length;
    expect(chart).toContain(`more["and ${1402 - shown} more buckets"]:::none`);
  });
});

test("mermaid: no more arrows than Mermaid draws, however short they are", () => {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const copies = names("c", 20);
  const sources = names("b", 30).map((name) => {
    const rules = copies.map((copy, position) => ({ destination: known(copy), priority: known(position) }));
    return bucketNamed(name, { replication: known(replicating(name, rules)), configurations: [name] });
  });
  const others = [...sources, ...copies.map((name) => bucketNamed(name, { region: known("us-west-2") }))];
  const chart = written("mermaid", checkedScenes({ stack: scene({ others }) }));
  const arrows = [...chart.matchAll(/ (-->|==x|-\.->|-\.-)\|/g)].length;
  expect([arrows > 400, arrows <= 500, /more\["and \d+ more bucket/.test(chart)]).toEqual([true, true, true]);
});

const STYLES = `  classDef satisfied fill:#e6f6ea,stroke:#116329,color:#1f2328
  classDef violated fill:#ffebe9,stroke:#b3151f,color:#1f2328,stroke-width:3px
  classDef undetermined fill:#fff8dc,stroke:#7d4e00,color:#1f2328,stroke-dasharray:5 4
  classDef none fill:#f3f4f6,stroke:#57606a,color:#1f2328,stroke-dasharray:1 3
`;

describe("markdown", () => {
  const rendered = (checked: Checked): string =>
    new MarkdownIt({ html: true, linkify: true }).render(written("markdown", checked));

  test("begins with what a program finds it by, and a line that sums it up", () => {
    expect(
      written("markdown", checkedScenes({ stack: scene() }))
        .split("\n")
        .slice(0, 5),
    ).toEqual([
      "<!-- s3-cross-region-replication -->",
      "",
      "### S3 cross-Region replication: ✅ no findings",
      "",
      "2 buckets: 1 replica; 1 with a copy in another Region, proven.",
    ]);
    expect(written("markdown", kinds)).toContain(
      "### S3 cross-Region replication: ❌ 5 mandatory violations, ❔ 1 open question, ❔ 1 bucket undetermined until apply\n",
    );
  });

  test("its tables are tables, with the findings of one bucket together", () => {
    const tables = [...rendered(kinds).matchAll(/<table>[^]*?<\/table>/g)].map(([table]) => table);
    expect(tables).toHaveLength(2);
    const cells = (table = ""): string[][] =>
      [...table.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = ""]) =>
        [...row.matchAll(/<t[hd]>([^]*?)<\/t[hd]>/g)].map(([, cell = ""]) => cell.replace(/<[^>]*>/g, "")),
      );
    expect(cells(tables[0])).toContainEqual(["old", "❌ has findings", "removed"]);
    expect(cells(tables[1]).map(([bucket, finding]) => [bucket, finding])).toEqual([
      ["bucket", "finding"],
      ["bare", "❌ replication-enabled"],
      ["at-home", "❌ destination-in-another-region"],
      ["home-copy", "❌ replication-enabled"],
      ["unversioned-copy", "❌ destination-versioned"],
      ["", "❌ role-can-replicate"],
      ["away", "❔ nothing-undetermined"],
    ]);
  });

  test("what to do is folded, and the picture is fenced", () => {
    const page = rendered(kinds);
    expect(page).toMatch(/<details><summary>What to do<\/summary>\s*<ul>[^]*<\/ul>\s*<\/details>/);
    expect(page).toContain('<pre><code class="language-mermaid">flowchart LR');
  });

  test("names mean nothing in it, and nobody is notified", () => {
    const others = HOSTILE.map((name) => bucketNamed(name));
    const [page = ""] = rendered(checkedScenes({ stack: scene({ others }) })).split("<pre>");
    expect(page).not.toMatch(/<(img|script|style|h1|em)[ >]|href="(?!https:\/\/docs\.aws)|[\p{Cf}\u2028]|@\w| #\d/u);
    const rows = [...page.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = ""]) => [...row.matchAll(/<t[hd]>/g)].length);
    expect(rows).toEqual(rows.map(() => 3));
    expect(rows).toHaveLength(HOSTILE.length + 1);
    expect(page).toContain("<td><strong>a|b`c`*d*[e](");
  });

  test("fits into a comment, and counts what does not", () => {
    const others = Array.from({ length: 900 }, (_, index) => bucketNamed(`bucket-${index}-${"x".repeat(40)}`));
    const text = written("markdown", checkedScenes({ stack: scene({ others }) }));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/\n\nAnd \d+ more findings\.\n/);
    expect(text).toMatch(/\n\nAnd \d+ more suggestions\.\n/);
    expect(text).toMatch(/and \d+ more buckets"\]:::none\n[^]*```\n$/);
  });
});
