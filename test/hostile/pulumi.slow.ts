import * as fc from "fast-check";
import { raw } from "../../policy-pack/hosts/pulumi/convert";
import { policies } from "../../policy-pack/hosts/pulumi/policies";
import { enableVersioning } from "../../policy-pack/hosts/pulumi/remediation";
import { judge } from "../../policy-pack/judgement";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import { readStack } from "../../policy-pack/readers/pulumi";
import type { Props, StackResource } from "../../policy-pack/readers/pulumi/resource";
import { isBucket, TYPES } from "../../policy-pack/readers/pulumi/types";
import { RULES } from "../../policy-pack/rules";
import { DEFAULT_SETTINGS } from "../../policy-pack/settings";
import { InProcess } from "../support/in-process";
import { bucket, compliantStack } from "../support/stack";
import type { Random } from "../worlds/random";
import { render } from "../worlds/render";
import { hidden, world } from "../worlds/world";
import { spoiledWithSecret } from "./mutate";
import { faultsOf, wordsIn } from "./runs";

const NOW = new Date("2026-06-15T12:00:00Z");

/** Good stacks, and bad ones as people write them. */
const STACKS: readonly (readonly StackResource[])[] = [
  ...fc.sample(fc.tuple(world, hidden), { numRuns: 300, seed: 1 }).map(([whole, hides]) => render(whole, hides).stack),
  Object.values(compliantStack()).flat(),
];
const GOOD = Object.values(compliantStack()).flat();

/** A bucket without anything, which whatever stands beside it may make doubtful and may not hide. */
const BARE = bucket("bare", {}, { provider: undefined });

const preview = (stack: readonly StackResource[]) =>
  new InProcess(
    policies(() => NOW),
    { shares: true },
  ).preview(stack);

test("stacks that somebody has spoiled, through the policies", async () => {
  const before = await preview(GOOD);
  const faults = await faultsOf(0.1, async (random, stderr) => {
    const stack = [...spoiledStack(random), BARE];
    const said = await preview(stack);
    for (const { type, props } of stack) enableVersioning(type, raw(props));
    const isTold = said.some(({ urn }) => urn === BARE.urn) || stderr.some((line) => line.includes("until apply"));
    return { told: said.map(({ message }) => message), wrong: isTold ? [] : ["nothing is said about a bare bucket"] };
  });
  expect(faults).toEqual([]);
  expect(await preview(GOOD)).toEqual(before);
});

test("stacks that somebody has spoiled, through the reader", async () => {
  const faults = await faultsOf(0.25, (random) => {
    const stack = [...spoiledStack(random), BARE];
    const { problems, buckets } = judge(readStack(stack, DEFAULT_OPTIONS), DEFAULT_SETTINGS);
    const judged = new Map(buckets.map(({ bucket: { address }, verdicts }) => [address, verdicts]));
    const silent = stack.filter(
      ({ urn, type, props }) =>
        isBucket(type) && Object.keys(props).length > 0 && judged.get(urn)?.size !== RULES.length,
    );
    const reports = [...problems, ...buckets.flatMap(({ findings }) => findings)];
    return { told: reports.flatMap(wordsIn), wrong: silent.map(({ urn }) => `${urn} was not judged`) };
  });
  expect(faults).toEqual([]);
});

/** Types, URNs and dependencies are texts whatever the program does: the engine sees to it. */
function spoiledStack(random: Random): readonly StackResource[] {
  const stack = STACKS[random(STACKS.length)] ?? GOOD;
  const changed = spoiledWithSecret(stack, random);
  const all = Array.isArray(changed) ? (changed as readonly unknown[]) : [changed];
  return all.flatMap((each, index) => {
    const before = stack[index] ?? BARE;
    return typeof each === "object" && each !== null ? [wellFormed(each, before, random)] : [];
  });
}

const TOKENS = [...TYPES.keys(), "aws:s3/__proto__:Bucket", "aws:index/s3Bucket:S3Bucket", "m:tf:aws_s3_bucket"];

function wellFormed(each: Partial<StackResource>, before: StackResource, random: Random): StackResource {
  const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
  const urns = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.filter((urn): urn is string => typeof urn === "string") : [];
  const props = (value: unknown): Props =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Props) : {};
  const { provider } = each;
  return {
    urn: text(each.urn, before.urn),
    type: random(40) === 0 ? (TOKENS[random(TOKENS.length)] ?? "") : text(each.type, before.type),
    name: text(each.name, before.name),
    props: props(each.props),
    ...(each.inputs && { inputs: props(each.inputs) }),
    ...(provider && {
      provider: { urn: text(provider.urn, "p"), name: text(provider.name, "p"), props: props(provider.props) },
    }),
    dependencies: urns(each.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(props(each.propertyDependencies)).map(([key, value]) => [key, urns(value)]),
    ),
  };
}
