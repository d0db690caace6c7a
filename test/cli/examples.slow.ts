import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { previewEmbedded, render, type Preview } from "../support/preview";
import { previewWithPulumi } from "../support/preview-pulumi";
import { putStandIns } from "../support/pulumi-cli";
import { brief, EXAMPLES, HOSTS, PROGRAMS, ROOT, withPulumi } from "./cli";

// The real engine, with stand-ins for the AWS plugins, against the embedded one that every other test uses.

const told = ({ violations }: Preview) =>
  violations.map(({ policy, level, severity, urn }) => `${level} ${severity} ${policy} ${urn}`).sort();

withPulumi.each(HOSTS)("the real engine, with %s", (_name, ownHost) => {
  test.each(["compliant", "compliant-providers", "component", "broken"])(
    "%s: as with the embedded engine",
    async (example) => {
      const program = path.join(EXAMPLES, example);
      const real = await previewWithPulumi(program, ROOT, { standIns: true, ownHost });
      const embedded = await previewEmbedded(program, ROOT);
      expect(told(real)).toEqual(told(embedded));
      // To the letter: what the README and the demonstration print is what people see.
      expect(render(real)).toBe(render(embedded));
      expect(real.exitStatus).toBe(embedded.exitStatus);
    },
  );

  test("every shape of a bucket: as with the embedded engine", async () => {
    const program = path.join(PROGRAMS, "shapes");
    const config = { scope: { knownDestinations: [{ bucket: "acme-dr-{region}-*", versioned: true }] } };
    const real = await previewWithPulumi(program, ROOT, { standIns: true, ownHost, config });
    const embedded = await previewEmbedded(program, ROOT, config);
    expect(told(real)).toEqual(told(embedded));
    expect(real.violations.length).toBeGreaterThan(5);
    expect(JSON.stringify(real)).not.toContain("hunter2");
  });

  test("a program that fails is told, and no policy is said to have passed", async () => {
    const real = await previewWithPulumi(path.join(PROGRAMS, "failing"), ROOT, { standIns: true, ownHost });
    expect(real).toMatchObject({ violations: [], exitStatus: 1 });
    expect(real.notes).toContain("this program fails");
    expect(render(real)).toContain("❌");
  });
});

withPulumi("buckets of the AWS Cloud Control provider", () => {
  test("are judged by the settings inside them", async () => {
    const real = await previewWithPulumi(path.join(PROGRAMS, "native"), ROOT, { standIns: true });
    expect(brief(real.violations)).toEqual([
      // Its role is in no stack.
      "advisory nothing-undetermined data",
      "mandatory replication-enabled alone",
      "mandatory versioning-enabled alone",
    ]);
  });
});

withPulumi("the demonstration", () => {
  test("uses the CLI where it has an AWS plugin, and ends well", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "demo-"));
    await putStandIns(path.join(home, "plugins"));
    const PATH = `${path.join(home, "plugins")}${path.delimiter}${process.env["PATH"] ?? ""}`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["dist/examples/pulumi/demo.js"], {
      cwd: ROOT,
      env: { ...process.env, PATH, PULUMI_HOME: home },
    });
    await rm(home, { recursive: true });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^Previewing the examples with the `pulumi` on your PATH/);
    expect(stdout.match(/^exit status [01]$/gm)).toEqual(["exit status 0", "exit status 0", "exit status 1"]);
  });
});
