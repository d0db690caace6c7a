import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CustomResource } from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { violationsIn, type EngineEvent } from "../support/pulumi-cli";
import { brief, EXAMPLES, inProject, PROGRAMS, resourcesOf, ROOT, said, withPulumi } from "./cli";

// The commands that run a pack, with what a person sees of it: exit status, standard output and diagnostics.

const BROKEN = path.join(EXAMPLES, "broken");
const COMPLIANT = path.join(EXAMPLES, "compliant");

withPulumi("pulumi preview", () => {
  test("a mandatory violation ends it with 1, under the policies and among the diagnostics", () =>
    inProject(BROKEN, async (project) => {
      const run = await project.operate("preview", ...(await project.under(ROOT)));
      expect(run.exitStatus).toBe(1);
      expect(run.stderr).toBe("");
      expect(run.stdout).toMatch(/^ {4}❌ s3-cross-region-replication@v[\d.]+ \(local: \.\.\/\.\.\)$/m);
      expect(run.stdout).toMatch(
        /^ {8}- \[mandatory\] \[severity: medium\] {2}versioning-enabled {2}\(aws:s3:Bucket: not-versioned\)$/m,
      );
      expect(run.stdout).toMatch(/^Diagnostics:[^]*^ {4}error: preview failed$/m);
    }));

  test("advisory violations alone end it with 0", () =>
    inProject(BROKEN, async (project) => {
      const run = await project.operate("preview", ...(await project.under(ROOT, { all: "advisory" })));
      expect(run.exitStatus).toBe(0);
      expect(run.stdout).toMatch(/^ {4}⚠️ s3-cross-region-replication@v/m);
      expect(said(run).length).toBeGreaterThan(8);
    }));

  test("what is told beside violations stands among the diagnostics", () =>
    inProject(COMPLIANT, async (project) => {
      const run = await project.operate("preview", ...(await project.under(ROOT)));
      expect(run.exitStatus).toBe(0);
      expect(run.stdout).toMatch(/^ {4}✅ s3-cross-region-replication@v/m);
    }));

  test("--target: what is not part of the run is not judged, and may be what a bucket lacks", () =>
    inProject(BROKEN, async (project) => {
      const urn = (type: string, name: string) => `urn:pulumi:dev::example-broken::${type}::${name}`;
      const run = await project.operate(
        "preview",
        ...(await project.under(ROOT)),
        ...["--target", urn("aws:s3/bucket:Bucket", "not-replicated")],
        ...["--target", urn("aws:s3/bucketVersioning:BucketVersioning", "not-replicated")],
      );
      expect([said(run), run.exitStatus]).toEqual([[], 0]);
      expect(run.stdout).toContain("undetermined until apply for 1 bucket (not-replicated)");
    }));

  test("of 10,000 resources the one that is wrong is found", () =>
    inProject(path.join(PROGRAMS, "many"), async (project) => {
      const run = await project.operate("preview", ...(await project.under(ROOT)));
      expect(said(run)).toEqual(["mandatory replication-enabled alone", "mandatory versioning-enabled alone"]);
      expect(resourcesIn(run.events)).toBe(10_000);
    }));

  test("two packs at once: both judge", () =>
    inProject(BROKEN, async (project) => {
      await withNamingPack(async (other) => {
        const packs = [...(await project.under(ROOT)), ...(await project.under(other))];
        const run = await project.operate("preview", ...packs);
        expect(said(run)).toContain("advisory named-acme example-broken-dev");
        expect(said(run)).toContain("mandatory versioning-enabled not-versioned");
        expect(run.stdout).toMatch(/❌ s3-cross-region-replication@v/);
        expect(run.stdout).toMatch(/naming@v/);
      });
    }));
});

