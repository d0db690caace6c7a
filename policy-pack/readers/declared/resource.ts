import { unknownUntilApply, type SettledBy, type Unknown } from "../../model/fact";
import type { Address } from "../../model/graph";
import type { Vocabulary } from "../../model/vocabulary";
import { Unknown as UnknownValue, type Block, type Value } from "./value";

/** What a resource is, whatever its source calls the type. */
export const KINDS = [
  "bucket",
  "versioning",
  "replication",
  "encryption",
  "object-lock",
  "request-payment",
  "lifecycle",
  "bucket-policy",
  "role",
  "role-policy",
  "role-policy-attachment",
  "role-policies-exclusive",
  "role-policy-attachments-exclusive",
  "policy",
  "policy-attachment",
  "key",
  "key-policy",
  "key-grant",
  "alias",
  "ownership",
  "notification",
  "alarm",
] as const;
export type Kind = (typeof KINDS)[number];

/**
 * A resource as its source declares it, under neutral names: those of `@pulumi/aws`, which are the AWS provider's in
 * camel case with plural lists; of the types that AWS's own API describes (`aws-native`, CloudFormation), those of the
 * API with a small first letter.
 */
export interface DeclaredResource {
  readonly address: Address;
  /** `undefined` for a resource that is nothing the graph has. */
  readonly kind: Kind | undefined;
  /** The type as the source names it, for messages. */
  readonly type: string;
  /** What a person calls it. */
  readonly label: string;
  /** Where the settings of a bucket or a role stand: `api` is that of CloudFormation and of aws-native. */
  readonly shape: "provider" | "provider-v4" | "api";
  /** What holds: what the program wrote, and what else is known of the resource. Empty: it was not evaluated. */
  readonly settings: Block;
  /** What the program wrote, where the source tells it apart. */
  readonly written?: Block;
  /** Whether the settings are what AWS has, whoever set them: a state does not tell what the program wrote. */
  readonly isDeployed?: true;
  /** AWS says that there is none, although something names it: all that is known of it is its name. */
  readonly isMissing?: true;
  /** Left out: it exists. Otherwise whether it does is not known. */
  readonly existence?: Existence;
  readonly provider?: DeclaredProvider;
  /** What it waits for before it is created. */
  readonly dependencies: readonly Address[];
  /** The resources that each top-level setting refers to, where a value does not say it itself. */
  readonly references: ReadonlyMap<string, readonly Address[]>;
  readonly words: Vocabulary;
}

/** A resource that may not be there: a `count` or a condition that is not known. */
export interface Existence {
  /** Resources of one identity exist together, or none of them does. */
  readonly identity: string;
  /** One sentence without a full stop: "whether aws_s3_bucket.copy exists depends on var.dr_enabled". */
  readonly why: string;
  readonly settledBy: SettledBy;
  readonly settle?: string;
}

export interface DeclaredProvider {
  readonly address: Address;
  /** "the default provider", "provider west". */
  readonly label: string;
  readonly settings: Block;
  /** What a person writes to give it a Region. */
  readonly setRegion: string;
  /** What a person writes to say which account it is for. */
  readonly setAccount: string;
}

/**
 * A resource that was not part of this run (`--target`, a provider whose settings are unknown), or that a partial plan does
 * not show, has no settings at all.
 */
export function isEvaluated({ settings }: Pick<DeclaredResource, "settings">): boolean {
  return settings.size > 0;
}

/** What is known of a resource that was not evaluated: nothing, until a run takes it in. */
export function notEvaluated<T>({ label, existence, provider }: DeclaredResource): Unknown<T> {
  if (!existence) return unknownUntilApply(whyNotEvaluated(label, provider));
  const { why, settledBy, settle } = existence;
  return { known: false, why, settledBy, ...(settle !== undefined && { settle }) };
}

function whyNotEvaluated(label: string, provider: DeclaredProvider | undefined): string {
  // Pulumi shows nothing of what a provider is to create that cannot be configured yet.
  const isWaiting = (setting: Value): boolean =>
    setting instanceof UnknownValue && (setting.about.settledBy ?? "apply") === "apply";
  return provider && [...provider.settings.values()].some(isWaiting)
    ? `the settings of ${provider.label}, with which ${label} is created, are known only after apply`
    : `${label} was not part of this preview`;
}
