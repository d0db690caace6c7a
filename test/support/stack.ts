import type { Props, StackResource } from "../../policy-pack/readers/pulumi/resource";
import { UNKNOWN } from "./aws-provider";
import type { SentResource } from "./pack-process";

export { UNKNOWN } from "./aws-provider";

type Provider = NonNullable<StackResource["provider"]>;

interface Options {
  readonly provider?: Provider | undefined;
  /** What each property refers to. */
  readonly from?: Readonly<Record<string, readonly StackResource[]>>;
  /** What the program set, as Analyze saw it; `props` without what the provider computes if left out. */
  readonly inputs?: Props | undefined;
}

export const HOME = providerNamed("default_7_48_0", { region: "eu-west-1" });
export const WEST = providerNamed("west", { region: "us-west-2" });

export function providerNamed(name: string, props: Props): Provider {
  return { urn: `urn:pulumi:dev::project::pulumi:providers:aws::${name}`, name, props };
}

/** A resource as AnalyzeStack shows it, with what Analyze saw of it before. */
export function resource(type: string, name: string, props: Props, options: Options = {}): StackResource {
  const provider = "provider" in options ? options.provider : HOME;
  const inputs = "inputs" in options ? options.inputs : props;
  const from = options.from ?? {};
  return {
    urn: `urn:pulumi:dev::project::${type}::${name}`,
    type,
    name,
    props,
    ...(inputs && { inputs }),
    ...(provider && { provider }),
    dependencies: [
      ...new Set(
        Object.values(from)
          .flat()
          .map(({ urn }) => urn),
      ),
    ],
    propertyDependencies: Object.fromEntries(
      Object.entries(from).map(([property, all]) => [property, all.map(({ urn }) => urn)]),
    ),
  };
}

/** A bucket that does not exist yet: its name is known, its ARN is not. */
export function bucket(name: string, settings: Props = {}, options: Options = {}): StackResource {
  const inputs = { bucket: `${name}-1234567`, ...settings };
  return resource("aws:s3/bucket:Bucket", name, { arn: UNKNOWN, ...inputs }, { inputs, ...options });
}

export function versioning(of: StackResource, status = "Enabled", options: Options = {}): StackResource {
  return resource(
    "aws:s3/bucketVersioning:BucketVersioning",
    `${of.name}-versioning`,
    { bucket: UNKNOWN, versioningConfiguration: { status } },
    { provider: of.provider, from: { bucket: [of] }, ...options },
  );
}

/** A replication configuration with one rule to each destination: a bucket of the stack by its unknown ARN, or a text. */
export function replication(of: StackResource, destinations: readonly (StackResource | string)[], rule: Props = {}) {
  const buckets = [of, ...destinations.filter((destination) => typeof destination !== "string")];
  const configuration = resource(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    `${of.name}-replication`,
    {
      bucket: UNKNOWN,
      role: "arn:aws:iam::111122223333:role/replication",
      rules: destinations.map((destination, position) => ({
        id: `rule-${position}`,
        status: "Enabled",
        destination: { bucket: typeof destination === "string" ? destination : UNKNOWN },
        ...rule,
      })),
    },
    {
      provider: of.provider,
      from: { bucket: [of], rules: destinations.filter((destination) => typeof destination !== "string") },
    },
  );
  // As `dependsOn` has it.
  const versionings = buckets.map((each) => versioning(each).urn);
  return { ...configuration, dependencies: [...configuration.dependencies, ...versionings] };
}

/** The role that `replication` names, and its policy: it may replicate each source to each destination. */
export function replicationRole(
  sources: readonly string[],
  destinations: readonly string[],
  name = "replication",
): readonly StackResource[] {
  const arns = sources.map((bucket) => `arn:aws:s3:::${bucket}`);
  const objectsOf = (buckets: readonly string[]) => buckets.map((bucket) => `arn:aws:s3:::${bucket}/*`);
  const statement = (Action: readonly string[], Resource: readonly string[]) => ({ Effect: "Allow", Action, Resource });
  const role = resource("aws:iam/role:Role", name, {
    name,
    assumeRolePolicy: JSON.stringify({
      Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
  });
  const policy = resource("aws:iam/rolePolicy:RolePolicy", `${name}-policy`, {
    role: name,
    policy: JSON.stringify({
      Statement: [
        statement(["s3:GetReplicationConfiguration", "s3:ListBucket"], arns),
        statement(
          [
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
            "s3:GetObjectVersionAnnotationForReplication",
          ],
          objectsOf(sources),
        ),
        statement(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], objectsOf(destinations)),
      ],
    }),
  });
  return [role, policy];
}

/** A bucket and its replica, all as it should be. */
export function compliantStack() {
  const data = bucket("data");
  const replica = bucket("replica", {}, { provider: WEST });
  const role = replicationRole(["data-1234567"], ["replica-1234567"]);
  return { data, replica, rest: [versioning(data), versioning(replica), replication(data, [replica]), ...role] };
}

/** The resource as the engine sends it to a pack. */
export const sent = ({ inputs: _inputs, provider, ...rest }: StackResource): SentResource => ({
  ...rest,
  ...(provider && { provider: { type: "pulumi:providers:aws", ...provider } }),
});
