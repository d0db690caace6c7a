import { Unknown } from "../declared/value";
import { permissionLine } from "./permissions";

/** What AWS said to one question, as plain data that a file can keep. */
export type Answer<T> =
  /** There is nothing of it where `value` is left out. */
  | { readonly is: "told"; readonly value?: T }
  | { readonly is: "denied"; readonly permission: string; readonly on: string; readonly isForeign?: true }
  /** There is no such bucket, role or key. */
  | { readonly is: "missing" }
  | { readonly is: "failed"; readonly why: string; readonly settle: string };

/** One question to AWS. */
export interface Question<T> {
  readonly ask: () => Promise<T | undefined>;
  /** What whoever asks has to be allowed. */
  readonly permission: string;
  /** The ARN of what it is about. */
  readonly on: string;
  /** Names of errors by which AWS says that nothing is set. */
  readonly nothing?: readonly string[];
  /** Names of errors by which AWS says that what it is about does not exist. */
  readonly missing?: readonly string[];
  /** What the answer is where nothing is set; left out where that is nothing. */
  readonly otherwise?: T;
}

/** Asks AWS. Only what no other question would be answered to either is thrown: credentials that are none. */
export async function answerTo<T>(question: Question<T>): Promise<Answer<T>> {
  const { ask, permission, on, nothing = [], missing = [], otherwise } = question;
  const told = (value: T | undefined): Answer<T> => ({ is: "told", ...(value !== undefined && { value }) });
  try {
    return told(await ask());
  } catch (error) {
    const { name, status } = errorOf(error);
    if (nothing.includes(name)) return told(otherwise);
    if (missing.includes(name)) return { is: "missing" };
    if (NO_CREDENTIALS.has(name)) throw error;
    if (NOT_VALID_THERE.has(name)) return { is: "failed", why: notValid(on), settle: ENABLE };
    if (status === 403 || DENIED.has(name)) return { is: "denied", permission, on };
    return {
      is: "failed",
      why: `AWS answers ${name || `with the status ${status ?? "of none"}`} about ${on}`,
      settle: "run it again",
    };
  }
}

/** What the SDK knows of an error. Its message is whatever a server writes, and is not kept. */
export function errorOf(error: unknown): { readonly name: string; readonly status?: number; readonly region?: string } {
  const { name, $metadata, $response } = error as {
    readonly name?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  const region = $response?.headers?.["x-amz-bucket-region"];
  return {
    name: typeof name === "string" && /^[\w.]{1,80}$/.test(name) ? name : "",
    ...($metadata?.httpStatusCode !== undefined && { status: $metadata.httpStatusCode }),
    ...(region !== undefined && { region }),
  };
}

const NO_CREDENTIALS: ReadonlySet<string> = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
]);

const DENIED: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AllAccessDisabled",
  "UnauthorizedAccess",
  "UnauthorizedOperation",
]);

/** How AWS refuses a Region that the account has not enabled, and session tokens of the global endpoint in one that it has. */
const NOT_VALID_THERE: ReadonlySet<string> = new Set([
  "AuthFailure",
  "IllegalLocationConstraintException",
  "InvalidClientTokenId",
  "InvalidToken",
  "OptInRequired",
  "UnrecognizedClientException",
]);

const ENABLE = "enable the Region for the account, and use the Regional endpoint of AWS STS";
const notValid = (on: string): string =>
  `the Region of ${on} is not enabled for the account, or takes no session token of the global endpoint of AWS STS`;

/** An answer as a setting of what is declared. */
export function settingOf<T, U>(answer: Answer<T>, convert: (value: T) => U, what?: string): U | Unknown | undefined {
  if (answer.is === "told") return answer.value === undefined ? undefined : convert(answer.value);
  return unknownOf(answer, what);
}

/** What is not known, and what settles it. */
export function unknownOf(answer: Exclude<Answer<unknown>, { readonly is: "told" }>, what = "the resource"): Unknown {
  if (answer.is === "denied") {
    const { permission, on, isForeign } = answer;
    return new Unknown({
      why: `AWS denies ${permission} on ${on}`,
      settledBy: "permission",
      settle: `${permissionLine(permission, on)}${isForeign ? ", or give --destination-profile the credentials of its account" : ""}`,
    });
  }
  return new Unknown({
    why: answer.is === "failed" ? answer.why : `${what} does not exist`,
    settledBy: "configuration",
    settle: answer.is === "failed" ? answer.settle : "create it again, or replicate without it",
  });
}
