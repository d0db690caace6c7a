import * as fc from "fast-check";
import * as path from "node:path";
import type { StackResource } from "../../policy-pack/readers/pulumi/resource";
import { PackProcess, type Diagnostic } from "../support/pack-process";
import { bucket, compliantStack, sent } from "../support/stack";
import { render } from "../worlds/render";
import { hidden, world } from "../worlds/world";
import { spoiledWithSecret, writtenOut } from "./mutate";
import { faultsOf } from "./runs";

let pack: PackProcess;
beforeAll(async () => (pack = await PackProcess.start(path.resolve(__dirname, "../.."))));
afterAll(async () => pack.close());

const STACKS: readonly (readonly StackResource[])[] = fc
  .sample(fc.tuple(world, hidden), { numRuns: 100, seed: 1 })
  .map(([whole, hides]) => render(whole, hides).stack);
const GOOD = Object.values(compliantStack()).flat();
const BARE = bucket("bare", {}, { provider: undefined });

async function preview(stack: readonly StackResource[]): Promise<readonly Diagnostic[]> {
  const said: Diagnostic[] = [];
  for (const each of stack) said.push(...(await pack.analyze(sent({ ...each, props: each.inputs ?? each.props }))));
  return [...said, ...(await pack.analyzeStack(stack.map(sent)))];
}

/** Properties of a wrong type in a message that gRPC takes: what the engine itself cannot send is left out. */
function spoiledProps(each: StackResource, random: (limit: number) => number): StackResource {
  const changed = spoiledWithSecret(each.inputs ?? each.props, random);
  const text = writtenOut(changed, (_key, value: unknown) => (value === undefined ? null : value)) ?? "";
  // The SDK itself reads a value with this key as an asset or a secret, and throws where it is none.
  const isSent =
    text.startsWith("{") && !text.includes("4dabf18193072939515e22adb298388d") && !text.includes("__proto__");
  const props = isSent ? (JSON.parse(text) as StackResource["props"]) : each.props;
  return { ...each, props, inputs: props };
}

test("stacks that somebody has spoiled, sent to the pack's own process", async () => {
  await pack.configure({});
  const before = await preview(GOOD);
  const faults = await faultsOf(0.005, async (random) => {
    const stack = STACKS[random(STACKS.length)] ?? GOOD;
    const place = random(stack.length);
    const changed = stack.map((each, index) => (index === place ? spoiledProps(each, random) : each));
    const printed = (await pack.stderr()).length;
    const said = await preview([...changed, BARE]);
    const stderr = (await pack.stderr()).slice(printed);
    const isTold = said.some(({ urn }) => urn === BARE.urn) || stderr.includes("until apply");
    return {
      told: [...said.map(({ message }) => message.slice(message.indexOf("\n") + 1)), stderr],
      wrong: isTold ? [] : ["nothing is said about a bare bucket"],
    };
  });
  expect(faults).toEqual([]);
  expect(await preview(GOOD)).toEqual(before);
});
