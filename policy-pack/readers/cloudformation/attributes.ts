import { own } from "../declared/json";
import { derivedFrom, mark, textValue } from "../declared/unknowns";
import { Unknown, type Value } from "../declared/value";
import type { Resource } from "./context";
import { STACKS_INSIDE } from "./types";
import { digest, joined, textOf } from "./values";

type Compute = (resource: Resource) => Value;

/** What `Ref` makes of a resource stands under no name. */
type Attributes = ReadonlyMap<string | undefined, Compute>;

const KEY: Attributes = new Map<string | undefined, Compute>([
  [undefined, keyId],
  ["KeyId", keyId],
  ["Arn", keyArn],
]);

const ATTRIBUTES: ReadonlyMap<string, Attributes> = new Map<string, Attributes>([
  [
    "AWS::S3::Bucket",
    new Map([
      [undefined, named("BucketName")],
      ["Arn", bucketArn],
    ]),
  ],
  ["AWS::S3::BucketPolicy", new Map([[undefined, property("Bucket")]])],
  [
    "AWS::IAM::Role",
    new Map([
      [undefined, named("RoleName")],
      ["Arn", iamArn("role", "RoleName")],
    ]),
  ],
  [
    "AWS::IAM::ManagedPolicy",
    new Map([
      [undefined, iamArn("policy", "ManagedPolicyName")],
      ["PolicyArn", iamArn("policy", "ManagedPolicyName")],
    ]),
  ],
  ["AWS::KMS::Key", KEY],
  ["AWS::KMS::ReplicaKey", KEY],
  [
    "AWS::KMS::Alias",
    new Map([
      [undefined, property("AliasName")],
      ["Arn", aliasArn],
    ]),
  ],
  [
    "AWS::SSM::Parameter",
    new Map([
      [undefined, named("Name")],
      ["Value", property("Value")],
    ]),
  ],
]);

/** @param name `undefined` for what `Ref` makes of the resource. */
export function attributeOf(resource: Resource, name: string | undefined): Value {
  const { id, type, scope } = resource;
  const compute = ATTRIBUTES.get(type)?.get(name);
  if (compute) return compute(resource);
  const { around } = scope.stack;
  if (type === "Custom::CrossRegionExportReader" && name !== undefined) {
    const value = around.handedOver(name);
    if (value !== undefined) return value;
  }
  const [, output] = STACKS_INSIDE.has(type) ? (/^Outputs\.(.*)$/s.exec(name ?? "") ?? []) : [];
  const nested = output === undefined ? undefined : scope.nested.get(id);
  if (output !== undefined && nested) return nested.output(output);
  const shown = name === undefined ? "" : `.${/^[A-Z][\w.]{0,100}$/.test(name) ? name : digest(name)}`;
  return scope.unknown(`${id}${shown}`, {
    why: `what ${scope.stack.path}${id} is made of is known when the stack is deployed`,
  });
}

function property(name: string): Compute {
  return ({ id, body, scope }) => scope.evaluate(own(own(body, "Properties"), name)) ?? scope.unknown(`${id}.${name}`);
}

/** A name that CloudFormation makes up where the template says none. */
function named(property: string): Compute {
  return ({ id, body, scope }) => {
    const written = scope.evaluate(own(own(body, "Properties"), property));
    if (textOf(written) !== undefined) return written;
    const about =
      written instanceof Unknown ? derivedFrom([written]) : { why: `CloudFormation makes up the name of ${id}` };
    return scope.unknown(id, about);
  };
}

function bucketArn(resource: Resource): Value {
  return joined("", [
    "arn:",
    resource.scope.ref("AWS::Partition"),
    ":s3:::",
    resource.scope.attribute(resource.id, undefined),
  ]);
}

function iamArn(kind: "role" | "policy", nameIn: string): Compute {
  return (resource) => {
    const { scope, id, body } = resource;
    const path = scope.evaluate(own(own(body, "Properties"), "Path")) ?? "/";
    const known = textOf(path) ?? `/${mark(`${scope.stack.path}${id}.Path`)}/`;
    const [partition, account] = [scope.ref("AWS::Partition"), scope.ref("AWS::AccountId")];
    return joined("", ["arn:", partition, ":iam::", account, `:${kind}`, textValue(known), named(nameIn)(resource)]);
  };
}

function keyId({ id, scope }: Resource): Value {
  return scope.unknown(id, { why: `the ID of key ${id} is known when the stack is deployed` });
}

function keyArn(resource: Resource): Value {
  return kmsArn(resource, ["key/", keyId(resource)]);
}

/** CloudFormation does not tell it, and it is what it is. */
function aliasArn(resource: Resource): Value {
  return kmsArn(resource, [property("AliasName")(resource)]);
}

function kmsArn(resource: Resource, rest: readonly Value[]): Value {
  const [partition, region, account] = ["AWS::Partition", "AWS::Region", "AWS::AccountId"].map((name) =>
    resource.scope.ref(name),
  );
  return joined("", ["arn:", partition, ":kms:", region, ":", account, ":", ...rest]);
}
