import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { load } from "js-yaml";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engineProto from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { checked, planned, type Values } from "./aws-provider";
import { serve } from "./grpc-server";
import type { SentResource } from "./pack-process";
import { runNode } from "./program";

/** A resource that a program registered: as Analyze sees it, and as AnalyzeStack does. */
export interface Registered {
  readonly inputs: SentResource;
  readonly outputs: SentResource;
}

export interface ProgramRun {
  readonly registered: readonly Registered[];
  /** Zero, or the program failed; then `output` tells why. */
  readonly exitCode: number;
  readonly output: string;
}

type Provider = NonNullable<SentResource["provider"]>;

const STACK = "dev";

/**
 * Runs a compiled Pulumi program as `pulumi preview` does, over Pulumi's own protocol: this process answers as the
 * engine's resource monitor, with ids and ARNs unknown, and keeps what the program registers. There is no provider
 * plugin; `aws-provider.ts` says what one would answer.
 */
export async function runProgram(directory: string): Promise<ProgramRun> {
  const project = projectIn(directory);
  const registered: Registered[] = [];
  const providers = new Map<string, Provider>();
  const defaults = new Set<string>();
  const exported = new Map<string, Values>();
  let output = "";
  let root = "";

  const register = (request: proto.RegisterResourceRequest): proto.RegisterResourceResponse => {
    const [type, name] = [request.getType(), request.getName()];
    const urn = urnOf(project.name, type, name, request.getParent());
    const custom = request.getCustom();
    const given = (request.getObject()?.toJavaScript() ?? {}) as Values;
    const version = type.startsWith("pulumi:providers:") ? { version: request.getVersion() } : {};
    const inputs: Values = custom ? { ...checked(type, name, given), ...version } : given;
    const provider = type.startsWith("pulumi:") || !custom ? undefined : providerFor(request, type);
    const outputs = custom && provider ? planned(type, inputs, provider.props["region"]) : inputs;
    if (type.startsWith("pulumi:providers:")) {
      providers.set(urn, { urn, type, name, props: { ...outputs } });
    }
    const common = {
      urn,
      type,
      name,
      parent: request.getParent(),
      dependencies: request.getDependenciesList(),
      // The engine leaves out what depends on nothing.
      propertyDependencies: Object.fromEntries(
        [...request.getPropertydependenciesMap().entries()]
          .map(([key, value]): [string, readonly string[]] => [key, value.getUrnsList()])
          .filter(([, urns]) => urns.length > 0),
      ),
      ...(provider && { provider }),
    };
    registered.push({ inputs: { ...common, props: inputs }, outputs: { ...common, props: outputs } });
    const response = new proto.RegisterResourceResponse();
    response.setUrn(urn);
    response.setObject(Struct.fromJavaScript(outputs as Record<string, never>));
    return response;
  };

  const providerFor = (request: proto.RegisterResourceRequest, type: string): Provider => {
    const explicit = providers.get(request.getProvider().replace(/::[^:]*$/, ""));
    if (explicit) return explicit;
    const family = type.split(":")[0] ?? "";
    const name = `default_${request.getVersion().replaceAll(".", "_")}`;
    const urn = `urn:pulumi:${STACK}::${project.name}::pulumi:providers:${family}::${name}`;
    const settings = Object.entries(project.config).filter(([key]) => key.startsWith(`${family}:`));
    const props = {
      ...Object.fromEntries(settings.map(([key, value]) => [key.slice(family.length + 1), value])),
      version: request.getVersion(),
    };
    const provider = { urn, type: `pulumi:providers:${family}`, name, props };
    if (!defaults.has(urn)) {
      defaults.add(urn);
      registered.push({
        inputs: provider,
        outputs: { ...provider, parent: "", dependencies: [], propertyDependencies: {} },
      });
    }
    return provider;
  };

  const monitor = await serve(ResourceMonitorService, {
    // Neither resource references nor output values: the real engine flattens both before a pack sees them.
    supportsFeature: (request: proto.SupportsFeatureRequest) => {
      const response = new proto.SupportsFeatureResponse();
      response.setHassupport(["secrets", "aliasSpecs", "deletedWith"].includes(request.getId()));
      return response;
    },
    registerResource: register,
    registerResourceOutputs: (request: proto.RegisterResourceOutputsRequest) => {
      exported.set(request.getUrn(), request.getOutputs()?.toJavaScript() ?? {});
      return new Empty();
    },
    readResource: (request: proto.ReadResourceRequest) => {
      const response = new proto.ReadResourceResponse();
      response.setUrn(urnOf(project.name, request.getType(), request.getName(), request.getParent()));
      const id = request.getId();
      response.setProperties(Struct.fromJavaScript({ id, bucket: id, arn: `arn:aws:s3:::${id}` }));
      return response;
    },
    signalAndWaitForShutdown: () => new Empty(),
    registerPackage: () => {
      const response = new proto.RegisterPackageResponse();
      response.setRef("package");
      return response;
    },
  });
  const engine = await serve(EngineService, {
    log: (request: engineProto.LogRequest) => {
      // Debug lines are for --verbose; the rest is the program's own voice.
      if (request.getSeverity() > engineProto.LogSeverity.DEBUG) output += `${request.getMessage()}\n`;
      return new Empty();
    },
    getRootResource: () => {
      const response = new engineProto.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    },
    setRootResource: (request: engineProto.SetRootResourceRequest) => {
      root = request.getUrn();
      return new engineProto.SetRootResourceResponse();
    },
  });

  const run = await runNode(directory, {
    monitor: monitor.address,
    engine: engine.address,
    project: project.name,
    stack: STACK,
    organization: "organization",
    dryRun: true,
    parallel: 16,
    config: project.config,
  });
  monitor.close();
  engine.close();
  return {
    registered: registered.map((each) => withOutputs(each, exported)),
    exitCode: run.exitCode,
    output: output + run.output,
  };
}

/** A component, and the stack itself, have the outputs that they export. */
function withOutputs({ inputs, outputs }: Registered, exported: ReadonlyMap<string, Values>): Registered {
  return { inputs, outputs: { ...outputs, props: { ...outputs.props, ...exported.get(outputs.urn) } } };
}

function projectIn(directory: string): { readonly name: string; readonly config: Readonly<Record<string, string>> } {
  const read = (file: string): unknown => load(readFileSync(path.join(directory, file), "utf8"));
  const { name } = read("Pulumi.yaml") as { name: string };
  const { config } = read(`Pulumi.${STACK}.yaml`) as { config: Record<string, string> };
  return { name, config };
}

function urnOf(project: string, type: string, name: string, parent: string): string {
  const parentType = parent.split("::")[2];
  const qualified = parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$${type}` : type;
  return `urn:pulumi:${STACK}::${project}::${qualified}::${name}`;
}
