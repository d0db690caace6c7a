import type { IConstruct } from "constructs";
import { TerraformStack, Token, type TerraformProvider } from "./framework";
import type { BucketProps } from "./props";

/** The props that say where a construct creates its resources. */
export type Placement = Pick<BucketProps, "region" | "provider">;

/** The Region by the `region` argument, else by the given provider, else by the stack's AWS provider. */
export function regionOf(scope: IConstruct, { region, provider }: Placement): string | undefined {
  return region ?? regionOfProvider(provider ?? defaultProvider(scope));
}

/** The only account that the provider may be used for, or else the account of the role that it assumes. */
export function accountOf(scope: IConstruct, { provider }: Placement): string | undefined {
  const { allowedAccountIds, assumeRole } = (provider ?? defaultProvider(scope) ?? {}) as {
    allowedAccountIds?: unknown;
    assumeRole?: unknown;
  };
  if (Array.isArray(allowedAccountIds) && allowedAccountIds.length === 1) return literal(allowedAccountIds[0]);
  if (!Array.isArray(assumeRole)) return undefined;
  const { roleArn } = (assumeRole[0] ?? {}) as { roleArn?: unknown };
  return accountInArn(literal(roleArn));
}

/** The account that owns a bucket: the one that its props name, or else that of the provider. */
export function ownerOf(scope: IConstruct, props: Placement & { readonly account?: string }): string | undefined {
  return props.account ?? accountOf(scope, props);
}

/** The account in an IAM ARN; `undefined` where only Terraform knows the ARN. */
export function accountInArn(arn: string | undefined): string | undefined {
  return literal(arn)?.split(":")[4];
}

function regionOfProvider(provider: TerraformProvider | undefined): string | undefined {
  return literal((provider as { region?: unknown } | undefined)?.region);
}

function literal(value: unknown): string | undefined {
  return typeof value === "string" && !Token.isUnresolved(value) ? value : undefined;
}

// Looking for it visits every construct of the stack, and each of a thousand buckets asks.
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
