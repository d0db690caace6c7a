import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { checked, planned, type Values } from "./aws-provider";
import { serve } from "./grpc-server";

/**
 * A stand-in for Pulumi's AWS plugin that can preview and nothing else, for the real CLI where the plugin cannot be had.
 * The engine starts it as a program and reads its port from stdout.
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
    const response = new PluginInfo();
    response.setVersion("7.0.0");
    return response;
  },
  getSchema: () => {
    const response = new proto.GetSchemaResponse();
    response.setSchema("{}");
    return response;
  },
  checkConfig: (request: proto.CheckRequest) => inputs(values(request.getNews())),
  diffConfig: () => new proto.DiffResponse(),
  configure: (request: proto.ConfigureRequest) => {
    region = values(request.getArgs())["region"];
    const response = new proto.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  },
  check: (request: proto.CheckRequest) =>
    inputs(checked(typeOf(request.getUrn()), nameOf(request.getUrn()), values(request.getNews()))),
  create: (request: proto.CreateRequest) => {
    const response = new proto.CreateResponse();
    response.setProperties(struct(planned(typeOf(request.getUrn()), values(request.getProperties()), region)));
    return response;
  },
  cancel: () => new Empty(),
  attach: () => new Empty(),
};

function inputs(checkedInputs: Values): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(struct(checkedInputs));
  return response;
}

if (require.main === module) {
  void serve(ResourceProviderService, handlers).then(({ port }) => console.log(String(port)));
}
