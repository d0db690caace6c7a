import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { RULES_PAGE, ruleSection } from "../../policy-pack/hosts/rule-section";
import { POLICIES } from "../../policy-pack/settings";
import { TABLES } from "../rules";

const ROOT = path.resolve(__dirname, "../..");
const page = readFileSync(path.join(ROOT, RULES_PAGE), "utf8");

/** Runs the compiled command, as the package starts it. */
async function rules(...args: readonly string[]) {
  const { bin } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { bin: { "s3-crr": string } };
  try {
    const done = await promisify(execFile)(process.execPath, [path.join(ROOT, bin["s3-crr"]), "rules", ...args]);
    return { ...done, code: 0 };
  } catch (error) {
    return error as { readonly stdout: string; readonly stderr: string; readonly code: number };
  }
}

test.each(POLICIES.map(({ id, description, why, reference }) => [id, description, why, reference]))(
  "%s: what it requires, why, what to do, and where AWS says so",
  (id, ...told) => {
    const section = ruleSection(page, id);
    expect(section.split("\n")[0]).toBe(id);
    for (const each of [...told, "**What to do.**"]) expect(section).toContain(each);
    const others = POLICIES.filter((other) => other.id !== id).map(({ why }) => why);
    for (const why of others) expect(section).not.toContain(why);
    expect(section).not.toContain("](#");
  },
);

test("a policy with cases has all of them", () => {
  const section = ruleSection(page, "versioning-enabled");
  const { satisfied, violated, undetermined } = TABLES["versioning-enabled"];
  for (const name of Object.keys({ ...satisfied, ...violated, ...undetermined })) {
    expect(section).toContain(`- ${name}`);
  }
});

test("the command prints the section of the policy that it is given", async () => {
  expect(await rules("versioning-enabled")).toEqual({
    stdout: `${ruleSection(page, "versioning-enabled")}\n`,
    stderr: "",
    code: 0,
  });
});

test.each([
  [
    "versioning-enable",
    'error: "versioning-enable" is not a policy. Did you mean `versioning-enabled`? `s3-crr rules` lists all of them.\n',
  ],
  ["__proto__", 'error: "__proto__" is not a policy. `s3-crr rules` lists all of them.\n'],
])("%s is not a policy: the error says so, with exit status 2", async (id, stderr) => {
  expect(await rules(id)).toMatchObject({ stdout: "", stderr, code: 2 });
});
