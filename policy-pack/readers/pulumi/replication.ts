import { known, limitedTo, mapFact, unknownUntilConfigured, type Fact } from "../../model/fact";
import type {
  Address,
  Reference,
  ReplicationConfiguration,
  ReplicationFilter,
  ReplicationRule,
  Timed,
} from "../../model/graph";
import type { Links } from "./links";
import { Prop } from "./props";
import type { StackResource } from "./resource";

/** Where a type keeps a rule's settings, and what its provider sends for those that are left out. */
export interface ReplicationShape {
  /** The property that holds the rules: Pulumi tracks dependencies for it as a whole. */
  readonly rulesIn: string;
  readonly roleIn: string;
  readonly block: (resource: StackResource) => Prop;
  readonly rule: (rule: Prop) => Omit<ReplicationRule, "position" | "destination" | "replicaKey"> & {
    readonly destinationBucket: Prop;
    readonly replicaKeyId: Prop;
  };
}

/** `aws:s3/bucketReplicationConfig:BucketReplicationConfig`. */
export const SIDE_RESOURCE: ReplicationShape = {
  rulesIn: "rules",
  roleIn: "role",
  block: (resource) => Prop.root(resource),
  rule: (rule) => {
    const filter = readFilter(rule.at("filter"), (and) => mapFact(and.at("tags").entries(), (tags) => tags?.size ?? 0));
    return {
      ...api(rule),
      filter,
      // The provider sends a priority that is left out as 0, and only beside a filter.
      priority: mapFact(rule.at("priority").number(), (priority) => priority ?? 0),
    };
  },
};

/** The block inside `aws:s3/bucket:Bucket`, and inside `BucketV2`, where blocks have plural names. */
export const INLINE: ReplicationShape = {
  rulesIn: "replicationConfiguration",
  roleIn: "replicationConfiguration",
  block: (bucket) => inputsOf(bucket).either("replicationConfiguration", "replicationConfigurations"),
  rule: (rule) => {
    const destination = rule.either("destination", "destinations");
    const criteria = rule.either("sourceSelectionCriteria", "sourceSelectionCriterias");
    const filter = rule.either("filter", "filters");
    const time = destination.either("replicationTime", "replicationTimes");
    const marker = rule.at("deleteMarkerReplicationStatus").text();
    return {
      id: rule.at("id").text(),
      status: status(rule),
      priority: mapFact(rule.at("priority").number(), (priority) => priority ?? 0),
      filter: filter.block(() => inlineFilter(filter)),
      prefix: rule.at("prefix").text(),
      // Beside a filter the provider sends Disabled for what is left out.
      deleteMarkerReplication: filter.isAbsent ? marker : mapFact(marker, (value) => value ?? "Disabled"),
      existingObjectReplication: known(undefined),
      sseKmsEncryptedObjects: mapFact(criteria.at("sseKmsEncryptedObjects").at("enabled").flag(), (enabled) =>
        enabled === undefined ? undefined : enabled ? "Enabled" : "Disabled",
      ),
      replicaModifications: known(undefined),
      account: destination.at("accountId").text(),
      owner: destination.either("accessControlTranslation", "accessControlTranslations").at("owner").text(),
      storageClass: destination.at("storageClass").text(),
      replicationTime: timed(time, time.at("minutes")),
      metrics: timed(destination.at("metrics"), destination.at("metrics").at("minutes")),
      destinationBucket: destination.at("bucket"),
      replicaKeyId: destination.at("replicaKmsKeyId"),
    };
  },
};

export const INLINE_V2: ReplicationShape = {
  ...INLINE,
  rulesIn: "replicationConfigurations",
  roleIn: "replicationConfigurations",
};

/** `replicationConfiguration` of `aws-native:s3:Bucket`, which sends what it is given and nothing else. */
export const NATIVE: ReplicationShape = {
  rulesIn: "replicationConfiguration",
  roleIn: "replicationConfiguration",
  block: (bucket) => inputsOf(bucket).at("replicationConfiguration"),
  rule: (rule) => ({
    ...api(rule),
    filter: readFilter(rule.at("filter"), (and) => mapFact(and.at("tagFilters").items(), (tags) => tags?.length ?? 0)),
    priority: rule.at("priority").number(),
  }),
};

