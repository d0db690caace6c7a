import type { KnownDestination } from "../../policy-pack/options";
import { loadTemplate, type LoadedStack } from "../../policy-pack/readers/cloudformation";
import { accountIn } from "./oracle";
import { allArns, arnIn, bucketPolicy, keyArn, keyPolicy, physicalName, roleArn, rolePolicy } from "./render";
import { renderTerraform, type Naming } from "./render-terraform";
import {
  accountOf,
  keysWithAlias,
  normal,
  usedKeys,
  withoutClaims,
  type World,
  type WorldBucket,
  type WorldRule,
} from "./world";

type Body = Readonly<Record<string, unknown>>;

/** The resources and the outputs of one stack. */
export interface WorldTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Body }>>;
  readonly [section: string]: unknown;
}

export interface RenderedTemplates {
  /** A stack for each provider of the world: a template has one Region and one account. */
  readonly templates: readonly WorldTemplate[];
  readonly knownDestinations: readonly KnownDestination[];
}

/** What CloudFormation can say of a world: its buckets have their settings inside, and no Region of their own; keys have no grants. */
export function forCloudFormation(drawn: World): World {
  return withoutClaims(
    normal({
      ...drawn,
      buckets: drawn.buckets.map((each) => ({ ...each, shape: "native" })),
      keys: drawn.keys.map((each) => ({ ...each, grant: undefined })),
    }),
  );
}

/** @param naming How buckets and roles are named: by references wherever CloudFormation would not find a circle in them. */
export function renderCloudFormation(world: World, naming: Naming): RenderedTemplates {
  return {
    templates: world.providers.map((_, place) => new Stack(world, naming, place).template()),
    knownDestinations: renderTerraform(world, "literal").knownDestinations,
  };
}

const idOf = (place: number): string => `p${place}`;

/** The stacks as they are loaded from an app, in which each waits for the other: what a bucket waits for is not judged. */
export function stacksOf(world: World, { templates }: Pick<RenderedTemplates, "templates">): readonly LoadedStack[] {
  return templates.map((template, place) => ({
    ...loadTemplate(JSON.stringify(template), idOf(place)),
    id: idOf(place),
    name: idOf(place),
    region: world.providers[place]?.region ?? "",
    account: accountOf(world, place),
  }));
}

class Stack {
  private readonly resources: Record<string, { Type: string; Properties: Body }> = {};
  private readonly outputs: Record<string, Body> = {};
  private readonly handed: Record<string, unknown> = {};

  constructor(
    private readonly world: World,
    private readonly naming: Naming,
    private readonly place: number,
  ) {}

  template(): WorldTemplate {
    this.world.buckets.forEach((bucket, index) => {
      if (bucket.provider === this.place) this.addBucket(bucket, index);
    });
    this.addRole();
    for (const index of usedKeys(this.world)) if (this.world.keys[index]?.provider === this.place) this.addKey(index);
    this.add("writer", "Custom::CrossRegionExportWriter", { WriterProps: { exports: this.handed } });
    this.add("reader", "Custom::CrossRegionExportReader", {});
    return { AWSTemplateFormatVersion: "2010-09-09", Resources: this.resources, Outputs: this.outputs };
  }

  private add(id: string, type: string, properties: Body): void {
    this.resources[id] = { Type: type, Properties: properties };
  }

  /** An attribute of a resource of either stack, each other one as the CDK hands it over. */
  private attribute(id: string, place: number): unknown {
    if (place === this.place) return { "Fn::GetAtt": [id, "Arn"] };
    const number = Number(id.replace(/\D/g, ""));
    if (number % 2 === 0) return { "Fn::GetAtt": ["reader", `/cdk/exports/${id}`] };
    const Region = this.world.providers[place]?.region;
    return { "Fn::GetStackOutput": { StackName: idOf(place), OutputName: id.replace("-", ""), Region } };
  }

  private hand(id: string): void {
    const Value = { "Fn::GetAtt": `${id}.Arn` };
    this.outputs[id.replace("-", "")] = { Value };
    this.handed[`/cdk/exports/${id}`] = Value;
  }

