import * as fc from "fast-check";
import { readTemplates, type Given } from "../../policy-pack/readers/cloudformation";
import { readStack } from "../../policy-pack/readers/pulumi";
import { readConfigurations } from "../../policy-pack/readers/terraform";
import { answersIn, OPPOSITE, told, TOLD, type Answers } from "../worlds/answers";
import { completion } from "../worlds/completions";
import { isCompliant } from "../worlds/oracle";
import { randomFrom, type Random } from "../worlds/random";
import { render, type Rendered } from "../worlds/render";
import {
  forCloudFormation,
  renderCloudFormation,
  stacksOf,
  type RenderedTemplates,
  type WorldTemplate,
} from "../worlds/render-cloudformation";
import { renderTerraform, type RenderedTerraform } from "../worlds/render-terraform";
import { forTerraform } from "../worlds/render-modules";
import { hidden, NOTHING_HIDDEN, world, type World } from "../worlds/world";

// A false "satisfied" is the worst bug there is. Worlds are drawn whole, shown to the pack in every shape and with any
// facts hidden, and its verdicts are held against what S3 would do. `WORLDS` and `SEED` in the environment repeat a run.

// Without them every run draws the same worlds, so that what fails for one contributor fails for all; CI draws more, anew.
const WORLDS = Number(process.env["WORLDS"] ?? 2_000);
const SEED = Number(process.env["SEED"] ?? 20261125);
process.stderr.write(`soundness.test.ts: ${WORLDS} worlds, SEED=${SEED}\n`);

/** Every rule's answer about every bucket: "rule bucket-index" to answer. */
const answers = ({ stack, knownDestinations }: Rendered): Answers =>
  answersIn(
    (options) => readStack(stack, options),
    knownDestinations,
    ({ label }) => label,
  );

function shuffled(rendered: Rendered, random: Random): Rendered {
  const keyed = rendered.stack.map((each): [number, (typeof rendered.stack)[number]] => [random(1_000_000), each]);
  return { ...rendered, stack: keyed.sort(([a], [b]) => a - b).map(([, each]) => each) };
}

const MANDATORY: ReadonlySet<string> = new Set(
  TOLD.filter(({ enforcement }) => enforcement === "mandatory").map(({ id }) => id),
);
const mandatory = (all: Answers): readonly string[] =>
  [...all].flatMap(([key, answer]) => (MANDATORY.has(key.split(" ")[0] ?? "") ? [answer] : []));

const parameters = { numRuns: WORLDS, seed: SEED };

test("where everything is known, every rule answers what S3 would do", () => {
  fc.assert(
    fc.property(world, (whole) => {
      const said = answers(render(whole, NOTHING_HIDDEN));
      const wrong = [...told(whole)].filter(([key, answer]) => said.get(key) !== answer);
      expect(wrong.map(([key, answer]) => `${key}: ${said.get(key)} and not ${answer}`)).toEqual([]);
      expect([...said.values()]).not.toContain("undetermined");
    }),
    parameters,
  );
});

/** Whether a bucket's ARN, all of it unknown, may be that of an object is not decided. */
const named = (naming: string, drawn: World): World => ({
  ...drawn,
  keys: drawn.keys.map((each) =>
    naming === "reference" && each.policy?.condition === "of buckets"
      ? { ...each, policy: { ...each.policy, condition: "of both" } }
      : each,
  ),
});

/** Every rule's answer about every bucket of a configuration. */
const answersOf = ({ configuration, knownDestinations }: RenderedTerraform): Answers =>
  answersIn(
    (options) => readConfigurations({ stack: configuration }, options).graph,
    knownDestinations,
    ({ address }) => address.replace("aws_s3_bucket.", ""),
  );

const forFewer = { ...parameters, numRuns: Math.ceil(WORLDS / 4) };