withPulumi("pulumi up", () => {
  test("what S3 would refuse stops it before anything is created", () =>
    inProject(path.join(PROGRAMS, "refused"), async (project) => {
      // Without its preview, so that nothing else could have stopped it.
      const run = await project.operate("up", "--yes", "--skip-preview", ...(await project.under(ROOT)));
      expect(said(run)).toContain("mandatory rule-set-accepted refused");
      expect(run.exitStatus).toBe(1);
      const created = (await resourcesOf(project)).map(({ urn }) => urn.split("::").at(-1));
      expect(created).not.toContain("refused");
    }));

  test("what is compliant is created, judged with everything known, and the same in the next preview", () =>
    inProject(COMPLIANT, async (project) => {
      const pack = await project.under(ROOT, { all: "mandatory" });
      const up = await project.operate("up", "--yes", ...pack);
      expect([said(up), up.exitStatus]).toEqual([[], 0]);
      const arns = (await resourcesOf(project)).map(({ outputs }) => (outputs as { arn?: string } | undefined)?.arn);
      expect(arns).toContain("arn:aws:s3:::acme-data");
      const next = await project.operate("preview", ...pack);
      expect([said(next), next.exitStatus]).toEqual([[], 0]);
      const gone = await project.operate("destroy", "--yes");
      expect([gone.exitStatus, await resourcesOf(project)]).toEqual([0, []]);
    }));
});

withPulumi("pulumi policy analyze --file", () => {
  test.each([
    [COMPLIANT, 0],
    [BROKEN, 1],
  ])("%s: the exported state is judged as the program was", (program, exitStatus) =>
    inProject(program, async (project) => {
      const up = await project.operate("up", "--yes", ...(await project.under(ROOT, { all: "advisory" })));
      expect(up.exitStatus).toBe(0);
      await project.pulumi("stack", "export", "--file", "state.json");
      const run = await project.pulumi("policy", "analyze", "--file", "state.json", "--json", "--policy-pack", "../..");
      expect(run.exitStatus).toBe(exitStatus);
      const events = run.stdout
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as EngineEvent);
      const level = (each: string): string => each.replace(/^\w+ /, "");
      expect(brief(violationsIn(events)).map(level).sort()).toEqual(said(up).map(level).sort());
    }),
  );
});

withPulumi("the Automation API", () => {
  test("an inline program under the pack", async () => {
    class Resource extends CustomResource {}
    await inProject(BROKEN, async (project) => {
      const violations: string[] = [];
      const stack = await LocalWorkspace.createOrSelectStack(
        {
          stackName: "inline",
          projectName: "inline",
          program: () => {
            new Resource("aws:s3/bucket:Bucket", "data", { bucket: "acme-data" });
            return Promise.resolve();
          },
        },
        { envVars: project.variables },
      );
      const preview = stack.preview({
        policyPacks: [ROOT],
        onEvent: ({ policyEvent }) => {
          if (policyEvent) violations.push(`${policyEvent.enforcementLevel} ${policyEvent.policyName}`);
        },
      });
      await expect(preview).rejects.toThrow(/preview failed/);
      expect(violations.sort()).toEqual(["mandatory replication-enabled", "mandatory versioning-enabled"]);
    });
  });
});

function resourcesIn(events: readonly EngineEvent[]): number {
  const summary = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  return Object.values(summary?.resourceChanges ?? {}).reduce((sum, each) => sum + each, 0);
}

/** A pack of somebody else's on the same SDK, with one advisory policy that finds something in every stack. */
async function withNamingPack(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "naming-"));
  const policy = `{ name: "named-acme", description: "d", enforcementLevel: "advisory",
    validateStack: (_stack, report) => report("a name") }`;
  try {
    await mkdir(path.join(directory, "lib"));
    await writeFile(path.join(directory, "package.json"), '{"name":"naming","version":"0.0.1","main":"lib/index.js"}');
    await writeFile(path.join(directory, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    const source = `new (require("@pulumi/policy").PolicyPack)("naming", { policies: [${policy}] });`;
    await writeFile(path.join(directory, "lib/index.js"), source);
    await symlink(path.join(ROOT, "node_modules"), path.join(directory, "node_modules"));
    await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
