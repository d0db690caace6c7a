export const PACKAGE_PAGE = "https://www.npmjs.com/package/s3-cross-region-replication";

/**
 * What is said where this package fails, a whole sentence. An error's message can quote what it stumbled on, a secret
 * even: where it happened is enough to find it.
 *
 * @param what What could not be done: the beginning of the sentence.
 */
export function defect(what: string, error: unknown): string {
  const place =
    error instanceof Error
      ? /([\w.-]+\.[jt]s:\d+)/.exec(error.stack?.replace(error.message, "") ?? "")?.[1]
      : undefined;
  const kind = error instanceof Error ? kindOf(error) : typeof error;
  return `${what} (${kind}${place === undefined ? "" : ` at ${place}`}). This is a bug in s3-cross-region-replication, not in your stack, and it proves nothing about your buckets.`;
}

/** What to do about a defect. */
export const REPORT_DEFECT = `Please report it: ${PACKAGE_PAGE}`;

function kindOf({ name }: Error): string {
  return /^\w{1,40}$/.test(name) ? name : "Error";
}
