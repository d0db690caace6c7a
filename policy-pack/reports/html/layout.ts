import type { Address } from "../../model/graph";
import type { Arrow, Picture } from "../picture";

/** A rectangle, in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  readonly arrow: Arrow;
  /** The `d` of an SVG path. */
  readonly path: string;
  /** Where its mark stands. */
  readonly at: Point;
}

export interface Layout {
  /** Around everything; the rest is placed from where this is. */
  readonly all: Box;
  /** In the order of the picture's accounts, and of their Regions; those without a bucket that is drawn are left out. */
  readonly accounts: readonly (Box & {
    readonly index: number;
    readonly regions: readonly (Box & { readonly index: number })[];
  })[];
  readonly buckets: ReadonlyMap<Address, Box>;
  readonly arrows: readonly PlacedArrow[];
}

/** What the layout needs to know about how things are drawn, in CSS pixels. */
export interface Sizes {
  readonly bucket: { readonly width: number; readonly height: number };
  readonly gap: number;
}

/** Room for an area's name, and around what is in it. */
const HEADER = 30;
const PADDING = 14;
/** The diameter of an arrow's mark. */
export const MARK = 18;

/** Places everything that is to be drawn: arrows from left to right, areas around what is in them. */
export function layoutOf(picture: Picture, drawn: ReadonlySet<Address>, sizes: Sizes): Layout {
  const arrows = picture.arrows.filter(({ from, to }) => drawn.has(from) && drawn.has(to) && from !== to);
  const ids = idsOf(arrows);
  const packs = packsOf(picture, drawn, ids, sizes);
  const ends = arrows.map(({ from, to }) => [ids.get(from) ?? "", ids.get(to) ?? ""] as const);
  const graph = placed(packs, ends, sizes);
  const buckets = new Map(packs.flatMap(({ id, cells }) => cells(boxOf(graph.node(id)))));
  const accounts = picture.accounts.flatMap(({ regions }, index) => {
    const within = regions.flatMap((region, of) => {
      const inside = region.buckets.flatMap((address) => buckets.get(address) ?? []);
      return inside.length === 0 ? [] : [{ ...around(inside, HEADER), index: of }];
    });
    return within.length === 0 ? [] : [{ ...around(within, HEADER), index, regions: within }];
  });
  return {
    all: around(accounts, PADDING),
    accounts,
    buckets,
    arrows: arrows.map((arrow, index) => {
      const [from = "", to = ""] = ends[index] ?? [];
      const { points, x, y } = graph.edge(from, to);
      const [start, end] = [buckets.get(arrow.from), buckets.get(arrow.to)];
      return { arrow, path: start && end ? pathThrough(points, { x, y }, start, end) : "", at: { x, y } };
    }),
  };
}

/** What is placed as one: a bucket with arrows, or all buckets of a Region that have none, in rows. */
interface Pack {
  readonly id: string;
  readonly area: readonly [account: string, region: string];
  readonly size: { readonly width: number; readonly height: number };
  readonly cells: (box: Box) => readonly (readonly [Address, Box])[];
}

const MOST_COLUMNS = 4;

function packsOf(
  { accounts }: Picture,
  drawn: ReadonlySet<Address>,
  ids: ReadonlyMap<Address, string>,
  { bucket, gap }: Sizes,
): readonly Pack[] {
  const [across, down] = [bucket.width + gap, bucket.height + gap];
  return accounts.flatMap(({ regions }, account) =>
    regions.flatMap((region, index): readonly Pack[] => {
      const area = [`account ${account}`, `region ${account} ${index}`] as const;
      const all = region.buckets.filter((address) => drawn.has(address));
      const alone = all.filter((address) => !ids.has(address));
      const single = all.flatMap((address): readonly Pack[] => {
        const id = ids.get(address);
        return id === undefined ? [] : [{ id, area, size: bucket, cells: (box) => [[address, box]] }];
      });
      const columns = Math.min(MOST_COLUMNS, Math.ceil(Math.sqrt(alone.length / 2)));
      const rows: Pack = {
        id: `alone ${account} ${index}`,
        area,
        size: { width: columns * across - gap, height: Math.ceil(alone.length / columns) * down - gap },
        cells: ({ left, top }) =>
          alone.map((address, place) => [
            address,
            { ...bucket, left: left + (place % columns) * across, top: top + Math.floor(place / columns) * down },
          ]),
      };
      return alone.length === 0 ? single : [...single, rows];
    }),
  );
}

