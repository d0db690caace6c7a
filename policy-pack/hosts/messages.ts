import { reasonOf, type Told } from "../judgement";
import { clean } from "../model/prose";
import type { RuleMetadata } from "../rules";

/**
 * What can still be said before a reply grows too large: Pulumi fails a preview whose reply is over 4 MiB, with an
 * error that tells nothing, and without the violations.
 */
export class Budget {
  private spent = 0;
  private left = 0;

  constructor(
    /** Bytes. */
    private readonly limit: number,
  ) {}

  /** @returns Whether there is room for the text; counts it if there is, and counts it as left out if not. */
  take(...texts: readonly string[]): boolean {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), OVERHEAD);
    if (this.left === 0 && this.spent + bytes <= this.limit) {
      this.spent += bytes;
      return true;
    }
    this.leave();
    return false;
  }

  /** Counts one more that is left out, whatever its text is. */
  leave(): void {
    this.left += 1;
  }

  get leftOut(): number {
    return this.left;
  }
}

/** Bytes of a diagnostic beside its texts: the names of policy and pack, versions, field tags. */
const OVERHEAD = 200;

/** A finding as a person reads it, below the description of its policy. */
export function messageOf({ reference }: Pick<RuleMetadata, "reference">, told: Told): string {
  return `${[reasonOf(told), ...told.remedies.map(clean)].join("\n")} (${reference})`;
}
