import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { ReplicatedBucket } from "../../cdktf-module";
import { missingTerraform } from "../support/terraform";
import { aws, missingAwsCli } from "./aws-cli";
import { put } from "./buckets";
import { stackOn } from "./deployment";
import { describeUnless, MINISTACK, missingEmulator, s3Of, startEmulator, type Emulator } from "./emulator";

// What is left when Terraform destroys what the module has built, with objects and copies of them in it.

describeUnless(
  missingEmulator(MINISTACK),
  missingTerraform,
  missingAwsCli,
)("destroyed", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator(MINISTACK);
  });
  afterAll(() => emulator.stop());

  test("with forceDestroy on both sides nothing is left; without it, buckets with objects stay", async () => {
    const stack = await stackOn(emulator, ({ stack: scope, west }) => {
      new ReplicatedBucket(scope, "temporary", {
        bucketName: "acme-temporary",
        encryption: "SSE-KMS",
        forceDestroy: true,
        replicas: [{ provider: west, id: "west", twoWay: true, forceDestroy: true }],
      });
      new ReplicatedBucket(scope, "kept", { bucketName: "acme-kept", replicas: [{ provider: west, id: "west" }] });
    });
    try {
      await stack.apply();
      const s3 = s3Of(emulator);
      await put(s3, "acme-temporary", "data/1");
      await put(s3Of(emulator, "us-west-2"), "acme-temporary-west", "back/1");
      await put(s3, "acme-kept", "data/1");
      await expect(stack.destroy()).rejects.toThrow(/BucketNotEmpty/);
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      expect(Buckets.map(({ Name }) => Name).sort()).toEqual(["acme-kept", "acme-kept-west"]);
      expect(JSON.parse(await aws(emulator, "iam", "list-roles"))).toEqual({ Roles: [] });
    } finally {
      await stack.close();
    }
  });
});
