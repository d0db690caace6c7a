import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { explained } from "../../../policy-pack/hosts/command-line/explain";
import { POLICIES } from "../../../policy-pack/settings";
import { TABLES } from "../../rules";

const ROOT = path.resolve(__dirname, "../../..");

/** Runs the compiled command, as the package starts it. */
async function s3crr(...args: readonly string[]) {
  const { bin } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { bin: { "s3-crr": string } };
  try {
    const done = await promisify(execFile)(process.execPath, [path.join(ROOT, bin["s3-crr"]), ...args]);
    return { ...done, code: 0 };
  } catch (error) {
    return error as { readonly stdout: string; readonly stderr: string; readonly code: number };
  }
}

const text = (id: string): string => explained(id, { write: () => undefined });

test.each(POLICIES.map(({ id, description, why, reference }) => [id, description, why, reference]))(
  "%s: what it requires, why, what to do, and where AWS says so",
  (id, ...told) => {
    const page = text(id);
    for (const each of [id, ...told, "Fix"]) expect(page).toContain(each);
    const others = POLICIES.filter((other) => other.id !== id).map(({ why }) => why);
    for (const why of others) expect(page).not.toContain(why);
  },
);

test("a policy with cases has all of them, by answer", () => {
  const { satisfied, violated, undetermined } = TABLES["versioning-enabled"];
  for (const [answer, cases] of Object.entries({ satisfied, violated, undetermined })) {
    const [, listed = ""] = text("versioning-enabled").split(`\n${answer}:\n`);
    const [lines = ""] = listed.split("\n\n");
    expect(lines.split("\n")).toEqual(Object.keys(cases).map((name) => `  - ${name}`));
  }
});

test.each([
  ["versioning-enabled", "aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled"],
  ["delete-markers-as-required", "aws s3api put-bucket-replication --bucket <bucket>"],
  ["keys-enabled", "aws kms enable-key --key-id <key>"],
])("%s: what to do in Pulumi's, Terraform's, and the AWS CLI's words", (id, command) => {
  const [pulumi, terraform, cli] = ["Pulumi", "Terraform", "AWS CLI"].map((name) =>
    text(id)
      .split("\n")
      .find((line) => line.startsWith("Fix (") && line.slice(0, line.indexOf(")")).includes(name)),
  );
  expect(cli).toContain(command);
  expect(new Set([pulumi, terraform, cli]).size).toBe(3);
});

test("what is no matter of AWS has no command", () => {
  expect(text("scope")).not.toContain("AWS CLI");
});

test("which failures of copies a policy prevents", () => {
  expect(text("destination-versioned")).toContain(
    "Prevents the failure reasons: DstBucketNotFound, DstBucketUnversioned",
  );
});

test("what the module builds is said to become it without being replaced", () => {
  const said = POLICIES.filter(({ id }) => text(id).includes("docs/migration.md")).map(({ id }) => id);
  expect(said.sort()).toEqual(["destination-versioned", "replication-enabled", "versioning-enabled"]);
  expect(existsSync(path.join(ROOT, "docs/migration.md"))).toBe(true);
});

test("the command explains the policy that it is given", async () => {
  expect(await s3crr("explain", "versioning-enabled")).toEqual({
    stdout: text("versioning-enabled"),
    stderr: "",
    code: 0,
  });
});

test.each([
  [
    "versioning-enable",
    "There is no rule `versioning-enable`. Did you mean `versioning-enabled`? `s3-crr rules` lists them.\n",
  ],
  ["__proto__", "There is no rule `__proto__`. `s3-crr rules` lists them.\n"],
])("%s is no rule: the command says so, with exit status 2", async (id, stderr) => {
  expect(await s3crr("rules", id)).toMatchObject({ stdout: "", stderr, code: 2 });
});
