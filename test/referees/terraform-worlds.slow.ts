import * as path from "node:path";
import * as fc from "fast-check";
import { readConfigurations, readPlan, readState, type ShownPlan } from "../../policy-pack/readers/terraform";
import {
  initialized,
  OFFLINE,
  planIn,
  planned,
  PROVIDER,
  stateIn,
  withTerraform,
  written,
  type Planned,
} from "../support/terraform";
import { answersIn, compared, type Answers, type Compared } from "../worlds/answers";
import { hclOf } from "../worlds/hcl";
import { randomFrom, type Random } from "../worlds/random";
import { forTerraform, providerName, renderModules, rootOf, type RenderedModules } from "../worlds/render-modules";
import { stateOf } from "../worlds/state";
import { accountOf, world, type World } from "../worlds/world";

// Worlds written as modules, in HCL and in JSON, planned by Terraform itself: first from nothing, then from the state
// that the first plan would have made. `TERRAFORM_WORLDS` and `SEED` in the environment repeat a run.

const WORLDS = Number(process.env["TERRAFORM_WORLDS"] ?? 40);
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
/** Worlds in one configuration. */
const BATCH = 125;
process.stderr.write(`terraform-worlds.slow.ts: ${WORLDS} worlds, TERRAFORM_WORLDS=${WORLDS} SEED=${SEED}\n`);

type Body = Readonly<Record<string, unknown>>;
interface Told {
  readonly world: World;
  readonly modules: RenderedModules;
  readonly random: Random;
  readonly isHcl: boolean;
}

const drawn = fc
  .sample(fc.tuple(world, fc.noBias(fc.integer())), { numRuns: WORLDS, seed: SEED })
  .map(([each, seed], index): readonly [string, Told] => {
    const whole = forTerraform(each, 5);
    const random = randomFrom(seed);
    const name = `w${index}`;
    return [name, { world: whole, modules: renderModules(whole, name, random), random, isHcl: random(4) > 0 }];
  });

/** All worlds' modules beside the configuration that calls them. */
function filesOf(worlds: ReadonlyMap<string, Told>): Readonly<Record<string, string>> {
  const { provider, module, variable } = rootOf(worlds);
  const { aws } = provider as { aws: readonly Body[] };
  const root = {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: PROVIDER } } },
    // Terraform would ask AWS whether these are the accounts.
    provider: { aws: aws.map(({ allowed_account_ids: _accounts, ...each }) => ({ ...each, ...OFFLINE })) },
    module,
    variable,
  };
  const values = Object.fromEntries([...worlds.values()].flatMap(({ modules }) => Object.entries(modules.values)));
  const folders = [...worlds.values()].flatMap(({ modules, isHcl }) =>
    Object.entries(modules.folders).map(([folder, body]): [string, string] =>
      isHcl ? [`${folder}/main.tf`, hclOf(body)] : [`${folder}/main.tf.json`, JSON.stringify(body)],
    ),
  );
  return {
    "main.tf": hclOf(root),
    "terraform.tfvars.json": JSON.stringify(values),
    ...Object.fromEntries(folders),
  };
}

/** What a plan has of one world. */
function ofWorld(whole: Planned, name: string, { world }: Told): ShownPlan {
  const plan = planIn(name, whole);
  const providers = { ...plan.configuration.provider_config };
  world.providers.forEach((_, index) => {
    const key = providerName(world, index);
    const provider = providers[key];
    // As a plan has it that was made with credentials.
    const account = { constant_value: [accountOf(world, index)] };
    if (provider) {
      providers[key] = { ...provider, expressions: { ...provider.expressions, allowed_account_ids: account } };
    }
  });
  return { ...plan, configuration: { ...plan.configuration, provider_config: providers } };
}

/** A plan that shows only some of the changes. */
function targeted(plan: ShownPlan, random: Random): ShownPlan {
  const changes = plan.resource_changes as readonly unknown[];
  return { ...plan, complete: false, resource_changes: changes.filter(() => random(4) > 0) };
}

