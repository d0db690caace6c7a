import { doubtFrom, isUnknown, known, limitedTo, mapFact, unknownUntilConfigured, type Fact } from "../../model/fact";
import type {
  Bucket,
  Encryption,
  PolicyDocument,
  Reference,
  ReplicationConfiguration,
  SettingResource,
  Unread,
  Versioning,
} from "../../model/graph";
import type { SharedOptions } from "../../options";
import { shapeOf } from "./bucket-shapes";
import type { Elsewhere } from "./elsewhere";
import { noncurrentExpiration } from "./lifecycle";
import type { Links } from "./links";
import { FailureNotices } from "./notices";
import { declaredRegionOf, regionOf, type Accounts } from "./places";
import { documentIn, documentOf } from "./policies";
import { BESIDE, readConfiguration } from "./replication";
import { isEvaluated, notEvaluated, type DeclaredResource, type Kind } from "./resource";
import { identifierOf, Setting } from "./setting";
import { SideResources } from "./side-resources";

/** How a fact about what is deployed was proven. */
const READ = "as last read from AWS";

/** Reads the buckets of a stack, with what the resources beside them set. */
export class Buckets {
  private readonly versionings: SideResources;
  private readonly configurations: SideResources;
  private readonly encryptions: SideResources;
  private readonly locks: SideResources;
  private readonly policies: SideResources;
  private readonly payments: SideResources;
  private readonly lifecycles: SideResources;
  private readonly ownerships: SideResources;
  private readonly notices: FailureNotices;

  constructor(
    private readonly ofKind: (...kinds: readonly Kind[]) => readonly DeclaredResource[],
    private readonly links: Links,
    private readonly accounts: Accounts,
    private readonly elsewhere: Elsewhere,
    private readonly options: SharedOptions,
  ) {
    const beside = (kind: Kind): SideResources => new SideResources(ofKind(kind), "bucket", ["bucket"], links);
    this.versionings = beside("versioning");
    this.configurations = beside("replication");
    this.encryptions = beside("encryption");
    this.locks = beside("object-lock");
    this.policies = beside("bucket-policy");
    this.payments = beside("request-payment");
    this.lifecycles = beside("lifecycle");
    this.ownerships = beside("ownership");
    this.notices = new FailureNotices(ofKind, links);
  }

  read(): readonly Bucket[] {
    return this.ofKind("bucket").map((resource): Bucket => {
      const shape = shapeOf(resource);
      const configurations = this.configurations.of(resource);
      const name = identifierOf(resource, shape.name);
      return {
        address: resource.address,
        label: resource.label,
        words: resource.words,
        evaluated: isEvaluated(resource),
        name,
        region: regionOf(resource),
        account: this.accounts.of(resource),
        creation: {
          region: declaredRegionOf(resource),
          account: this.accounts.declared(resource),
          namespace: namespaceOf(resource),
          isDone: existsIn(resource),
        },
        versioning: this.versionings.fact(resource, readVersioning, () => this.versioningInside(resource)),
        replication: this.replication(resource),
        configurations: [
          ...configurations.certain.map(({ address }) => address),
          ...(hasConfiguration(resource, configurations.certain.length > 0) ? [resource.address] : []),
        ],
        possibleConfigurations: configurations.possible.map(({ address }) => address),
        encryption: this.encryption(resource),
        objectLock: this.locks.fact(
          resource,
          (side) =>
            mapFact(Setting.of(side, "objectLockEnabled").text(), (value) => (value ?? "Enabled") === "Enabled"),
          () => lockedAtCreation(resource),
        ),
        objectOwnership: this.ownerships.fact(
          resource,
          (side) => ownershipOf(Setting.root(side).either("rules", "rule")),
          () =>
            inside(
              resource,
              shape.ownershipIn,
              (block) => ownershipOf(shape.ownershipRules(block)),
              (ownership) => ownership === "BucketOwnerEnforced",
            ),
        ),
        failureNotice: this.notices.of(resource, name),
        policy: this.policies.fact<PolicyDocument | undefined>(
          resource,
          (side) => documentIn(side, Setting.root(side).either("policy", "policyDocument")),
          () => documentOf(resource, "policy"),
        ),
        tags: tagsOf(resource),
        requestPayer: this.payments.fact(
          resource,
          (side) => Setting.of(side, "payer").text(),
          () =>
            inside(
              resource,
              "requestPayer",
              (payer) => payer.text(),
              (payer) => payer === "BucketOwner",
            ),
        ),
        settings: this.settingResources(resource),
        noncurrentExpirationDays: this.lifecycles.fact(
          resource,
          (side) => noncurrentExpiration(Setting.of(side, "rules")),
          () =>
            inside(
              resource,
              shape.lifecycleIn,
              (block) => noncurrentExpiration(shape.lifecycleRules(block)),
              (days) => days === undefined,
            ),
        ),
      };
    });
  }

