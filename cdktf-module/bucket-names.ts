import { quote } from "./wording";

const MAXIMUM = 63;

/** What S3 does not accept in the name of a new bucket. The first that matches is what is wrong with a name. */
const RULES: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [
    /^(?![a-z0-9][a-z0-9.-]*[a-z0-9]$)/,
    "use 3 to 63 lowercase letters, digits, hyphens, and periods, beginning and ending with a letter or digit",
  ],
  [/^.{0,2}$/, "use at least 3 characters"],
  [/\.\.|\.-|-\./, "a period must be between letters or digits"],
  [/^\d+\.\d+\.\d+\.\d+$/, "a bucket name must not look like an IP address"],
  ...["xn--", "sthree-", "amzn-s3-demo-"].map(
    (prefix) => [new RegExp(`^${prefix}`), `S3 reserves names that begin with "${prefix}"`] as const,
  ),
  ...["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].map(
    (suffix) => [new RegExp(`${suffix.replace(".", "\\.")}$`), `S3 reserves names that end with "${suffix}"`] as const,
  ),
];

/** Terraform adds the time and a number, all digits. */
const GENERATED = 26;

/** What is wrong with the beginning of a bucket's name, as the end of a sentence that names the prop. */
export function bucketPrefixProblem(prefix: string): string | undefined {
  const maximum = MAXIMUM - GENERATED;
  if (prefix.length > maximum) {
    return `is ${quote(prefix)} (${prefix.length} characters): the maximum is ${maximum}. Use a shorter prefix.`;
  }
  const broken = RULES.find(([pattern]) => pattern.test(`${prefix}${"0".repeat(GENERATED)}`));
  return broken && `is ${quote(prefix)}: ${broken[1]}.`;
}

/**
 * What is wrong with a bucket's name, as the end of a sentence that names the prop.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function bucketNameProblem(name: string): string | undefined {
  if (name.length > MAXIMUM) {
    return `is ${quote(name)} (${name.length} characters): the maximum is ${MAXIMUM}. Use a shorter name.`;
  }
  const broken = RULES.find(([pattern]) => pattern.test(name));
  return broken && `is ${quote(name)}: ${broken[1]}.`;
}
