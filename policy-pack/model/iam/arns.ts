import { all, any, type Ternary } from "./ternary";
import { always, isWildcard, matching, Texts, type Coverage, type Pattern, type Token } from "./match";

const PARTS_OF_ARN = 6;

/**
 * Which of some resources are among those that patterns name. The parts of an ARN are compared one by one: the `*` of
 * `arn:*:s3:::bucket/*` is not for keys of other buckets that happen to contain `:s3:::bucket/`. In a pattern with fewer
 * parts a `*` reaches over colons: `arn:aws:s3:*`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchingResources(patterns: readonly Pattern[], texts: Texts): Coverage {
  return patterns.some(hasWildcardBeforeEnd)
    ? matchingArns(patterns, texts, (others) => matching(others, texts))
    : matching(patterns, texts);
}

/** Whether a wildcard stands before the last part of an ARN: otherwise it makes no difference how it is compared. */
function hasWildcardBeforeEnd({ simple, tokens }: Pattern): boolean {
  if (simple) return false;
  const parts = partsIn(tokens);
  return parts.length === PARTS_OF_ARN && parts.slice(0, -1).some((part) => part.some(isWildcard));
}

/** @param otherwise What holds for patterns, or for a text, that have not the six parts of an ARN. */
export function matchingArns(
  patterns: readonly Pattern[],
  texts: Texts,
  otherwise: (patterns: readonly Pattern[]) => Coverage,
): Coverage {
  const likely = patterns.filter((pattern) => matching([pattern], texts).some !== false);
  const actual = partsIn(texts.symbols);
  const compared = likely.map((pattern) => ({ pattern, parts: partsIn(pattern.tokens) }));
  const isComparable = ({ parts }: { readonly parts: readonly (readonly Token[])[] }): boolean =>
    parts.length === PARTS_OF_ARN && actual.length === PARTS_OF_ARN;
  const others = compared.filter((each) => !isComparable(each)).map(({ pattern }) => pattern);

  const { names, doubt, more } = texts;
  const part = (index: number): Texts => new Texts((actual[index] ?? []).join(""), { names, doubt });
  const byBeginning = compared.filter(isComparable).map(({ pattern, parts }) => {
    const begins = all(parts.slice(0, -1).map((tokens, at) => matching([pattern.of(tokens)], part(at)).every));
    return { begins, end: pattern.of(parts.at(-1) ?? []) };
  });
  const end = new Texts(part(PARTS_OF_ARN - 1).text, { names, doubt, more });
  const certain = byBeginning.filter(({ begins }) => begins === true).map((each) => each.end);
  const doubtful = byBeginning
    .filter(({ begins }) => typeof begins !== "boolean")
    .map(({ begins, end: pattern }) => both(always(begins), matching([pattern], end)));
  return oneOf([matching(certain, end), ...doubtful, ...(others.length > 0 ? [otherwise(others)] : [])]);
}

function both(a: Coverage, b: Coverage): Coverage {
  return { every: all([a.every, b.every]), some: all([a.some, b.some]) };
}

/** What is true of one of several. */
export function oneOf(coverages: readonly Coverage[]): Coverage {
  const either = (of: (coverage: Coverage) => Ternary): Ternary => any(coverages.map(of));
  return { every: either(({ every }) => every), some: either(({ some }) => some) };
}

function partsIn<T>(symbols: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = [[]];
  for (const symbol of symbols) {
    if (symbol === ":" && parts.length < PARTS_OF_ARN) parts.push([]);
    else parts.at(-1)?.push(symbol);
  }
  return parts;
}
