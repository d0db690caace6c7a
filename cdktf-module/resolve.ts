import type * as Endpoints from "@aws-sdk/util-endpoints";
import type { TerraformProvider } from "cdktf";
import { TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { BucketProps, Encryption, ReplicaProps, ReplicationProps, ReplicationRuleProps } from "./props";

/** What is asked for of a bucket that is replicated, be it created here or not. */
export type Replicated = BucketProps & ReplicationProps;

/** The props with every default in its place: what is refused and what is built is decided on these. */
export interface Resolved {
  readonly props: Replicated;
  readonly source: Side & { readonly account: string | undefined };
  readonly replicas: readonly ResolvedReplica[];
  readonly rules: readonly ResolvedRule[];
  readonly metrics: boolean;
  readonly replicationTimeControl: boolean;
}

/** One side of a replication. */
export interface Side {
  readonly bucketName: string;
  /** `undefined` where nothing in the program says it. */
  readonly region: string | undefined;
  readonly encryption: Encryption;
}

export interface ResolvedReplica extends Side {
  readonly props: ReplicaProps;
  readonly id: string;
  readonly objectLock: boolean;
  readonly crossAccount: boolean;
}

export interface ResolvedRule {
  readonly props: ReplicationRuleProps;
  readonly id: string;
  readonly priority: number;
  readonly deleteMarkers: boolean;
  readonly replica: ResolvedReplica | undefined;
}

export function resolve(scope: IConstruct, props: Replicated): Resolved {
  const replicas = props.replicas.map((replica) => resolveReplica(scope, replica, props));
  const wanted = props.replicationRules ?? replicas.map(({ id }): ReplicationRuleProps => ({ replica: id }));
  const rulesTo = new Map<string, number>();
  for (const { replica } of wanted) rulesTo.set(replica, (rulesTo.get(replica) ?? 0) + 1);
  const byId = new Map(replicas.map((replica) => [replica.id, replica]));
  const rules = wanted.map((rule, index): ResolvedRule => ({
    props: rule,
    id: rule.id ?? ((rulesTo.get(rule.replica) ?? 0) > 1 ? `${rule.replica}-${index + 1}` : rule.replica),
    // The place from 1: a rule added at the end renumbers no other.
    priority: rule.priority ?? index + 1,
    deleteMarkers: rule.deleteMarkerReplication ?? props.deleteMarkerReplication ?? false,
    replica: byId.get(rule.replica),
  }));
  const replicationTimeControl = props.replicationTimeControl ?? false;
  return {
    props,
    source: {
      bucketName: props.bucketName,
      region: regionOf(scope, props),
      encryption: encryptionOf(props),
      account: accountOf(props.replicationRole) ?? accountOfProvider(props.provider ?? defaultProvider(scope)),
    },
    replicas,
    rules,
    replicationTimeControl,
    metrics: props.metrics ?? replicationTimeControl,
  };
}

function resolveReplica(scope: IConstruct, replica: ReplicaProps, props: Replicated): ResolvedReplica {
  const existing = replica.bucketArn?.split(":::")[1];
  const region = regionOf(scope, replica);
  const id = replica.id ?? replica.region ?? existing ?? region ?? "replica";
  return {
    props: replica,
    id,
    // The provider of the stack says nothing about a bucket that exists.
    region: replica.bucketArn === undefined || replica.provider ? region : replica.region,
    bucketName: existing ?? replica.bucketName ?? `${props.bucketName}-${id}`,
    encryption: encryptionOf(replica, replica.bucketArn === undefined ? props.encryption : undefined),
    objectLock: replica.objectLock ?? props.objectLock ?? false,
    crossAccount: replica.account !== undefined,
  };
}

export function encryptionOf(
  { encryption, kmsKeyArn }: Pick<BucketProps, "encryption" | "kmsKeyArn">,
  otherwise: Encryption = "SSE-S3",
): Encryption {
  return encryption ?? (kmsKeyArn === undefined ? otherwise : "SSE-KMS");
}

/** A Region by the argument, else by the provider, given or the stack's own. */
export function regionOf(
  scope: IConstruct,
  { region, provider }: Pick<ReplicaProps, "region" | "provider">,
): string | undefined {
  return region ?? regionOfProvider(provider ?? defaultProvider(scope));
}

function regionOfProvider(provider: TerraformProvider | undefined): string | undefined {
  const { region } = (provider ?? {}) as { region?: unknown };
  return typeof region === "string" && !Token.isUnresolved(region) ? region : undefined;
}

/** The account that a provider is held to: the only one it may be used for, or that of the role it assumes. */
function accountOfProvider(provider: TerraformProvider | undefined): string | undefined {
  const { allowedAccountIds, assumeRole } = (provider ?? {}) as {
    allowedAccountIds?: unknown;
    assumeRole?: unknown;
  };
  if (Array.isArray(allowedAccountIds) && allowedAccountIds.length === 1) return String(allowedAccountIds[0]);
  if (!Array.isArray(assumeRole)) return undefined;
  const { roleArn } = (assumeRole[0] ?? {}) as { roleArn?: unknown };
  return typeof roleArn === "string" ? accountOf(roleArn) : undefined;
}

function accountOf(arn: string | undefined): string | undefined {
  return arn === undefined || Token.isUnresolved(arn) ? undefined : arn.split(":")[4];
}

// To look for it visits every construct of the stack, and each of a thousand buckets asks.
const defaultProviders = new WeakMap<TerraformStack, TerraformProvider>();

function defaultProvider(scope: IConstruct): TerraformProvider | undefined {
  const stack = TerraformStack.of(scope);
  const known = defaultProviders.get(stack);
  if (known) return known;
  const found = stack
    .allProviders()
    .find(({ terraformResourceType, alias }) => terraformResourceType === "aws" && alias === undefined);
  if (found) defaultProviders.set(stack, found);
  return found;
}

// Loaded with the first Region that is asked about: it is a tenth of what importing this module takes.
const endpoints = (): typeof Endpoints =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require("@aws-sdk/util-endpoints") as typeof Endpoints;

/** `undefined` for a Region that AWS has not published, as the installed data knows. */
export function partitionOf(region: string): { readonly name: string; readonly dnsSuffix: string } | undefined {
  const { name, dnsSuffix, ...rest } = endpoints().partition(region);
  return "description" in rest ? { name, dnsSuffix } : undefined;
}