  private arn(index: number): unknown {
    const bucket = this.world.buckets[index];
    if (!bucket || this.naming === "literal") return arnIn(this.world, index);
    return this.attribute(`bucket-${index}`, bucket.provider);
  }

  /** Two buckets that name each other are a circle in one stack: one of them says the other's name. */
  private destination(from: number, to: number): unknown {
    return to > from ? this.arn(to) : arnIn(this.world, to);
  }

  private key(index: number): unknown {
    return this.attribute(`key-${index}`, this.world.keys[index]?.provider ?? 0);
  }

  private keyOf({ stackKey, byAlias }: WorldBucket, index: number): unknown {
    if (stackKey === undefined) return keyArn(this.world, index, "eu-west-1");
    return byAlias ? this.alias(stackKey) : this.key(stackKey);
  }

  /** By its name, which is written out. */
  private alias(key: number): string {
    const { provider = 0 } = this.world.keys[key] ?? {};
    const region = this.world.providers[provider]?.region ?? "";
    const partition = region.startsWith("cn-") ? "aws-cn" : "aws";
    return `arn:${partition}:kms:${region}:${accountOf(this.world, provider)}:alias/key-${key}`;
  }

  private addBucket(bucket: WorldBucket, index: number): void {
    const id = `bucket-${index}`;
    const { rules } = bucket;
    const role =
      this.naming === "literal" ? roleArn(this.world, this.place) : { "Fn::GetAtt": `role-${this.place}.Arn` };
    const encryption = encryptionOf(bucket, this.keyOf(bucket, index));
    this.hand(id);
    this.add(id, "AWS::S3::Bucket", {
      BucketName: physicalName(this.world, index),
      ...(bucket.regional && { BucketNamespace: "account-regional" }),
      ...(bucket.versioning !== "Unversioned" && { VersioningConfiguration: { Status: bucket.versioning } }),
      ...(bucket.lock && { ObjectLockEnabled: true }),
      ...(bucket.replicaOfElsewhere && { Tags: [{ Key: "s3-crr:replica-of", Value: "arn:aws:s3:::some-source" }] }),
      ...(bucket.ownership !== undefined && { OwnershipControls: { Rules: [{ ObjectOwnership: bucket.ownership }] } }),
      ...(encryption && { BucketEncryption: { ServerSideEncryptionConfiguration: [encryption] } }),
      ...(rules && {
        ReplicationConfiguration: { Role: role, Rules: rules.map((rule, at) => this.rule(rule, at, index)) },
      }),
    });
    if (bucket.policy) {
      this.add(`policy-${index}`, "AWS::S3::BucketPolicy", {
        Bucket: this.naming === "literal" ? physicalName(this.world, index) : { Ref: id },
        PolicyDocument: JSON.parse(bucketPolicy(arnIn(this.world, index), bucket.policy)) as unknown,
      });
    }
  }

