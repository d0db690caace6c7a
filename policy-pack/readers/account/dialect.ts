import type { Vocabulary } from "../../model/vocabulary";

/** `rules[0].destination.bucket` as `Rules[0].Destination.Bucket`: the names of AWS's API. */
function settingPath(path: string): string {
  return path
    .split(".")
    .map((part) => (part === "id" ? "ID" : `${part.charAt(0).toUpperCase()}${part.slice(1)}`))
    .join(".");
}

/** What is deployed, in the words of AWS's API and its command line. */
export const ACCOUNT: Vocabulary = {
  source: "account",
  isDeployed: true,
  setting: settingPath,
  enableVersioning:
    "Enable it: aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled",
  waitForVersioning: "Nothing to do: both are there.",
};
