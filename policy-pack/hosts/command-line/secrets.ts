/** What is printed in place of a secret. */
const MASK = "[secret]";

/** Characters: a shorter text is masked where it is the whole of another text, and is in too many by chance. */
const FEWEST = 4;

/**
 * Data without the secrets in it: a state that was exported with `--show-secrets` has them in plain text, and a name or
 * an ARN that a message quotes can be one.
 */
export function withoutSecrets<T>(data: T, secrets: ReadonlySet<string>): T {
  if (secrets.size === 0) return data;
  // The longest first: one secret can be the beginning of another.
  const parts = [...secrets]
    .flatMap((secret) => [secret, ...namesIn(secret)])
    .filter(({ length }) => length >= FEWEST)
    .sort((a, b) => b.length - a.length);
  const masked = (text: string): string =>
    secrets.has(text) ? MASK : parts.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  return copyOf(data, masked, new Map()) as T;
}

/** The names in an ARN: a message can quote them alone. */
function namesIn(secret: string): readonly string[] {
  return secret.startsWith("arn:")
    ? secret
        .split(":")
        .slice(5)
        .flatMap((part) => [part, ...part.split("/")])
    : [];
}

/** A copy of plain data and maps, with other texts. What stood in two places does so in the copy. */
function copyOf(data: unknown, text: (text: string) => string, made: Map<object, unknown>): unknown {
  if (typeof data === "string") return text(data);
  if (typeof data !== "object" || data === null) return data;
  const before = made.get(data);
  if (before !== undefined) return before;
  const copy = (each: unknown): unknown => copyOf(each, text, made);
  const copied = Array.isArray(data)
    ? data.map(copy)
    : data instanceof Map
      ? new Map([...data].map(([key, value]) => [copy(key), copy(value)]))
      : Object.fromEntries(Object.entries(data).map(([key, value]) => [key, copy(value)]));
  made.set(data, copied);
  return copied;
}
