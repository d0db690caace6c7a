import { candidates, known, limitedTo, mapFact, unknownUntilConfigured, type Fact } from "../../model/fact";
import type {
  Address,
  Reference,
  ReplicationConfiguration,
  ReplicationFilter,
  ReplicationRule,
  Timed,
} from "../../model/graph";
import { PLACEHOLDER } from "../../model/text";
import { addressOf, type Links } from "./links";
import type { DeclaredResource } from "./resource";
import { Setting } from "./setting";

/** Where a type keeps a rule's settings, and what its provider sends for those that are left out. */
export interface ReplicationShape {
  /** The property that holds the rules: Pulumi tracks dependencies for it as a whole. */
  readonly rulesIn: string;
  readonly roleIn: string;
  readonly block: (resource: DeclaredResource) => Setting;
  readonly rule: (rule: Setting) => Omit<ReplicationRule, "position" | "destination" | "replicaKey"> & {
    readonly destinationBucket: Setting;
    readonly replicaKeyId: Setting;
    /** The block that says with which key copies are encrypted, where there is one of its own. */
    readonly encryptionConfiguration: Setting;
  };
}

/** The replication configuration as a resource of its own. */
export const BESIDE: ReplicationShape = {
  rulesIn: "rules",
  roleIn: "role",
  block: (resource) => Setting.root(resource),
  rule: (rule) => {
    const filter = readFilter(rule.at("filter"), (and) => mapFact(and.at("tags").entries(), (tags) => tags?.size ?? 0));
    return {
      ...byApi(rule),
      filter,
      // The provider sends a priority that is left out as 0, and only beside a filter.
      priority: mapFact(rule.at("priority").number(), (priority) => priority ?? 0),
    };
  },
};

/** The block inside a bucket; inside Pulumi's `BucketV2` blocks have plural names. */
export const INSIDE: ReplicationShape = {
  rulesIn: "replicationConfiguration",
  roleIn: "replicationConfiguration",
  block: (bucket) => writtenIn(bucket).either("replicationConfiguration", "replicationConfigurations"),
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
      encryptionConfiguration: destination.at("encryptionConfiguration"),
    };
  },
};

export const INSIDE_V4: ReplicationShape = {
  ...INSIDE,
  rulesIn: "replicationConfigurations",
  roleIn: "replicationConfigurations",
};

/** The block inside a bucket that AWS's API describes, which sends what it is given and nothing else. */
export const API: ReplicationShape = {
  rulesIn: "replicationConfiguration",
  roleIn: "replicationConfiguration",
  block: (bucket) => writtenIn(bucket).at("replicationConfiguration"),
  rule: (rule) => ({
    ...byApi(rule),
    filter: readFilter(rule.at("filter"), (and) => mapFact(and.at("tagFilters").items(), (tags) => tags?.length ?? 0)),
    priority: rule.at("priority").number(),
  }),
};

/** Members by the blocks they are in, under the names that the provider's side resource and the API's types share. */
const MEMBERS = {
  rule: [
    "id",
    "priority",
    "prefix",
    "filter",
    "status",
    "sourceSelectionCriteria",
    "existingObjectReplication",
    "destination",
    "deleteMarkerReplication",
  ],
  filter: ["prefix", "tag", "tagFilter", "and"],
  and: ["prefix", "tags", "tagFilters"],
  destination: [
    "bucket",
    "account",
    "storageClass",
    "accessControlTranslation",
    "encryptionConfiguration",
    "replicationTime",
    "metrics",
  ],
  encryptionConfiguration: ["replicaKmsKeyId"],
  sourceSelectionCriteria: ["sseKmsEncryptedObjects", "replicaModifications"],
} as const;

/**
 * A fact that a block decides, unless the block has a member that this version does not know: what S3 makes of it then
 * is not known either.
 */
function decidedBy<T>(block: Setting, known: readonly string[], fact: () => Fact<T>): Fact<T> {
  const [other] = block.membersBut(new Set(known));
  return other ? unknownUntilConfigured(`${other.name} is a setting that this version does not judge`) : fact();
}

/** The names that the provider's side resource and the API's types share with S3's own API. */
function byApi(rule: Setting): Omit<ReturnType<ReplicationShape["rule"]>, "filter" | "priority"> {
  const destination = rule.at("destination");
  const criteria = rule.at("sourceSelectionCriteria");
  return {
    id: rule.at("id").text(),
    status: decidedBy(rule, MEMBERS.rule, () => decidedBy(destination, MEMBERS.destination, () => status(rule))),
    prefix: rule.at("prefix").text(),
    deleteMarkerReplication: rule.at("deleteMarkerReplication").at("status").text(),
    existingObjectReplication: rule.at("existingObjectReplication").at("status").text(),
    sseKmsEncryptedObjects: decidedBy(criteria, MEMBERS.sourceSelectionCriteria, () =>
      criteria.at("sseKmsEncryptedObjects").at("status").text(),
    ),
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
    encryptionConfiguration: destination.at("encryptionConfiguration"),
  };
}

function writtenIn(bucket: DeclaredResource): Setting {
  return Setting.root({ ...bucket, settings: bucket.written ?? bucket.settings });
}

