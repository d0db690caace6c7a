import { isAccountId, parseAccountRegionalName, parseArn } from "../../model/arn";
import {
  doubtFrom,
  known,
  unknownUntilApply,
  unknownUntilConfigured,
  type Fact,
  type Known,
  type Unknown as UnknownFact,
} from "../../model/fact";
import { isEvaluated, notEvaluated, type DeclaredProvider, type DeclaredResource } from "./resource";
import { Setting } from "./setting";

/** The Region of a resource: its own `region`, else its provider's, else that in an account-regional name. */
export function regionOf(resource: DeclaredResource): Fact<string> {
  const declared = declaredRegionOf(resource);
  if (declared.known && declared.value !== undefined) return declared;
  const byName = isEvaluated(resource) ? regionalName(resource) : undefined;
  // One of its own that is not known stays so: what configures the bucket may have the same, whichever it is.
  const isOwn = !declared.known && isWritten(resource, "region");
  if (byName && !isOwn) return known(byName.region, "by its name");
  return declared.known ? ofEnvironment(resource) : declared;
}

/** The Region that a program gives a resource, by itself or by its provider; `undefined` where it gives none. */
export function declaredRegionOf(resource: DeclaredResource): Fact<string> | Known<undefined> {
  const { provider, label } = resource;
  if (!isEvaluated(resource)) return notEvaluated<string>(resource);
  const region = Setting.of(resource, "region").text();
  const fromProvider = provider && settingOf(provider, "region", resource).text();
  if (region.known && region.value) {
    const filledIn = !isWritten(resource, "region") && fromProvider?.known && fromProvider.value === region.value;
    return known(region.value, filledIn ? from(provider) : "its own `region`");
  }
  // The provider fills `region` in: unknown in the outputs and not written by the program, it is the provider's.
  if (!region.known && isWritten(resource, "region")) {
    const { identity, settledBy, settle, why } = region;
    const unknown =
      settledBy === "apply"
        ? unknownUntilApply<string>(`the Region of ${label} is known only after apply`)
        : { ...unknownUntilConfigured<string>(why, settle), settledBy };
    return identity === undefined ? unknown : { ...unknown, identity };
  }
  if (fromProvider?.known && fromProvider.value) return known(fromProvider.value, from(provider));
  const byArn = Setting.of(resource, "arn").text();
  const inArn = byArn.known && byArn.value !== undefined ? parseArn(byArn.value)?.region : undefined;
  if (inArn) return known(inArn, "by its ARN");
  if (!fromProvider || fromProvider.known) return known(undefined);
  const unknown =
    fromProvider.settledBy === "apply"
      ? unknownUntilApply<string>(`the Region of ${provider.label} is known only after apply`)
      : { ...doubtFrom<string>(fromProvider), settle: fromProvider.settle ?? provider.setRegion };
  return { ...unknown, identity: fromProvider.identity ?? provider.address };
}

function ofEnvironment({ provider, label }: DeclaredResource): UnknownFact<string> {
  if (!provider) {
    return unknownUntilConfigured(
      `the Region of ${label} is not known: it has no \`region\`, and its provider is not known`,
      "set `region` on the resource",
    );
  }
  return {
    ...unknownUntilConfigured<string>(
      `${provider.label} takes the Region of ${label} from the environment`,
      provider.setRegion,
    ),
    identity: provider.address,
  };
}

/** What a bucket's name says of its place, where it is an account-regional one. */
function regionalName(resource: DeclaredResource) {
  if (resource.kind !== "bucket") return undefined;
  const name = Setting.root(resource).either("bucket", "bucketName").text();
  return name.known && name.value !== undefined ? parseAccountRegionalName(name.value) : undefined;
}

function isWritten({ written, references }: DeclaredResource, property: string): boolean {
  return written ? written.has(property) : (references.get(property) ?? []).length > 0;
}

function settingOf(
  { label, settings }: DeclaredProvider,
  property: string,
  { shape, words }: DeclaredResource,
): Setting {
  return Setting.of({ label, settings, shape, words }, property);
}

const from = (provider: DeclaredProvider | undefined): string | undefined => provider && `from ${provider.label}`;

/** Settings of a provider that say with whose credentials it works, in the order in which the provider looks at them. */
export const CREDENTIALS = [
  "assumeRoles",
  "assumeRole",
  "assumeRoleWithWebIdentity",
  "accessKey",
  "profile",
  "sharedCredentialsFiles",
  "sharedConfigFiles",
] as const;

/**
 * The accounts of resources. What a provider's credentials belong to is not known before they are used; two providers
 * with the same credentials are of one account all the same, and of two with different ones nothing is known.
 */
export class Accounts {
  /** Credentials are secrets: they are told apart by their number. */
  private readonly credentials = new Map<string, number>();
  /** By provider: thousands of resources have one. */
  private readonly identities = new Map<DeclaredProvider, string>();

  /** The account of a resource: its own, else its provider's, else that in an account-regional name. */
  of(resource: DeclaredResource): Fact<string | undefined> {
    const own = this.ownOf(resource);
    const byName = own.known ? undefined : regionalName(resource);
    return byName ? known(byName.account, "by its name") : own;
  }

  /** The account that a program names for a resource; `undefined` where it names none, and leaves it to the credentials. */
  declared(resource: DeclaredResource): Fact<string | undefined> {
    const own = this.ownOf(resource);
    return !own.known && own.settledBy === "configuration" && !own.among ? known(undefined) : own;
  }

