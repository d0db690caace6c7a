import { compile, matching, oneText } from "../../../policy-pack/model/iam";

/**
 * Whether a text matches a pattern, in which `*` stands for any text and `?` for any character. Case counts. Where the
 * text has placeholders: whether it matches whatever they stand for.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const compiled = compile(pattern);
  return (text) => matching([compiled], oneText(text)).every === true;
}
