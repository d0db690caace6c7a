import type { ReplicationConfiguration } from "@aws-sdk/client-s3";
import { synthesize } from "../support/synth";
import type { DeployedState } from "./deployment";

/** What CDKTF writes of the replication configurations of a stack. */
export interface Written {
  readonly resource: {
    readonly aws_s3_bucket_replication_configuration: Readonly<Record<string, Record<string, unknown>>>;
  };
}

const NAMES: Readonly<Record<string, string>> = { id: "ID", rule: "Rules", replica_kms_key_id: "ReplicaKmsKeyID" };

/** `get-bucket-replication` has the same words, written otherwise. */
const apiName = (name: string): string =>
  NAMES[name] ?? name.replaceAll(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/**
 * The replication configurations of a stack by the names of their buckets, as `aws s3api get-bucket-replication` prints
 * them.
 *
 * @param state What has been deployed, for what only Terraform knows.
 */
export function asS3Prints(written: Written, state: DeployedState): Readonly<Record<string, unknown>> {
  const resources = state.values?.root_module.resources ?? [];
  const known = (reference: string): string =>
    reference.replace(/\$\{([\w]+)\.([\w-]+)\.(\w+)\}/g, (_all, type: string, name: string, attribute: string) =>
      String(resources.find((each) => each.type === type && each.name === name)?.values[attribute]),
    );
  const converted = (value: unknown): unknown => {
    if (typeof value === "string") return known(value);
    if (Array.isArray(value)) return value.map(converted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, each]) => [
      apiName(name),
      name === "tags" ? tagList(each as Readonly<Record<string, string>>) : converted(each),
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  const all = Object.values(written.resource.aws_s3_bucket_replication_configuration);
  return Object.fromEntries(
    all.map(({ bucket, role, rule }) => [
      known(String(bucket)),
      { ReplicationConfiguration: converted({ role, rule }) },
    ]),
  );
}

/** A configuration with the tags of its filters in one order: Terraform sends them in any. */
export const inOrder = (printed: object): object =>
  JSON.parse(
    JSON.stringify(printed, (name, value: unknown) => (name === "Tags" ? sorted(value as readonly Tag[]) : value)),
  ) as object;

type Tag = Readonly<Record<"Key" | "Value", string>>;
const sorted = (tags: readonly Tag[]): readonly Tag[] => [...tags].sort((a, b) => a.Key.localeCompare(b.Key));

const tagList = (tags: Readonly<Record<string, string>>): unknown =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** What `get-bucket-replication` prints. */
export interface Printed {
  readonly ReplicationConfiguration: ReplicationConfiguration;
}

/** The replication configurations of a stack that is only synthesized, by the names of their buckets. */
export function configurationsOf(build: Parameters<typeof synthesize>[0]): Readonly<Record<string, Printed>> {
  const written = synthesize(build);
  const resources = Object.entries(written.resource).flatMap(([type, all]) =>
    Object.entries(all).map(([name, values]) => ({
      type,
      name,
      values: { ...values, ...deployed(type, name, values) },
    })),
  );
  const state: DeployedState = { values: { root_module: { resources } } };
  return asS3Prints(written as unknown as Written, state) as Readonly<Record<string, Printed>>;
}

/** What only a deployment tells, as it could be. */
function deployed(type: string, name: string, values: Readonly<Record<string, unknown>>): object {
  const { bucket, name: given = name } = values;
  if (type === "aws_s3_bucket") return { id: bucket, arn: `arn:aws:s3:::${String(bucket)}` };
  if (type === "aws_kms_key") return { arn: `arn:aws:kms:us-west-2:111122223333:key/${name}` };
  return { arn: `arn:aws:iam::111122223333:role/${String(given)}` };
}
