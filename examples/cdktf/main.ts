import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { App, TerraformOutput, TerraformStack } from "cdktf";
// In a project of your own: from "s3-cross-region-replication/cdktf" and "s3-cross-region-replication/cdktf/policy".
import { BucketReplication, ReplicatedBucket } from "../../cdktf-module";
import { requireCrossRegionReplication } from "../../policy-pack/hosts/cdktf";

/** @param outdir The output folder; without it, `cdktf.out`, as with `cdktf synth`. */
export function synthesize(outdir?: string): App {
  const app = new App(outdir === undefined ? {} : { outdir });

  const simple = stackIn(app, "simple");
  new ReplicatedBucket(simple, "data", {
    bucketName: "acme-data",
    replicas: [{ region: "us-west-2" }],
  }).exportOutputs();

  // Each bucket is encrypted with a new key in its own Region.
  const encrypted = stackIn(app, "encrypted");
  new ReplicatedBucket(encrypted, "records", {
    bucketName: "acme-records",
    encryption: "SSE-KMS",
    replicas: [{ region: "us-west-2", noncurrentVersionExpirationDays: 90 }],
    noncurrentVersionExpirationDays: 30,
  }).exportOutputs();

  // Another account owns the replicas. Its bucket policy must allow the role, which therefore has a known name.
  const backup = stackIn(app, "another-account");
  const ledger = new ReplicatedBucket(backup, "ledger", {
    bucketName: "acme-ledger",
    replicas: [
      { id: "vault", bucketArn: "arn:aws:s3:::vault-acme-ledger", region: "us-west-2", account: "444455556666" },
    ],
    roleName: "acme-ledger-replication",
  });
  ledger.exportOutputs();
  new TerraformOutput(backup, "vault_bucket_policy", {
    value: ledger.destinationRequirements("vault").bucketPolicyJson,
  });

  // Objects written to either bucket are replicated to the other.
  const both = stackIn(app, "both-ways");
  new ReplicatedBucket(both, "shared", {
    bucketName: "acme-shared",
    replicas: [{ region: "us-west-2", twoWay: true, noncurrentVersionExpirationDays: 30 }],
    noncurrentVersionExpirationDays: 30,
    deleteMarkerReplication: true,
  }).exportOutputs();

  // The bucket exists already: in this program, by its construct, or managed by another stack, by its name.
  const existing = stackIn(app, "existing-buckets");
  const uploads = new S3Bucket(existing, "uploads", { bucket: "acme-uploads" });
  const versioning = new S3BucketVersioningA(existing, "versioning", {
    bucket: uploads.id,
    versioningConfiguration: { status: "Enabled" },
  });
  new BucketReplication(existing, "uploads-replication", {
    source: uploads,
    after: [versioning],
    replicas: [{ region: "us-west-2" }],
  });
  new BucketReplication(existing, "invoices-replication", {
    bucketName: "acme-invoices",
    replicas: [{ region: "us-west-2" }],
  });

  // Fails the synthesis if a bucket in any of the stacks is not replicated as it must be.
  requireCrossRegionReplication(app, {
    scope: {
      knownDestinations: [
        {
          bucket: "vault-acme-ledger",
          region: "us-west-2",
          account: "444455556666",
          versioned: true,
          allowsReplication: true,
        },
      ],
    },
  });

  app.synth();
  return app;
}

function stackIn(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-west-1", allowedAccountIds: ["111122223333"] });
  return stack;
}

if (require.main === module) synthesize();
