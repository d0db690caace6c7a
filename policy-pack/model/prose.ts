/** "a", "a and b", "a, b and c". */
export function listed(all: readonly string[], word: "and" | "or" = "and"): string {
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} ${word} ${all.at(-1) ?? ""}`;
}

/** The first of some texts, and how many more there are: "a, b and 3 more". */
export function firstOf(all: readonly string[], most: number): string {
  return all.length <= most ? listed(all) : `${all.slice(0, most).join(", ")} and ${all.length - most} more`;
}
