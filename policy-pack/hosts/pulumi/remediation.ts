import { Prop } from "../../readers/pulumi/props";
import type { Props } from "../../readers/pulumi/resource";
import { isBucket, VERSIONING } from "../../readers/pulumi/types";

/**
 * What one resource alone can mend, at the level `remediate`: versioning that is Suspended becomes Enabled.
 *
 * @returns All of the resource's properties, or `undefined` where there is nothing to mend. Versioning that is missing is
 *   another resource's, and what is not known yet is left alone.
 */
export function enableVersioning(type: string, props: Props): Props | undefined {
  const native = isBucket(type) && type.startsWith("aws-native:");
  if (!native && !VERSIONING.some((token) => token === type)) return undefined;
  const status = Prop.of({ name: "", props }, "versioningConfiguration").at("status").text();
  if (!status.known || status.value !== "Suspended") return undefined;
  const configuration = props["versioningConfiguration"];
  const block = Array.isArray(configuration) ? (configuration[0] as unknown) : configuration;
  return { ...props, versioningConfiguration: { ...(block as object), status: "Enabled" } };
}
