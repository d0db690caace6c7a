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
  if (own !== undefined && /^\d{12}$/.test(own)) return known(own);
  const allowed = list(provider && Prop.of(provider, "allowedAccountIds"));
  const [account] = allowed;
  if (allowed.length === 1 && typeof account === "string") return known(account, from(provider));
  for (const key of ["assumeRole", "assumeRoles"]) {
    const last = list(provider && Prop.of(provider, key)).at(-1);
    const arn = isObject(last) && typeof last["roleArn"] === "string" ? parseArn(last["roleArn"]) : undefined;
    if (arn?.account) return known(arn.account, from(provider));
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
