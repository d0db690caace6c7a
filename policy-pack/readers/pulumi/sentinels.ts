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

const unknownOr = (data: unknown): Value => (UNKNOWN_SENTINELS.has(data) ? UNKNOWN : undefined);

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
