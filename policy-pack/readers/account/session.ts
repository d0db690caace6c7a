import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { IAM } from "@aws-sdk/client-iam";
import type { KMS } from "@aws-sdk/client-kms";
import type { S3 } from "@aws-sdk/client-s3";
import { isAccountId, parseArn } from "../../model/arn";
import { errorOf } from "./answer";
import { Unreadable, type Sdk } from "./sdk";

/** Who asks AWS: the clients of one set of credentials, one for each service and Region. */
export interface Session {
  readonly sdk: Sdk;
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  /** The Region of what has none: IAM, and the list of buckets. */
  readonly home: string;
  readonly s3: (region: string) => S3;
  readonly kms: (region: string) => KMS;
  readonly cloudwatch: (region: string) => CloudWatch;
  readonly iam: IAM;
}

/** Attempts of one request: with the backoff of the SDK they last about two minutes, which outlives throttling. */
const ATTEMPTS = 8;
/** Where nothing says a Region. */
const DEFAULT_REGION = "us-east-1";

/**
 * Finds out whose credentials they are.
 *
 * @param profile One of the files of the AWS CLI; what the environment says where left out.
 * @throws {Unreadable} Where there are none, or AWS does not take them.
 */
export async function openSession(sdk: Sdk, profile?: string): Promise<Session> {
  const common = {
    maxAttempts: ATTEMPTS,
    // Slows down by itself where AWS throttles.
    retryMode: "adaptive",
    ...(profile !== undefined && { profile }),
  };
  const home = await homeOf(sdk, profile);
  // An endpoint of one's own is an emulator, whose host has no names for buckets.
  const forcePathStyle = (process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"]) !== undefined;
  const identity = await new sdk.sts.STS({ ...common, region: home }).getCallerIdentity({}).catch((error: unknown) => {
    throw new Unreadable(`${whose(profile)} cannot be used: ${credentialsProblem(error)}.`);
  });
  const partition = parseArn(identity.Arn ?? "")?.partition;
  if (!isAccountId(identity.Account) || partition === undefined) {
    throw new Unreadable(`${whose(profile)} cannot be used: AWS STS does not say whose they are.`);
  }
  return {
    sdk,
    account: identity.Account,
    partition,
    home,
    s3: byRegion((region) => new sdk.s3.S3({ ...common, region, forcePathStyle })),
    kms: byRegion((region) => new sdk.kms.KMS({ ...common, region })),
    cloudwatch: byRegion((region) => new sdk.cloudwatch.CloudWatch({ ...common, region })),
    iam: new sdk.iam.IAM({ ...common, region: home }),
  };
}

const whose = (profile: string | undefined): string =>
  profile === undefined ? "The AWS credentials of the environment" : `The AWS profile ${profile}`;

function credentialsProblem(error: unknown): string {
  const { name, status } = errorOf(error);
  if (name === "CredentialsProviderError") return "there are no credentials, as `aws sts get-caller-identity` says too";
  return status === undefined ? `AWS STS cannot be reached (${name || "no answer"})` : `AWS STS answers ${name}`;
}

/** The Region that the environment or the profile says. */
async function homeOf({ sts }: Sdk, profile?: string): Promise<string> {
  try {
    return await new sts.STS({ ...(profile !== undefined && { profile }) }).config.region();
  } catch {
    return DEFAULT_REGION;
  }
}

function byRegion<T>(make: (region: string) => T): (region: string) => T {
  const made = new Map<string, T>();
  return (region) => {
    const before = made.get(region);
    if (before !== undefined) return before;
    const client = make(region);
    made.set(region, client);
    return client;
  };
}
