import { hasWildcard, wildcard } from "../model/wildcard";

/** Entries that name buckets, found by a bucket's names: exact names at once, patterns one after another. */
export class ByName<T extends { readonly bucket: string }> {
  private readonly exact = new Map<string, number[]>();
  private readonly patterns: { readonly place: number; readonly matches: (name: string) => boolean }[] = [];

  /** @param special Matches an entry in a way of its own; `undefined` for the usual one. */
  constructor(
    private readonly entries: readonly T[],
    special: (entry: T) => ((name: string) => boolean) | undefined = () => undefined,
  ) {
    for (const [place, entry] of entries.entries()) {
      const matches = special(entry) ?? (hasWildcard(entry.bucket) ? wildcard(entry.bucket) : undefined);
      const same = this.exact.get(entry.bucket);
      if (matches) this.patterns.push({ place, matches });
      else if (same) same.push(place);
      else this.exact.set(entry.bucket, [place]);
    }
  }

  /** The entries for a bucket by any of its names, in their order. */
  of(names: readonly string[]): readonly T[] {
    const places = new Set([
      ...names.flatMap((name) => this.exact.get(name) ?? []),
      ...this.patterns.filter(({ matches }) => names.some(matches)).map(({ place }) => place),
    ]);
    return [...places].sort((a, b) => a - b).flatMap((place) => this.entries[place] ?? []);
  }
}