  /**
   * Replication configurations of buckets that are not in the stack: where a bucket is judged, nothing tells of them, and
   * where they are, there is no bucket to judge.
   */
  apart(): readonly Unread[] {
    const hasBuckets = this.ofKind("bucket").length > 0;
    return this.ofKind("replication").flatMap((resource): readonly Unread[] => {
      if (!isEvaluated(resource)) return [];
      const owner = this.links.resolveOne("bucket", resource, "bucket");
      // One that may be of any bucket is a doubt about each.
      if (owner.known ? owner.value.in === "stack" : hasBuckets) return [];
      const { address, label } = resource;
      return [
        {
          address,
          label,
          why: `${label} configures the replication of a bucket that is not in this stack`,
          settledBy: "configuration",
          settle: "Declare it in the stack of its bucket: only there can both be judged.",
        },
      ];
    });
  }

  private settingResources(resource: DeclaredResource): readonly SettingResource[] {
    const beside = [
      this.versionings,
      this.configurations,
      this.encryptions,
      this.locks,
      this.policies,
      this.payments,
      this.lifecycles,
      this.ownerships,
    ];
    return beside.flatMap((sides) =>
      sides.of(resource).certain.map((side) => ({ address: side.address, label: side.label, region: regionOf(side) })),
    );
  }

  private replication(resource: DeclaredResource): Fact<ReplicationConfiguration | undefined> {
    const shape = shapeOf(resource);
    const destination = (reference: Reference): string => this.elsewhere.address(reference, resource.words);
    return this.configurations.fact<ReplicationConfiguration | undefined>(
      resource,
      (side) => known(readConfiguration(side, BESIDE, this.links, destination)),
      () =>
        inside(
          resource,
          shape.replicationIn,
          (block) => block.block(() => readConfiguration(resource, shape.replication, this.links, destination)),
          (configuration) => configuration === undefined,
        ),
    );
  }

  private versioningInside(resource: DeclaredResource): Fact<Versioning> {
    const objectLock = lockedAtCreation(resource);
    const on = resource.address;
    const versioning = (status: Versioning["status"] | undefined): Versioning => ({
      status: status ?? "Unversioned",
      on,
    });
    // Object Lock at creation turns versioning on, and it cannot be suspended then.
    if (objectLock.known && objectLock.value) return known(versioning("Enabled"), "by Object Lock");
    if (!objectLock.known && !resource.isDeployed) {
      return mapFact(limitedTo(objectLock, [true, false]), (locked) => versioning(locked ? "Enabled" : undefined));
    }
    const shape = shapeOf(resource);
    const status = inside(
      resource,
      shape.versioningIn,
      shape.versioning,
      (read) => read !== "Enabled" && read !== "Suspended",
    );
    if (status.known && status.value !== "Enabled" && this.options.versioningManagedElsewhere) {
      return unknownUntilConfigured(
        `the versioning of ${resource.label} is not in this stack: according to \`versioningManagedElsewhere\`, it is managed elsewhere`,
      );
    }
    if (status.known && status.value === undefined) {
      return known(
        versioning(undefined),
        resource.provider && resource.isDeployed ? READ : "nothing in this stack enables it",
      );
    }
    return mapFact(status, versioning);
  }

  private encryption(resource: DeclaredResource): Fact<Encryption> {
    const shape = shapeOf(resource);
    return this.encryptions.fact(
      resource,
      (side) => {
        const rule = Setting.of(side, "rules");
        return this.encryptionIn(side, "rules", rule, rule.at("applyServerSideEncryptionByDefault"));
      },
      () =>
        inside(
          resource,
          shape.encryptionIn,
          (block) => {
            const { rule, settings } = shape.encryption(block);
            return this.encryptionIn(resource, shape.encryptionIn, rule, settings);
          },
          ({ algorithm }) => algorithm === "AES256",
        ),
    );
  }

  private encryptionIn(
    resource: DeclaredResource,
    property: string,
    rule: Setting,
    settings: Setting,
  ): Fact<Encryption> {
    const key = settings.at("kmsMasterKeyId");
    const [reference] = this.links.resolve("key", resource, property, [key]);
    return mapFact(settings.at("sseAlgorithm").text(), (value): Encryption => ({
      algorithm: value ?? "AES256",
      key: key.isAbsent || !reference ? known(undefined) : reference,
      bucketKey: mapFact(rule.at("bucketKeyEnabled").flag(), (enabled) => enabled ?? false),
      allowsCustomerKeys: letsCustomerKeysIn(blockedTypes(rule)),
      on: resource.address,
    }));
  }
}

/** AWS's API has the list in a block of its own. */
function blockedTypes(rule: Setting): Setting {
  const blocked = rule.at("blockedEncryptionTypes");
  const inner = blocked.at("encryptionType");
  return inner.isAbsent ? blocked : inner;
}

/** `NONE` blocks no type of encryption. */
function letsCustomerKeysIn(blocked: Setting): Fact<boolean> {
  const types = blocked.items();
  if (!types.known) return doubtFrom(types);
  const texts = (types.value ?? []).map((type) => type.text());
  const open = texts.find(isUnknown);
  const isNone = texts.some((text) => text.known && text.value === "NONE");
  return open && !isNone ? doubtFrom(open) : known(isNone);
}

const OWNERSHIPS = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

