import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type BucketLocationConstraint,
  type S3Client,
} from "@aws-sdk/client-s3";

// What a person does to buckets, and sees in them.

export async function createBucket(s3: S3Client, Bucket: string, isVersioned = true): Promise<void> {
  const LocationConstraint = (await s3.config.region()) as BucketLocationConstraint;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
  if (!isVersioned) return;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
}

/** Puts an object; its version. */
export async function put(s3: S3Client, Bucket: string, Key: string, Tagging?: string): Promise<string | undefined> {
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket, Key, Body: Key, ...(Tagging !== undefined && { Tagging }) }),
  );
  return VersionId;
}

/** Deletes an object, which leaves a delete marker, or one version of it for good. */
export async function remove(s3: S3Client, Bucket: string, Key: string, VersionId?: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket, Key, ...(VersionId !== undefined && { VersionId }) }));
}

/** All versions in a bucket, as "key STATUS", with the storage class of other than standard; delete markers as "key deleted". */
export async function contents(s3: S3Client, Bucket: string): Promise<readonly string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const versions = Versions.map(async ({ Key = "", VersionId }) => {
    const { ReplicationStatus = "", StorageClass = "" } = await s3.send(
      new HeadObjectCommand({ Bucket, Key, ...(VersionId !== undefined && { VersionId }) }),
    );
    return [Key, ReplicationStatus, StorageClass === "STANDARD" ? "" : StorageClass].join(" ").trim();
  });
  return [...(await Promise.all(versions)), ...DeleteMarkers.map(({ Key = "" }) => `${Key} deleted`)].sort();
}
