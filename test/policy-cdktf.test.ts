import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { App, Aspects, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ReplicaBucket, ReplicatedBucket } from "../cdktf-module";
import { synthesizeBroken } from "../examples/cdktf/broken";
import { requireCrossRegionReplication, type PolicyOptions } from "../policy-pack/hosts/cdktf";

/** Synthesizes an app for real, and tells what the synthesis fails with and what goes to stderr. */
function synthesized(build: (app: App) => void, config: { readonly hclOutput?: boolean } = {}) {
  const outdir = mkdtempSync(path.join(tmpdir(), "policy-"));
  const stderr: string[] = [];
  const write = jest.spyOn(process.stderr, "write").mockImplementation((chunk) => stderr.push(String(chunk)) > 0);
  try {
    const app = new App({ outdir, ...config });
    build(app);
    app.synth();
    return { failed: [], stderr };
  } catch (error) {
    const lines = (error as Error).message.split("\n").map((line) => line.trim());
    return { failed: lines.filter((line) => /^[\w-]+( \(|:)/.test(line) && line.includes("https:")), stderr };
  } finally {
    write.mockRestore();
    rmSync(outdir, { recursive: true, force: true });
  }
}

function stackIn(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"] });
  return stack;
}

const good = (scope: TerraformStack, bucketName = "acme-data"): ReplicatedBucket =>
  new ReplicatedBucket(scope, "data", { bucketName, replicas: [{ region: "us-west-2" }] });
const bare = (scope: TerraformStack, bucket = "acme-bare"): S3Bucket => new S3Bucket(scope, "bare", { bucket });
const brief = (lines: readonly string[]): readonly string[] => lines.map((line) => line.split(":")[0] ?? "");

test("an app as it should be is synthesized, and nothing is said", () => {
  expect(
    synthesized((app) => {
      good(stackIn(app, "one"));
      good(stackIn(app, "two"), "acme-more");
      requireCrossRegionReplication(app);
    }),
  ).toEqual({ failed: [], stderr: [] });
});

test("what is wrong in any stack fails the synthesis, all at once, in the words of the pack", () => {
  const { failed } = synthesized((app) => {
    bare(stackIn(app, "one"));
    bare(stackIn(app, "two"), "acme-other");
    requireCrossRegionReplication(app);
  });
  expect(brief(failed)).toEqual([
    "versioning-enabled (one/bare)",
    "replication-enabled (one/bare)",
    "versioning-enabled (two/bare)",
    "replication-enabled (two/bare)",
  ]);
  expect(failed[0]).toMatch(
    /: Versioning is not enabled on one\/bare .* or build it with ReplicatedBucket\. \(https:\/\/docs\.aws\.amazon\.com\S+\)$/,
  );
});

test("on a stack it is about that stack", () => {
  const { failed } = synthesized((app) => {
    bare(stackIn(app, "one"));
    requireCrossRegionReplication(good(stackIn(app, "two")).node.scope as TerraformStack);
  });
  expect(failed).toEqual([]);
});

test("a reference from one stack to another is followed", () => {
  const build = (region: string) => (app: App) => {
    const away = stackIn(app, "away");
    const replica = new ReplicaBucket(away, "copy", {
      bucketName: "acme-copy",
      region,
      sourceArn: "arn:aws:s3:::acme-data",
    });
    new ReplicatedBucket(stackIn(app, "home"), "data", {
      bucketName: "acme-data",
      replicas: [{ id: "away", bucketArn: replica.bucket.arn }],
    });
    requireCrossRegionReplication(app, { "configured-after-versioning": "disabled" });
  };
  expect(synthesized(build("us-west-2"))).toEqual({ failed: [], stderr: [] });
  expect(brief(synthesized(build("eu-west-1")).failed)).toEqual([
    "replication-enabled (away/copy/bucket)",
    "destination-in-another-region (home/data/replication/configuration)",
  ]);
});

test("an Aspect that comes later is seen", () => {
  const { failed } = synthesized((app) => {
    const stack = stackIn(app, "one");
    good(stack);
    requireCrossRegionReplication(app);
    Aspects.of(stack).add({
      visit(node: IConstruct) {
        if (node instanceof S3BucketVersioningA && !node.node.path.includes("replica-")) {
          node.putVersioningConfiguration({ status: "Suspended" });
        }
      },
    });
  });
  expect(brief(failed)).toEqual(["versioning-enabled (one/data/versioning)"]);
});

test("with hclOutput it is the same", () => {
  const { failed } = synthesized(
    (app) => {
      bare(stackIn(app, "one"));
      requireCrossRegionReplication(app);
    },
    { hclOutput: true },
  );
  expect(brief(failed)).toEqual(["versioning-enabled (one/bare)", "replication-enabled (one/bare)"]);
});

describe("configuration", () => {
  const said = (options: PolicyOptions) =>
    synthesized((app) => {
      bare(stackIn(app, "one"));
      requireCrossRegionReplication(app, options);
    });

  test("what is advisory goes to stderr, and the app is synthesized", () => {
    const { failed, stderr } = said({ all: "advisory" });
    expect(failed).toEqual([]);
    expect(stderr.map((line) => line.split(":")[0])).toEqual([
      "[advisory] versioning-enabled (one/bare)",
      "[advisory] replication-enabled (one/bare)",
    ]);
  });

  test("a rule that is disabled says nothing", () => {
    expect(brief(said({ "versioning-enabled": "disabled" }).failed)).toEqual(["replication-enabled (one/bare)"]);
  });

  test("an exemption, by its options", () => {
    const exemptions = [{ bucket: "acme-*", reason: "scratch" }];
    const line =
      "s3-cross-region-replication: 1 bucket: 0 sources, 0 replicas, 1 exempt (1 by option); 0 rules decided, 0 pending.\n";
    expect(said({ scope: { exemptions } })).toEqual({ failed: [], stderr: [line] });
  });

  test("an option with a mistake in it is told", () => {
    const options = { scope: { knownDestination: [] } } as PolicyOptions;
    expect(said(options).failed[0]).toContain("Did you mean `knownDestinations`?");
  });

  test("what settles on apply is one line", () => {
    const { failed, stderr } = synthesized((app) => {
      const stack = stackIn(app, "one");
      stack.addOverride("resource.aws_ssm_parameter.policy", { name: "policy", type: "String" });
      good(stack).replication.role?.policy.addOverride("policy", "${aws_ssm_parameter.policy.value}");
      requireCrossRegionReplication(app);
    });
    expect({ failed, stderr }).toEqual({
      failed: [],
      stderr: [
        expect.stringMatching(
          /^s3-cross-region-replication: undetermined until apply for 1 bucket \(one\/data\/bucket\), because .policy. of one\/data\/replication\/role\/policy is not known yet\. Name the buckets and write the policy with their names instead of .\.arn., and it is decided now\./,
        ),
        "s3-cross-region-replication: 2 buckets: 1 source, 1 replica, 0 exempt; 13 rules decided, 3 pending.\n",
      ],
    });
  });
});

test("something that is neither an app nor a stack is refused", () => {
  expect(() =>
    synthesized((app) => {
      requireCrossRegionReplication(good(stackIn(app, "one")));
    }),
  ).not.toThrow();
  const app = new App({ outdir: mkdtempSync(path.join(tmpdir(), "policy-")) });
  const data = good(stackIn(app, "one"));
  expect(() => {
    requireCrossRegionReplication(data);
  }).toThrow("was given one/data, which is neither an App nor a TerraformStack: give one of these.");
  rmSync(app.outdir, { recursive: true, force: true });
});

test("the broken example tells what is wrong", () => {
  const outdir = mkdtempSync(path.join(tmpdir(), "policy-"));
  try {
    expect(() => {
      synthesizeBroken(outdir);
    }).toThrow(/versioning-enabled \(broken\/uploads\)[^]*replication-enabled \(broken\/uploads\)/);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
