import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { Values } from "./aws-provider";

/** A resource as the engine sends it to a pack. */
export interface SentResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Values;
  readonly provider?: { readonly urn: string; readonly type: string; readonly name: string; readonly props: Values };
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

export interface Diagnostic {
  readonly policy: string;
  readonly level: "advisory" | "mandatory" | "disabled" | "remediate";
  readonly severity: "" | "low" | "medium" | "high" | "critical";
  readonly urn: string;
  readonly message: string;
}

/** `--policy-pack-config`: a level, or a level with options, for each policy. */
export type PackConfig = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"] as const;
const LEVEL: Readonly<Partial<Record<Diagnostic["level"], proto.EnforcementLevel>>> = {
  advisory: proto.EnforcementLevel.ADVISORY,
  mandatory: proto.EnforcementLevel.MANDATORY,
  disabled: proto.EnforcementLevel.DISABLED,
  remediate: proto.EnforcementLevel.REMEDIATE,
};
const SEVERITIES = ["", "low", "medium", "high", "critical"] as const;

/** A policy pack in a process of its own, started and spoken to as Pulumi's engine does it. */
export class PackProcess {
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly client: AnalyzerClient,
    private readonly errors: () => string,
    /** Milliseconds from the start of the process to the port it listens on. */
    readonly bootMs: number,
  ) {}

  /** @throws Where the pack does not come up; the message has what it printed. */
  static async start(packDirectory: string, environment: Readonly<Record<string, string>> = {}): Promise<PackProcess> {
    const directory = path.resolve(packDirectory);
    const host = createRequire(path.join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, [host, "127.0.0.1:1", directory], {
      cwd: directory,
      env: {
        ...process.env,
        // What `typescript: false` in PulumiPolicy.yaml becomes.
        PULUMI_NODEJS_TYPESCRIPT: "false",
        PULUMI_NODEJS_PROJECT: "project",
        PULUMI_NODEJS_STACK: "dev",
        PULUMI_NODEJS_ORGANIZATION: "organization",
        PULUMI_NODEJS_DRY_RUN: "true",
        PULUMI_CONFIG: "{}",
        ...environment,
      },
    });
    child.stdin.end();
    let errors = "";
    child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    const port = await new Promise<string>((resolve, reject) => {
      let output = "";
      const fail = (code: number | null): void => {
        reject(new Error(`the pack in ${directory} ended with ${code} before it listened: ${output}${errors}`));
      };
      child.once("exit", fail);
      child.stdout.on("data", (data: Buffer) => {
        output += data.toString();
        const line = /^(.*)\n/.exec(output)?.[1];
        if (line === undefined) return;
        child.off("exit", fail);
        resolve(line);
      });
    });
    const bootMs = Number(process.hrtime.bigint() - started) / 1e6;
    // The engine takes replies of gRPC's default size, 4 MiB, and sends up to 400 MiB.
    const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_send_message_length": 400 * 1024 * 1024,
    });
    return new PackProcess(child, client, () => errors, bootMs);
  }

  /** All that the pack has printed on stderr; Pulumi shows it among the diagnostics. */
  async stderr(): Promise<string> {
    // What was printed before a reply is in the pipe by now, and is read as soon as this process looks.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return this.errors();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async info(): Promise<proto.AnalyzerInfo.AsObject> {
    const info = await unary<proto.AnalyzerInfo>((done) => this.client.getAnalyzerInfo(new Empty(), done));
    return info.toObject();
  }

  /** Sends the configuration as the engine does: the defaults of each policy's schema under what is given. */
  async configure(config: PackConfig): Promise<void> {
    const { policiesList } = await this.info();
    const request = new proto.ConfigureAnalyzerRequest();
    const all = config["all"];
    for (const policy of policiesList) {
      const given = config[policy.name];
      const options = typeof given === "object" ? given : {};
      const level = typeof given === "string" ? given : (options["enforcementLevel"] ?? all);
      const message = new proto.PolicyConfig();
      message.setEnforcementlevel(LEVEL[level as Diagnostic["level"]] ?? policy.enforcementlevel);
      const { enforcementLevel: _level, ...rest } = options;
      message.setProperties(struct({ ...defaultsOf(policy), ...rest }));
      request.getPolicyconfigMap().set(policy.name, message);
    }
    await unary((done) => this.client.configure(request, done));
  }

  /** One registered resource with its checked inputs: the policies of single resources. */
  async analyze(resource: SentResource): Promise<readonly Diagnostic[]> {
    return (await this.analyzeSized(resource)).diagnostics;
  }

  /** As `analyze`, with the size of the reply on the wire, in bytes. */
  async analyzeSized(resource: SentResource) {
    const request = new proto.AnalyzeRequest();
    fill(request, resource);
    const provider = providerOf(resource);
    if (provider) request.setProvider(provider);
    const response = await unary<proto.AnalyzeResponse>((done) => this.client.analyze(request, done));
    // The engine knows which resource it asked about.
    const told = diagnostics(response).map((diagnostic) => ({ ...diagnostic, urn: resource.urn }));
    return { diagnostics: told, bytes: response.serializeBinary().length };
  }

  /** One registered resource with its checked inputs: what the policies at the level `remediate` make of it. */
  async remediate(resource: SentResource): Promise<readonly { policy: string; properties: unknown }[]> {
    const request = new proto.AnalyzeRequest();
    fill(request, resource);
    const response = await unary<proto.RemediateResponse>((done) => this.client.remediate(request, done));
    return response.getRemediationsList().map((each) => ({
      policy: each.getPolicyname(),
      properties: each.getProperties()?.toJavaScript(),
    }));
  }

  /** The whole stack with its outputs: the stack policies. */
  async analyzeStack(resources: readonly SentResource[]): Promise<readonly Diagnostic[]> {
    const request = new proto.AnalyzeStackRequest();
    request.setResourcesList(resources.map(stackResource));
    const response = await unary<proto.AnalyzeResponse>((done) => this.client.analyzeStack(request, done));
    return diagnostics(response);
  }

  /** As `analyzeStack`, with the size of the reply on the wire, in bytes. */
  async analyzeStackSized(resources: readonly SentResource[]) {
    const request = new proto.AnalyzeStackRequest();
    request.setResourcesList(resources.map(stackResource));
    const started = process.hrtime.bigint();
    const response = await unary<proto.AnalyzeResponse>((done) => this.client.analyzeStack(request, done));
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    return { diagnostics: diagnostics(response), bytes: response.serializeBinary().length, ms };
  }

  async close(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
  }
}