export function readConfiguration(
  resource: DeclaredResource,
  shape: ReplicationShape,
  links: Links,
  destination: (reference: Reference) => Address,
): ReplicationConfiguration {
  const block = shape.block(resource);
  const rules = block.at("rules").items();
  const role = firstOf(links.resolve("role", resource, shape.roleIn, [block.at("role")]), 0);
  const base = { address: resource.address, role, ...notAnArn("roleIsNoArn", block.at("role"), role) };
  if (!rules.known) {
    const mayReach = links.referred("bucket", resource, shape.rulesIn);
    return { ...base, rules: mapFact(rules, () => []), ...(mayReach && { mayReach }) };
  }
  const items = (rules.value ?? []).map((rule) => shape.rule(rule));
  const destinations = links.resolve(
    "bucket",
    resource,
    shape.rulesIn,
    items.map(({ destinationBucket }) => destinationBucket),
  );
  // A rule without a replica key does not take part, so that it takes no candidate away from those that have one.
  const keyed = items.filter(({ replicaKeyId }) => !replicaKeyId.isAbsent);
  const places = new Map(keyed.map((item, place) => [item, place]));
  const keys = links.resolve(
    "key",
    resource,
    shape.rulesIn,
    keyed.map(({ replicaKeyId }) => replicaKeyId),
  );
  const oneEach = oneForEach(destinations);
  return {
    ...base,
    ...(oneEach && { oneEach }),
    rules: known(
      items.map((item, position) => {
        const { destinationBucket, replicaKeyId: _key, encryptionConfiguration, ...settings } = item;
        const place = places.get(item);
        const reference = firstOf(destinations, position);
        return {
          position,
          ...settings,
          ...notAnArn("destinationIsNoArn", destinationBucket, reference),
          destination: mapFact(reference, destination),
          replicaKey: decidedBy<Reference | undefined>(encryptionConfiguration, MEMBERS.encryptionConfiguration, () =>
            place === undefined ? known(undefined) : firstOf<Reference | undefined>(keys, place),
          ),
        };
      }),
    ),
  };
}

/**
 * The buckets that unknown destinations are, one each: as many as there are unknown destinations, all with the same
 * candidates, of which no other rule names one.
 */
function oneForEach(destinations: readonly Fact<Reference>[]): readonly Address[] | undefined {
  const named = new Set(destinations.flatMap((fact) => (fact.known ? addressOf(fact.value) : [])));
  const open = destinations.filter((fact) => !fact.known).map((fact) => candidates(fact)?.flatMap(addressOf));
  const [first] = open;
  if (first?.length !== open.length) return undefined;
  const isSame = open.every((each) => each?.join("\n") === first.join("\n"));
  return isSame && !first.some((address) => named.has(address)) ? first : undefined;
}

function readFilter(filter: Setting, tags: (and: Setting) => Fact<number>): Fact<ReplicationFilter | undefined> {
  const and = filter.at("and");
  return decidedBy(filter, MEMBERS.filter, () =>
    decidedBy(and, MEMBERS.and, () =>
      filter.block(() => ({
        prefix: filter.at("prefix").text(),
        tag: filter.either("tag", "tagFilter").presence(),
        and: and.block(() => ({ prefix: and.at("prefix").text(), tags: tags(and) })),
      })),
    ),
  );
}

/** The older block has a prefix and tags side by side; the provider sends them as an And as soon as there are tags. */
function inlineFilter(filter: Setting): ReplicationFilter {
  const tags = mapFact(filter.at("tags").entries(), (entries) => entries?.size ?? 0);
  const prefix = filter.at("prefix").text();
  return tags.known && tags.value === 0
    ? { prefix, tag: known(false), and: known(undefined) }
    : { prefix: known(undefined), tag: known(false), and: known({ prefix, tags }) };
}

function status(rule: Setting): Fact<string | undefined> {
  return limitedTo(rule.at("status").text(), ["Enabled", "Disabled"]);
}

function timed(block: Setting, minutes: Setting): Fact<Timed | undefined> {
  return block.block((present) => ({ status: present.at("status").text(), minutes: minutes.number() }));
}

function firstOf<T>(facts: readonly Fact<T>[], position: number): Fact<T> {
  return facts[position] ?? unknownUntilConfigured("it refers to something that does not exist");
}

/** What is written where S3 asks for an ARN, as far as it is known to be none. */
function notAnArn<Key extends string>(
  key: Key,
  setting: Setting,
  reference: Fact<Reference>,
): Partial<Record<Key, true>> {
  const fact = setting.symbol();
  const texts = fact.known ? [fact.value] : (fact.among ?? [fact.identity]);
  const isInStack = reference.known && reference.value.in === "stack";
  const isName = texts.every((text) => isNoArn(text, isInStack));
  return (isName ? { [key]: true } : {}) as Partial<Record<Key, true>>;
}

/** A text that begins with what is not known may turn out to be an ARN, unless it is the name of something here. */
function isNoArn(text: string | undefined, isInStack: boolean): boolean {
  if (text === undefined || text === "" || text.startsWith("arn:")) return false;
  return isInStack || text.search(PLACEHOLDER) !== 0;
}