/** Names of the buckets with arrows that are safe as keys of an object: an address may be any text. */
function idsOf(arrows: readonly Arrow[]): ReadonlyMap<Address, string> {
  const connected = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  return new Map([...connected].map((address, index) => [address, `bucket ${index}`]));
}

/** What is used of dagre, whose own types do not resolve where a module is loaded by `require`. */
interface Dagre {
  readonly Graph: new (options: { readonly compound: true; readonly multigraph: true }) => PlacedGraph;
  /** Adds places to the labels of nodes and edges. */
  readonly layout: (graph: PlacedGraph) => void;
}

interface PlacedGraph {
  setGraph(label: object): void;
  setNode(id: string, label: object): void;
  setParent(id: string, parent: string): void;
  setEdge(from: string, to: string, label: object): void;
  /** With its middle. */
  node(id: string): Point & { readonly width: number; readonly height: number };
  /** With the middle of its label. */
  edge(from: string, to: string): Point & { readonly points: readonly Point[] };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The graph as dagre places it. */
function placed(
  packs: readonly Pack[],
  edges: readonly (readonly [from: string, to: string])[],
  { gap }: Sizes,
): PlacedGraph {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it is loaded where a page is asked for
  const { Graph, layout } = require("@dagrejs/dagre") as Dagre;
  const graph = new Graph({ compound: true, multigraph: true });
  // Between neighbors in two Regions are the edges of both: room for a name.
  graph.setGraph({ rankdir: "LR", nodesep: gap, edgesep: HEADER, ranksep: 16 + 4 * gap });
  for (const { id, area, size } of packs) {
    const [account, region] = area;
    graph.setNode(account, { width: 0, height: 0 });
    graph.setNode(region, { width: 0, height: 0 });
    graph.setParent(region, account);
    graph.setNode(id, { ...size });
    graph.setParent(id, region);
  }
  for (const [from, to] of edges) graph.setEdge(from, to, { width: MARK, height: MARK, labelpos: "c" });
  layout(graph);
  return graph;
}

function boxOf({ x, y, width, height }: ReturnType<PlacedGraph["node"]>): Box {
  return { left: x - width / 2, top: y - height / 2, width, height };
}

/** An area around what is in it. */
function around(boxes: readonly Box[], above: number): Box {
  const left = Math.min(...boxes.map((box) => box.left)) - PADDING;
  const top = Math.min(...boxes.map((box) => box.top)) - above;
  return {
    left,
    top,
    width: Math.max(...boxes.map((box) => box.left + box.width)) + PADDING - left,
    height: Math.max(...boxes.map((box) => box.top + box.height)) + PADDING - top,
  };
}

/** How much wider the first and the last turn of an arrow are than dagre makes them, in CSS pixels. */
const TURN = 60;

/** A smooth curve from one bucket's side to the other's, through the points between them. */
function pathThrough(points: readonly Point[], mark: Point, from: Box, to: Box): string {
  const between = points.slice(1, -1);
  const [first, last] = [between.shift(), between.pop()];
  if (!first || !last) return "";
  const [start, end] = [sideOf(from, first), sideOf(to, last)];
  const [out, back] = [toward(mark, first), toward(mark, last)];
  const onTheWay = between.filter(({ x }) => (x - out.x) * (back.x - x) > 0);
  const all = [start, out, ...onTheWay, back, end];
  return all.map((point, index) => curve(all[index - 1], point)).join("");
}

/** A point moved along its line towards an arrow's mark, and not beyond it. */
function toward(mark: Point, { x, y }: Point): Point {
  const way = Math.max(-TURN, Math.min(mark.x - x, TURN));
  return { x: x + way, y };
}

/** The middle of the side that faces a point. */
function sideOf({ left, top, width, height }: Box, { x }: Point): Point {
  return { x: x < left + width / 2 ? left : left + width, y: top + height / 2 };
}

function curve(from: Point | undefined, to: Point): string {
  if (!from) return `M${at(to)}`;
  const middle = (from.x + to.x) / 2;
  return `C${at({ x: middle, y: from.y })} ${at({ x: middle, y: to.y })} ${at(to)}`;
}

const at = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;
export const rounded = (length: number): number => Math.round(length * 10) / 10;
