import type { Address } from "../../model/graph";
import { own, text } from "../declared/json";
import type { DeclaredResource, Existence, Kind } from "../declared/resource";
import { mark } from "../declared/unknowns";
import { EMPTY, isBlock, Unknown, type Block, type Value } from "../declared/value";
import type { Resource } from "./context";
import { CLOUDFORMATION } from "./dialect";
import { neutral } from "./names";
import type { Scope } from "./scope";
import { kindOf } from "./types";

/** What `Ref` and `Fn::GetAtt` tell of a resource, under neutral names. */
const COMPUTED: Readonly<Partial<Record<Kind, readonly (readonly [string, string | undefined])[]>>> = {
  bucket: [
    ["bucketName", undefined],
    ["arn", "Arn"],
  ],
  role: [
    ["roleName", undefined],
    ["arn", "Arn"],
  ],
  policy: [["policyArn", "PolicyArn"]],
  key: [
    ["keyId", undefined],
    ["arn", "Arn"],
  ],
  alias: [["arn", "Arn"]],
};

/** What a resource is declared with besides its own body. */
export interface Around {
  readonly existence: Existence | undefined;
  readonly dependencies: readonly Address[];
  /** Whether several roles have the name. */
  readonly isShared: (role: Value) => boolean;
}

/** A resource under neutral names. */
export function declare(resource: Resource, scope: Scope, around: Around): DeclaredResource {
  const { address, type } = resource;
  const kind = kindOf(type);
  const written = kind ? writtenIn(resource, kind, scope, around) : EMPTY;
  const { existence, dependencies } = around;
  return {
    address,
    kind,
    type,
    label: labelOf(resource),
    shape: "api",
    settings: kind && written ? new Map([...written, ...computedOf(resource, kind, scope)]) : EMPTY,
    ...(written && { written }),
    ...(existence && { existence }),
    ...(!written && { existence: notReadable(resource) }),
    provider: scope.stack.place.declared,
    dependencies,
    references: new Map(),
    words: CLOUDFORMATION,
  };
}

/** Properties that a macro makes, or that are no properties: what is in them is not known, and what is not neither. */
function notReadable({ address }: Resource): Existence {
  return {
    identity: `properties of ${address}`,
    why: `the properties of ${address} are not written in the template`,
    settledBy: "configuration",
  };
}

/** @returns `undefined` where it is not known what is set. */
function writtenIn({ body }: Resource, kind: Kind, scope: Scope, { isShared }: Around): Block | undefined {
  const properties = scope.evaluate(own(body, "Properties"));
  if (properties === undefined) return EMPTY;
  if (!isBlock(properties)) return undefined;
  const settings = new Map(neutral(properties));
  const roles = rolesIn(own(body, "Properties"), scope, isShared);
  if (kind === "role-policy") {
    const role = roles ?? settings.get("roles") ?? settings.get("roleName");
    settings.delete("roles");
    settings.delete("roleName");
    if (role !== undefined) settings.set("role", role);
  }
  if (kind === "policy" && roles) settings.set("roles", roles);
  if (kind === "bucket") pinRole(settings, own(body, "Properties"), scope, isShared);
  return kind === "notification" ? notificationSettings(settings) : settings;
}

/** The AWS CDK gives all of its roles one name. In other accounts they are others: the reference tells which is meant. */
function pinRole(settings: Map<string, Value>, properties: unknown, scope: Scope, isShared: Around["isShared"]): void {
  const replication = settings.get("replicationConfiguration");
  const pinned = pinnedRole(own(own(properties, "ReplicationConfiguration"), "Role"), scope, isShared);
  if (isBlock(replication) && pinned) {
    settings.set("replicationConfiguration", new Map([...replication, ["role", pinned]]));
  }
}

function rolesIn(properties: unknown, scope: Scope, isShared: Around["isShared"]): Value {
  const written = own(properties, "Roles");
  const all: readonly unknown[] = Array.isArray(written) ? written : [];
  const pinned = all.map((each) => pinnedRole(each, scope, isShared));
  return pinned.some((each) => each) ? all.map((each, index) => pinned[index] ?? scope.evaluate(each)) : undefined;
}

/** A reference to a role whose name is no one's alone. */
function pinnedRole(data: unknown, scope: Scope, isShared: Around["isShared"]): Unknown | undefined {
  const attribute = own(data, "Fn::GetAtt");
  const first: unknown = Array.isArray(attribute) ? attribute[0] : attribute;
  const id = text(own(data, "Ref")) ?? text(first)?.split(".", 1)[0];
  const role = id === undefined ? undefined : scope.resources.get(id);
  if (role?.type !== "AWS::IAM::Role" || !isShared(scope.attribute(role.id, undefined))) return undefined;
  return new Unknown({ from: [role.address], why: `several roles are called as ${role.address} is` });
}

function computedOf({ id, address }: Resource, kind: Kind, scope: Scope): Block {
  const computed = (COMPUTED[kind] ?? []).map(([name, attribute]) => [name, scope.attribute(id, attribute)] as const);
  // Something is set of every resource: one without settings is one that was not evaluated.
  return new Map<string, Value>([["logicalId", mark(address)], ...computed]);
}

/** The path of the construct, or the address. */
export function labelOf({ id, address, body, scope }: Resource): string {
  const path = text(own(own(body, "Metadata"), "aws:cdk:path")) ?? scope.stack.paths.get(id);
  return path?.replace(/\/Resource$/, "") ?? address;
}

const LISTS = [
  ["topics", "topicConfigurations"],
  ["queues", "queueConfigurations"],
  ["lambdaFunctions", "lambdaFunctionConfigurations"],
] as const;

/** What the AWS CDK sets of a bucket's notifications, which is what S3's API has, under the names of a resource beside it. */
function notificationSettings(settings: Block): Block {
  const configuration = settings.get("notificationConfiguration");
  const all = new Map<string, Value>([["bucket", settings.get("bucketName")]]);
  for (const [name, key] of LISTS) all.set(name, isBlock(configuration) ? configuration.get(key) : configuration);
  return new Map([...all].filter(([, value]) => value !== undefined));
}
