import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { previewEmbedded, render, type Preview } from "../../support/preview";

const ROOT = path.resolve(__dirname, "../../..");
const run = promisify(execFile);

const preview = (example: string, config = {}): Promise<Preview> =>
  previewEmbedded(path.join(ROOT, "examples/pulumi", example), ROOT, config);
const brief = ({ violations }: Preview) =>
  violations.map(({ policy, level, urn }) => `${level} ${policy} ${urn.split("::").at(-1)}`).sort();

test.each(["compliant", "compliant-providers"])(
  "%s: nothing but how much was judged, ARNs unknown",
  async (example) => {
    expect(await preview(example)).toMatchObject({
      violations: [],
      notes: "s3-cross-region-replication: 2 buckets: 1 source, 1 replica, 0 exempt; 16 rules decided, 0 pending.\n",
      exitStatus: 0,
    });
  },
);

test("the component: every policy is satisfied, with whatever an organization may ask of a pair without keys", async () => {
  const strict = JSON.parse(readFileSync(path.join(ROOT, "policy-pack/profiles/strict.json"), "utf8")) as object;
  const asked = {
    "destination-allowed": { allowedRegions: ["us-west-2"] },
    "delete-markers-as-required": { deleteMarkerReplication: "Disabled" },
  };
  for (const config of [{}, { ...strict, ...asked }]) {
    expect(await preview("component", config)).toMatchObject({ violations: [], exitStatus: 0 });
  }
  const lines = readFileSync(path.join(ROOT, "examples/pulumi/component/replicated-bucket.ts"), "utf8").split("\n");
  expect(lines.length - 1).toBeLessThanOrEqual(60);
});

test("broken: one message for each defect, on the resource named for it", async () => {
  const seen = await preview("broken");
  expect(brief(seen)).toEqual([
    "advisory nothing-undetermined replica-in-another-stack",
    "mandatory destination-in-another-region copied-in-the-same-region",
    "mandatory destination-versioned unversioned-replica",
    "mandatory encrypted-objects-selected encrypted",
    "mandatory replication-enabled not-replicated",
    "mandatory replication-enabled rule-disabled",
    "mandatory role-can-replicate role-may-not-write",
    "mandatory versioning-enabled not-versioned",
    "mandatory versioning-enabled versioning-suspended",
  ]);
  expect(seen.exitStatus).toBe(1);
});

test("the first week: all advisory, and the preview passes", async () => {
  const seen = await preview("broken", { all: "advisory" });
  expect(seen.violations).toHaveLength(9);
  expect(seen.exitStatus).toBe(0);
});

test("every shape of a bucket, through the real SDKs of both major versions", async () => {
  const scope = { knownDestinations: [{ bucket: "acme-dr-{region}-*", versioned: true }] };
  // The program is about shapes: its role may nothing, and hardly anything waits for anything.
  const off = { "role-can-replicate": "disabled", "configured-after-versioning": "disabled" };
  const seen = await previewEmbedded(path.join(ROOT, "test/programs/shapes"), ROOT, { scope, ...off });
  expect(brief(seen)).toEqual([
    "advisory whole-bucket-covered bad-refused",
    "mandatory replication-enabled bad-at-home",
    "mandatory rule-set-accepted bad-refused",
    "mandatory single-replication-configuration bad-twice-again",
    "mandatory versioning-enabled bad-legacy-versioning-off",
  ]);
  // What settles on apply is one line for all of them.
  expect(seen.notes).toContain(
    "undetermined until apply for 2 buckets (wait-two-destinations, wait-whole-rules), because",
  );
  expect(JSON.stringify(seen)).not.toContain("hunter2");
});

test("what is printed has Pulumi's form: the pack, then mandatory before advisory, severe before mild", () => {
  const violation = { severity: "low", message: "Description.\nReason." } as const;
  const urn = "urn:pulumi:dev::p::my:index:Component$aws:s3/bucket:Bucket::data";
  const text = render({
    pack: "pack@v1",
    violations: [
      { ...violation, policy: "b", level: "advisory", urn: "" },
      { ...violation, policy: "a", level: "mandatory", urn },
      { ...violation, policy: "c", level: "mandatory", urn, severity: "high" },
    ],
    notes: "a note\n",
    exitStatus: 1,
  });
  expect(text.split("\n")).toEqual([
    "Policies:",
    "    ❌ pack@v1",
    "        - [mandatory] [severity: high]  c  (aws:s3:Bucket: data)",
    "          Description.",
    "          Reason.",
    "        - [mandatory] [severity: low]  a  (aws:s3:Bucket: data)",
    "          Description.",
    "          Reason.",
    "        - [advisory] [severity: low]  b",
    "          Description.",
    "          Reason.",
    "",
    "Diagnostics:",
    "    a note",
  ]);
});

test("a program that fails is told, and no policy is said to have passed", async () => {
  const failing = path.join(ROOT, "test/programs/failing");
  expect(existsSync(failing)).toBe(true);
  const seen = await previewEmbedded(failing, ROOT);
  expect(seen).toMatchObject({ violations: [], exitStatus: 1 });
  expect(seen.notes).toContain("this program fails");
});

test("the demonstration runs as the README prints it", async () => {
  const { stdout, stderr } = await run(process.execPath, ["dist/examples/pulumi/demo.js"], { cwd: ROOT });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^Previewing the examples with the (`pulumi` on your PATH|embedded engine)/);
  expect(stdout).toMatch(/\nAs expected: [^\n]+\n/);
  expect(stdout).toMatch(/\nA picture of them[^\n]+: dist\/examples\/picture\.html\n$/);
  const readme = readFileSync(path.join(ROOT, "README.md"), "utf8");
  const [, pasted = ""] = /```console\n\$ pulumi preview[^\n]*\n(.*?)\n```/s.exec(readme) ?? [];
  expect(pasted.length).toBeGreaterThan(500);
  const printed = stdout.split("\n").map((line) => line.trim().replace(/ \(local: .*\)$/, ""));
  for (const line of pasted.split("\n").filter((each) => each.trim() !== "" && each.trim() !== "…")) {
    expect(printed).toContain(line.trim());
  }
});
