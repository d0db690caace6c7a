import { execFileSync } from "node:child_process";
import * as path from "node:path";
import type { App, TerraformStack } from "cdktf";
import { ReplicatedBucket } from "../../cdktf-module";

// In this suite the names of CDKTF's packages lead to those of CDK Terrain; by its path, CDKTF is itself.

interface Framework {
  readonly App: typeof App;
  readonly TerraformStack: typeof TerraformStack;
}

const { FOLDER } = jest.requireActual<{ readonly FOLDER: string }>("./folder.cjs");
const cdktf = jest.requireActual<Framework>(path.resolve("node_modules/cdktf"));
const PROPS = { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] };

test("the module for CDK Terrain in a stack of CDKTF", () => {
  const stack = new cdktf.TerraformStack(new cdktf.App(), "test");
  expect(() => new ReplicatedBucket(stack, "data", PROPS)).toThrow(
    'test/data is in a stack of cdktf, but its class is for cdktn. Import it from "s3-cross-region-replication/cdktf".',
  );
});

test("the module for CDKTF with a stack and with a provider of CDK Terrain", () => {
  const program = `
    const folder = ${JSON.stringify(path.join(FOLDER, "node_modules"))};
    const cdktn = require(folder + "/cdktn");
    const { AwsProvider } = require(folder + "/@cdktn/provider-aws/lib/provider");
    const { App, TerraformStack } = require("cdktf");
    const { ReplicatedBucket } = require(${JSON.stringify(path.resolve("dist/cdktf-module"))});
    const theirs = new cdktn.TerraformStack(new cdktn.App(), "test");
    const provider = new AwsProvider(theirs, "aws", {});
    for (const [stack, more] of [[theirs, {}], [new TerraformStack(new App(), "test"), { provider }]]) {
      try { new ReplicatedBucket(stack, "data", { ...${JSON.stringify(PROPS)}, ...more }); }
      catch (error) { console.log(error.message); }
    }`;
  expect(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim().split("\n")).toEqual([
    'test/data is in a stack of cdktn, but its class is for cdktf. Import it from "s3-cross-region-replication/cdktn".',
    "The props of test/data are invalid:",
    "  provider is a construct of cdktn, which cannot be combined with those of cdktf.",
  ]);
});

test("the policies for CDKTF with an app of CDK Terrain", () => {
  const program = `
    const { App } = require(${JSON.stringify(path.join(FOLDER, "node_modules/cdktn"))});
    const { requireCrossRegionReplication } = require(${JSON.stringify(path.resolve("dist/policy-pack/hosts/cdktf"))});
    try { requireCrossRegionReplication(new App()); } catch (error) { console.log(error.message); }`;
  expect(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim()).toBe(
    'requireCrossRegionReplication was given an App of cdktn, but it is for cdktf. Import it from "s3-cross-region-replication/cdktn/policy".',
  );
});
