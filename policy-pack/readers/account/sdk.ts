import type * as CloudWatchSdk from "@aws-sdk/client-cloudwatch";
import type * as IamSdk from "@aws-sdk/client-iam";
import type * as KmsSdk from "@aws-sdk/client-kms";
import type * as S3Sdk from "@aws-sdk/client-s3";
import type * as StsSdk from "@aws-sdk/client-sts";

/** The clients of the AWS SDK that reading an account needs. */
export interface Sdk {
  readonly s3: typeof S3Sdk;
  readonly iam: typeof IamSdk;
  readonly kms: typeof KmsSdk;
  readonly sts: typeof StsSdk;
  readonly cloudwatch: typeof CloudWatchSdk;
}

/** Optional peers: whoever only judges programs installs none of them. */
const PACKAGES: Readonly<Record<keyof Sdk, string>> = {
  s3: "@aws-sdk/client-s3",
  iam: "@aws-sdk/client-iam",
  kms: "@aws-sdk/client-kms",
  sts: "@aws-sdk/client-sts",
  cloudwatch: "@aws-sdk/client-cloudwatch",
};

/** Something that keeps an account from being read: a whole sentence for a person. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/**
 * Loads the AWS SDK.
 *
 * @param load Loads one package, in place of `require`.
 * @throws {Unreadable} Where one of the packages is not installed, with the line that installs all that are missing.
 */
export function loadSdk(load: (name: string) => unknown = require): Sdk {
  const missing: string[] = [];
  const loaded = Object.entries(PACKAGES).map(([key, name]): [string, unknown] => {
    try {
      return [key, load(name)];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
      missing.push(name);
      return [key, undefined];
    }
  });
  if (missing.length > 0) {
    throw new Unreadable(`Install the AWS SDK to read an account: npm install --save-dev ${missing.join(" ")}`);
  }
  return Object.fromEntries(loaded) as unknown as Sdk;
}