/** The names that the provider's side resource and the native type share with S3's own API. */
function api(rule: Prop): Omit<ReturnType<ReplicationShape["rule"]>, "filter" | "priority"> {
  const destination = rule.at("destination");
  const criteria = rule.at("sourceSelectionCriteria");
  return {
    id: rule.at("id").text(),
    status: status(rule),
    prefix: rule.at("prefix").text(),
    deleteMarkerReplication: rule.at("deleteMarkerReplication").at("status").text(),
    existingObjectReplication: rule.at("existingObjectReplication").at("status").text(),
    sseKmsEncryptedObjects: criteria.at("sseKmsEncryptedObjects").at("status").text(),
    replicaModifications: criteria.at("replicaModifications").at("status").text(),
    account: destination.at("account").text(),
    owner: destination.at("accessControlTranslation").at("owner").text(),
    storageClass: destination.at("storageClass").text(),
    replicationTime: timed(
      destination.at("replicationTime"),
      destination.at("replicationTime").at("time").at("minutes"),
    ),
    metrics: timed(destination.at("metrics"), destination.at("metrics").at("eventThreshold").at("minutes")),
    destinationBucket: destination.at("bucket"),
    replicaKeyId: destination.at("encryptionConfiguration").at("replicaKmsKeyId"),
  };
}

function inputsOf({ name, props, inputs }: StackResource): Prop {
  return Prop.root({ name, props: inputs ?? props });
}

export function readConfiguration(
  resource: StackResource,
  shape: ReplicationShape,
  links: Links,
  destination: (reference: Reference) => Address,
): ReplicationConfiguration {
  const block = shape.block(resource);
  const rules = block.at("rules").items();
  const base = {
    address: resource.urn,
    role: firstOf(links.resolve("role", resource, shape.roleIn, [block.at("role").text()])),
  };
  if (!rules.known) {
    const mayReach = links.referred("bucket", resource, shape.rulesIn);
    return { ...base, rules: mapFact(rules, () => []), ...(mayReach && { mayReach }) };
  }
  const items = (rules.value ?? []).map((rule) => shape.rule(rule));
  const destinations = links.resolve(
    "bucket",
    resource,
    shape.rulesIn,
    items.map(({ destinationBucket }) => destinationBucket.text()),
  );
  // A rule without a replica key does not take part, so that it takes no candidate away from those that have one.
  const keyed = items.filter(({ replicaKeyId }) => !replicaKeyId.isAbsent);
  const keys = links.resolve(
    "key",
    resource,
    shape.rulesIn,
    keyed.map(({ replicaKeyId }) => replicaKeyId.text()),
  );
  return {
    ...base,
    rules: known(
      items.map((item, position) => {
        const { destinationBucket: _bucket, replicaKeyId: _key, ...settings } = item;
        const place = keyed.indexOf(item);
        return {
          position,
          ...settings,
          destination: mapFact(firstOf(destinations.slice(position)), destination),
          replicaKey: place < 0 ? known(undefined) : firstOf<Reference | undefined>(keys.slice(place)),
        };
      }),
    ),
  };
}

function readFilter(filter: Prop, tags: (and: Prop) => Fact<number>): Fact<ReplicationFilter | undefined> {
  return filter.block(() => ({
    prefix: filter.at("prefix").text(),
    tag: filter.either("tag", "tagFilter").presence(),
    and: filter.at("and").block((and) => ({ prefix: and.at("prefix").text(), tags: tags(and) })),
  }));
}

/** The older block has a prefix and tags side by side; the provider sends them as an And as soon as there are tags. */
function inlineFilter(filter: Prop): ReplicationFilter {
  const tags = mapFact(filter.at("tags").entries(), (entries) => entries?.size ?? 0);
  const prefix = filter.at("prefix").text();
  return tags.known && tags.value === 0
    ? { prefix, tag: known(false), and: known(undefined) }
    : { prefix: known(undefined), tag: known(false), and: known({ prefix, tags }) };
}

function status(rule: Prop): Fact<string | undefined> {
  return limitedTo(rule.at("status").text(), ["Enabled", "Disabled"]);
}

function timed(block: Prop, minutes: Prop): Fact<Timed | undefined> {
  return block.block((present) => ({ status: present.at("status").text(), minutes: minutes.number() }));
}

function firstOf<T>(facts: readonly Fact<T>[]): Fact<T> {
  const [first] = facts;
  return first ?? unknownUntilConfigured("there is nothing here to refer to");
}
