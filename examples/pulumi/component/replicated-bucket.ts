import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const statement = (rest: object) => ({ Effect: "Allow", ...rest });
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

/** A bucket in the Region of the default provider, and its replica. The policies name the buckets: a preview can judge them. */
export class ReplicatedBucket extends pulumi.ComponentResource {
  readonly source: aws.s3.Bucket;
  readonly replica: aws.s3.Bucket;
  readonly role: aws.iam.Role;

  constructor(
    name: string,
    args: { bucketName: string; replicaRegion: string },
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("acme:storage:ReplicatedBucket", name, {}, options);
    const replicaName = `${args.bucketName}-${args.replicaRegion}`;
    const [from, to] = [args.bucketName, replicaName].map((each) => `arn:aws:s3:::${each}`);
    const parent = { parent: this };

    const versioned = (id: string, bucketName: string, region?: string): [aws.s3.Bucket, pulumi.Resource] => {
      const bucket = new aws.s3.Bucket(id, { bucket: bucketName, region }, parent);
      const versioningConfiguration = { status: "Enabled" };
      return [bucket, new aws.s3.BucketVersioning(id, { bucket: bucket.id, region, versioningConfiguration }, parent)];
    };
    const [source, sourceVersioning] = versioned(name, args.bucketName);
    const [replica, replicaVersioning] = versioned(`${name}-replica`, replicaName, args.replicaRegion);

    const trust = { Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" };
    const role = new aws.iam.Role(name, { assumeRolePolicy: policy(statement(trust)) }, parent);
    const reads = ["ForReplication", "Acl", "Tagging", "AnnotationForReplication"];
    const permissions = policy(
      statement({ Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: from }),
      statement({ Action: reads.map((each) => `s3:GetObjectVersion${each}`), Resource: `${from}/*` }),
      statement({ Action: ["Object", "Delete", "Tags"].map((each) => `s3:Replicate${each}`), Resource: `${to}/*` }),
    );
    const allowed = new aws.iam.RolePolicy(name, { role: role.name, policy: permissions }, parent);

    const rule = {
      id: args.replicaRegion,
      status: "Enabled",
      priority: 1,
      filter: {},
      deleteMarkerReplication: { status: "Disabled" },
      destination: { bucket: replica.arn, metrics: { status: "Enabled" } },
    };
    new aws.s3.BucketReplicationConfig(
      name,
      { bucket: source.id, role: role.arn, rules: [rule] },
      // S3 refuses a configuration while a bucket is not versioned, and the first objects fail while the role may nothing.
      { parent: this, dependsOn: [sourceVersioning, replicaVersioning, allowed] },
    );

    [this.source, this.replica, this.role] = [source, replica, role];
    this.registerOutputs({ sourceArn: source.arn, replicaArn: replica.arn, roleArn: role.arn });
  }
}
