import { readFileSync } from "node:fs";
import { UNKNOWN_SENTINELS } from "../policy-pack/readers/pulumi/props";
import * as types from "../policy-pack/readers/pulumi/types";
import { UNKNOWN } from "./support/aws-provider";

test("the unknown values are those of the SDK", () => {
  const proxy = jest.requireActual<Record<string, unknown>>("@pulumi/policy/proxy");
  const theirs = Object.entries(proxy).flatMap(([name, value]) => (/^unknown\w+Value$/.test(name) ? [value] : []));
  expect(theirs).toHaveLength(7);
  expect(new Set(theirs)).toEqual(UNKNOWN_SENTINELS);
  expect(UNKNOWN).toBe(proxy["unknownStringValue"]);
});

test("every type the reader knows is a type of @pulumi/aws", () => {
  const tokens = Object.values(types).flat();
  expect(tokens.length).toBeGreaterThan(15);
  for (const token of tokens) {
    // aws:s3/bucketVersioning:BucketVersioning is the file s3/bucketVersioning.js; requiring them all takes seconds.
    const [, file = ""] = token.split(":");
    const source = readFileSync(
      require.resolve(`@pulumi/aws/${file.replace(/^s3\/bucketObjectv2$/, file)}.js`),
      "utf8",
    );
    expect(source).toContain(`__pulumiType = '${token}'`);
  }
});
