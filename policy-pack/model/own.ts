/**
 * What an object has under a key of its own. Data chooses the key, and every object inherits `constructor`, `toString`
 * and `__proto__`: no other way of reading by such a key is let through by the linter.
 */
export function own(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
    ? // eslint-disable-next-line local/no-data-keys
      (holder as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
