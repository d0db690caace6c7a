import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { serve } from "./grpc-server";
import { runNode } from "./program";

/** The exit code of a program that has told the engine itself what went wrong. */
const TOLD = 32;

/**
 * A stand-in for Pulumi's language host, for a CLI that has none: `pulumi preview --client <address>` asks it to run the
 * program, and it runs the compiled one in a folder.
 */
export function serveProgram(directory: string): ReturnType<typeof serve> {
  return serve(LanguageRuntimeService, {
    getPluginInfo: () => {
      const response = new PluginInfo();
      response.setVersion("1.0.0");
      return response;
    },
    getRequiredPlugins: () => new proto.GetRequiredPluginsResponse(),
    run: async (request: proto.RunRequest) => {
      const { exitCode, output } = await runNode(directory, {
        monitor: request.getMonitorAddress(),
        engine: request.getArgsList()[0] ?? "",
        project: request.getProject(),
        stack: request.getStack(),
        organization: request.getOrganization(),
        dryRun: request.getDryrun(),
        parallel: request.getParallel(),
        config: Object.fromEntries(request.getConfigMap().entries()),
        secretKeys: request.getConfigsecretkeysList(),
      });
      const response = new proto.RunResponse();
      if (exitCode === TOLD) response.setBail(true);
      else if (exitCode !== 0) response.setError(`the program ended with ${exitCode}: ${output}`);
      return response;
    },
  });
}
