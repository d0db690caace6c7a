import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import type { ReplicationGraph } from "../../policy-pack/model/graph";
import { readStack } from "../../policy-pack/readers/pulumi";
import type { Props } from "../../policy-pack/readers/pulumi/resource";
import { readConfigurations } from "../../policy-pack/readers/terraform";
import { judgedWith } from "../support/judged";
import { providerNamed, resource, UNKNOWN } from "../support/stack";

// A bucket whose name says where it is, as both sources show it, and what the rule about such names says of it.

const NAME = "data-111122223333-eu-west-1-an";
const ASKED = { bucketNamespace: "account-regional" };

function said(graph: ReplicationGraph): string {
  const [bucket] = judgedWith(graph).buckets;
  const verdict = bucket?.verdicts.get("account-regional-name-matches");
  if (verdict?.answer === "violated") return verdict.findings.map(({ reason }) => reason).join(" ");
  if (verdict?.answer !== "undetermined") return verdict?.answer ?? "";
  return verdict.doubts
    .map(({ reason, settle }) => `? ${reason}${settle === undefined ? "" : ` (${settle})`}`)
    .join(" ");
}

/** What Pulumi says of a bucket, with the provider's settings and what the provider computes. */
function pulumi(settings: Props, provider: Props = {}, computed: Props = { bucketDomainName: UNKNOWN }): string {
  const inputs = { bucket: NAME, ...settings };
  const props = { arn: UNKNOWN, ...computed, ...inputs };
  const west = providerNamed("default_7_48_0", { region: "eu-west-1", ...provider });
  return said(
    readStack([resource("aws:s3/bucket:Bucket", "data", props, { inputs, provider: west })], DEFAULT_OPTIONS),
  );
}

const TERRAFORM = { bucket: NAME, bucket_namespace: "account-regional" };

function terraform(settings: object, provider: object = {}, more: object = {}): string {
  const configuration = {
    provider: { aws: [{ region: "eu-west-1", ...provider }] },
    resource: { aws_s3_bucket: { data: { ...TERRAFORM, ...settings } } },
    ...more,
  };
  return said(readConfigurations({ test: configuration }, DEFAULT_OPTIONS).graph);
}

const wrong = (label: string, place: string): string =>
  `${label} is named ${NAME}, which S3 accepts only from account 111122223333 in eu-west-1, but it is created ${place}.`;
const only = (label: string): string =>
  `${label} is named ${NAME}, which S3 accepts only in the namespace account-regional`;

describe("Pulumi", () => {
  test.each<[name: string, said: string, expected: string]>([
    ["in the Region of its name", pulumi(ASKED), "satisfied"],
    [
      "in another Region, by its provider",
      pulumi(ASKED, { region: "us-east-1" }),
      wrong("data", "in us-east-1 (from the default provider)"),
    ],
    [
      "in another Region, by its own setting",
      pulumi({ ...ASKED, region: "us-east-1" }),
      wrong("data", "in us-east-1 (its own `region`)"),
    ],
    [
      "by another account",
      pulumi(ASKED, { allowedAccountIds: JSON.stringify(["444455556666"]) }),
      wrong("data", "by account 444455556666 (from the default provider)"),
    ],
    [
      "by the account that the provider's role is of, in another Region",
      pulumi(ASKED, {
        region: "us-east-1",
        assumeRoles: JSON.stringify([{ roleArn: "arn:aws:iam::444455556666:role/deployer" }]),
      }),
      wrong("data", "in us-east-1 (from the default provider) and by account 444455556666 (from the default provider)"),
    ],
    [
      "in a Region known on apply",
      pulumi({ ...ASKED, region: UNKNOWN }),
      "? the Region of data is known only after apply",
    ],
    ["in the Region of the environment", pulumi(ASKED, { region: undefined }), "not-applicable"],
    [
      "in the global namespace",
      pulumi({ bucketNamespace: "global" }),
      `${only("data")}, but its \`bucketNamespace\` is "global".`,
    ],
    [
      "in a namespace that is none",
      pulumi({ bucketNamespace: "hunter2" }),
      "? `bucketNamespace` of data is not account-regional or global",
    ],
    [
      "without a namespace",
      pulumi({}, {}, { bucketDomainName: UNKNOWN, bucketNamespace: UNKNOWN }),
      `? ${only("data")}, and it has no \`bucketNamespace\` (set \`bucketNamespace\` of data to "account-regional")`,
    ],
    [
      "without a namespace, created before by other means",
      pulumi(
        {},
        {},
        { arn: `arn:aws:s3:::${NAME}`, bucketDomainName: `${NAME}.s3.amazonaws.com`, bucketNamespace: "global" },
      ),
      "satisfied",
    ],
    ["another name", pulumi({ bucket: "data-111122223333-eu-west-1" }, { region: "us-east-1" }), "not-applicable"],
    ["a name known on apply", pulumi({ bucket: UNKNOWN }), "not-applicable"],
    [
      "a name known on apply, in the account-regional namespace",
      pulumi({ ...ASKED, bucket: UNKNOWN }),
      "? `bucket` of data is known only after apply",
    ],
  ])("%s", (_name, told, expected) => {
    expect(told).toBe(expected);
  });
});

describe("Terraform", () => {
  test.each<[name: string, said: string, expected: string]>([
    ["in the Region of its name", terraform({}), "satisfied"],
    [
      "in another Region, by its provider",
      terraform({}, { region: "us-east-1" }),
      wrong("aws_s3_bucket.data", "in us-east-1 (from provider aws)"),
    ],
    [
      "in another Region, by its own setting",
      terraform({ region: "us-east-1" }),
      wrong("aws_s3_bucket.data", "in us-east-1 (its own `region`)"),
    ],
    [
      "by another account",
      terraform({}, { allowed_account_ids: ["444455556666"] }),
      wrong("aws_s3_bucket.data", "by account 444455556666 (from provider aws)"),
    ],
    [
      "in the Region of a variable",
      terraform({ region: "${var.region}" }, {}, { variable: { region: { type: "string" } } }),
      "? var.region is given only when Terraform runs (judge the plan (`terraform plan -out=plan && terraform show -json plan`))",
    ],
    ["in the Region of the environment", terraform({}, { region: undefined }), "not-applicable"],
    [
      "in the global namespace",
      terraform({ bucket_namespace: "global" }),
      `${only("aws_s3_bucket.data")}, but its \`bucket_namespace\` is "global".`,
    ],
    [
      "without a namespace",
      terraform({ bucket_namespace: undefined }),
      `? ${only("aws_s3_bucket.data")}, and it has no \`bucket_namespace\` (set \`bucket_namespace\` of aws_s3_bucket.data to "account-regional")`,
    ],
    ["another name", terraform({ bucket: "data-111122223333-eu-west-1" }, { region: "us-east-1" }), "not-applicable"],
    [
      "a name made of the caller's account and Region",
      terraform(
        { bucket: "data-${data.aws_caller_identity.me.account_id}-${data.aws_region.here.region}-an" },
        {},
        { data: { aws_caller_identity: { me: {} }, aws_region: { here: {} } } },
      ),
      "? `bucket` of aws_s3_bucket.data is known only after apply",
    ],
  ])("%s", (_name, told, expected) => {
    expect(told).toBe(expected);
  });
});
