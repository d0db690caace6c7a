import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { FORMAT_NAMES } from "../../../policy-pack/reports";
import { CLEAN } from "../../support/checked";
import { folderOf, s3crrIn, type Files } from "../../support/command";
import {
  bucket,
  encrypted,
  exported,
  good,
  goodBut,
  POLICY,
  replication,
  resource,
  rolePolicy,
  versioning,
} from "../../support/exported";

const FILE = "s3-crr-baseline.json";
/** A bucket without versioning, and without a copy. */
const BARE = bucket("bare");
const WITH_BARE = { "prod.json": exported(goodBut(BARE)) };

interface Entry {
  readonly rule: string;
  readonly address: string;
  readonly finding: string;
  readonly reason: string;
  readonly until: string;
}

/** A folder in which commands run one after another. */
class Folder {
  private readonly path: string;

  constructor(files: Files) {
    this.path = folderOf(files);
  }

  run(argv: readonly string[], now = "2026-06-01") {
    return s3crrIn(this.path, argv, { now: new Date(`${now}T12:00:00Z`) });
  }

  write(name: string, content: object | string): void {
    writeFileSync(path.join(this.path, name), typeof content === "string" ? content : JSON.stringify(content));
  }

  text(name = FILE): string {
    return readFileSync(path.join(this.path, name), "utf8");
  }

  get names(): readonly string[] {
    return readdirSync(this.path).sort();
  }

  get entries(): readonly Entry[] {
    return (JSON.parse(this.text()) as { entries: readonly Entry[] }).entries;
  }
}

const CHECK = ["check", "prod.json", "--baseline", FILE];

