import { Setting } from "../../readers/declared/setting";
import { PULUMI } from "../../readers/pulumi/dialect";
import type { Props } from "../../readers/pulumi/resource";
import { settingsOf } from "../../readers/pulumi/sentinels";
import { isVersioning, typeOf } from "../../readers/pulumi/types";

/**
 * What one resource alone can mend, at the level `remediate`: versioning that is Suspended becomes Enabled.
 *
 * @returns All of the resource's properties, or `undefined` where there is nothing to mend. Versioning that is missing is
 *   another resource's, and what is not known yet is left alone.
 */
export function enableVersioning(type: string, props: Props): Props | undefined {
  const known = typeOf(type);
  const isNative = known?.kind === "bucket" && known.shape === "api";
  if (!known || (!isNative && !isVersioning(type))) return undefined;
  const owner = { label: "", shape: known.shape, words: PULUMI, settings: settingsOf(props) };
  const status = Setting.of(owner, "versioningConfiguration").at("status").text();
  if (!status.known || status.value !== "Suspended") return undefined;
  const configuration = props["versioningConfiguration"];
  const block = Array.isArray(configuration) ? (configuration[0] as unknown) : configuration;
  return { ...props, versioningConfiguration: { ...(block as object), status: "Enabled" } };
}
