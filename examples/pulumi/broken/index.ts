import * as aws from "@pulumi/aws";
import { everythingTo, replicationRole, WRITES } from "../replication-role";

// One bucket for each defect, named for it. Everything else about each of them is right.

const west = { region: "us-west-2" };

interface Versioned {
  readonly bucket: aws.s3.Bucket;
  readonly versioning?: aws.s3.BucketVersioning;
}

/** A versioned bucket. */
function bucket(name: string, place: { region?: string } = {}, status = "Enabled"): Versioned {
  const created = new aws.s3.Bucket(name, { bucket: `acme-${name}`, ...place });
  const settings = { bucket: created.id, versioningConfiguration: { status }, ...place };
  return { bucket: created, versioning: new aws.s3.BucketVersioning(name, settings) };
}

function unversioned(name: string, place = {}): Versioned {
  return { bucket: new aws.s3.Bucket(name, { bucket: `acme-${name}`, ...place }) };
}

function replicate(
  name: string,
  from: Versioned,
  to: Versioned,
  { status = "Enabled", place = {}, writes = WRITES } = {},
) {
  const { role, permissions } = replicationRole(name, from.bucket, to.bucket, writes);
  const rules = [everythingTo(to.bucket, status)];
  const dependsOn = [from.versioning, to.versioning, permissions].filter((each) => each !== undefined);
  new aws.s3.BucketReplicationConfig(name, { bucket: from.bucket.id, role: role.arn, rules, ...place }, { dependsOn });
}

bucket("not-replicated");

// Anything that replicates to a bucket exempts it from owing a copy only if it does so across Regions.
const shared = bucket("shared-replica", west);

replicate("not-versioned", unversioned("not-versioned"), shared);

replicate("versioning-suspended", bucket("versioning-suspended", {}, "Suspended"), shared);

replicate("rule-disabled", bucket("rule-disabled"), shared, { status: "Disabled" });

// The copy of this one stays at home. Its destination is the replica of a bucket abroad, so that nothing else is wrong.
const homeReplica = bucket("home-replica");
replicate("abroad", bucket("abroad", west), homeReplica, { place: west });
replicate("copied-in-the-same-region", bucket("copied-in-the-same-region"), homeReplica);

replicate("replica-not-versioned", bucket("replica-not-versioned"), unversioned("unversioned-replica", west));

// S3 leaves KMS-encrypted objects out unless a rule selects them: here nothing would ever be copied.
const encrypted = bucket("encrypted");
new aws.s3.BucketServerSideEncryptionConfiguration("encrypted", {
  bucket: encrypted.bucket.id,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true }],
});
replicate("encrypted", encrypted, shared);

// S3 takes the configuration, and no object is ever copied.
replicate("role-may-not-write", bucket("role-may-not-write"), shared, { writes: ["s3:ReplicateTags"] });

// Nothing can be proven about this one: an ARN names no Region.
const elsewhere = bucket("replica-in-another-stack");
const { role, permissions } = replicationRole("replica-in-another-stack", elsewhere.bucket, "acme-disaster-recovery");
new aws.s3.BucketReplicationConfig(
  "replica-in-another-stack",
  {
    bucket: elsewhere.bucket.id,
    role: role.arn,
    rules: [{ ...everythingTo(shared.bucket), destination: { bucket: "arn:aws:s3:::acme-disaster-recovery" } }],
  },
  { dependsOn: [elsewhere.versioning, permissions].filter((each) => each !== undefined) },
);