describe("s3-crr baseline", () => {
  test("what falls short today is accepted, for 90 days unless told otherwise, and a check with it is clean", async () => {
    const folder = new Folder(WITH_BARE);
    expect((await folder.run(["check", "prod.json"])).status).toBe(1);
    expect(await folder.run(["baseline", "prod.json"])).toEqual({
      status: 0,
      stdout: "",
      stderr: "s3-crr-baseline.json: 2 findings (2 new).\n",
    });
    expect(folder.entries).toEqual([
      {
        source: "Pulumi state",
        stack: "acme/prod",
        address: BARE.urn,
        rule: "replication-enabled",
        finding: expect.stringContaining("bare") as string,
        reason: "Accepted on 2026-06-01",
        until: "2026-08-30",
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      expect.objectContaining({ rule: "versioning-enabled" }),
    ]);
    expect(await folder.run([...CHECK, "--fail-on", "advisory"])).toEqual({
      status: 0,
      stderr: "",
      stdout: `prod.json: Pulumi state acme/prod

3 buckets: 1 in the baseline; 1 replica; 1 with a copy in another Region, proven.
The baseline s3-crr-baseline.json hides 2 findings: 2 mandatory.
`,
    });
  });

  test("run again it changes nothing, whatever day it is, and keeps reasons and days", async () => {
    const folder = new Folder(WITH_BARE);
    await folder.run(["baseline", "prod.json", "--reason", "Migrated in autumn", "--until", "2026-12-31"]);
    const before = folder.text();
    expect(folder.entries.map(({ reason, until }) => [reason, until])).toEqual([
      ["Migrated in autumn", "2026-12-31"],
      ["Migrated in autumn", "2026-12-31"],
    ]);
    const again = await folder.run(
      ["baseline", "prod.json", "--reason", "Another", "--until", "2027-06-30"],
      "2026-07-01",
    );
    expect([again.stderr, folder.text()]).toEqual(["s3-crr-baseline.json: 2 findings, unchanged.\n", before]);
    expect(folder.names).toEqual(["prod.json", FILE]);
  });

  test("of two stacks in one file, each is brought up to date without the other", async () => {
    const other = JSON.parse(JSON.stringify(exported(goodBut(BARE))).replaceAll("prod::acme", "test::acme")) as object;
    const folder = new Folder({ ...WITH_BARE, "test.json": other });
    await folder.run(["baseline", "prod.json", "test.json"]);
    const both = folder.text();
    expect(folder.entries).toHaveLength(4);
    await folder.run(["baseline", "test.json"]);
    expect(folder.text()).toBe(both);
    expect((await folder.run(CHECK)).stdout).toContain("2 entries of it are about what was not checked.\n");
    folder.write("prod.json", exported(good()));
    expect((await folder.run(["baseline", "prod.json"])).stderr).toBe(
      "s3-crr-baseline.json: 2 findings (2 removed).\n",
    );
  });

  test.each<[string, object]>([
    ["a new bucket", exported(goodBut(BARE, bucket("new")))],
    [
      "a bucket of the same name in another stack",
      JSON.parse(JSON.stringify(exported(goodBut(BARE))).replaceAll("prod::acme", "test::acme")) as object,
    ],
    [
      "a bucket of the same name under another parent",
      exported(goodBut({ ...BARE, urn: BARE.urn.replace("aws:s3", "acme:Data$aws:s3") })),
    ],
    ["another defect of the same bucket", exported(goodBut(BARE, versioning("bare", "Suspended")))],
    [
      "another reason of the same rule about the same bucket",
      exported(
        goodBut(
          BARE,
          resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "bare", {
            bucket: "acme-bare",
            role: "arn:aws:iam::111122223333:role/replication",
            rules: [{ id: "all", status: "Disabled", destination: { bucket: "arn:aws:s3:::acme-replica" } }],
          }),
        ),
      ),
    ],
  ])("%s is reported", async (_name, changed) => {
    const folder = new Folder(WITH_BARE);
    await folder.run(["baseline", "prod.json"]);
    folder.write("prod.json", changed);
    const { status, stdout } = await folder.run(CHECK);
    expect(status).toBe(1);
    expect(stdout).toMatch(/mandatory (versioning-enabled|replication-enabled)/);
  });

  test("another defect of the same resource by the same rule is reported", async () => {
    const lacking = (...actions: readonly string[]): object =>
      exported(goodBut(rolePolicy(actions.reduce((policy, action) => policy.replace(action, "s3:None"), POLICY))));
    const folder = new Folder({ "prod.json": lacking("s3:ReplicateObject") });
    await folder.run(["baseline", "prod.json"]);
    expect((await folder.run(CHECK)).status).toBe(0);
    folder.write("prod.json", lacking("s3:ReplicateObject", "s3:GetReplicationConfiguration"));
    expect((await folder.run(CHECK)).status).toBe(1);
  });

  test("an entry whose day is over hides nothing, and it is said; the next run renews it and keeps its reason", async () => {
    const folder = new Folder(WITH_BARE);
    await folder.run(["baseline", "prod.json", "--reason", "Old", "--until", "2026-06-01"]);
    expect((await folder.run(CHECK, "2026-06-01")).status).toBe(0);
    const ended = await folder.run(CHECK, "2026-06-02");
    expect(ended.status).toBe(1);
    expect(ended.stdout).toContain(
      "The baseline s3-crr-baseline.json hides 0 findings.\n2 entries of it have ended, so",
    );
    expect((await folder.run(["baseline", "prod.json"], "2026-06-02")).stderr).toContain("2 findings (2 renewed).");
    expect(folder.entries.map(({ reason, until }) => [reason, until])).toEqual([
      ["Old", "2026-08-31"],
      ["Old", "2026-08-31"],
    ]);
  });

  test("an entry that matches nothing any more is said, and removed by the next run", async () => {
    const folder = new Folder(WITH_BARE);
    await folder.run(["baseline", "prod.json"]);
    folder.write("prod.json", exported(good()));
    const { status, stdout } = await folder.run(CHECK);
    expect(status).toBe(0);
    expect(stdout).toContain(
      `2 entries of it match nothing any more: replication-enabled of ${BARE.urn} and versioning-enabled of ${BARE.urn}. Run \`s3-crr baseline\` again to remove what is not needed.\n`,
    );
    await folder.run(["baseline", "prod.json"]);
    expect(folder.entries).toEqual([]);
  });

  test.each<[string, object]>([
    ["doubts that configuration settles", exported(goodBut(rolePolicy(encrypted)))],
    ["a copy that is in no stack", exported(goodBut(replication("arn:aws:s3:::acme-vault")))],
  ])("%s are accepted too, unless only violations are asked for", async (_name, state) => {
    const folder = new Folder({ "prod.json": state });
    const failing = ["--fail-on", "undetermined"];
    await folder.run(["baseline", "prod.json", "--fail-on", "violated"]);
    expect((await folder.run([...CHECK, ...failing])).status).toBe(1);
    await folder.run(["baseline", "prod.json", ...failing]);
    expect((await folder.run([...CHECK, ...failing])).status).toBe(0);
  });

  test.each([["summary"], ["each"]])(
    "doubts that the deployment settles are accepted once, told as %p",
    async (pending) => {
      const waiting = {
        ...CLEAN,
        resource: {
          ...CLEAN.resource,
          aws_iam_role_policy: { crr: { role: "${aws_iam_role.crr.id}", policy: "${random_pet.name.id}" } },
          random_pet: { name: {} },
        },
      };
      const folder = new Folder({ "cdk.tf.json": waiting, "c.json": { "nothing-undetermined": { pending } } });
      const failing = ["cdk.tf.json", "--config", "c.json", "--fail-on", "undetermined"];
      expect((await folder.run(["check", ...failing])).status).toBe(1);
      await folder.run(["baseline", ...failing]);
      expect(folder.entries).toHaveLength(1);
      const { status, stdout } = await folder.run(["check", ...failing, "--baseline", FILE]);
      expect([status, /hides .*/.exec(stdout)?.[0]]).toEqual([0, "hides 1 finding: 1 undetermined."]);
    },
  );

  test("what is wrong with options and tags is never accepted", async () => {
    const inputs = { bucket: "acme-bare", tags: { "s3-crr:exempt-reason": "" } };
    const tagged = bucket("bare", { inputs, outputs: { ...inputs, id: "acme-bare" } });
    const folder = new Folder({ "prod.json": exported(goodBut(tagged)), "c.json": { scop: {} } });
    const { stderr } = await folder.run(["baseline", "prod.json"]);
    expect(stderr).toContain("1 finding about options, tags and exemptions cannot be accepted: fix them.\n");
    const { status, stdout } = await folder.run(CHECK);
    expect([status, stdout.match(/^ *mandatory [^:]*:/gm)]).toEqual([1, ["    mandatory scope:"]]);
    expect(await folder.run(["baseline", "prod.json", "--config", "c.json"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Did you mean `scope`?") as string,
    });
    expect((await folder.run([...CHECK, "--config", "c.json"])).stdout).toContain("Did you mean `scope`?");
  });

  test("a file that was named in another way is the same file", async () => {
    const bare = { provider: { aws: { region: "eu-west-1" } }, resource: { aws_s3_bucket: { bare: {} } } };
    const folder = new Folder({ "cdk.tf.json": bare });
    await folder.run(["baseline", "cdk.tf.json"]);
    expect((await folder.run(["check", "./cdk.tf.json", "--baseline", FILE, "--fail-on", "advisory"])).status).toBe(0);
  });

  test("one file that cannot be read does not stop the rest, and is said", async () => {
    const folder = new Folder({ ...WITH_BARE, "cut.json": "{" });
    const { status, stderr } = await folder.run(["baseline", "cut.json", "prod.json"]);
    expect([status, folder.entries.length]).toEqual([2, 2]);
    expect(stderr).toContain("cut.json: The file ends in the middle of its JSON: it was not written to its end.\n");
  });

  test.each<[string, string, string]>([
    ["cut off", "{", "The baseline b.json is not JSON."],
    ["a list", "[]", "The baseline b.json cannot be used: the baseline is a list; it must be an object."],
    [
      "of another kind",
      '{"version":"1"}',
      "The baseline b.json cannot be used: the baseline.entries is missing: what is accepted.",
    ],
    [
      "of a version to come",
      '{"version":"2","entries":[]}',
      'The baseline b.json cannot be used: the baseline.version is "2", which is not a version that is read here.',
    ],
    [
      "one with a day that is none",
      `{"version":"1","entries":[{"source":"a","stack":"b","address":"c","rule":"d","fingerprint":"${"0".repeat(64)}","finding":"e","reason":"f","until":"soon"}]}`,
      'The baseline b.json cannot be used: the baseline.entries[0].until is "soon", which is not a day written as YYYY-MM-DD.',
    ],
  ])("a baseline that is %s is refused in one sentence, and stays as it is", async (_name, content, sentence) => {
    const folder = new Folder({ ...WITH_BARE, "b.json": content });
    const refused = { status: 2, stdout: "", stderr: `${sentence}\n` };
    expect(await folder.run(["check", "prod.json", "--baseline", "b.json"])).toEqual(refused);
    expect(await folder.run(["baseline", "prod.json", "--output", "b.json"])).toEqual(refused);
    expect(folder.text("b.json")).toBe(content);
  });

  test("a baseline that is not there is refused by check", async () => {
    expect(await new Folder(WITH_BARE).run(CHECK)).toEqual({
      status: 2,
      stdout: "",
      stderr: "The baseline s3-crr-baseline.json cannot be read: there is no such file or folder.\n",
    });
  });

  test.each([
    ["--until", "soon", "Write the day as YYYY-MM-DD."],
    ["--reason", " ", "Say why."],
  ])("%s %p is refused", async (option, value, sentence) => {
    const { status, stderr } = await new Folder(WITH_BARE).run(["baseline", "prod.json", option, value]);
    expect([status, stderr.includes(sentence)]).toEqual([2, true]);
  });

  test.each(FORMAT_NAMES.map((format) => [format]))("%s says how much is hidden", async (format) => {
    const folder = new Folder(WITH_BARE);
    await folder.run(["baseline", "prod.json"]);
    const { stdout } = await folder.run([...CHECK, "--format", format]);
    expect(stdout.replaceAll(/\\(?=[-.])|#45;/g, "")).toContain("hides 2 findings: 2 mandatory");
  });

  test("code scanning is told of them as suppressed, under the fingerprints that they had", async () => {
    const folder = new Folder(WITH_BARE);
    interface Log {
      readonly runs: readonly { readonly results: readonly Readonly<Record<string, unknown>>[] }[];
    }
    const results = async (argv: readonly string[]) =>
      (JSON.parse((await folder.run([...argv, "--format", "sarif"])).stdout) as Log).runs[0]?.results ?? [];
    const before = await results(["check", "prod.json"]);
    await folder.run(["baseline", "prod.json", "--reason", "Known"]);
    const after = await results(CHECK);
    expect(after).toEqual(
      before.map((each) => ({
        ...each,
        suppressions: [{ kind: "external", status: "accepted", justification: "Known (until 2026-08-30)" }],
      })),
    );
    expect(after).toHaveLength(2);
  });

  test("JUnit skips them, JSON and --verbose list them", async () => {
    const folder = new Folder(WITH_BARE);
    await folder.run(["baseline", "prod.json", "--reason", "Known"]);
    const junit = (await folder.run([...CHECK, "--format", "junit"])).stdout;
    expect([junit.includes("<failure"), junit.includes("in the baseline until 2026-08-30 (Known)")]).toEqual([
      false,
      true,
    ]);
    const json = JSON.parse((await folder.run([...CHECK, "--format", "json"])).stdout) as object;
    expect(json).toMatchObject({
      summary: { mandatory: 0, hidden: 2 },
      baseline: { file: FILE, hidden: 2, ended: [], stale: [], elsewhere: 0 },
      sources: [{ findings: [], hidden: [{ policy: "versioning-enabled", baseline: { reason: "Known" } }, {}] }],
    });
    expect((await folder.run([...CHECK, "--verbose"])).stdout).toContain(
      "  In the baseline\n    versioning-enabled of bare: ",
    );
  });
});
