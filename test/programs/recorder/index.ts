import { appendFileSync } from "node:fs";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { serve } from "../../support/grpc-server";
import type { SentResource } from "../../support/pack-process";

// A policy pack that has no policies and writes down, as lines of JSON in the file $S3_CRR_TEST_RECORDING, what it is
// shown.

function record(call: "analyze" | "analyzeStack", resource: SentResource): void {
  appendFileSync(process.env["S3_CRR_TEST_RECORDING"] ?? "", `${JSON.stringify({ call, resource })}\n`);
}

const shown = (resource: proto.AnalyzeRequest | proto.AnalyzerResource): SentResource => {
  const provider = resource.getProvider();
  return {
    urn: resource.getUrn(),
    type: resource.getType(),
    name: resource.getName(),
    props: resource.getProperties()?.toJavaScript() ?? {},
    ...(provider && {
      provider: {
        urn: provider.getUrn(),
        type: provider.getType(),
        name: provider.getName(),
        props: provider.getProperties()?.toJavaScript() ?? {},
      },
    }),
  };
};

const shownInStack = (resource: proto.AnalyzerResource): SentResource => ({
  ...shown(resource),
  parent: resource.getParent(),
  dependencies: resource.getDependenciesList(),
  propertyDependencies: Object.fromEntries(
    [...resource.getPropertydependenciesMap().entries()].map(([key, value]) => [key, value.getUrnsList()]),
  ),
});

void serve(AnalyzerService, {
  getAnalyzerInfo: () => {
    const info = new proto.AnalyzerInfo();
    info.setName("recorder");
    info.setVersion("1.0.0");
    info.setSupportsconfig(true);
    return info;
  },
  getPluginInfo: () => new PluginInfo(),
  configure: () => new Empty(),
  configureStack: () => new proto.AnalyzerStackConfigureResponse(),
  remediate: () => new proto.RemediateResponse(),
  analyze: (request: proto.AnalyzeRequest) => {
    record("analyze", shown(request));
    return new proto.AnalyzeResponse();
  },
  analyzeStack: (request: proto.AnalyzeStackRequest) => {
    for (const resource of request.getResourcesList()) record("analyzeStack", shownInStack(resource));
    return new proto.AnalyzeResponse();
  },
  cancel: () => new Empty(),
}).then(({ port }) => console.log(String(port)));
