import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";
import type { StackResource } from "../../policy-pack/readers/pulumi/resource";

/** What a policy reports: "policy resource: message". */
export type Said = readonly { readonly policy: string; readonly urn: string; readonly message: string }[];

interface Options {
  /** The options of each policy, as Pulumi hands them out: to that policy alone. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly disabled?: readonly string[];
  /** Whether other work can be done between two policies, as a host with several stacks has it. */
  readonly yields?: boolean;
  /** Hands out the same data each time: what is nested thousands deep cannot be copied here. */
  readonly shares?: boolean;
}

type Half = Partial<ResourceValidationPolicy> & Partial<StackValidationPolicy> & { readonly name: string };

/**
 * Policies in this process, called as the SDK's server calls them: each gets the resources made anew, behind proxies, and
 * its own options. The server itself keeps its configuration to itself.
 */
export class InProcess {
  constructor(
    private readonly policies: Policies,
    private options: Options = {},
  ) {}

  configure(options: Options): void {
    this.options = options;
  }

  /** A whole preview: each resource's inputs, then the stack. */
  async preview(stack: readonly StackResource[]): Promise<Said> {
    const said: Said[number][] = [];
    for (const resource of stack) said.push(...(await this.analyze(resource)));
    return [...said, ...(await this.analyzeStack(stack))];
  }

  async analyze({ urn, type, name, props, inputs }: StackResource): Promise<Said> {
    const said = await this.each(async (policy, report) => {
      const args = {
        ...{ urn, type, name, props: this.behindProxy(inputs ?? props) },
        getConfig: () => this.configOf(policy.name),
        notApplicable,
      };
      const { validateResource: validate } = policy;
      if (typeof validate === "function") await validate(args as unknown as Parameters<typeof validate>[0], report);
    });
    // The engine knows which resource it asked about.
    return said.map((each) => ({ ...each, urn }));
  }

  async analyzeStack(stack: readonly StackResource[]): Promise<Said> {
    return this.each(async (policy, report) => {
      const resources = stack.map((resource) => ({
        ...resource,
        props: this.behindProxy(resource.props),
        ...(resource.provider && {
          provider: { ...resource.provider, props: this.behindProxy(resource.provider.props) },
        }),
        dependencies: resource.dependencies.map((urn) => ({ urn })),
        propertyDependencies: Object.fromEntries(
          Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.map((urn) => ({ urn }))]),
        ),
      }));
      const args = { resources, getConfig: () => this.configOf(policy.name), notApplicable };
      const { validateStack: validate } = policy;
      if (validate) await validate(args as unknown as Parameters<typeof validate>[0], report);
    });
  }

  private behindProxy(props: object): object {
    return unknownCheckingProxy(this.options.shares ? props : structuredClone(props));
  }

  private configOf(policy: string): never {
    return { ...this.options.config?.[policy] } as never;
  }

  private async each(
    call: (policy: Half, report: (message: string, urn?: string) => void) => Promise<void>,
  ): Promise<Said> {
    const said: Said[number][] = [];
    for (const policy of this.policies as readonly Half[]) {
      if (this.options.disabled?.includes(policy.name)) continue;
      try {
        await call(policy, (message, urn = "") => said.push({ policy: policy.name, urn, message }));
      } catch (error) {
        if (error !== NOT_APPLICABLE) throw error;
      }
      if (this.options.yields) await new Promise(setImmediate);
    }
    return said;
  }
}

/** What the SDK throws where a policy says that it does not apply. */
const NOT_APPLICABLE = new Error("not applicable");

function notApplicable(): never {
  throw NOT_APPLICABLE;
}

/** The SDK keeps its proxy out of its typings. */
const { unknownCheckingProxy } = proxy as unknown as { readonly unknownCheckingProxy: (props: object) => object };
