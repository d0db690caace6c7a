import * as grpc from "@grpc/grpc-js";

/** Answers with a response, or a promise of one. */
type Handler = (request: never) => unknown;

/** A gRPC server on a port of its own; what it has no handler for answers UNIMPLEMENTED. */
export async function serve(service: grpc.ServiceDefinition, handlers: Readonly<Record<string, Handler>>) {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const implementation: grpc.UntypedServiceImplementation = {};
  for (const method of Object.keys(service)) {
    implementation[method] = (call: { readonly request: unknown }, done: grpc.sendUnaryData<unknown>) => {
      const handler = handlers[method];
      if (!handler) {
        done({ code: grpc.status.UNIMPLEMENTED, details: `${method} is not part of this stand-in` });
        return;
      }
      // In a promise, so that a handler that throws and one that rejects are the same.
      new Promise((resolve) => resolve(handler(call.request as never))).then(
        (response) => done(null, response),
        (error: unknown) => done({ code: grpc.status.INTERNAL, details: String(error) }),
      );
    };
  }
  server.addService(service, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
