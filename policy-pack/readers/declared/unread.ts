import type { Unread } from "../../model/graph";
import { isBlock, Unknown, type Value } from "./value";

/** What a type says of itself where no reader knows it: whether it may be a bucket, and whether it may name one. */

/** Buckets that replicate in another way or not at all: they are not judged, and the README says so. */
const NOT_JUDGED =
  /directory_?bucket|s3express|s3_?tables|s3_?vectors|vector_?bucket|table_?bucket|s3_?outposts|s3_?control/i;

/**
 * Whether a resource of this type may be an S3 bucket, or may replicate or version one: to say nothing about it would
 * pass a bucket that nobody has looked at.
 *
 * @param type A type of any source: `aws:s3/bucketV3:BucketV3`, `aws_s3_bucket_v3`, `AWS::S3::Bucket`.
 */
export function mayBeBucket(type: string): boolean {
  if (NOT_JUDGED.test(type) || !/(^|[^a-z])(aws|awscc)([^a-z]|$)/i.test(type) || !/s3/i.test(type)) return false;
  const name = type.split(/[:/.]/).at(-1) ?? "";
  return /bucket(_?v\d+)?$/i.test(name) || /replicat|versioning/i.test(name);
}

/** Services whose resources hold whatever text a person puts into them, the ARN of a bucket too. */
const HOLDS_TEXT =
  /ssm|secrets_?manager|app_?config|cloudformation|dynamodb|service_?catalog|service_?discovery|parameter/i;

/** Whether nothing that a resource of this type is or has can be the name or the ARN of a bucket of its own. */
export function namesNoBucket(type: string): boolean {
  return /^(aws|aws-native)[:_]|^(aws|awscc)_|^AWS::/.test(type) && !HOLDS_TEXT.test(type) && !mayBeBucket(type);
}

/** Resources that make others, which a setting of theirs names. */
interface Maker {
  readonly type: RegExp;
  /** In Terraform's names and in Pulumi's. */
  readonly settings: readonly string[];
  /** Whether a text in one of them means a bucket. */
  readonly means: (text: string) => boolean;
  readonly why: string;
  readonly settle: string;
}

const MAKERS: readonly Maker[] = [
  {
    type: /cloud_?formation.*stack(_?set)?$/i,
    settings: ["template_body", "templateBody", "template", "template_url", "templateUrl", "templateURL"],
    // A stack in it, a macro, or a template that stands elsewhere may make anything.
    means: (text) => /AWS::S3::Bucket(?!\w)|AWS::CloudFormation::Stack|Transform|::MODULE|^\s*https?:/.test(text),
    why: "makes a stack of AWS CloudFormation, which may have S3 buckets, and its template is not looked into",
    settle: "check its template (`npx s3-cross-region-replication check template.yaml`)",
  },
  {
    type: /cloud_?control(api)?[_/:]resource(:resource)?$|:ExtensionResource$/i,
    settings: ["type_name", "typeName", "type"],
    means: (text) => mayBeBucket(text),
    why: "is an S3 bucket, or a setting of one, that AWS Cloud Control makes, and it is not looked into",
    settle: "declare it as a resource of a type of its own",
  },
];

/**
 * What a resource that makes others may make unseen.
 *
 * @param setting The value of a setting by its name; a name that the resource does not have has none.
 */
export function madeUnseen(
  { address, label, type }: Pick<Unread, "address" | "label"> & { readonly type: string },
  setting: (name: string) => Value,
): readonly Unread[] {
  const maker = MAKERS.find(
    (each) => /^(aws|awscc|pulumi:terraform|[\w-]+:tf)[-:_]/.test(type) && each.type.test(type),
  );
  const isUnseen = maker?.settings.some((name) => {
    const value = setting(name);
    if (value instanceof Unknown) return true;
    const text = isBlock(value) ? textIn(value) : value;
    return typeof text === "string" && maker.means(text);
  });
  return maker && isUnseen === true
    ? [{ address, label, why: `${label} ${maker.why}`, settledBy: "configuration", settle: maker.settle }]
    : [];
}

/** A template written as blocks. */
function textIn(block: Value): string {
  return JSON.stringify(block, (_key, value: unknown) =>
    value instanceof Map ? [...(value as Map<string, Value>)] : value,
  );
}
