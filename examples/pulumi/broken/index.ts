import * as aws from "@pulumi/aws";
import { everythingTo, replicationRole } from "../replication-role";

// One bucket for each defect, named for it. Everything else about each of them is right.

const west = { region: "us-west-2" };

/** A versioned bucket. */
function bucket(name: string, place: { region?: string } = {}, status = "Enabled"): aws.s3.Bucket {
  const created = new aws.s3.Bucket(name, place);
  new aws.s3.BucketVersioning(name, { bucket: created.id, versioningConfiguration: { status }, ...place });
  return created;
}

function replicate(name: string, from: aws.s3.Bucket, to: aws.s3.Bucket, status = "Enabled", place = {}): void {
  const { role } = replicationRole(name, from, to);
  const rules = [everythingTo(to, status)];
  new aws.s3.BucketReplicationConfig(name, { bucket: from.id, role: role.arn, rules, ...place });
}

bucket("not-replicated");

// Anything that replicates to a bucket exempts it from owing a copy only if it does so across Regions.
const shared = bucket("shared-replica", west);

const neverVersioned = new aws.s3.Bucket("not-versioned");
replicate("not-versioned", neverVersioned, shared);

replicate("versioning-suspended", bucket("versioning-suspended", {}, "Suspended"), shared);

replicate("rule-disabled", bucket("rule-disabled"), shared, "Disabled");

// The copy of this one stays at home. Its destination is the replica of a bucket abroad, so that nothing else is wrong.
const homeReplica = bucket("home-replica");
replicate("abroad", bucket("abroad", west), homeReplica, "Enabled", west);
replicate("copied-in-the-same-region", bucket("copied-in-the-same-region"), homeReplica);

replicate("replica-not-versioned", bucket("replica-not-versioned"), new aws.s3.Bucket("unversioned-replica", west));

// Nothing can be proven about this one: an ARN names no Region.
const elsewhere = bucket("replica-in-another-stack");
new aws.s3.BucketReplicationConfig("replica-in-another-stack", {
  bucket: elsewhere.id,
  role: replicationRole("replica-in-another-stack", elsewhere, shared).role.arn,
  rules: [{ ...everythingTo(shared), destination: { bucket: "arn:aws:s3:::acme-disaster-recovery" } }],
});
