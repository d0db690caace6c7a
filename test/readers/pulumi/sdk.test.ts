import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { UNKNOWN_SENTINELS } from "../../../policy-pack/readers/pulumi/sentinels";
import * as types from "../../../policy-pack/readers/pulumi/types";
import { UNKNOWN } from "../../support/aws-provider";

test("the unknown values are those of the SDK", () => {
  const proxy = jest.requireActual<Record<string, unknown>>("@pulumi/policy/proxy");
  const theirs = Object.entries(proxy).flatMap(([name, value]) => (/^unknown\w+Value$/.test(name) ? [value] : []));
  expect(theirs).toHaveLength(7);
  expect(new Set(theirs)).toEqual(UNKNOWN_SENTINELS);
  expect(UNKNOWN).toBe(proxy["unknownStringValue"]);
});

/** The type tokens of an SDK's S3, IAM, KMS and CloudWatch resources, read from the files: to require them all takes seconds. */
function tokensOf(sdk: string): readonly string[] {
  const root = path.dirname(require.resolve(`${sdk}/package.json`));
  return ["s3", "iam", "kms", "cloudwatch"].flatMap((module) =>
    readdirSync(path.join(root, module))
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) => {
        const source = readFileSync(path.join(root, module, file), "utf8");
        return /__pulumiType = '([^']+)'/.exec(source)?.[1] ?? [];
      }),
  );
}

const KNOWN: readonly string[] = [...types.TYPES.keys()];

test("every type the reader knows is a type of @pulumi/aws 7, or of aws-native", () => {
  const theirs = new Set(tokensOf("@pulumi/aws"));
  expect(theirs.size).toBeGreaterThan(80);
  expect(KNOWN.filter((token) => !theirs.has(token) && !token.startsWith("aws-native:"))).toEqual([]);
});

test.each(["@pulumi/aws", "@pulumi/aws-v6"])(
  "the reader knows every type of %s that says whether a bucket is replicated",
  (sdk) => {
    const meant =
      /^aws:s3\/bucket(V2)?:|versioning|replication|serverSideEncryption|objectLockConf|requestPayment|bucketPolicy/i;
    const theirs = tokensOf(sdk).filter((token) => token.startsWith("aws:s3/bucket") && meant.test(token));
    expect(theirs.length).toBeGreaterThan(6);
    expect(theirs.filter((token) => !KNOWN.includes(token))).toEqual([]);
  },
);
