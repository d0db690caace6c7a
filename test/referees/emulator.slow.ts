import { networkInterfaces } from "node:os";
import { CreateBucketCommand, GetBucketLocationCommand } from "@aws-sdk/client-s3";
import { describeUnless, LOCALSTACK, MINISTACK, missingEmulator, s3Of, startEmulator, type Emulator } from "./emulator";

const elsewhere = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === "IPv4" && !each.internal);

const reachable = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => true,
    () => false,
  );

describe.each([MINISTACK, LOCALSTACK].map((each) => [each.name, each] as const))("%s", (_name, imitation) => {
  describeUnless(missingEmulator(imitation))("installed", () => {
    let emulator: Emulator;
    beforeAll(async () => {
      emulator = await startEmulator(imitation);
    });
    afterAll(() => emulator.stop());

    test("it keeps a bucket where it was created", async () => {
      const s3 = s3Of(emulator, "us-west-2");
      await s3.send(
        new CreateBucketCommand({
          Bucket: "acme-west",
          CreateBucketConfiguration: { LocationConstraint: "us-west-2" },
        }),
      );
      const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: "acme-west" }));
      expect(LocationConstraint).toBe("us-west-2");
    });

    test("it is reachable from this machine only", async () => {
      expect(await reachable(emulator.url)).toBe(true);
      if (elsewhere) expect(await reachable(emulator.url.replace("127.0.0.1", elsewhere.address))).toBe(false);
    });

    test("it is gone when it is stopped", async () => {
      const another = await startEmulator(imitation);
      await another.stop();
      expect(await reachable(another.url)).toBe(false);
    });
  });
});
