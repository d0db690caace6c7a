import { bucketName, keyId, parseArn, roleName } from "../../policy-pack/model/arn";
import { placeholder, shown } from "../../policy-pack/model/text";
import { isRegion, partitionOf, regionsNear } from "../../policy-pack/model/region";

test.each([
  ["us-west-2", "aws"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["us-gov-west-1", "aws-us-gov"],
  ["cn-northwest-1", "aws-cn"],
  ["eusc-de-east-1", "aws-eusc"],
  ["aws-global", undefined],
  ["us-wset-2", undefined],
  ["", undefined],
])("the partition of %p is %p", (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
  expect(isRegion(region)).toBe(partition !== undefined);
});

test.each<[text: string, meant: readonly string[]]>([
  ["us-west2", ["us-west-2"]],
  ["uswest2", ["us-west-2"]],
  ["us_west_2", ["us-west-2"]],
  ["US-WEST-2", ["us-west-2", "us-west-1"]],
  ["us-wset-2", ["us-west-2"]],
  ["us-west-22", ["us-west-2"]],
  ["usgovwest1", ["us-gov-west-1"]],
  ["us-west-3", ["us-west-1", "us-west-2", "eu-west-3"]],
  ["mars-north-1", []],
  ["", []],
  ["u".repeat(10_000), []],
])("Regions that %p may mean: %p", (text, meant) => {
  const found = regionsNear(text);
  expect(found.filter((each) => !meant.includes(each))).toEqual([]);
  expect(found.slice(0, 1)).toEqual(meant.slice(0, 1));
});

test.each([
  ["arn:aws:s3:::bucket", { partition: "aws", service: "s3", region: "", account: "", resource: "bucket" }],
  [
    "arn:aws-cn:iam::111122223333:role/path/name",
    { partition: "aws-cn", service: "iam", region: "", account: "111122223333", resource: "role/path/name" },
  ],
  [
    "arn:aws:sns:us-east-1:111122223333:topic:sub",
    { partition: "aws", service: "sns", region: "us-east-1", account: "111122223333", resource: "topic:sub" },
  ],
  ["bucket", undefined],
  ["arn:aws:s3", undefined],
  ["arn:aws:s3:::", undefined],
  ["arn::s3:::bucket", undefined],
])("%s as an ARN", (text, arn) => {
  expect(parseArn(text)).toEqual(arn);
});

test("names in ARNs", () => {
  expect(bucketName("arn:aws-us-gov:s3:::bucket")).toBe("bucket");
  expect(bucketName("bucket")).toBe("bucket");
  expect(roleName("arn:aws:iam::111122223333:role/service/replication")).toBe("replication");
  expect(keyId("arn:aws:kms:us-west-2:111122223333:key/mrk-1")).toBe("mrk-1");
  expect(keyId("arn:aws:kms:us-west-2:111122223333:alias/data")).toBe("alias/data");
});

test.each([
  ["aws_s3_bucket.copy", "arn:aws:s3:::<aws_s3_bucket.copy>"],
  ["urn:pulumi:dev::project::acme:Pair$aws-native:s3:Bucket::copy", "arn:aws:s3:::<copy>"],
])("what is not known of a name is shown by the resource that has it: %s", (address, text) => {
  expect(shown(`arn:aws:s3:::${placeholder(address)}`)).toBe(text);
});
