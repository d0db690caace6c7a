const DEEPEST = 100;

/** All texts in data, however deep it is nested, one on a line. */
export function textsIn(data: unknown): string {
  const found: string[] = [];
  const walk = (each: unknown, depth: number): void => {
    if (typeof each === "string") found.push(each);
    if (typeof each !== "object" || each === null || depth > DEEPEST) return;
    for (const inner of Object.values(each)) walk(inner, depth + 1);
  };
  walk(data, 0);
  return found.join("\n");
}
