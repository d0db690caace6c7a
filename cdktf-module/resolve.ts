import { partition } from "@aws-sdk/util-endpoints";
import { Token, TerraformProvider, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { BucketProps, ReplicaProps, ReplicationProps, ReplicationRuleProps } from "./props";

/** What is asked for of a bucket that is replicated, be it created here or not. */
type Replicated = Pick<BucketProps, "bucketName" | "region" | "provider" | "kmsKeyArn" | "objectLock" | "tags"> &
  ReplicationProps;

/** The props with every default in its place: what is refused and what is built is decided on these. */
export interface Resolved {
  readonly props: Replicated;
  readonly source: Place & { readonly bucketName: string; readonly kmsKeyArn: string | undefined };
  readonly replicas: readonly ResolvedReplica[];
  readonly rules: readonly ResolvedRule[];
  readonly metrics: boolean;
  readonly replicationTimeControl: boolean;
}

/** Where a bucket is. `undefined` where only Terraform will know. */
export interface Place {
  readonly region: string | undefined;
}

export interface ResolvedReplica extends Place {
  readonly props: ReplicaProps;
  readonly id: string;
  readonly bucketName: string;
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
  const source = { bucketName: props.bucketName, kmsKeyArn: props.kmsKeyArn, region: regionOf(scope, props) };
  const replicas = props.replicas.map((replica): ResolvedReplica => {
    const existing = replica.bucketArn?.split(":::")[1];
    const region = regionOf(scope, replica);
    const id = replica.id ?? replica.region ?? existing ?? region ?? "replica";
    return {
      props: replica,
      id,
      region: replica.bucketArn === undefined ? region : replica.region,
      bucketName: existing ?? replica.bucketName ?? `${props.bucketName}-${id}`,
      crossAccount: replica.account !== undefined,
    };
  });
  const wanted = props.replicationRules ?? replicas.map(({ id }): ReplicationRuleProps => ({ replica: id }));
  const rules = wanted.map((rule, index): ResolvedRule => {
    const several = wanted.filter(({ replica }) => replica === rule.replica).length > 1;
    return {
      props: rule,
      id: rule.id ?? (several ? `${rule.replica}-${index + 1}` : rule.replica),
      // The place from 1: a rule added at the end renumbers no other.
      priority: rule.priority ?? index + 1,
      deleteMarkers: rule.deleteMarkerReplication ?? props.deleteMarkerReplication ?? false,
      replica: replicas.find(({ id }) => id === rule.replica),
    };
  });
  const replicationTimeControl = props.replicationTimeControl ?? false;
  return { props, source, replicas, rules, replicationTimeControl, metrics: props.metrics ?? replicationTimeControl };
}

/** A Region by the argument, else by the provider, given or the stack's own. */
function regionOf(
  scope: IConstruct,
  { region, provider }: Pick<ReplicaProps, "region" | "provider">,
): string | undefined {
  return region ?? regionOfProvider(provider ?? defaultProvider(scope));
}

function regionOfProvider(provider: TerraformProvider | undefined): string | undefined {
  const { region } = (provider ?? {}) as { region?: unknown };
  return typeof region === "string" && !Token.isUnresolved(region) ? region : undefined;
}

function defaultProvider(scope: IConstruct): TerraformProvider | undefined {
  return TerraformStack.of(scope)
    .node.findAll()
    .filter((each): each is TerraformProvider => each instanceof TerraformProvider)
    .find(({ terraformResourceType, alias }) => terraformResourceType === "aws" && alias === undefined);
}

/** `undefined` for a Region that AWS has not published, as the installed data knows. */
export function partitionOf(region: string): { readonly name: string; readonly dnsSuffix: string } | undefined {
  const { name, dnsSuffix, ...rest } = partition(region);
  return "description" in rest ? { name, dnsSuffix } : undefined;
}
