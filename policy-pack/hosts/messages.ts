/**
 * Text for a terminal, from text that anyone may have written. Control characters and direction marks are replaced, and
 * Pulumi's own colour marks are broken up. Long text is cut: a resource's name has no limit.
 */
export function clean(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").replaceAll("<{%", "< {%");
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH)}…` : plain;
}

/** Characters. Room for a dozen rules told in one message; more is not read. */
const MAX_LENGTH = 2_000;

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
    this.left += 1;
    return false;
  }

  get leftOut(): number {
    return this.left;
  }
}

/** Bytes of a diagnostic beside its texts: the names of policy and pack, versions, field tags. */
const OVERHEAD = 200;
