import { limitedTo, mapFact, type Fact } from "../../model/fact";
import type { Versioning } from "../../model/graph";
import type { DeclaredResource } from "./resource";
import type { Setting } from "./setting";
import { API, INSIDE, INSIDE_V4, type ReplicationShape } from "./replication";

/** Where a type of bucket keeps the settings that other types have in resources of their own. */
export interface BucketShape {
  readonly name: string;
  readonly versioningIn: string;
  /** `undefined` where the bucket says nothing about it. */
  readonly versioning: (block: Setting) => Fact<Versioning["status"] | undefined>;
  readonly replicationIn: string;
  readonly replication: ReplicationShape;
  readonly encryptionIn: string;
  readonly encryption: (block: Setting) => { readonly rule: Setting; readonly settings: Setting };
  readonly ownershipIn: string;
  readonly ownershipRules: (block: Setting) => Setting;
  readonly lifecycleIn: string;
  readonly lifecycleRules: (block: Setting) => Setting;
  readonly tags: (tags: Setting) => Fact<ReadonlyMap<string, Setting> | undefined>;
}

const PROVIDER: BucketShape = {
  name: "bucket",
  versioningIn: "versioning",
  versioning: (block) =>
    mapFact(limitedTo(block.at("enabled").flag(), [true, false]), (enabled) =>
      enabled === undefined ? undefined : enabled ? "Enabled" : "Unversioned",
    ),
  replicationIn: "replicationConfiguration",
  replication: INSIDE,
  encryptionIn: "serverSideEncryptionConfiguration",
  encryption: (block) => {
    const rule = block.either("rule", "rules");
    return { rule, settings: rule.either("applyServerSideEncryptionByDefault", "applyServerSideEncryptionByDefaults") };
  },
  // In a resource of its own alone.
  ownershipIn: "rules",
  ownershipRules: (block) => block,
  lifecycleIn: "lifecycleRules",
  lifecycleRules: (block) => block,
  tags: (tags) => tags.entries(),
};

const OF_API: BucketShape = {
  name: "bucketName",
  versioningIn: "versioningConfiguration",
  versioning: (block) =>
    mapFact(limitedTo(block.at("status").text(), ["Enabled", "Suspended"]), (status) =>
      status === undefined ? undefined : status === "Enabled" ? "Enabled" : "Suspended",
    ),
  replicationIn: "replicationConfiguration",
  replication: API,
  encryptionIn: "bucketEncryption",
  encryption: (block) => {
    const rule = block.at("serverSideEncryptionConfiguration");
    return { rule, settings: rule.at("serverSideEncryptionByDefault") };
  },
  ownershipIn: "ownershipControls",
  ownershipRules: (block) => block.at("rules"),
  lifecycleIn: "lifecycleConfiguration",
  lifecycleRules: (block) => block.at("rules"),
  // [{ key, value }]
  tags: (tags) =>
    mapFact(tags.items(), (items) => {
      const pairs = (items ?? []).map((item): [Fact<string | undefined>, Setting] => [
        item.at("key").text(),
        item.at("value"),
      ]);
      return new Map(
        pairs.flatMap(([key, value]) => (key.known && key.value !== undefined ? [[key.value, value]] : [])),
      );
    }),
};

const PROVIDER_V4: BucketShape = {
  ...PROVIDER,
  versioningIn: "versionings",
  replicationIn: "replicationConfigurations",
  replication: INSIDE_V4,
  encryptionIn: "serverSideEncryptionConfigurations",
};

const SHAPES: Readonly<Record<DeclaredResource["shape"], BucketShape>> = {
  provider: PROVIDER,
  "provider-v4": PROVIDER_V4,
  api: OF_API,
};

export const shapeOf = ({ shape }: DeclaredResource): BucketShape => SHAPES[shape];
