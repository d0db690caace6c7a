import * as proxy from "@pulumi/policy/proxy";
import type { PolicyResource, Policies } from "@pulumi/policy";
import { areSame, converted, TARGET } from "../../../policy-pack/hosts/pulumi/convert";
import { policies } from "../../../policy-pack/hosts/pulumi/policies";
import { Stacks } from "../../../policy-pack/hosts/pulumi/stacks";
import type { StackResource } from "../../../policy-pack/readers/pulumi/resource";
import { InProcess, type Said } from "../../support/in-process";
import { bucket, compliantStack, replication, resource, UNKNOWN, versioning, WEST } from "../../support/stack";

// What the policies remember of each other: their options, what each resource was set to, and what has been read. Nothing
// of it may depend on which policy happens to be called first, on what else the process does, or on earlier previews.

beforeEach(() => jest.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

const now = (): Date => new Date("2026-06-15T12:00:00Z");
const all = (): Policies => policies(now);
const named = (policies: Policies, name: string): Policies[number] => {
  const found = policies.find((policy) => policy.name === name);
  if (!found) throw new Error(name);
  return found;
};
const brief = (said: Said): readonly string[] =>
  said.map(({ policy, urn }) => `${policy} ${urn.split("::").at(-1) ?? ""}`).sort();

const lone = bucket("lone");
const other = bucket("other");
const exempting = (name: string) => ({ scope: { exemptions: [{ bucket: name, reason: "scratch" }] } });

/** The resources as another project has them. */
function inProject(project: string, stack: readonly StackResource[]): readonly StackResource[] {
  return JSON.parse(JSON.stringify(stack).replaceAll("::project::", `::${project}::`)) as readonly StackResource[];
}

describe("the order of the policies", () => {
  const allowed = { "destination-allowed": { allowedRegions: ["eu-north-1"] } };
  const { data, replica, rest } = compliantStack();
  const stack = [data, replica, ...rest, lone];
  const orders: Readonly<Record<string, (policies: Policies) => Policies>> = {
    "as they are listed": (policies) => policies,
    "the other way round": (policies) => [...policies].reverse(),
    "scope second": (policies) => {
      const scope = named(policies, "scope");
      const [first, ...others] = policies.filter((policy) => policy !== scope);
      return first ? [first, scope, ...others] : [];
    },
    "scope last": (policies) => {
      const scope = named(policies, "scope");
      return [...policies.filter((policy) => policy !== scope), scope];
    },
    "nothing-undetermined first": (policies) => {
      const last = named(policies, "nothing-undetermined");
      return [last, ...policies.filter((policy) => policy !== last)];
    },
  };

  describe.each([{ yields: false }, { yields: true }])("%p", ({ yields }) => {
    test.each(Object.entries(orders))(
      "%s: options reach every policy, and the exempt bucket is reported by nobody",
      async (_name, order) => {
        const host = new InProcess(order(all()), { config: { ...exempting("lone"), ...allowed }, yields });
        expect(brief(await host.preview(stack))).toEqual(["destination-allowed data-replication"]);
        // Asked again about the same stack, with other options: no answer is that of the options before.
        host.configure({ config: exempting("lone"), yields });
        expect(brief(await host.preview(stack))).toEqual([]);
        host.configure({ config: allowed, yields });
        expect(brief(await host.preview(stack))).toEqual([
          "destination-allowed data-replication",
          "replication-enabled lone",
          "versioning-enabled lone",
        ]);
      },
    );
  });

  test("options of a policy that has been disabled since do not apply", async () => {
    const host = new InProcess(all(), { config: exempting("lone") });
    expect(await host.preview([lone])).toEqual([]);
    host.configure({ config: exempting("lone"), disabled: ["scope"] });
    expect(brief(await host.preview([lone]))).toEqual(["replication-enabled lone", "versioning-enabled lone"]);
  });

  test("a stack that is shown without its resources before: the options of a policy count from its turn on", async () => {
    const host = new InProcess(all(), { config: { ...exempting("lone"), ...allowed } });
    expect(brief(await host.analyzeStack(stack))).toEqual(["destination-allowed data-replication"]);
  });
});

describe("several stacks in one process", () => {
  const inline = (enabled: boolean): StackResource =>
    resource(
      "aws:s3/bucket:Bucket",
      "data",
      { bucket: "data" },
      { inputs: { bucket: "data", versioning: { enabled } } },
    );
  const [one, two] = [inProject("one", [inline(true)]), inProject("two", [inline(false)])];

  test("interleaved, none sees what another was set to, and each has its own exemptions", async () => {
    const exemptions = [{ bucket: "data", reason: "scratch", project: "two", rules: ["replication-enabled"] }];
    const host = new InProcess(all(), { config: { scope: { exemptions } }, yields: true });
    const analyzed = await Promise.all([...one, ...two].map((each) => host.analyze(each)));
    expect(analyzed.flat()).toEqual([]);
    const [first, second] = await Promise.all([host.analyzeStack(one), host.analyzeStack(two)]);
    expect(brief(first)).toEqual(["replication-enabled data"]);
    expect(brief(second)).toEqual(["versioning-enabled data"]);
    expect(second.every(({ urn }) => urn.includes("::two::"))).toBe(true);
  });

  test("those not seen for longest are forgotten", async () => {
    const stacks = new Stacks(now);
    const host = new InProcess(policies(now, stacks));
    for (let index = 0; index < 30; index++) await host.preview(inProject(`project-${index}`, [lone, other]));
    expect(stacks.size).toEqual({ stacks: 8, inputs: 16 });
  });
});

describe("many previews in one process", () => {
  test("each sees its own inputs and nothing of those before, and memory does not grow", async () => {
    const stacks = new Stacks(now);
    const host = new InProcess(policies(now, stacks));
    for (let index = 0; index < 50; index++) {
      const enabled = index % 2 === 0;
      const data = resource(
        "aws:s3/bucket:Bucket",
        "data",
        { bucket: "data", arn: UNKNOWN },
        { inputs: { bucket: "data", versioning: { enabled } } },
      );
      const more = bucket(`only-in-${index}`);
      const said = brief(await host.preview([data, more]));
      expect(said.includes("versioning-enabled data")).toBe(!enabled);
      expect(said).toContain(`versioning-enabled only-in-${index}`);
      expect(stacks.size).toEqual({ stacks: 1, inputs: 2 });
    }
  });

  test("a resource that has lost its inputs is not seen with those of the preview before", async () => {
    const data = resource("aws:s3/bucket:Bucket", "data", { bucket: "data", versioning: { enabled: true } });
    const host = new InProcess(all());
    expect(brief(await host.preview([data]))).toEqual(["replication-enabled data"]);
    await host.analyze(lone);
    // Its outputs alone do not tell what the program sets.
    expect(brief(await host.analyzeStack([data, lone]))).toContain("nothing-undetermined data");
  });

  test("what S3 rejects is told before the resource is created, once in each preview", async () => {
    const { data, replica, rest } = compliantStack();
    const wrong = replication(data, [replica], { filter: {}, deleteMarkerReplication: undefined });
    const stack = [data, replica, ...rest.filter(({ name }) => name !== wrong.name), wrong];
    const host = new InProcess(all());
    for (let index = 0; index < 3; index++) {
      expect(brief(await host.preview(stack))).toEqual(["rule-set-accepted data-replication"]);
    }
    // Not told before in this run: the stack's policy says it.
    expect(brief(await host.preview(stack.filter(({ urn }) => urn !== wrong.urn)))).not.toContain(
      "rule-set-accepted data-replication",
    );
    await host.analyze(data);
    expect(brief(await host.analyzeStack(stack))).toContain("rule-set-accepted data-replication");
  });
});

describe("what has been read is read again where anything differs", () => {
  const { data, replica, rest } = compliantStack();
  const stack = [data, replica, ...rest];
  const shown = (resources: readonly StackResource[]): readonly PolicyResource[] =>
    resources.map(
      ({ dependencies, propertyDependencies, ...each }) =>
        ({
          ...structuredClone(each),
          dependencies: dependencies.map((urn) => ({ urn })),
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.map((urn) => ({ urn }))]),
          ),
        }) as unknown as PolicyResource,
    );
  const before = shown(stack).map(converted);
  const changed = (change: (resource: StackResource) => Partial<StackResource>): readonly StackResource[] =>
    stack.map((each) => (each.name === "data-replication" ? { ...each, ...change(each) } : each));

  test("the same stack is not read again", () => {
    expect(areSame(shown(stack), before)).toBe(true);
  });

  const changes: Readonly<Record<string, readonly StackResource[]>> = {
    "a resource less": stack.slice(1),
    "another order": [...stack].reverse(),
    "another name": changed(() => ({ name: "renamed" })),
    "another type": changed(() => ({ type: "aws:s3/bucketVersioning:BucketVersioning" })),
    "a setting deep inside": changed(({ props }) => ({
      props: { ...props, rules: [{ ...(props["rules"] as object[])[0], status: "Disabled" }] },
    })),
    "a setting more": changed(({ props }) => ({ props: { ...props, token: "t" } })),
    "a setting less": changed(({ props }) => ({ props: { rules: props["rules"] } })),
    "a list in the place of an object": changed(({ props }) => ({ props: { ...props, rules: {} } })),
    "a provider": changed(() => ({ provider: WEST })),
    "a setting of the provider": changed(({ provider }) => ({
      provider: { urn: "", name: "", ...provider, props: { region: "eu-north-1" } },
    })),
    "a dependency": changed(({ dependencies }) => ({ dependencies: dependencies.slice(1) })),
    "what a property refers to": changed(({ propertyDependencies }) => ({
      propertyDependencies: { ...propertyDependencies, rules: [] },
    })),
    "which property refers to something": changed(({ propertyDependencies }) => ({
      propertyDependencies: { rules: propertyDependencies["rules"] ?? [] },
    })),
  };
  test.each(Object.entries(changes))("%s", (_name, resources) => {
    expect(areSame(shown(resources), before)).toBe(false);
  });

  test("data nested without end is taken for different", () => {
    let deep: unknown = {};
    for (let level = 0; level < 20_000; level++) deep = [deep];
    const one = { ...lone, props: { deep } } as unknown as PolicyResource;
    expect(
      areSame([{ ...one, dependencies: [], propertyDependencies: {} }], [{ ...lone, props: { deep: [deep] } }]),
    ).toBe(false);
  });

  test("the name by which the SDK's proxy hands out what is behind it", () => {
    expect(TARGET).toBe((proxy as unknown as Readonly<Record<string, unknown>>)["getSpecialProxyTarget"]);
  });
});

test("a stack without buckets is told to be none of a policy's business", () => {
  const role = resource("aws:iam/role:Role", "role", {});
  for (const policy of all()) {
    if (!("validateStack" in policy)) continue;
    const notApplicable = jest.fn(() => {
      throw new Error("not applicable");
    });
    const args = {
      resources: [{ ...role, dependencies: [], propertyDependencies: {} }],
      getConfig: () => ({}),
      notApplicable,
    };
    const report = jest.fn();
    expect(() => policy.validateStack(args as never, report)).toThrow("not applicable");
    expect(notApplicable).toHaveBeenCalledWith("The stack has no S3 buckets.");
    expect(report).not.toHaveBeenCalled();
  }
});

test("versioning of what is compliant is not touched by what else was previewed", async () => {
  const host = new InProcess(all());
  const { data, replica, rest } = compliantStack();
  await host.preview([
    data,
    replica,
    ...rest.map((each) => (each.name === "data-versioning" ? versioning(data, "Suspended") : each)),
  ]);
  expect(await host.preview([data, replica, ...rest])).toEqual([]);
});
