import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { everythingTo, replicationRole, WRITES } from "../../../examples/pulumi/replication-role";

// One bucket for each thing that an option of the pack changes the answer about. Without options there is something to
// say about some of them; everything else about each is right.

type Rules = aws.s3.BucketReplicationConfigArgs["rules"];

const region = "us-west-2";

function versioned(name: string, place: { region?: string } = {}) {
  const bucket = new aws.s3.Bucket(name, { bucket: `acme-${name}`, ...place });
  const settings = { bucket: bucket.id, versioningConfiguration: { status: "Enabled" }, ...place };
  return { bucket, versioning: new aws.s3.BucketVersioning(name, settings) };
}

const replica = versioned("replica", { region });
const guardedReplica = versioned("guarded-replica", { region });
const everything = everythingTo(replica.bucket);

function replicated(name: string, rules: Rules, destination: aws.s3.Bucket | string = replica.bucket): void {
  const { bucket, versioning } = versioned(name);
  // The last one hands the copies to the destination's account, where a rule asks for it.
  const writes = [...WRITES, ...(typeof destination === "string" ? ["s3:ObjectOwnerOverrideToBucketOwner"] : [])];
  const { role, permissions } = replicationRole(name, bucket, destination, writes);
  const dependsOn: pulumi.Resource[] = [versioning, replica.versioning, guardedReplica.versioning, permissions];
  new aws.s3.BucketReplicationConfig(name, { bucket: bucket.id, role: role.arn, rules }, { dependsOn });
}

replicated("plain", [everything]);
replicated("prefixed", [{ ...everything, filter: { prefix: "ledger/" } }]);
replicated("glacier", [{ ...everything, destination: { bucket: replica.bucket.arn, storageClass: "GLACIER" } }]);

// Nobody from outside the organization may do anything with this replica.
replicated("guarded", [everythingTo(guardedReplica.bucket)], guardedReplica.bucket);
new aws.s3.BucketPolicy("guarded-replica", {
  bucket: guardedReplica.bucket.bucket,
  region,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: "arn:aws:s3:::acme-guarded-replica/*",
        Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-acme123456" } },
      },
    ],
  }),
});

// The rules are known on apply as a whole.
replicated(
  "waiting",
  replica.bucket.arn.apply((bucket) => [{ ...everything, destination: { bucket } }]),
);

// A bucket of another stack and account.
const elsewhere = "acme-dr-us-west-2";
replicated(
  "elsewhere",
  [
    {
      ...everything,
      destination: {
        bucket: `arn:aws:s3:::${elsewhere}`,
        account: "444455556666",
        accessControlTranslation: { owner: "Destination" },
      },
    },
  ],
  elsewhere,
);

new aws.s3.Bucket("unversioned", { bucket: "acme-unversioned" });
new aws.s3.Bucket("tagged", { bucket: "acme-tagged", tags: { "s3-crr:exempt-reason": "scratch" } });
