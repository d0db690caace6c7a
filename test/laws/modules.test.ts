import * as path from "node:path";
import * as fc from "fast-check";
import { readConfigurations } from "../../policy-pack/readers/terraform";
import { answersIn, compared } from "../worlds/answers";
import { randomFrom } from "../worlds/random";
import { forTerraform, renderModules, rootOf } from "../worlds/render-modules";
import { world } from "../worlds/world";

// The same worlds written as modules. Their plans by Terraform itself are judged in test/referees.

const WORLDS = Number(process.env["WORLDS"] ?? 1_000) / 2;
const SEED = Number(process.env["SEED"] ?? 20261128);

test("a world written as modules: no answer is the opposite of what S3 would do, and most are given", () => {
  const count = { all: 0, decided: 0 };
  fc.assert(
    fc.property(world, fc.noBias(fc.integer()), (drawn, seed) => {
      const whole = forTerraform(drawn);
      const modules = renderModules(whole, "w", randomFrom(seed));
      const { opposite, astray, missed, all, decided } = compared(
        whole,
        answersIn(
          (options) =>
            readConfigurations(
              { stack: rootOf(new Map([["w", { world: whole, modules }]])) },
              options,
              (source) => modules.folders[path.basename(source)],
            ).graph,
          modules.knownDestinations,
          ({ address }) => address,
        ),
      );
      expect({ opposite, astray, missed }).toEqual({ opposite: [], astray: [], missed: [] });
      count.all += all;
      count.decided += decided;
    }),
    { numRuns: WORLDS, seed: SEED },
  );
  process.stderr.write(`modules.test.ts: ${count.decided} of ${count.all} answers are given\n`);
  expect(count.decided / count.all).toBeGreaterThan(0.5);
});
