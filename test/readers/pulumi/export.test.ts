import { readFileSync } from "node:fs";
import * as path from "node:path";
import { DEFAULT_OPTIONS } from "../../../policy-pack/options";
import { readRecord, recordIn, type StackRecord } from "../../../policy-pack/readers/pulumi/export";
import { recordInEvents, recordInPreview } from "../../../policy-pack/readers/pulumi/preview";
import {
  bucket,
  encrypted,
  exported,
  good,
  goodBut,
  HOME,
  inPlainText,
  POLICY,
  replication,
  rolePolicy,
  urn,
  versioning,
  WEST,
  type State,
} from "../../support/exported";
import { judgedWith } from "../../support/judged";
import { said } from "../../support/said";

/** What is said about a state, with what was not read. */
function saidOf(resources: readonly State[], more: object = {}): readonly string[] {
  const record = recordIn(exported(resources, { ...more }));
  if (!record) throw new Error("it is no state");
  return saidOfRecord(record);
}

const saidOfRecord = (record: StackRecord): readonly string[] => [
  ...readRecord(record, DEFAULT_OPTIONS).graph.unread.map(({ why }) => `unread: ${why}`),
  ...said((options) => readRecord(record, options)),
];

const without = (resources: readonly State[], gone: string): readonly State[] =>
  resources.filter((each) => each.urn !== gone);

describe("a state", () => {
  test("of a good stack has nothing wrong with it, exported or as the local backend keeps it", () => {
    expect(saidOf(good())).toEqual([]);
    const kept = recordIn({
      version: 3,
      checkpoint: { stack: "organization/acme/prod", latest: { resources: good() } },
    });
    expect(kept && saidOfRecord(kept)).toEqual([]);
  });

  test.each<[string, readonly State[], readonly string[]]>([
    [
      "a bucket that is being replaced is not the bucket that takes its place",
      [
        { ...versioning("data", "Suspended"), delete: true },
        ...good(),
        { ...versioning("data", "Suspended"), delete: true },
      ],
      [],
    ],
    [
      "a provider that is being replaced does not say where its successor is",
      [...good(), { ...WEST, id: "old", delete: true, inputs: { region: "eu-west-1" } }],
      [],
    ],
    [
      "a resource that was deleted and is not there again",
      goodBut({ ...versioning("data"), pendingReplacement: true }),
      [
        "unread: data was deleted to be replaced, and has not been created again",
        "versioning-enabled data: Versioning is not enabled on data (nothing in this stack enables it).",
      ],
    ],
    [
      "a configuration that waits for nothing but a bucket that the program looked up",
      goodBut(bucket("theirs", { external: true }), {
        ...replication(),
        dependencies: [urn("aws:s3/bucket:Bucket", "theirs")],
      }),
      [
        "configured-after-versioning data: The replication configuration may be created before versioning is enabled on data and replica.",
      ],
    ],
    [
      "a configuration that waits for what a bucket waited for that the program looked up",
      goodBut(bucket("theirs", { external: true, dependencies: [versioning("data").urn, versioning("replica").urn] }), {
        ...replication(),
        dependencies: [urn("aws:s3/bucket:Bucket", "theirs")],
      }),
      [],
    ],
    ["a bucket that the program looked up owes no copy here", [...good(), bucket("theirs", { external: true })], []],
    [
      "a bucket that the program looked up is known by what was read of it",
      goodBut(
        bucket("replica", {
          external: true,
          outputs: { bucket: "acme-replica", region: "eu-west-1", versioning: { enabled: true } },
        }),
      ).filter(({ urn: of }) => of !== versioning("replica").urn),
      [
        'destination-in-another-region data: Rule "all" copies data (eu-west-1, from provider home) to acme-replica (eu-west-1, as the program read it from AWS): the same Region.',
        "? role-can-replicate: bucket acme-replica is not in this stack, so whether its policy lets the role replicate is not known",
        "? tags-can-replicate: bucket acme-replica is not in this stack, so whether its policy lets the role replicate is not known",
      ],
    ],
    [
      "a role's policy that is encrypted allows nothing for certain",
      goodBut(rolePolicy(encrypted)),
      ["role-can-replicate", "tags-can-replicate", "role-least-privileged"].map(
        (rule) => `? ${rule}: a secret is encrypted here, so its value is not known`,
      ),
    ],
    ["a role's policy in plain text is read", goodBut(rolePolicy(inPlainText(POLICY))), []],
    [
      "a Region in plain text is read",
      goodBut({ ...WEST, inputs: { region: inPlainText("eu-west-1") } }),
      [
        'destination-in-another-region data: Rule "all" copies data (eu-west-1, from provider home) to replica (eu-west-1, from provider west), by its name: the same Region.',
        "replication-enabled replica: replica receives copies of data, but from the same Region, so it still needs a copy of its own.",
      ],
    ],
    [
      "a status that is encrypted is neither Enabled nor Suspended",
      goodBut(versioning("data", encrypted)),
      ["versioning-enabled", "configured-after-versioning"].map(
        (rule) => `? ${rule}: a secret is encrypted here, so its value is not known`,
      ),
    ],
  ])("%s", (_name, resources, expected) => {
    expect(saidOf(resources)).toEqual(expected);
  });

  test("what the program sets counts, and what was read back from AWS does not", () => {
    const readBack = {
      bucket: "acme-data",
      arn: "arn:aws:s3:::acme-data",
      id: "acme-data",
      versioning: { enabled: true },
    };
    expect(saidOf(without(goodBut(bucket("data", { outputs: readBack })), versioning("data").urn))[0]).toBe(
      "versioning-enabled data: Versioning is not enabled on data (nothing in this stack enables it).",
    );
  });

  test("an operation that did not end is told, and one that only reads is not", () => {
    const operation = (type: string, of: State) => ({ type, resource: of });
    const pending = [
      operation("creating", replication()),
      operation("reading", bucket("data")),
      operation("deleting", HOME),
    ];
    expect(saidOf(good(), { pending_operations: pending })).toEqual([
      "unread: data was being created when the last update was interrupted",
    ]);
  });

  test("a provider that is referred to and not there says nothing of a Region", () => {
    expect(saidOf(without(good(), WEST.urn))).toContain(
      "? destination-in-another-region: provider west is not shown here",
    );
  });

  test("secrets in plain text are handed on, so that nobody prints them", () => {
    const record = recordIn(exported(goodBut(rolePolicy(inPlainText([POLICY, { deep: "x" }])))));
    expect(record && [...readRecord(record, DEFAULT_OPTIONS).secrets]).toEqual([POLICY, "x"]);
  });

  test("nothing that a file contains makes it throw", () => {
    const odd = [
      null,
      7,
      {},
      { urn: 7 },
      { urn: "a" },
      { urn: "a", type: "aws:s3/bucket:Bucket", inputs: [], outputs: 3 },
    ];
    const record = recordIn({ deployment: { resources: odd, pending_operations: [null, { resource: 1 }] } });
    expect(record && judgedWith(readRecord(record, DEFAULT_OPTIONS).graph).buckets).toEqual([]);
    expect(recordIn({ deployment: 1 })).toBeUndefined();
  });
});

