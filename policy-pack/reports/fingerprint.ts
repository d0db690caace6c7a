import { createHash } from "node:crypto";
import type { Address } from "../model/graph";
import type { CheckedSource } from "./checked";

/** What makes a finding the one that it is. */
export interface Identified {
  readonly policy: { readonly id: string };
  readonly bucket?: { readonly address: Address };
  readonly on?: { readonly address: Address };
  readonly reason: string;
}

/**
 * The same for one finding in every run, wherever its line has moved to; another one's is another.
 *
 * @returns 64 hexadecimal digits.
 */
export function fingerprintOf({ kind, label }: Pick<CheckedSource, "kind" | "label">, finding: Identified): string {
  const { policy, bucket, on, reason } = finding;
  const parts = [kind, label, policy.id, bucket?.address, on?.address, reason];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
