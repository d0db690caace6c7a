import { known, limitedTo, mapFact, unknownUntilConfigured, type Fact } from "../../model/fact";
import type { Address, Reference, ReplicationConfiguration, ReplicationRule, Timed } from "../../model/graph";
import type { Links } from "./links";
import { Prop } from "./props";
import type { StackResource } from "./resource";

/** Where to find each setting of a rule: the side resource and the older block inside the bucket differ. */
interface Shape {
  /** The top-level property that Pulumi tracks dependencies for. */
  readonly property: string;
  readonly rules: (resource: StackResource) => Prop;
  readonly role: (resource: StackResource) => { readonly property: string; readonly value: Prop };
  readonly rule: (rule: Prop) => RuleProps;
}

interface RuleProps {
  readonly deleteMarkerReplication: Fact<string | undefined>;
  readonly sseKmsEncryptedObjects: Fact<string | undefined>;
  readonly account: Prop;
  readonly replicaKey: Prop;
  readonly replicationTimeMinutes: Prop;
  readonly metricsMinutes: Prop;
  readonly prefix: Prop;
  readonly tag: Prop;
  readonly and: Prop;
}

/** `aws:s3/bucketReplicationConfig:BucketReplicationConfig`. */
export const SIDE_RESOURCE: Shape = {
  property: "rules",
  rules: (resource) => Prop.of(resource, "rules"),
  role: (resource) => ({ property: "role", value: Prop.of(resource, "role") }),
  rule: (rule) => ({
    deleteMarkerReplication: rule.at("deleteMarkerReplication").at("status").text(),
    sseKmsEncryptedObjects: rule.at("sourceSelectionCriteria").at("sseKmsEncryptedObjects").at("status").text(),
    account: rule.at("destination").at("account"),
    replicaKey: rule.at("destination").at("encryptionConfiguration").at("replicaKmsKeyId"),
    replicationTimeMinutes: rule.at("destination").at("replicationTime").at("time").at("minutes"),
    metricsMinutes: rule.at("destination").at("metrics").at("eventThreshold").at("minutes"),
    prefix: rule.at("filter").at("prefix"),
    tag: rule.at("filter").at("tag"),
    and: rule.at("filter").at("and"),
  }),
};

/** `replicationConfiguration` of `aws:s3/bucket:Bucket`. */
export const INLINE: Shape = {
  property: "replicationConfiguration",
  rules: (bucket) => inlineBlock(bucket).at("rules"),
  role: (bucket) => ({ property: "replicationConfiguration", value: inlineBlock(bucket).at("role") }),
  rule: (rule) => ({
    ...inlineFilter(rule.at("filter")),
    deleteMarkerReplication: rule.at("deleteMarkerReplicationStatus").text(),
    sseKmsEncryptedObjects: mapFact(
      rule.at("sourceSelectionCriteria").at("sseKmsEncryptedObjects").at("enabled").flag(),
      (enabled) => (enabled === undefined ? undefined : enabled ? "Enabled" : "Disabled"),
    ),
    account: rule.at("destination").at("accountId"),
    replicaKey: rule.at("destination").at("replicaKmsKeyId"),
    replicationTimeMinutes: rule.at("destination").at("replicationTime").at("minutes"),
    metricsMinutes: rule.at("destination").at("metrics").at("minutes"),
  }),
};

function inlineBlock({ name, props, inputs }: StackResource): Prop {
  return Prop.of({ name, props: inputs ?? props }, "replicationConfiguration");
}

/** The block has a prefix and tags side by side; the provider sends them as an And as soon as there are tags. */
function inlineFilter(filter: Prop): Pick<RuleProps, "prefix" | "tag" | "and"> {
  const tags = filter.at("tags");
  const nothing = filter.at("and"); // not a part of this block
  return tags.isAbsent
    ? { prefix: filter.at("prefix"), tag: nothing, and: nothing }
    : { prefix: nothing, tag: nothing, and: filter };
}

export function readConfiguration(
  resource: StackResource,
  shape: Shape,
  links: Links,
  destination: (reference: Reference) => Address,
): ReplicationConfiguration {
  const rules = shape.rules(resource).items();
  const role = shape.role(resource);
  const base = {
    address: resource.urn,
    role: firstOf(links.resolve("role", resource, role.property, [role.value.text()])),
  };
  if (!rules.known) {
    const mayReach = links.referred("bucket", resource, shape.property);
    return { ...base, rules: mapFact(rules, () => []), ...(mayReach && { mayReach }) };
  }
  const items = rules.value ?? [];
  const destinations = links.resolve(
    "bucket",
    resource,
    shape.property,
    items.map((rule) => rule.at("destination").at("bucket").text()),
  );
  // A rule without a replica key does not take part, so that it takes no candidate away from those that have one.
  const keyed = items.filter((rule) => !shape.rule(rule).replicaKey.isAbsent);
  const keys = links.resolve(
    "key",
    resource,
    shape.property,
    keyed.map((rule) => shape.rule(rule).replicaKey.text()),
  );
  return {
    ...base,
    rules: known(
      items.map((rule, position) => {
        const place = keyed.indexOf(rule);
        return readRule(rule, position, shape, {
          destination: mapFact(firstOf(destinations.slice(position)), destination),
          replicaKey: place < 0 ? known(undefined) : firstOf<Reference | undefined>(keys.slice(place)),
        });
      }),
    ),
  };
}

function readRule(
  rule: Prop,
  position: number,
  shape: Shape,
  links: Pick<ReplicationRule, "destination" | "replicaKey">,
): ReplicationRule {
  const settings = shape.rule(rule);
  const destination = rule.at("destination");
  return {
    position,
    id: rule.at("id").text(),
    status: limitedTo(rule.at("status").text(), ["Enabled", "Disabled"]),
    priority: rule.at("priority").number(),
    filter: rule.at("filter").block(() => ({
      prefix: settings.prefix.text(),
      tag: settings.tag.presence(),
      and: settings.and.block((and) => ({
        prefix: and.at("prefix").text(),
        tags: mapFact(and.at("tags").entries(), (tags) => tags?.size ?? 0),
      })),
    })),
    prefix: rule.at("prefix").text(),
    deleteMarkerReplication: settings.deleteMarkerReplication,
    existingObjectReplication: rule.at("existingObjectReplication").at("status").text(),
    sseKmsEncryptedObjects: settings.sseKmsEncryptedObjects,
    replicaModifications: rule.at("sourceSelectionCriteria").at("replicaModifications").at("status").text(),
    ...links,
    account: settings.account.text(),
    owner: destination.at("accessControlTranslation").at("owner").text(),
    storageClass: destination.at("storageClass").text(),
    replicationTime: timed(destination.at("replicationTime"), settings.replicationTimeMinutes),
    metrics: timed(destination.at("metrics"), settings.metricsMinutes),
  };
}

function timed(block: Prop, minutes: Prop): Fact<Timed | undefined> {
  return block.block((present) => ({ status: present.at("status").text(), minutes: minutes.number() }));
}

function firstOf<T>(facts: readonly Fact<T>[]): Fact<T> {
  const [first] = facts;
  return first ?? unknownUntilConfigured("there is nothing here to refer to");
}
