import type { Kind } from "../declared/resource";

/** The types that the reader looks into. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["AWS::S3::Bucket", "bucket"],
  ["AWS::S3::BucketPolicy", "bucket-policy"],
  ["AWS::IAM::Role", "role"],
  ["AWS::IAM::Policy", "role-policy"],
  ["AWS::IAM::RolePolicy", "role-policy"],
  ["AWS::IAM::ManagedPolicy", "policy"],
  ["AWS::KMS::Key", "key"],
  ["AWS::KMS::ReplicaKey", "key"],
  ["AWS::KMS::Alias", "alias"],
  ["AWS::CloudWatch::Alarm", "alarm"],
  // What the AWS CDK sets notifications with, beside the bucket.
  ["Custom::S3BucketNotifications", "notification"],
]);

export const kindOf = (type: string): Kind | undefined => KINDS.get(type);

export const NESTED_STACK = "AWS::CloudFormation::Stack";

/** Resources that make stacks of other templates, and the property that says of which. */
export const STACKS_INSIDE: ReadonlyMap<string, string> = new Map([
  [NESTED_STACK, "TemplateURL"],
  ["AWS::Serverless::Application", "Location"],
]);

/** Resources that deploy templates of their own, which nobody reads. */
export const DEPLOY_OTHERS: ReadonlySet<string> = new Set([
  "AWS::CloudFormation::StackSet",
  "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
]);

/** Custom resources of the AWS CDK that make no bucket, and set none of the settings that are judged. */
const HARMLESS: ReadonlySet<string> = new Set([
  "Custom::S3AutoDeleteObjects",
  "Custom::S3BucketNotifications",
  "Custom::CDKBucketDeployment",
  "Custom::CrossRegionExportWriter",
  "Custom::CrossRegionExportReader",
  "Custom::CrossRegionStringParameterReader",
  "Custom::CrossAccountZoneDelegation",
  "Custom::LogRetention",
  "Custom::CloudwatchLogResourcePolicy",
  "Custom::VpcRestrictDefaultSG",
  "Custom::ECRAutoDeleteImages",
  "Custom::EnableLambdaReplication",
  "Custom::DynamoDBReplica",
  "Custom::AWSCDKOpenIdConnectProvider",
  "Custom::AWSCDK-EKS-Cluster",
  "Custom::AWSCDK-EKS-FargateProfile",
  "Custom::AWSCDK-EKS-HelmChart",
  "Custom::AWSCDK-EKS-KubernetesResource",
  "Custom::AWSCDK-EKS-KubernetesPatch",
  "Custom::AWSCDK-EKS-KubernetesObjectValue",
]);

/** Whether a type is one that a function somewhere implements, so that it can be anything. */
export function isCustom(type: string): boolean {
  return (type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource") && !HARMLESS.has(type);
}

/** Whether a type is a module: resources that CloudFormation takes from its registry when it deploys. */
export const isModule = (type: string): boolean => type.endsWith("::MODULE");

/** Whether a type of someone else's in the registry sounds like a bucket. */
export function soundsLikeBucket(type: string): boolean {
  return !/^(AWS|Custom|Alexa)::/.test(type) && /bucket|replicat/i.test(type);
}

/** The transforms whose results have the resources that are written, as far as buckets go. */
export const KNOWN_TRANSFORMS: ReadonlySet<string> = new Set([
  "AWS::LanguageExtensions",
  "AWS::Serverless-2016-10-31",
  "AWS::CodeDeployBlueGreen",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
]);
