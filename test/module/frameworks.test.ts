import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ReplicatedBucket } from "../../cdktf-module";
import { frameworkOf } from "../../cdktf-module/scope";

// The module for CDK Terrain is the module for CDKTF with other package names: `npm run build` makes it. What it builds is
// the subject of `npm run test:cdktn`.

const DIST = path.resolve("dist");
const { copies, renamed } = jest.requireActual<{
  readonly copies: () => readonly (readonly [from: string, to: string])[];
  readonly renamed: (text: string) => string;
}>(path.resolve("build/second-framework.cjs"));

const read = (file: string): string => readFileSync(path.join(DIST, file), "utf8");

describe("the module for CDK Terrain", () => {
  test("has each file of the module for CDKTF, and no other", () => {
    const files = (folder: string) =>
      readdirSync(path.join(DIST, folder))
        .filter((file) => !file.endsWith(".map"))
        .sort();
    expect(files("cdktn-module")).toEqual(files("cdktf-module"));
    expect(copies().map(([, to]) => to)).toEqual(
      expect.arrayContaining(["policy-pack/hosts/cdktn.js", "policy-pack/hosts/cdktn.d.ts"]),
    );
  });

  test.each(copies())("%s and %s differ in nothing but the names of packages", (from, to) => {
    const back = read(to).replaceAll("@cdktn/provider-aws", "@cdktf/provider-aws").replaceAll('"cdktn"', '"cdktf"');
    expect(back).toBe(read(from));
    expect(read(to)).toBe(renamed(read(from)));
    expect(read(to)).not.toMatch(/(require\(|from |import\()["'](cdktf|@cdktf)/);
  });
});

describe("constructs of another framework", () => {
  const named = (fqn: string) => ({ [Symbol.for("jsii.rtti")]: { fqn, version: "0.24.0" } });
  const Stack = Object.assign(class extends TerraformStack {}, named("cdktn.TerraformStack"));
  const theirs = () => {
    const stack = new TerraformStack(new App(), "test");
    // As the classes of CDK Terrain say of themselves.
    return Object.defineProperty(stack, "constructor", {
      value: Object.setPrototypeOf(Stack, Object.getPrototypeOf(TerraformStack) as object),
    });
  };
  const props = { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] };

  test("a stack of CDK Terrain is refused, with the import that is right", () => {
    expect(() => new ReplicatedBucket(theirs(), "data", props)).toThrow(
      'test/data is in a stack of cdktn, but its class is for cdktf. Import it from "s3-cross-region-replication/cdktn".',
    );
  });

  test("subclasses are of the framework of their base", () => {
    class Mine extends TerraformStack {}
    const stack = new Mine(new App(), "test");
    expect(frameworkOf(stack)).toBe("cdktf");
    expect(frameworkOf(new AwsProvider(stack, "aws", {}))).toBe("cdktf");
    expect(frameworkOf({})).toBeUndefined();
    expect(frameworkOf(Object.create(null) as object)).toBeUndefined();
  });
});
