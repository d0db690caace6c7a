import { BROKEN } from "../../support/checked";
import { s3crr, type Files } from "../../support/command";

interface Log {
  readonly runs: readonly {
    readonly results: readonly {
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region?: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

/** Where SARIF says that findings are, each once. */
async function placesOf(argv: readonly string[], files: Files): Promise<readonly string[]> {
  const { stdout } = await s3crr(["check", ...argv, "--format", "sarif"], files);
  const places = (JSON.parse(stdout) as Log).runs.flatMap(({ results }) =>
    results.map(({ locations }) => {
      const { artifactLocation, region } = locations[0]?.physicalLocation ?? { artifactLocation: { uri: "nowhere" } };
      return region ? `${artifactLocation.uri}:${region.startLine}` : artifactLocation.uri;
    }),
  );
  return [...new Set(places)].sort();
}

describe("what CDKTF has synthesized", () => {
  const metadata = (stackTrace?: readonly string[]) => ({
    "//": { metadata: { path: "main/bare", uniqueId: "bare", ...(stackTrace && { stackTrace }) } },
  });
  const stackWith = (stackTrace?: readonly string[]) => ({
    provider: { aws: { region: "eu-west-1" } },
    resource: { aws_s3_bucket: { bare: { bucket: "acme-bare", ...metadata(stackTrace) } } },
  });
  const pretty = (json: object): string => JSON.stringify(json, undefined, 2);
  const IN_PACKAGE = "new S3Bucket (/app/node_modules/@cdktf/provider-aws/lib/s3-bucket/index.js:10:5)";
  const here = (frame: string): readonly string[] => [IN_PACKAGE, frame, "node:internal/modules/cjs/loader:1:2"];

  test.each<[string, readonly string[] | undefined, string]>([
    ["without a trace, the line in cdk.tf.json", undefined, "cdk.tf.json:9"],
    ["the line where the construct was called", here(`new Data (${__filename}:12:3)`), `${__filename}:12`],
    ["the same at the top of a module", here(`${__filename}:12:3`), `${__filename}:12`],
    ["the same of an ES module", here(`file://${__filename}:12:3`), `${__filename}:12`],
    ["a trace of another machine", here("new Data (/elsewhere/main.ts:12:3)"), "cdk.tf.json:9"],
    ["a trace that is inside packages alone", [IN_PACKAGE], "cdk.tf.json:9"],
  ])("%s", async (_name, trace, expected) => {
    expect(await placesOf(["cdk.tf.json"], { "cdk.tf.json": pretty(stackWith(trace)) })).toEqual([expected]);
  });

  test("each stack of an app in its own file", async () => {
    const manifest = (...names: readonly string[]) => ({
      version: "0.21.0",
      stacks: Object.fromEntries(
        names.map((name) => [name, { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]),
      ),
    });
    const files = (...names: readonly string[]): Files => ({
      "cdktf.out/manifest.json": manifest(...names),
      ...Object.fromEntries(names.map((name) => [`cdktf.out/stacks/${name}/cdk.tf.json`, pretty(stackWith())])),
    });
    expect(await placesOf(["cdktf.out"], files("one"))).toEqual(["cdktf.out/stacks/one/cdk.tf.json:9"]);
    expect(await placesOf(["cdktf.out"], files("one", "two"))).toEqual([
      "cdktf.out/stacks/one/cdk.tf.json:9",
      "cdktf.out/stacks/two/cdk.tf.json:9",
    ]);
  });

  test("names that look like the members of a stack", async () => {
    const strange = {
      locals: { resource: { aws_s3_bucket: { bare: '"resource": {' } } },
      ...stackWith(),
    };
    expect(await placesOf(["cdk.tf.json"], { "cdk.tf.json": pretty(strange) })).toEqual(["cdk.tf.json:16"]);
  });

  test("text points there too", async () => {
    const { stdout } = await s3crr(["check", "cdk.tf.json"], { "cdk.tf.json": pretty(BROKEN) });
    expect(stdout).toMatch(/mandatory replication-enabled: .* \(cdk\.tf\.json:\d+\)/);
  });
});

describe("a plan with the folder that it was made from", () => {
  const FOLDER = {
    "infra/main.tf":
      'provider "aws" {\n  region = "eu-west-1"\n}\n\nmodule "data" {\n  source   = "./data"\n  for_each = toset(["a"])\n}\n',
    "infra/data/main.tf": '# A bucket.\nresource "aws_s3_bucket" "bare" {\n  count  = 1\n  bucket = "acme-bare"\n}\n',
  };
  const address = 'module.data["a"].aws_s3_bucket.bare[0]';
  const plan = {
    format_version: "1.2",
    resource_changes: [
      {
        address,
        module_address: 'module.data["a"]',
        mode: "managed",
        type: "aws_s3_bucket",
        name: "bare",
        index: 0,
        change: { actions: ["create"], after: { bucket: "acme-bare" }, after_unknown: {} },
      },
    ],
    configuration: {
      provider_config: { aws: { name: "aws", expressions: { region: { constant_value: "eu-west-1" } } } },
      root_module: {
        module_calls: {
          data: {
            source: "./data",
            for_each_expression: {},
            module: {
              resources: [
                { mode: "managed", type: "aws_s3_bucket", name: "bare", provider_config_key: "aws", expressions: {} },
              ],
            },
          },
        },
      },
    },
  };
  const files: Files = { ...FOLDER, "plan.json": plan };

  test.each<[string, readonly string[], string]>([
    ["without it, the plan", [], "plan.json"],
    ["with it, the line, whatever the keys of the instances", ["--folder", "infra"], "infra/data/main.tf:2"],
  ])("%s", async (_name, options, expected) => {
    expect(await placesOf(["plan.json", ...options], files)).toEqual([expected]);
  });

  test("a folder that cannot be read takes nothing away from the plan", async () => {
    const { stdout, status } = await s3crr(["check", "plan.json", "--folder", "nowhere"], files);
    expect(status).toBe(1);
    expect(stdout).toMatch(/No lines of nowhere are told\. .+\./);
  });

  test("a folder without a plan is refused", async () => {
    expect(await s3crr(["check", "cdk.tf.json", "--folder", "infra"], { ...files, "cdk.tf.json": BROKEN })).toEqual({
      status: 2,
      stdout: "",
      stderr: "--folder is for Terraform plans and states, and none is named.\n",
    });
  });
});