/** Every rule's answer about every bucket of the stacks of an app. */
const answersOfTemplates = (whole: World, rendered: RenderedTemplates, given: Given = {}): Answers =>
  answersIn(
    (options) => readTemplates(stacksOf(whole, rendered), options, given).graph,
    rendered.knownDestinations,
    ({ address }) => address.replace(/^p\d\//, ""),
  );

test.each(["literal", "reference"] as const)(
  "the same world as CloudFormation stacks, named by %s, has the same answers",
  (naming) => {
    fc.assert(
      fc.property(world, (drawn) => {
        const whole = forCloudFormation(drawn);
        const said = answersOfTemplates(whole, renderCloudFormation(whole, naming));
        const wrong = [...told(whole)].filter(([key, answer]) => said.get(key) !== answer);
        expect(wrong.map(([key, answer]) => `${key}: ${said.get(key)} and not ${answer}`)).toEqual([]);
      }),
      forFewer,
    );
  },
);

/** Puts a parameter in the place of some of the texts, and a condition around some of all values. */
function withParameters(value: unknown, names: string[], random: Random): unknown {
  if (random(40) === 0) {
    const name = `Hidden${names.length}`;
    names.push(name);
    if (typeof value === "string" && random(2) === 0) return { Ref: name };
    const otherwise = random(2) === 0 ? { Ref: "AWS::NoValue" } : "another";
    return { "Fn::If": [`If${name}`, withParameters(value, names, random), otherwise] };
  }
  if (Array.isArray(value)) return value.map((item) => withParameters(item, names, random));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      // What a function is given cannot all be parameters.
      key === "Ref" || key.startsWith("Fn::") ? (item as unknown) : withParameters(item, names, random),
    ]),
  );
}

/** A template that leaves some of what it says to whoever deploys it. */
function withHidden(template: WorldTemplate, random: Random): WorldTemplate {
  const names: string[] = [];
  const resources = Object.entries(template.Resources).map(([id, { Type, Properties }]) => {
    const isHanded = Type.startsWith("Custom::");
    return [id, { Type, Properties: isHanded ? Properties : withHiddenIn(Properties, names, random) }] as const;
  });
  return {
    ...template,
    Resources: Object.fromEntries(resources),
    Parameters: Object.fromEntries(names.map((name) => [name, { Type: "String", Default: "another" }])),
    Conditions: Object.fromEntries(names.map((name) => [`If${name}`, { "Fn::Equals": [{ Ref: name }, "true"] }])),
  };
}

const withHiddenIn = (properties: object, names: string[], random: Random): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withParameters(value, names, random)]));

test("whatever is a parameter of a CloudFormation stack: no answer turns into its opposite once it is known", () => {
  let open = 0;
  fc.assert(
    fc.property(world, fc.noBias(fc.integer()), (drawn, seed) => {
      const random = randomFrom(seed);
      const whole = forCloudFormation(drawn);
      const rendered = renderCloudFormation(whole, "reference");
      const templates = rendered.templates.map((each) => withHidden(each, random));
      const before = answersOfTemplates(whole, { ...rendered, templates });
      const turned = [...answersOfTemplates(whole, rendered)].filter(
        ([key, after]) => OPPOSITE[after] !== undefined && before.get(key) === OPPOSITE[after],
      );
      expect(turned).toEqual([]);
      if ([...before.values()].includes("undetermined")) open += 1;
    }),
    forFewer,
  );
  expect(open).toBeGreaterThan(WORLDS / 40);
});

/** Puts a variable in the place of some of the values, or of whole blocks. */
function withVariables(value: unknown, random: Random): unknown {
  // A variable has one value, so each place has one of its own.
  const variable = `var.hidden${random(1_000_000_000)}`;
  if (random(40) === 0) return `\${${variable}}`;
  // One of two, of which the other may be what it is.
  if (typeof value === "string" && random(80) === 0) {
    return `\${${variable} ? var.hidden${random(1_000_000_000)} : "another"}`;
  }
  if (Array.isArray(value)) return value.map((item) => withVariables(item, random));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      // Which provider it is cannot be a variable.
      key === "provider" || key === "alias" ? item : withVariables(item, random),
    ]),
  );
}