function ownershipOf(rules: Setting): Fact<string> {
  return mapFact(rules.at("objectOwnership").word(OWNERSHIPS), (value) => value ?? "BucketOwnerEnforced");
}

function readVersioning(resource: DeclaredResource): Fact<Versioning> {
  const status = Setting.of(resource, "versioningConfiguration").at("status").text();
  const versioning = (value: string | undefined): Versioning => ({
    status: value === "Enabled" || value === "Suspended" ? value : "Unversioned",
    on: resource.address,
  });
  return mapFact(limitedTo(status, ["Enabled", "Suspended", "Disabled"]), versioning);
}

/**
 * Whether the bucket is created with Object Lock. Unlike its other settings this is the bucket's nature, and true
 * wherever it is seen, in inputs or outputs.
 */
function lockedAtCreation(resource: DeclaredResource): Fact<boolean> {
  if (!isEvaluated(resource)) return notEvaluated(resource);
  const block = Setting.of(resource, "objectLockConfiguration").at("objectLockEnabled").text();
  if (block.known && block.value === "Enabled") return known(true);
  const flag = mapFact(Setting.of(resource, "objectLockEnabled").flag(), (value) => value ?? false);
  // The provider computes the flag of a bucket that does not exist yet.
  const computed = !flag.known && resource.written && !resource.written.has("objectLockEnabled");
  return computed ? known(false) : flag;
}

/** What a provider reads back was not asked for. */
function namespaceOf(resource: DeclaredResource): Fact<string | undefined> {
  return (
    resource.written ? Setting.written(resource, "bucketNamespace") : Setting.of(resource, "bucketNamespace")
  ).word(NAMESPACES);
}

const NAMESPACES = ["account-regional", "global"];

/** Providers tell the domain name of a bucket that exists; before they know none. Its ARN can be made of its name. */
function existsIn(resource: DeclaredResource): boolean {
  const domain = Setting.root(resource).either("bucketDomainName", "domainName").text();
  return resource.isDeployed === true || (domain.known && domain.value !== undefined);
}

function tagsOf(resource: DeclaredResource): Fact<ReadonlyMap<string, Fact<string>>> {
  // With the tags that the provider gives to all of its resources.
  const all = Setting.of(resource, "tagsAll");
  const setting = all.isAbsent || all.isUnknown ? Setting.of(resource, "tags") : all;
  const open = openTag(setting);
  if (open) return mapFact(open.text(), () => new Map<string, Fact<string>>());
  const entriesOf = shapeOf(resource).tags(setting);
  // Tags that are none, and never will be, say nothing, and exempt nobody.
  if (!entriesOf.known && !setting.isUnknown) return known(new Map<string, Fact<string>>());
  const textOf = (tag: Setting): Fact<string> => {
    const text = tag.text();
    return text.known || tag.isUnknown ? mapFact(text, (value) => value ?? "") : known("");
  };
  return mapFact(entriesOf, (entries) => new Map([...(entries ?? [])].map(([key, tag]) => [key, textOf(tag)])));
}

/** One of a list of tags of which it is not known which it is: it may be any that is not among the others. */
function openTag(tags: Setting): Setting | undefined {
  const items = tags.items();
  const keys = items.known ? (items.value ?? []).map((item) => item.at("key")) : [];
  return keys.find((key) => key.isUnknown);
}

/**
 * Whether a bucket has a replication configuration of its own. What is deployed shows in the bucket also what a resource
 * beside it sets.
 */
function hasConfiguration(resource: DeclaredResource, isBeside: boolean): boolean {
  const { written, isDeployed, settings } = resource;
  const { replicationIn } = shapeOf(resource);
  return written?.has(replicationIn) === true || (isDeployed === true && !isBeside && settings.has(replicationIn));
}

/**
 * A block of the bucket itself, as the program wrote it or as it is deployed. After a refresh a bucket's outputs also carry what other
 * resources, or people, set in AWS: where a program is shown, that is not its promise and satisfies nothing.
 *
 * @param isDefault Whether what is read is what S3 has without any setting: read back, it says that nobody set it.
 */
function inside<T>(
  resource: DeclaredResource,
  property: string,
  read: (block: Setting) => Fact<T>,
  isDefault: (value: T) => boolean,
): Fact<T> {
  if (!isEvaluated(resource)) return notEvaluated(resource);
  if (resource.written) return read(Setting.written(resource, property));
  const seen = Setting.of(resource, property);
  // Unknown as a whole and from nothing of the program, it is what the provider will compute.
  const isFromNothing = seen.from === undefined && (resource.references.get(property) ?? []).length === 0;
  const computed = seen.isUnknown && isFromNothing && !resource.isDeployed;
  if (seen.isAbsent || computed) return read(Setting.absent(resource, property));
  const value = read(seen);
  if (resource.isDeployed) return value.known ? known(value.value, READ) : value;
  if (value.known && isDefault(value.value)) return value;
  return unknownUntilConfigured(
    `\`${resource.words.setting(property)}\` of ${resource.label} was read back from AWS, and nothing in this stack sets it`,
    resource.words.readBack,
  );
}