const SOURCES = ["configuration", "plan", "partial plan", "second plan", "state"] as const;
type Source = (typeof SOURCES)[number];
type Judged = Readonly<Record<Source, Answers>>;

async function judged(worlds: ReadonlyMap<string, Told>): Promise<ReadonlyMap<string, Judged>> {
  return initialized(
    (outdir) => written(outdir, filesOf(worlds)),
    async (call, directory) => {
      const first = await planned(call);
      await written(directory, { "terraform.tfstate": JSON.stringify(stateOf(worlds)) });
      const second = await planned(call);
      return new Map(
        [...worlds].map(([name, each]): [string, Judged] => {
          const answers = (read: Parameters<typeof answersIn>[0]): Answers =>
            answersIn(read, each.modules.knownDestinations, ({ address }) => address);
          const plan = ofWorld(first, name, each);
          return [
            name,
            {
              configuration: answers(
                (options) =>
                  readConfigurations(
                    { stack: rootOf(new Map([[name, each]])) },
                    options,
                    (source) => each.modules.folders[path.basename(source)],
                  ).graph,
              ),
              plan: answers((options) => readPlan(plan, options).graph),
              "partial plan": answers((options) => readPlan(targeted(plan, each.random), options).graph),
              "second plan": answers((options) => readPlan(ofWorld(second, name, each), options).graph),
              state: answers((options) => readState(stateIn(name, second.prior_state), options).graph),
            },
          ];
        }),
      );
    },
  );
}

interface Sum {
  wrong: string[];
  all: number;
  decided: number;
}

withTerraform(
  "worlds as modules, planned: no answer is the opposite of what S3 would do, and none about what it does not ask",
  async () => {
    const sums = Object.fromEntries(
      SOURCES.map((source) => [source, { wrong: [], all: 0, decided: 0 }]),
    ) as unknown as Record<Source, Sum>;
    const lost: string[] = [];
    for (let start = 0; start < drawn.length; start += BATCH) {
      const worlds = new Map(drawn.slice(start, start + BATCH));
      for (const [name, answers] of await judged(worlds)) {
        const whole = worlds.get(name)?.world;
        if (!whole) continue;
        const told = { ...answers, state: withoutStrangers(whole, answers.state) };
        for (const source of SOURCES) add(sums[source], name, compared(whole, told[source]), source);
        // What a plan decides stays decided once everything is there.
        lost.push(
          ...[...answers.plan].flatMap(([key, answer]) =>
            (answer === "satisfied" || answer === "violated") && answers["second plan"].get(key) === "undetermined"
              ? [`${name} ${key}`]
              : [],
          ),
        );
      }
    }
    const lines = SOURCES.map((source) => `${source} ${sums[source].decided} of ${sums[source].all}`);
    process.stderr.write(`terraform-worlds.slow.ts: answers given: ${lines.join(", ")}\n`);
    expect(Object.fromEntries(SOURCES.map((source) => [source, sums[source].wrong]))).toEqual(
      Object.fromEntries(SOURCES.map((source) => [source, []])),
    );
    expect(lost).toEqual([]);
    expect(sums["second plan"].decided).toBeGreaterThan(sums.plan.decided);
  },
  900_000 + WORLDS * 10_000,
);

/**
 * Without what is said of roles where a world has two accounts: a state does not tell with whose credentials a bucket was
 * created, and the reader takes all for one account.
 */
function withoutStrangers(whole: World, answers: Answers): Answers {
  const isOneAccount = accountOf(whole, 0) === accountOf(whole, 1);
  const isOfRole = (key: string): boolean => /^(role|tags)-can-replicate /.test(key);
  return new Map([...answers].filter(([key]) => isOneAccount || !isOfRole(key)));
}

function add(sum: Sum, name: string, { opposite, astray, missed, all, decided }: Compared, source: Source): void {
  // A partial plan may not have the bucket.
  const without = source === "partial plan" ? [] : missed.map((bucket) => `${bucket} is not judged`);
  sum.wrong.push(...[...opposite, ...astray, ...without].map((line) => `${name} ${line}`));
  sum.all += all;
  sum.decided += decided;
}
