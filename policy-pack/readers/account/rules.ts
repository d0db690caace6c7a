import type { ReplicationRule, Tag } from "@aws-sdk/client-s3";
import { bucketName } from "../../model/arn";
import { own, text } from "../declared/json";
import type { BucketAnswers } from "./buckets";
import type { AccountAnswers } from "./gather";

/** A rule that is Enabled, with the buckets on both of its ends. */
export interface EnabledRule {
  readonly source: BucketAnswers;
  readonly destination: BucketAnswers;
  /** The ARN of the role that the bucket's configuration names. */
  readonly role: string;
  /** S3 gives every rule an ID. */
  readonly id: string;
  readonly prefix: string;
  /** The tags that it asks objects for. */
  readonly tags: readonly Tag[];
  /** The storage class of copies; that of the object where left out. */
  readonly storageClass?: string;
  readonly hasMetrics: boolean;
}

/** The Enabled rules of the buckets that were asked for, as far as both ends are known. */
export function enabledRulesIn({ buckets, destinations }: AccountAnswers): readonly EnabledRule[] {
  const byName = new Map([...destinations, ...buckets].map((each) => [each.name, each]));
  return buckets.flatMap((source) =>
    rulesOf(source).flatMap((rule): readonly EnabledRule[] => {
      const destination = byName.get(bucketName(rule.Destination?.Bucket ?? ""));
      return destination && rule.Status === "Enabled"
        ? [{ source, destination, role: roleOf(source), ...enabledRule(rule) }]
        : [];
    }),
  );
}

function roleOf({ replication }: BucketAnswers): string {
  return (replication.is === "told" ? replication.value?.Role : undefined) ?? "";
}

function rulesOf({ replication }: BucketAnswers): readonly ReplicationRule[] {
  return replication.is === "told" ? (replication.value?.Rules ?? []) : [];
}

function enabledRule(rule: ReplicationRule): Omit<EnabledRule, "source" | "destination" | "role"> {
  const { ID = "", Filter, Destination } = rule;
  const storageClass = Destination?.StorageClass;
  return {
    id: ID,
    // The rule itself has the prefix in the first version of the schema.
    prefix: Filter?.Prefix ?? Filter?.And?.Prefix ?? text(own(rule, "Prefix")) ?? "",
    tags: Filter?.And?.Tags ?? (Filter?.Tag ? [Filter.Tag] : []),
    ...(storageClass !== undefined && { storageClass }),
    hasMetrics: Destination?.Metrics?.Status === "Enabled",
  };
}

export const regionOf = ({ region }: BucketAnswers): string | undefined =>
  region.is === "told" ? region.value : undefined;