  private rule(rule: WorldRule, position: number, index: number): Body {
    const key =
      rule.stackKey === undefined ? rule.keyIn && keyArn(this.world, index, rule.keyIn) : this.key(rule.stackKey);
    const tag = { Key: "a", Value: "1" };
    const filters = {
      none: undefined,
      all: {},
      prefix: { Prefix: "logs/" },
      tag: { TagFilter: tag },
      "prefix and tags": { And: { Prefix: "logs/", TagFilters: [tag, { Key: "b", Value: "2" }] } },
    };
    const filter = filters[rule.filter];
    return {
      Id: `rule-${position}`,
      Status: rule.enabled ? "Enabled" : "Disabled",
      ...(rule.priority !== undefined && { Priority: rule.priority }),
      ...(filter && { Filter: filter }),
      ...(rule.markers !== undefined && { DeleteMarkerReplication: { Status: rule.markers } }),
      ...(key !== undefined && { SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } } }),
      Destination: {
        Bucket: this.destination(index, rule.to),
        ...(rule.newOwner && {
          Account: accountIn(this.world, rule.to),
          AccessControlTranslation: { Owner: "Destination" },
        }),
        ...(key !== undefined && { EncryptionConfiguration: { ReplicaKmsKeyID: key } }),
      },
    };
  }

  private addKey(index: number): void {
    const key = this.world.keys[index];
    if (!key) return;
    this.hand(`key-${index}`);
    const names = {
      roles: this.world.providers.map((_, each) => roleArn(this.world, each)),
      buckets: allArns(this.world),
    };
    if (keysWithAlias(this.world).has(index)) {
      this.add(`alias-${index}`, "AWS::KMS::Alias", {
        AliasName: `alias/key-${index}`,
        TargetKeyId: { Ref: `key-${index}` },
      });
    }
    this.add(`key-${index}`, "AWS::KMS::Key", {
      ...(key.policy && { KeyPolicy: JSON.parse(keyPolicy(this.world, index, key.policy, names)) as unknown }),
      ...(!key.enabled && { Enabled: false }),
    });
  }

  /** What a bucket refers to says its name; a policy that no bucket refers to may refer to it. */
  private addRole(): void {
    const { world, place } = this;
    const { trusted, missing, boundary, attached } = world.role;
    const id = `role-${place}`;
    const literal = [...world.buckets, ...world.elsewhere].flatMap((_, index) =>
      ["aws", "aws-cn"].map((partition) => arnIn(world, index).replace(/^arn:[^:]*/, `arn:${partition}`)),
    );
    const policy = (without: string | undefined): unknown => JSON.parse(rolePolicy(literal, without));
    const referring = this.naming === "literal" ? policy(missing) : withReferences(policy(missing), this.references());
    const trust = { Effect: "Allow", Principal: { Service: `${trusted ? "s3" : "ec2"}.amazonaws.com` } };
    this.add(id, "AWS::IAM::Role", {
      RoleName: id,
      AssumeRolePolicyDocument: { Statement: [{ ...trust, Action: "sts:AssumeRole" }] },
      ...(attached === "inside" && { Policies: [{ PolicyName: "own", PolicyDocument: policy(missing) }] }),
      ...(boundary !== "none" && { PermissionsBoundary: { Ref: `bound-${place}` } }),
    });
    if (boundary !== "none") {
      this.add(`bound-${place}`, "AWS::IAM::ManagedPolicy", { PolicyDocument: policy(boundary) });
    }
    const roles = [this.naming === "literal" ? id : { Ref: id }];
    const own = `own-${place}`;
    if (attached === "inline") {
      this.add(own, "AWS::IAM::Policy", { PolicyName: "own", Roles: roles, PolicyDocument: referring });
    }
    if (attached === "attachment") {
      this.add(own, "AWS::IAM::RolePolicy", { PolicyName: "own", RoleName: roles[0], PolicyDocument: referring });
    }
    if (attached === "list" || attached === "exclusively")
      this.add(own, "AWS::IAM::ManagedPolicy", { Roles: roles, PolicyDocument: referring });
  }

  /** Literal ARNs, and what refers to their buckets. */
  private references(): ReadonlyMap<string, unknown> {
    return new Map(
      this.world.buckets.flatMap((bucket, index): [string, unknown][] => {
        const id = `bucket-${index}`;
        const arn = this.arn(index);
        const objects =
          bucket.provider === this.place ? { "Fn::Sub": `\${${id}.Arn}/*` } : { "Fn::Join": ["", [arn, "/*"]] };
        return [
          [arnIn(this.world, index), arn],
          [`${arnIn(this.world, index)}/*`, objects],
        ];
      }),
    );
  }
}

function withReferences(value: unknown, references: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") return references.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withReferences(item, references));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, references)]));
}

function encryptionOf({ kms, bucketKey, customerKeys }: WorldBucket, key: unknown): Body | undefined {
  if (!kms && !customerKeys) return undefined;
  return {
    ServerSideEncryptionByDefault: kms ? { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key } : { SSEAlgorithm: "AES256" },
    ...(kms && { BucketKeyEnabled: bucketKey }),
    ...(customerKeys && { BlockedEncryptionTypes: { EncryptionType: ["NONE"] } }),
  };
}
