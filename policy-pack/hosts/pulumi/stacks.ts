import { isDeepStrictEqual } from "node:util";
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { Judging } from "../../judgement";
import type { ReplicationGraph } from "../../model/graph";
import { readStack } from "../../readers/pulumi";
import { withInputs } from "../../readers/pulumi/inputs";
import type { Props, StackResource } from "../../readers/pulumi/resource";
import { isRead } from "../../readers/pulumi/types";
import { settingsFrom, type PolicyId, type Settings } from "../../settings";
import { areSame, converted, raw } from "./convert";

/** Stacks that are remembered. One process sees one stack, hardly ever a few; the one not seen for longest is forgotten. */
const MOST_STACKS = 8;

/**
 * What the policies have to know of each other and of what has been seen before. Pulumi shows a policy its own options
 * only, each resource's inputs only before the stack, and the stack to each policy anew.
 */
export class Stacks {
  private readonly byPrefix = new Map<string, StackMemory>();

  constructor(private readonly now: () => Date) {}

  /** How many stacks, and inputs of their resources, are remembered. */
  get size(): { readonly stacks: number; readonly inputs: number } {
    const all = [...this.byPrefix.values()];
    return { stacks: all.length, inputs: all.reduce((sum, { inputCount }) => sum + inputCount, 0) };
  }

  /** What is remembered of the stack that a resource belongs to, which a policy sees alone. */
  before(args: Pick<ResourceValidationArgs, "urn" | "getConfig">, policy: PolicyId): StackMemory {
    const memory = this.of(args.urn);
    memory.beginsAnew();
    memory.remember(policy, args.getConfig());
    return memory;
  }

  /** What is remembered of a stack that a policy sees as a whole. */
  whole(args: Pick<StackValidationArgs, "resources" | "getConfig">, policy: PolicyId): StackMemory {
    const memory = this.of(args.resources[0]?.urn ?? "");
    memory.ends();
    memory.remember(policy, args.getConfig());
    return memory;
  }

  private of(urn: string): StackMemory {
    // urn:pulumi:<stack>::<project>::<type>::<name>
    const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    const prefix = `${stack}::${project}`;
    const memory = this.byPrefix.get(prefix) ?? new StackMemory(stack, project, this.now);
    // The last in the order of a Map is the one that was seen last.
    this.byPrefix.delete(prefix);
    this.byPrefix.set(prefix, memory);
    const [oldest] = this.byPrefix.keys();
    if (this.byPrefix.size > MOST_STACKS && oldest !== undefined) this.byPrefix.delete(oldest);
    return memory;
  }
}

/** What was read of a stack, and of what: a cache that may be dropped at any time. */
interface Reading {
  readonly resources: readonly StackResource[];
  readonly settings: Settings;
  readonly graph: ReplicationGraph;
  readonly judging: Judging;
}

/**
 * One run of one stack: its resources one by one, then the stack as a whole. The first resource after that begins another
 * run, of which nothing that was seen before is true any more.
 */
export class StackMemory {
  private readonly inputs = new Map<string, Props>();
  private readonly toldAlone = new Set<string>();
  private readonly written = new Map<PolicyId, object>();
  private settings: Settings = settingsFrom(new Map());
  private hasNews = false;
  private reading: Reading | undefined;
  private hasEnded = false;

  constructor(
    private readonly stack: string,
    private readonly project: string,
    private readonly now: () => Date,
  ) {}

  get inputCount(): number {
    return this.inputs.size;
  }

  beginsAnew(): void {
    if (!this.hasEnded) return;
    this.hasEnded = false;
    this.inputs.clear();
    this.toldAlone.clear();
    this.written.clear();
    this.hasNews = true;
    this.reading = undefined;
  }

  ends(): void {
    this.hasEnded = true;
  }

  /** Keeps the options of a policy for the others. A policy that is disabled never shows its own. */
  remember(policy: PolicyId, options: object): void {
    const before = this.written.get(policy);
    if (before && isShallowlySame(before, options)) return;
    this.written.set(policy, options);
    this.hasNews = true;
  }

  /**
   * Keeps what the program set. A stack policy sees outputs only: of a resource that exists these can be stale, and of one
   * that does not they are unknown wherever the provider fills something in, be it the id of a rule.
   */
  record({ urn, type, props }: Pick<ResourceValidationArgs, "urn" | "type" | "props">): void {
    if (!isRead(type)) return;
    this.inputs.set(urn, raw(props));
    this.reading = undefined;
  }

  /** Keeps what was told about a resource before it is created, so that it is not told again about the stack. */
  tell(urn: string, text: string): void {
    this.toldAlone.add(`${urn} ${text}`);
  }

  wasTold(urn: string, text: string): boolean {
    return this.toldAlone.has(`${urn} ${text}`);
  }

  /** The stack, read and judged under the options that are known by now. */
  judged({ resources }: Pick<StackValidationArgs, "resources">): Judging {
    const settings = this.currentSettings();
    const before = this.reading && areSame(resources, this.reading.resources) ? this.reading : undefined;
    if (before?.settings === settings) return before.judging;
    const plain = before?.resources ?? resources.map(converted);
    const graph =
      before && isDeepStrictEqual(before.settings.shared, settings.shared)
        ? before.graph
        : readStack(
            plain.map((resource) => withInputs(resource, this.inputs.get(resource.urn))),
            settings.shared,
          );
    const place = { stack: this.stack, project: this.project, now: this.now() };
    const judging = new Judging(graph, settings, place);
    this.reading = { resources: plain, settings, graph, judging };
    return judging;
  }

  /** Most policies have no options, and what they show changes nothing. */
  private currentSettings(): Settings {
    if (!this.hasNews) return this.settings;
    this.hasNews = false;
    const settings = settingsFrom(this.written);
    if (!isDeepStrictEqual(settings, this.settings)) this.settings = settings;
    return this.settings;
  }
}

function isShallowlySame(one: object, other: object): boolean {
  const before = new Map<string, unknown>(Object.entries(one));
  const entries = Object.entries(other);
  return (
    entries.length === before.size && entries.every(([key, value]) => before.has(key) && before.get(key) === value)
  );
}
