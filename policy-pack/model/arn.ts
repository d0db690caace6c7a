/** The parts of an Amazon Resource Name. Region and account are empty where the service leaves them out, as S3 does. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** @returns `undefined` for anything that is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...resource] = text.split(":");
  if (prefix !== "arn" || !partition || !service || region === undefined || account === undefined) return undefined;
  if (resource.length === 0 || resource[0] === "") return undefined;
  return { partition, service, region, account, resource: resource.join(":") };
}

/** The bucket's name in a bucket ARN, or the text itself where it is no ARN: a bucket is named by either. */
export function bucketName(arnOrName: string): string {
  const arn = parseArn(arnOrName);
  return arn?.service === "s3" ? arn.resource : arnOrName;
}

/** The role's name in a role ARN, without its path, or the text itself where it is no ARN. */
export function roleName(arnOrName: string): string {
  const arn = parseArn(arnOrName);
  return arn?.service === "iam" ? (arn.resource.split("/").at(-1) ?? arnOrName) : arnOrName;
}

/** The key's id in a KMS key ARN, or the text itself where it is no ARN. Aliases keep their `alias/`. */
export function keyId(arnOrId: string): string {
  const arn = parseArn(arnOrId);
  return arn?.service === "kms" ? arn.resource.replace(/^key\//, "") : arnOrId;
}
