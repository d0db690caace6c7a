import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { requireCrossRegionReplication, type PolicyOptions } from "../../policy-pack/hosts/cdktf";
import { ReplicatedBucket } from "../../cdktf-module";
import { pick, spoiled, spoiledWithSecret, writtenOut } from "./mutate";
import { faultsOf } from "./runs";

type Body = Readonly<Record<string, unknown>>;

/** What the module builds, as `addOverride` can spoil it. */
const GOOD = (() => {
  const stack = stackWith(() => undefined);
  return stack.toTerraform() as { readonly resource: Readonly<Record<string, Readonly<Record<string, Body>>>> };
})();

function stackWith(change: (stack: TerraformStack) => void, options: PolicyOptions = {}): TerraformStack {
  const stack = new TerraformStack(new App({ outdir: "/nonexistent" }), "test");
  new AwsProvider(stack, "aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"] });
  new ReplicatedBucket(stack, "data", { bucketName: "acme-data", replicas: [{ region: "us-west-2" }] });
  stack.addOverride("resource.aws_s3_bucket.untouched", { bucket: "acme-untouched" });
  change(stack);
  requireCrossRegionReplication(stack, options);
  return stack;
}

const RESOURCES = Object.entries(GOOD.resource).flatMap(([type, byName]) =>
  Object.entries(byName).map(([name, body]) => ({ type, name, body })),
);

function isWritten(stack: TerraformStack): boolean {
  try {
    stack.toTerraform();
    return true;
  } catch {
    return false;
  }
}

test("apps with L1 values that somebody has spoiled", async () => {
  const faults = await faultsOf(0.02, (random, stderr) => {
    const { type, name, body } = pick(RESOURCES, random);
    const { "//": _path, ...settings } = body;
    const options =
      random(4) === 0 ? (spoiled({ scope: { exemptions: [] }, all: "mandatory" }, random) as PolicyOptions) : {};
    const stack = stackWith((each) => {
      for (const [key, value] of Object.entries((spoiledWithSecret(settings, random) ?? {}) as Body)) {
        // CDKTF itself would write its members into the prototype of all objects.
        if (writtenOut([key, value])?.includes("__proto__") ?? true) continue;
        each.addOverride(`resource.${type}.${name}.${key.replaceAll(".", "\\.")}`, value);
      }
    }, options);
    // What CDKTF itself cannot write down fails before any validation.
    if (!isWritten(stack)) return { told: [], wrong: [] };
    const told = stack.node.validate();
    const isTold = [...told, ...stderr].some((line) => line.includes("untouched"));
    return { told, wrong: isTold ? [] : ["nothing is said about a bare bucket"] };
  });
  expect(faults).toEqual([]);
});
