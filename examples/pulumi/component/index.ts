import { ReplicatedBucket } from "./replicated-bucket";

const data = new ReplicatedBucket("data", { bucketName: "acme-data", replicaRegion: "us-west-2" });

export const sourceBucketArn = data.source.arn;
export const replicationRoleArn = data.role.arn;
