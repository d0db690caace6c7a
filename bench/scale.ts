import { PackProcess, type SentResource } from "../test/support/pack-process";
import { bucket, replication, replicationRole, resource, sent, UNKNOWN, versioning, WEST } from "../test/support/stack";
import type { StackResource } from "../policy-pack/readers/pulumi/resource";
import { spread, withPack } from "./packs";

/** How long a large stack takes, as a ratio to as many policies that do nothing, and how that grows with the stack. */
async function main(): Promise<void> {
  const pack = await PackProcess.start(process.cwd());
  const { policiesList } = await pack.info();
  const noop = `[${policiesList.map((_, index) => `{ name: "n${index}", description: "d", enforcementLevel: "advisory", validateStack() {} }`).join()}]`;
  await withPack(noop, async (directory) => {
    const nothing = await PackProcess.start(directory);
    try {
      await pack.configure({});
      const [small, large] = [stackOf(10_000), stackOf(20_000)];
      const ratios: number[] = [];
      const growth: number[] = [];
      const growthOfNothing: number[] = [];
      for (let pair = 0; pair <= 7; pair++) {
        const ours = await pack.analyzeStackSized(small);
        const theirs = await nothing.analyzeStackSized(small);
        const twice = await pack.analyzeStackSized(large);
        const twiceNothing = await nothing.analyzeStackSized(large);
        if (ours.diagnostics.length + twice.diagnostics.length > 0) throw new Error("the stack is not compliant");
        if (pair > 0) {
          ratios.push(ours.ms / theirs.ms);
          growth.push(twice.ms / ours.ms);
          growthOfNothing.push(twiceNothing.ms / theirs.ms);
        }
      }
      console.log(
        `${policiesList.length} policies, 2,000 buckets among 10,000 resources / as many no-op policies: ${spread(ratios)}`,
      );
      console.log(`20,000 resources / 10,000 resources: ${spread(growth)}`);
      console.log(`the same with no-op policies: ${spread(growthOfNothing)}`);
    } finally {
      await nothing.close();
    }
  });
  await pack.close();
}

/** A fifth of it buckets, in pairs that are as they should be; the rest is what stands beside them, and other things. */
function stackOf(size: number): readonly SentResource[] {
  const resources: StackResource[] = [];
  for (let pair = 0; pair < size / 10; pair++) {
    const data = bucket(`data-${pair}`);
    const replica = bucket(`replica-${pair}`, {}, { provider: WEST });
    const role = replicationRole([`data-${pair}-1234567`], [`replica-${pair}-1234567`], `role-${pair}`);
    const others = Array.from({ length: 3 }, (_, index) =>
      resource("aws:lambda/function:Function", `function-${pair}-${index}`, {
        arn: UNKNOWN,
        runtime: "nodejs20.x",
        tags: { a: "b" },
      }),
    );
    const side = replication(data, [replica]);
    const configuration = { ...side, props: { ...side.props, role: `arn:aws:iam::111122223333:role/role-${pair}` } };
    resources.push(data, replica, versioning(data), versioning(replica), configuration, ...role, ...others);
  }
  return resources.map(sent);
}

void main();
