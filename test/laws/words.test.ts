import * as path from "node:path";
import * as fc from "fast-check";
import { DEFAULT_OPTIONS } from "../../policy-pack/options";
import { readConfigurations, readState, type Read } from "../../policy-pack/readers/terraform";
import { notesOf } from "../../policy-pack/reports/notes";
import { RULES } from "../../policy-pack/rules";
import { POLICIES } from "../../policy-pack/settings";
import { judgedWith, type Asked } from "../support/judged";
import { randomFrom } from "../worlds/random";
import { forTerraform, renderModules, rootOf } from "../worlds/render-modules";
import { stateOf } from "../worlds/state";
import { world } from "../worlds/world";

// Whoever writes Terraform is told in Terraform's words: no setting in Pulumi's camel case, no command of Pulumi's.

/** Names of this package's own options, which are the same for all. */
const OPTIONS: ReadonlySet<string> = new Set([
  ...[...RULES, ...POLICIES].flatMap(({ options = {} }: { readonly options?: object }) => Object.keys(options)),
  ...Object.keys(DEFAULT_OPTIONS),
  "allowsReplication",
  "enforcementLevel",
  "objectLock",
  "organizationId",
]);

/** All that an organization may ask for, so that every rule has something to say. */
const ASKED: Asked = {
  allowedRegions: ["us-east-1"],
  replicationTimeControl: true,
  deleteMarkerReplication: "Enabled",
  allowedStorageClasses: ["GLACIER"],
  failureNotice: true,
  maxNoncurrentDays: 30,
  pending: "each",
};

/** Every text that a judgement has for a person. */
function textsOf({ graph }: Read, asked: Asked): readonly string[] {
  const judgement = judgedWith(graph, asked);
  return [
    ...judgement.problems.flatMap(({ reason, remedy }) => [reason, remedy]),
    ...judgement.buckets.flatMap(({ findings, verdicts }) => [
      ...findings.flatMap(({ reason, remedies }) => [reason, ...remedies]),
      ...[...verdicts.values()].flatMap((verdict) =>
        verdict.answer === "undetermined" ? verdict.doubts.flatMap(({ reason, settle = "" }) => [reason, settle]) : [],
      ),
    ]),
    ...notesOf(judgement, "the values are known after the deployment"),
  ];
}

/** What is no word of Terraform's: names in camel case that are not this package's, and what only Pulumi has. */
function foreign(text: string): readonly string[] {
  // Actions of IAM, and what stands in angle brackets, are not settings.
  const plain = text.replaceAll(/\b(s3|kms|sts):\w+/g, "").replaceAll(/<[^>]*>/g, "");
  const camelCase = plain.match(/\b[a-z]+(?:[A-Z][a-z]*)+\b/g) ?? [];
  const pulumi = plain.match(/pulumi|\bpreview\b|`up`|\bURN\b|settles by itself/gi) ?? [];
  return [...camelCase.filter((word) => !OPTIONS.has(word)), ...pulumi];
}

const worlds = { numRuns: 50, seed: 20261128 };

test.each<[string, Asked]>([
  ["by default", {}],
  ["with all that an organization may ask for", ASKED],
])("messages about a configuration and a state are in Terraform's words, %s", (_name, asked) => {
  const found = new Map<string, string>();
  let texts = 0;
  fc.assert(
    fc.property(world, fc.noBias(fc.integer()), (drawn, seed) => {
      const whole = forTerraform(drawn);
      const modules = renderModules(whole, "w", randomFrom(seed));
      const worlds = new Map([["w", { world: whole, modules }]]);
      const configuration = rootOf(worlds);
      // Nobody says for which account a provider is, or where.
      const aws = (configuration.provider["aws"] as readonly Record<string, unknown>[]).map(
        ({ allowed_account_ids, region, ...rest }, index) => ({
          ...rest,
          ...((seed + index) % 2 === 0 && { allowed_account_ids }),
          ...((seed + index) % 3 !== 0 && { region }),
        }),
      );
      const readModule = (source: string) => modules.folders[path.basename(source)];
      const reads = [
        readConfigurations({ stack: { ...configuration, provider: { aws } } }, DEFAULT_OPTIONS, readModule),
        readConfigurations({ stack: configuration }, DEFAULT_OPTIONS),
        readState(stateOf(worlds), DEFAULT_OPTIONS),
      ];
      for (const text of reads.flatMap((read) => textsOf(read, asked))) {
        texts += 1;
        for (const word of foreign(text)) found.set(word, text);
      }
    }),
    worlds,
  );
  expect([...found]).toEqual([]);
  expect(texts).toBeGreaterThan(1_000);
});

test("a word of Pulumi's is found", () => {
  expect(foreign("set `allowedAccountIds` on provider west, and run pulumi up")).toEqual([
    "allowedAccountIds",
    "pulumi",
  ]);
  expect(foreign('"scope": { "knownDestinations": [{ "bucket": "b" }] } for s3:GetObjectVersion')).toEqual([]);
});