function unary<T>(call: (done: (error: grpc.ServiceError | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}

function fill(message: proto.AnalyzeRequest | proto.AnalyzerResource, resource: SentResource): void {
  message.setUrn(resource.urn);
  message.setType(resource.type);
  message.setName(resource.name);
  message.setProperties(struct(resource.props));
  message.setOptions(new proto.AnalyzerResourceOptions());
}

function stackResource(resource: SentResource): proto.AnalyzerResource {
  const message = new proto.AnalyzerResource();
  fill(message, resource);
  const provider = providerOf(resource);
  if (provider) message.setProvider(provider);
  message.setParent(resource.parent ?? "");
  message.setDependenciesList([...(resource.dependencies ?? [])]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
    const dependencies = new proto.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

function providerOf({ provider }: SentResource): proto.AnalyzerProviderResource | undefined {
  if (!provider) return undefined;
  const message = new proto.AnalyzerProviderResource();
  message.setUrn(provider.urn);
  message.setType(provider.type);
  message.setName(provider.name);
  message.setProperties(struct(provider.props));
  return message;
}

function defaultsOf({ configschema }: proto.PolicyInfo.AsObject): Readonly<Record<string, unknown>> {
  // toObject leaves a Struct as it is on the wire; a schema's defaults are plain values in it.
  const properties = configschema?.properties?.fieldsMap ?? [];
  const found: Record<string, unknown> = {};
  for (const [name, value] of properties) {
    const fallback = value.structValue?.fieldsMap.find(([key]) => key === "default")?.[1];
    if (fallback) found[name] = plain(fallback);
  }
  return found;
}

interface WireValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly listValue?: { readonly valuesList: readonly WireValue[] } | undefined;
}

function plain(value: WireValue): unknown {
  if (value.listValue) return value.listValue.valuesList.map(plain);
  return value.stringValue === "" ? value.boolValue : value.stringValue;
}

function struct(value: object): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, never>);
}

function diagnostics(response: proto.AnalyzeResponse): readonly Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: LEVELS[diagnostic.getEnforcementlevel()],
    severity: SEVERITIES[diagnostic.getSeverity()],
    urn: diagnostic.getUrn(),
    message: diagnostic.getMessage(),
  }));
}