  private ownOf(resource: DeclaredResource): Fact<string | undefined> {
    const { label, provider } = resource;
    const arn = Setting.of(resource, "arn").text();
    const own = arn.known && arn.value !== undefined ? parseArn(arn.value)?.account : undefined;
    if (isAccountId(own)) return known(own);
    const identity = this.identityOf(resource);
    const onApply = {
      ...unknownUntilApply<string | undefined>(`the account of ${label} is known only after apply`),
      identity,
    };
    if (resource.isDeployed && !provider) return { ...notInState(label), identity };
    if (!provider) return { ...notTold(label), identity };
    const allowed = settingOf(provider, "allowedAccountIds", resource).items();
    if (!allowed.known) {
      // Who owns it may not be asked: nothing but the resource itself is certain to be of the same account.
      return allowed.settledBy === "apply"
        ? onApply
        : { ...doubtFrom(allowed), identity: `the account of ${resource.address}` };
    }
    const accounts = (allowed.value ?? []).map((each) => each.text());
    const [only] = accounts;
    if (only && accounts.length === 1) {
      return only.known && isAccountId(only.value) ? known(only.value, from(provider)) : onApply;
    }
    const role = assumedRole(provider, resource);
    const assumed = role.known && role.value !== undefined ? parseArn(role.value)?.account : undefined;
    if (isAccountId(assumed)) return known(assumed, from(provider));
    if (!role.known) return onApply;
    const unknown = this.ofCredentials(label, identity, provider.setAccount);
    const among = accounts.flatMap((each) => (each.known && isAccountId(each.value) ? [each.value] : []));
    return among.length > 0 && among.length === accounts.length ? { ...unknown, among } : unknown;
  }

  private ofCredentials(label: string, identity: string, settle: string): UnknownFact<string | undefined> {
    return {
      ...unknownUntilConfigured<string | undefined>(`the account of ${label} is that of the credentials`, settle),
      identity,
    };
  }

  /** Equal for two resources that are certain to be of one account. */
  private identityOf(resource: DeclaredResource): string {
    const { provider } = resource;
    // Nothing tells with whose credentials it is made.
    if (!provider) return ownerOf(resource) ?? `the account of ${resource.address}`;
    const before = this.identities.get(provider);
    if (before !== undefined) return before;
    const identity = this.identityOfProvider(provider, resource);
    this.identities.set(provider, identity);
    return identity;
  }

  private identityOfProvider(provider: DeclaredProvider, resource: DeclaredResource): string {
    const facts = CREDENTIALS.map((property): string | undefined => {
      const setting = settingOf(provider, property, resource);
      if (setting.isAbsent) return "";
      const document = setting.document();
      const list = document.known ? undefined : setting.items();
      const texts = list?.known ? (list.value ?? []).map((each) => each.document()) : [document];
      const all = texts.map((text) => (text.known ? text.value : text.identity));
      return all.every((text) => text !== undefined) ? JSON.stringify(all) : undefined;
    });
    // Something of them is not known: nothing but the provider itself is certain to have the same.
    if (facts.some((fact) => fact === undefined)) return `the account of ${provider.address}`;
    const key = JSON.stringify(facts);
    if (facts.every((fact) => fact === "")) return "the account of the credentials";
    const number = this.credentials.get(key) ?? this.credentials.size + 1;
    this.credentials.set(key, number);
    return `the account of the credentials ${number}`;
  }
}

const notTold = (label: string): UnknownFact<string | undefined> =>
  unknownUntilConfigured<string | undefined>(
    `the account of ${label} is not known: its provider is not known`,
    "set the account ID on the provider",
  );

const notInState = (label: string): UnknownFact<string | undefined> =>
  unknownUntilConfigured<string | undefined>(
    `a state does not tell the account of ${label}`,
    "judge the plan, with `allowed_account_ids` on the providers",
  );

/**
 * Whose bucket it is, by its access control list as it was read from AWS: the canonical user ID is the same for all buckets
 * of an account, and for those of no other.
 */
function ownerOf(resource: DeclaredResource): string | undefined {
  if (resource.kind !== "bucket") return undefined;
  const grants = Setting.of(resource, "grant").items();
  const full = (grants.known ? (grants.value ?? []) : []).filter((grant) => {
    const permissions = grant.at("permissions").items();
    return permissions.known && permissions.value?.some((each) => textOf(each) === "FULL_CONTROL") === true;
  });
  const [owner, another] = full.map((grant) => textOf(grant.at("id")));
  return owner === undefined || another !== undefined ? undefined : `the account of the canonical user ${owner}`;
}

function textOf(setting: Setting): string | undefined {
  const text = setting.text();
  return text.known ? text.value : undefined;
}

/** The ARN of the last role that a provider assumes; `known(undefined)` where it assumes none. */
function assumedRole(provider: DeclaredProvider, resource: DeclaredResource): Fact<string | undefined> {
  for (const property of ["assumeRoles", "assumeRole", "assumeRoleWithWebIdentity"]) {
    const setting = settingOf(provider, property, resource);
    if (setting.isAbsent) continue;
    const items = setting.items();
    if (items.known) return (items.value?.at(-1) ?? setting).at("roleArn").text();
    return setting.at("roleArn").text();
  }
  return known(undefined);
}
