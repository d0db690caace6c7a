import * as fc from "fast-check";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import {
  loadTerraformFolder,
  readConfigurations,
  readLoadedFolder,
  type JsonConfiguration,
} from "../../policy-pack/readers/terraform";
import { inFolder } from "../support/terraform-folder";
import { renderHcl } from "../worlds/render-hcl";
import { renderTerraform } from "../worlds/render-terraform";
import { normal, world } from "../worlds/world";

// Every law of the JSON configuration holds for HCL, where both are one graph.

const WORLDS = Math.ceil(Number(process.env["WORLDS"] ?? 2_000) / 20);
const SEED = Number(process.env["SEED"] ?? 20261125);

/** As the parser of HCL gives it: in the order of names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}

test.each(["literal", "reference"] as const)(
  "a world in HCL, named by %s, is the same graph as in JSON",
  async (naming) => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        const buckets = drawn.buckets.map((each) => ({
          ...each,
          shape: each.shape === "native" ? "side" : each.shape,
        }));
        const { configuration } = renderTerraform(normal({ ...drawn, buckets }), naming);
        const folder = await inFolder({ "main.tf": renderHcl(configuration) }, (each) => loadTerraformFolder(each));
        expect(readLoadedFolder(folder, DEFAULT_OPTIONS).graph).toEqual(
          readConfigurations({ stack: sorted(configuration) as JsonConfiguration }, DEFAULT_OPTIONS).graph,
        );
      }),
      { numRuns: WORLDS, seed: SEED },
    );
  },
);
