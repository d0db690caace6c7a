import type { Doubt } from "../verdict";

/** Yes, no, or why that is not known: Kleene's three values. */
export type Ternary = boolean | Doubt;

/** All must hold; one no settles it, whatever is not known beside. */
export function all(values: readonly Ternary[]): Ternary {
  if (values.includes(false)) return false;
  return values.find((value) => typeof value !== "boolean") ?? true;
}

/** One must hold; one yes settles it. */
export function any(values: readonly Ternary[]): Ternary {
  if (values.includes(true)) return true;
  return values.find((value) => typeof value !== "boolean") ?? false;
}

export function not(value: Ternary): Ternary {
  return typeof value === "boolean" ? !value : value;
}

/** A doubt that no deployment settles. */
export function lasting(reason: string, settle?: string): Doubt {
  return { reason, settledBy: "configuration", ...(settle !== undefined && { settle }) };
}

/** A doubt that settles by itself, once what is created has its names. */
export function pending(reason: string): Doubt {
  return { reason, settledBy: "apply" };
}
