import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { App, TerraformStack } from "cdktf";
// In a project of your own: from "s3-cross-region-replication/cdktf" and "s3-cross-region-replication/cdktf/policy".
import { ReplicatedBucket } from "../../cdktf-module";
import { requireCrossRegionReplication } from "../../policy-pack/hosts/cdktf";

/**
 * A hand-written bucket without replication, and a bucket of the module whose rule an override has disabled.
 *
 * @throws With the violations that `requireCrossRegionReplication` finds.
 */
export function synthesizeBroken(outdir?: string): void {
  const app = new App(outdir === undefined ? {} : { outdir });
  const stack = new TerraformStack(app, "broken");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });

  new S3Bucket(stack, "uploads", { bucket: "acme-uploads" });

  const reports = new ReplicatedBucket(stack, "reports", {
    bucketName: "acme-reports",
    replicas: [{ region: "us-west-2" }],
  });
  reports.replication.configuration.addOverride("rule.0.status", "Disabled");

  requireCrossRegionReplication(app);
  app.synth();
}

if (require.main === module) synthesizeBroken();
