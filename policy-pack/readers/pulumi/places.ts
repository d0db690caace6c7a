import { parseArn } from "../../model/arn";
import { known, unknownUntilApply, unknownUntilConfigured, type Fact } from "../../model/fact";
import { Prop } from "./props";
import { isEvaluated, notEvaluated, type StackResource } from "./resource";

/** The Region of a resource: its own `region`, else its provider's. */
export function regionOf(resource: StackResource): Fact<string> {
  const { provider, name } = resource;
  if (!isEvaluated(resource)) return notEvaluated(resource);
  const region = Prop.of(resource, "region").text();
  const fromProvider = provider && Prop.of(provider, "region").text();
  if (region.known && region.value) {
    const filledIn = !setByProgram(resource) && fromProvider?.known && fromProvider.value === region.value;
    return known(region.value, filledIn ? from(provider) : "its own `region`");
  }
  // The provider fills `region` in: unknown in the outputs and not set by the program, it is the provider's.
  if (!region.known && setByProgram(resource))
    return unknownUntilApply(`the Region of ${name} is known only after apply`);
  if (!provider) {
    return unknownUntilConfigured(
      `the Region of ${name} is not known: it has no \`region\`, and its provider is not known`,
    );
  }
  if (fromProvider?.known && fromProvider.value) return known(fromProvider.value, from(provider));
  const unknown = fromProvider?.known
    ? unknownUntilConfigured<string>(
        `${nameOf(provider)} takes the Region of ${name} from the environment`,
        isDefault(provider) ? "pulumi config set aws:region <Region>" : `set \`region\` on provider ${provider.name}`,
      )
    : unknownUntilApply<string>(`the Region of ${nameOf(provider)} is known only after apply`);
  return { ...unknown, identity: provider.urn };
}

function setByProgram(resource: StackResource): boolean {
  return resource.inputs ? "region" in resource.inputs : (resource.propertyDependencies["region"] ?? []).length > 0;
}

type Provider = NonNullable<StackResource["provider"]>;

/** The engine makes default providers itself, and numbers them: `default_7_48_0`. */
const isDefault = ({ name }: Provider): boolean => /^default(_|$)/.test(name);

const nameOf = (provider: Provider): string =>
  isDefault(provider) ? "the default provider" : `provider ${provider.name}`;

const from = (provider: Provider | undefined): string | undefined => provider && `from ${nameOf(provider)}`;

/** The account a resource is created in, as far as its ARN or its provider tells. */
export function accountOf(resource: StackResource): Fact<string | undefined> {
  const { name, provider } = resource;
  const arn = Prop.of(resource, "arn").text();
  const own = arn.known && arn.value !== undefined ? parseArn(arn.value)?.account : undefined;
  // An ARN that stands for one that is not known yet has none.
  if (isAccount(own)) return known(own);
  // Another provider's account may be this one, or not: nothing ties an account that is known on apply to any other.
  const onApply = unknownUntilApply<string | undefined>(`the account of ${name} is known only after apply`);
  const settings = ["allowedAccountIds", "assumeRole", "assumeRoles"].map((key) => provider && Prop.of(provider, key));
  if (settings.some((setting) => setting?.isUnknown)) return onApply;
  const [allowed = [], ...roles] = settings.map(list);
  const [account] = allowed;
  if (allowed.length === 1) return isAccount(account) ? known(account, from(provider)) : onApply;
  for (const role of roles.map((all) => all.at(-1)).filter(isObject)) {
    const assumed = typeof role["roleArn"] === "string" ? parseArn(role["roleArn"]) : undefined;
    if (isAccount(assumed?.account)) return known(assumed.account, from(provider));
    if (role["roleArn"] !== undefined) return onApply;
  }
  // Without settings of its own a provider uses the run's credentials: all such providers share one account.
  return {
    ...unknownUntilConfigured<string | undefined>(
      `the account of ${name} is that of the credentials`,
      `set \`allowedAccountIds\` on ${provider ? nameOf(provider) : "the provider"}`,
    ),
    identity: "the account of the credentials",
  };
}

function isAccount(text: unknown): text is string {
  return typeof text === "string" && /^\d{12}$/.test(text);
}

/** Provider settings arrive as JSON text. */
function list(prop: Prop | undefined): readonly unknown[] {
  const text = prop?.document();
  if (!text?.known || !text.value) return [];
  try {
    const value: unknown = JSON.parse(text.value);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