const fixture = (name: string): string => readFileSync(path.resolve(__dirname, "../../fixtures/pulumi", name), "utf8");
const parse = (text: string): unknown => JSON.parse(text);

describe("a preview", () => {
  test.each(["preview-create.json", "preview-same.json"])("%s: what is compliant is proven", (name) => {
    const record = recordInPreview(parse(fixture(name)));
    expect(typeof record === "object" && saidOfRecord(record)).toEqual([]);
  });

  test.each<
    [string, (preview: { steps: { op: string }[]; changeSummary?: object; diagnostics: object[] }) => void, RegExp]
  >([
    ["what stays the same is left out", (preview) => (preview.steps = preview.steps.slice(0, 1)), /--show-sames/],
    ["it did not end", (preview) => delete preview.changeSummary, /did not run to its end/],
    [
      "the program failed",
      (preview) => (preview.diagnostics = [{ severity: "error", message: "Running program failed" }]),
      /did not run to its end/,
    ],
  ])("%s: it is not read", (_name, change, expected) => {
    const preview = parse(fixture("preview-same.json")) as Parameters<typeof change>[0];
    change(preview);
    expect(recordInPreview(preview)).toMatch(expected);
  });

  test("a resource that is deleted is not part of what will be", () => {
    const preview = parse(fixture("preview-create.json")) as { steps: object[] };
    const type = "aws:s3/bucket:Bucket";
    preview.steps.push({ op: "delete", urn: urn(type, "old"), oldState: bucket("old") });
    const record = recordInPreview(preview);
    expect(typeof record === "object" && saidOfRecord(record)).toEqual([]);
  });

  test("the event log: what depends on what is not told, so whether versioning is waited for is not known", () => {
    const lines = fixture("events.jsonl").trim().split("\n").map(parse);
    const record = recordInEvents(lines);
    expect(typeof record === "object" && saidOfRecord(record)).toEqual([
      "? configured-after-versioning: an event log does not tell what a resource waits for",
    ]);
    expect(recordInEvents(lines.slice(0, 8))).toMatch(/did not run to its end/);
    expect(recordInEvents([{ a: 1 }])).toBeUndefined();
  });
});
