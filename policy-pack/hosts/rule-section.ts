/** The generated page that describes every policy, relative to the package's root. */
export const RULES_PAGE = "policy-pack/rules/README.md";

/**
 * What the rules page says about one policy: the requirement, why, what to do, its options, and the cases of each answer.
 *
 * @param page The text of the rules page.
 * @param id The policy, which the page has.
 */
export function ruleSection(page: string, id: string): string {
  const [, after = ""] = page.split(`\n## ${id}\n`);
  const [section = ""] = after.split("\n## ");
  // In a terminal, a link within the page leads nowhere.
  return `${id}\n\n${section.trim()}`.replaceAll(/\[([^\]]+)\]\(#[^)]+\)/g, "$1");
}
