import { Unknown, valueOf, type Block, blockOf, type Value } from "../declared/value";
import type { Props } from "./resource";

/**
 * What Pulumi's engine sends in place of a value that is not known yet. The SDK keeps this list to itself; a test
 * compares the two.
 */
export const UNKNOWN_SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

const UNKNOWN = new Unknown();

/** What exports and logs have in place of a secret: an object with this key. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What `pulumi preview --json` has in its place. */
const BLINDED = "[secret]";

/** A secret that was exported as it is kept. */
const ENCRYPTED = new Unknown({
  why: "a secret is encrypted here, so its value is not known",
  settledBy: "configuration",
  settle: "pulumi stack export --show-secrets",
});

const HIDDEN = new Unknown({
  why: "a secret is not shown here, so its value is not known",
  settledBy: "configuration",
});

function unknownOr(data: unknown): Value {
  if (UNKNOWN_SENTINELS.has(data)) return UNKNOWN;
  if (data instanceof Unknown) return data;
  if (data === BLINDED) return HIDDEN;
  if (!isSecret(data)) return undefined;
  return data["ciphertext"] === BLINDED ? HIDDEN : ENCRYPTED;
}

/** In place of the settings of a provider that is referred to and not there. */
export function notShownSetting(provider: string): Unknown {
  return new Unknown({ why: `provider ${provider} is not shown here`, settledBy: "configuration" });
}

export function isSecret(data: unknown): data is Props {
  return typeof data === "object" && data !== null && (data as Props)[SIGNATURE] === SECRET;
}

/** Properties as Pulumi's engine sends them, as settings. */
export function settingsOf(props: Props): Block {
  return blockOf(props, unknownOr);
}

/** A provider's setting that is neither a text nor a number arrives as JSON text. */
export function fromJsonText(data: unknown): Value {
  if (typeof data !== "string" || UNKNOWN_SENTINELS.has(data)) return valueOf(data, unknownOr);
  try {
    return valueOf(JSON.parse(data) as unknown, unknownOr);
  } catch {
    return valueOf(data, unknownOr);
  }
}
