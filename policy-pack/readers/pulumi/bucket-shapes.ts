import { limitedTo, mapFact, type Fact } from "../../model/fact";
import type { Versioning } from "../../model/graph";
import type { Prop } from "./props";
import { INLINE, INLINE_V2, NATIVE, type ReplicationShape } from "./replication";

/** Where a type of bucket keeps the settings that other types have in resources of their own. */
export interface BucketShape {
  readonly name: string;
  readonly versioningIn: string;
  /** `undefined` where the bucket says nothing about it. */
  readonly versioning: (block: Prop) => Fact<Versioning["status"] | undefined>;
  readonly replicationIn: string;
  readonly replication: ReplicationShape;
  readonly encryptionIn: string;
  readonly encryption: (block: Prop) => { readonly rule: Prop; readonly settings: Prop };
  readonly lifecycleIn: string;
  readonly lifecycleRules: (block: Prop) => Prop;
  readonly tags: (tags: Prop) => Fact<ReadonlyMap<string, Prop> | undefined>;
}

const CLASSIC: BucketShape = {
  name: "bucket",
  versioningIn: "versioning",
  versioning: (block) =>
    mapFact(limitedTo(block.at("enabled").flag(), [true, false]), (enabled) =>
      enabled === undefined ? undefined : enabled ? "Enabled" : "Unversioned",
    ),
  replicationIn: "replicationConfiguration",
  replication: INLINE,
  encryptionIn: "serverSideEncryptionConfiguration",
  encryption: (block) => {
    const rule = block.either("rule", "rules");
    return { rule, settings: rule.either("applyServerSideEncryptionByDefault", "applyServerSideEncryptionByDefaults") };
  },
  lifecycleIn: "lifecycleRules",
  lifecycleRules: (block) => block,
  tags: (tags) => tags.entries(),
};

const NATIVE_BUCKET: BucketShape = {
  name: "bucketName",
  versioningIn: "versioningConfiguration",
  versioning: (block) =>
    mapFact(limitedTo(block.at("status").text(), ["Enabled", "Suspended"]), (status) =>
      status === undefined ? undefined : status === "Enabled" ? "Enabled" : "Suspended",
    ),
  replicationIn: "replicationConfiguration",
  replication: NATIVE,
  encryptionIn: "bucketEncryption",
  encryption: (block) => {
    const rule = block.at("serverSideEncryptionConfiguration");
    return { rule, settings: rule.at("serverSideEncryptionByDefault") };
  },
  lifecycleIn: "lifecycleConfiguration",
  lifecycleRules: (block) => block.at("rules"),
  // [{ key, value }]
  tags: (tags) =>
    mapFact(tags.items(), (items) => {
      const pairs = (items ?? []).map((item): [Fact<string | undefined>, Prop] => [
        item.at("key").text(),
        item.at("value"),
      ]);
      return new Map(
        pairs.flatMap(([key, value]) => (key.known && key.value !== undefined ? [[key.value, value]] : [])),
      );
    }),
};

export function shapeOf(type: string): BucketShape {
  if (type.startsWith("aws-native:")) return NATIVE_BUCKET;
  if (!type.endsWith(":BucketV2")) return CLASSIC;
  return {
    ...CLASSIC,
    versioningIn: "versionings",
    replicationIn: "replicationConfigurations",
    replication: INLINE_V2,
    encryptionIn: "serverSideEncryptionConfigurations",
  };
}
