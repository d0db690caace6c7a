import { GetBucketReplicationCommand, PutBucketReplicationCommand, type S3Client } from "@aws-sdk/client-s3";
import { Construct } from "constructs";
import { BucketReplication } from "../../cdktf-module";
import { MODES } from "../module/modes";
import { createBucket } from "./buckets";
import { configurationsOf, type Printed } from "./configuration";
import {
  describeUnless,
  LOCALSTACK,
  MINISTACK,
  missingEmulator,
  s3Of,
  startEmulator,
  type Emulator,
  type Imitation,
} from "./emulator";

// What S3 refuses until the resources exist that the module orders before a replication configuration. Terraform's provider
// tries again for minutes, which hides a missing order; here the configuration is put once, without Terraform.

const put = (s3: S3Client, Bucket: string, printed: Printed | undefined): Promise<unknown> =>
  s3.send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration: printed?.ReplicationConfiguration }));

interface Refusal {
  readonly when: string;
  readonly source: boolean;
  readonly destination: boolean | "missing";
  readonly localstack: string;
  /** Where it is accepted, there is none. */
  readonly ministack?: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    when: "the source is unversioned",
    source: false,
    destination: true,
    localstack: "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    ministack: "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
  },
  {
    when: "the destination is unversioned",
    source: true,
    destination: false,
    localstack: "Destination bucket must have versioning enabled.",
    ministack: "Destination bucket must have versioning enabled.",
  },
  {
    when: "the destination is missing",
    source: true,
    destination: "missing",
    localstack: "Destination bucket must have versioning enabled.",
  },
];

describe.each([LOCALSTACK, MINISTACK].map((each): [string, Imitation] => [each.name, each]))(
  "%s",
  (_name, imitation) => {
    describeUnless(missingEmulator(imitation))("what S3 refuses", () => {
      let emulator: Emulator;
      let s3: S3Client;
      beforeAll(async () => {
        emulator = await startEmulator(imitation);
        s3 = s3Of(emulator);
      });
      afterAll(() => emulator.stop());

      test.each(REFUSALS.map((each, index) => [each.when, { ...each, name: `acme-refused-${index}` }] as const))(
        "%s",
        async (_when, { name, source, destination, [imitation.name]: message }) => {
          await createBucket(s3, name, source);
          if (destination !== "missing") await createBucket(s3Of(emulator, "us-west-2"), `${name}-west`, destination);
          const all = configurationsOf(({ stack }) => {
            new BucketReplication(stack, "data", {
              bucketName: name,
              replicas: [{ bucketArn: `arn:aws:s3:::${name}-west`, region: "us-west-2" }],
              replicationRole: "arn:aws:iam::111122223333:role/replication",
            });
          });
          const answer = put(s3, name, all[name]);
          if (message === undefined) await expect(answer).resolves.toBeDefined();
          else await expect(answer).rejects.toThrow(message);
        },
      );

      // The other one looks at the Regions of keys, which nobody has created here; Terraform deploys the modes there.
      if (imitation !== LOCALSTACK) return;
      test("the configuration of every mode is accepted, and kept as it is", async () => {
        const all = configurationsOf(({ stack, west, east, theirs }) => {
          for (const [index, [mode, build]] of Object.entries(MODES).entries()) {
            build({
              scope: new Construct(stack, mode.replaceAll(/\W/g, "-")),
              bucketName: `acme-${index + 1}`,
              away: { provider: west },
              second: { provider: east },
              theirs: { provider: theirs },
            });
          }
        });
        const destinations = Object.values(all).flatMap(({ ReplicationConfiguration }) =>
          (ReplicationConfiguration.Rules ?? []).map(({ Destination }) => Destination?.Bucket?.split(":::")[1] ?? ""),
        );
        for (const name of new Set([...Object.keys(all), ...destinations])) await createBucket(s3, name);
        for (const [name, configuration] of Object.entries(all)) await put(s3, name, configuration);
        const kept: Record<string, Printed> = {};
        for (const name of Object.keys(all)) {
          const { ReplicationConfiguration = { Role: "", Rules: [] } } = await s3.send(
            new GetBucketReplicationCommand({ Bucket: name }),
          );
          kept[name] = { ReplicationConfiguration };
        }
        expect(kept).toEqual(all);
        expect(Object.keys(all)).toHaveLength(Object.keys(MODES).length + 1);
      });
    });
  },
);
