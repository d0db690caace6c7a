import { createRequire } from "node:module";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { checked, created, existing, planned, type Values } from "./aws-provider";
import { serve } from "./grpc-server";

/**
 * A stand-in for Pulumi's AWS plugins, for the real CLI where these cannot be had and where nothing is to be created: it
 * answers as they do and speaks to no cloud. The engine starts it as a program, one for each configured provider, and
 * reads its port from stdout.
 */
let region: unknown;

const values = (struct: Struct | undefined): Values => struct?.toJavaScript() ?? {};
const struct = (object: Values): Struct => Struct.fromJavaScript(object as Record<string, never>);
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";
const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

const handlers = {
  handshake: () => {
    const response = new proto.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    return response;
  },
  getPluginInfo: () => {
    const { version } = createRequire(__filename)("@pulumi/aws/package.json") as { version: string };
    const response = new PluginInfo();
    response.setVersion(version);
    return response;
  },
  getSchema: () => {
    const response = new proto.GetSchemaResponse();
    response.setSchema("{}");
    return response;
  },
  checkConfig: (request: proto.CheckRequest) => inputs(values(request.getNews())),
  diffConfig: (request: proto.DiffRequest) => difference(request),
  configure: (request: proto.ConfigureRequest) => {
    region = values(request.getArgs())["region"];
    const response = new proto.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  },
  check: (request: proto.CheckRequest) =>
    inputs(checked(typeOf(request.getUrn()), nameOf(request.getUrn()), values(request.getNews()))),
  diff: (request: proto.DiffRequest) => difference(request),
  create: (request: proto.CreateRequest) => {
    const [type, name, given] = [typeOf(request.getUrn()), nameOf(request.getUrn()), values(request.getProperties())];
    const response = new proto.CreateResponse();
    if (request.getPreview()) {
      response.setProperties(struct(planned(type, given, region)));
    } else {
      const { id, outputs } = created(type, name, given, region);
      response.setId(id);
      response.setProperties(struct(outputs));
    }
    return response;
  },
  update: (request: proto.UpdateRequest) => {
    const response = new proto.UpdateResponse();
    response.setProperties(struct({ ...values(request.getOlds()), ...values(request.getNews()) }));
    return response;
  },
  read: (request: proto.ReadRequest) => {
    const known = values(request.getProperties());
    const found = Object.keys(known).length > 0 ? known : existing(typeOf(request.getUrn()), request.getId(), region);
    const response = new proto.ReadResponse();
    response.setId(request.getId());
    response.setProperties(struct(found));
    response.setInputs(request.getInputs());
    return response;
  },
  delete: () => new Empty(),
  cancel: () => new Empty(),
  attach: () => new Empty(),
};

function inputs(checkedInputs: Values): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(struct(checkedInputs));
  return response;
}

function difference(request: proto.DiffRequest): proto.DiffResponse {
  const [before, after] = [values(request.getOldInputs()), values(request.getNews())];
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse();
  response.setChanges(sorted(before) === sorted(after) ? DIFF_NONE : DIFF_SOME);
  return response;
}

const sorted = (object: Values): string =>
  JSON.stringify(object, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

void serve(ResourceProviderService, handlers).then(({ port }) => console.log(String(port)));