test.each(["literal", "reference"] as const)(
  "the same world as a Terraform configuration, named by %s, has the same answers",
  (naming) => {
    fc.assert(
      fc.property(world, (drawn) => {
        const whole = named(naming, forTerraform(drawn));
        const said = answersOf(renderTerraform(whole, naming));
        const wrong = [...told(whole)].filter(([key, answer]) => said.get(key) !== answer);
        expect(wrong.map(([key, answer]) => `${key}: ${said.get(key)} and not ${answer}`)).toEqual([]);
      }),
      forFewer,
    );
  },
);

test("whatever is a variable of a Terraform configuration: no answer turns into its opposite once it is known", () => {
  let open = 0;
  fc.assert(
    fc.property(world, fc.noBias(fc.integer()), (drawn, seed) => {
      const random = randomFrom(seed);
      const rendered = renderTerraform(forTerraform(drawn), "reference");
      const { resource, provider } = rendered.configuration as {
        resource: Record<string, Record<string, object>>;
        provider: unknown;
      };
      const hidden = Object.fromEntries(
        Object.entries(resource).map(([type, all]) => [
          type,
          Object.fromEntries(
            Object.entries(all).map(([name, body]) => [
              name,
              Object.fromEntries(
                Object.entries(body).map(([key, value]) => [
                  key,
                  key === "provider" ? (value as unknown) : withVariables(value, random),
                ]),
              ),
            ]),
          ),
        ]),
      );
      const before = answersOf({
        ...rendered,
        configuration: { resource: hidden, provider: withProviders(provider, random) },
      });
      const turned = [...answersOf(rendered)].filter(
        ([key, after]) => OPPOSITE[after] !== undefined && before.get(key) === OPPOSITE[after],
      );
      expect(turned).toEqual([]);
      if ([...before.values()].includes("undetermined")) open += 1;
    }),
    forFewer,
  );
  expect(open).toBeGreaterThan(WORLDS / 40);
});

/** A provider's settings may be variables too. */
const withProviders = (provider: unknown, random: Random): unknown => {
  const { aws } = provider as { aws: readonly object[] };
  return {
    aws: aws
      .map((each) => (random(10) === 0 ? withVariables(each, random) : each))
      .map((each, index) => (typeof each === "string" ? aws[index] : each)),
  };
};

test("the worlds are of all kinds: shown and hidden, compliant and not, each answer many times", () => {
  const count = { passes: 0, fails: 0, open: 0 };
  for (const [whole, hides] of fc.sample(fc.tuple(world, hidden), { numRuns: 4_000, seed: SEED })) {
    const all = mandatory(answers(render(whole, hides)));
    count[all.includes("violated") ? "fails" : all.includes("undetermined") ? "open" : "passes"] += 1;
  }
  expect(Object.entries(count).filter(([, times]) => times < 150)).toEqual([]);
});

/**
 * Whether a violation was told of what turns out to need nothing. That no Enabled rule leaves the Region is true of a
 * bucket without an Enabled rule too, of which another rule tells.
 */
const isFalseAlarm = (key: string, after: string): boolean =>
  after === "not-applicable" && !key.startsWith("destination-in-another-region ");

test("whatever is hidden: satisfied is compliant, violated is not, in every world that it may be", () => {
  fc.assert(
    fc.property(world, hidden, fc.noBias(fc.integer()), (whole, hides, seed) => {
      const random = randomFrom(seed);
      const rendered = render(whole, hides);
      const shown = answers(rendered);
      expect(answers(shuffled(rendered, random))).toEqual(shown);

      const all = mandatory(shown);
      const passes = all.every((answer) => answer === "satisfied" || answer === "not-applicable");
      const fails = all.includes("violated");
      for (const possible of [whole, completion(whole, hides, random), completion(whole, hides, random)]) {
        if (passes) expect(isCompliant(possible)).toBe(true);
        if (fails) expect(isCompliant(possible)).toBe(false);
        // Before and after deployment: no answer turns into its opposite when the values become known.
        const turned = [...answers(render(possible, NOTHING_HIDDEN))].filter(
          ([key, after]) =>
            (OPPOSITE[after] !== undefined && shown.get(key) === OPPOSITE[after]) ||
            (isFalseAlarm(key, after) && shown.get(key) === "violated"),
        );
        expect(turned).toEqual([]);
      }
    }),
    parameters,
  );
});
