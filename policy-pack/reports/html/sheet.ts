import type { Address } from "../../model/graph";
import type { CheckedSource } from "../checked";
import type { Finding, Hidden } from "../findings";
import type { Picture, Pictured } from "../picture";
import { rounded, type Box } from "./layout";

/** One source with all that the page shows of it. */
export interface Drawn {
  readonly source: CheckedSource;
  readonly picture: Picture;
  readonly findings: readonly Finding[];
  /** What the baseline hides. */
  readonly hidden: readonly Hidden[];
  /** What the ids of its elements begin with. */
  readonly prefix: string;
}

/** Where things stand: in the style sheet, because the page's security policy allows no style on an element. */
export class Sheet {
  private readonly written: string[] = [];

  get rules(): string {
    return this.written.join("\n");
  }

  place(id: string, { left, top, width, height }: Box, origin: Pick<Box, "left" | "top">): void {
    const [x, y] = [left - origin.left, top - origin.top].map(rounded);
    this.written.push(`#${id}{left:${x ?? 0}px;top:${y ?? 0}px;width:${rounded(width)}px;height:${rounded(height)}px}`);
  }
}

/** The id of a bucket's element: an address may be any text. */
export function idOf({ picture, prefix }: Pick<Drawn, "picture" | "prefix">, address: Address): string {
  return `${prefix}b${indexes(picture).get(address) ?? ""}`;
}

const found = new WeakMap<Picture, ReadonlyMap<Address, number>>();

function indexes(picture: Picture): ReadonlyMap<Address, number> {
  const before = found.get(picture) ?? new Map([...picture.buckets.keys()].map((address, index) => [address, index]));
  found.set(picture, before);
  return before;
}

/** What the filter of Regions compares. */
export const regionOf = ({ bucket }: Pick<Pictured, "bucket">): string =>
  bucket.region.known ? bucket.region.value : "?";
