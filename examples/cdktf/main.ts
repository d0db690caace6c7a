import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
// In a project of your own: from "s3-cross-region-replication/cdktf".
import { ReplicatedBucket } from "../../cdktf-module";

/** @param outdir Where the synthesized stacks go; `cdktf.out`, as `cdktf synth` has it, if left out. */
export function synthesize(outdir?: string): App {
  const app = new App(outdir === undefined ? {} : { outdir });

  const simple = stackIn(app, "simple");
  new ReplicatedBucket(simple, "data", {
    bucketName: "acme-data",
    replicas: [{ region: "us-west-2" }],
  }).exportOutputs();

  // Each side is encrypted with a key of its own Region.
  const encrypted = stackIn(app, "encrypted");
  new ReplicatedBucket(encrypted, "records", {
    bucketName: "acme-records",
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-1111-2222-333344445555",
    replicas: [
      {
        region: "us-west-2",
        kmsKeyArn: "arn:aws:kms:us-west-2:111122223333:key/5e6f7a8b-0000-1111-2222-333344445555",
        noncurrentVersionExpirationDays: 90,
      },
    ],
    noncurrentVersionExpirationDays: 30,
  }).exportOutputs();

  // The copies belong to another account, whose bucket has to allow the role by its name.
  const backup = stackIn(app, "another-account");
  new ReplicatedBucket(backup, "ledger", {
    bucketName: "acme-ledger",
    replicas: [
      { id: "vault", bucketArn: "arn:aws:s3:::vault-acme-ledger", region: "us-west-2", account: "444455556666" },
    ],
    roleName: "acme-ledger-replication",
  }).exportOutputs();

  app.synth();
  return app;
}

function stackIn(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  return stack;
}

if (require.main === module) synthesize();
