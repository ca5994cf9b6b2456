// The echo of C++ gRPC by its callback API. Argument: host:port. Ends with SIGTERM.
#include <grpcpp/grpcpp.h>

#include <cstdio>

#include "echo.grpc.pb.h"

class Peer final : public peer::Peer::CallbackService {
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const peer::EchoMessage* request,
                                 peer::EchoMessage* reply) override {
    reply->set_payload(request->payload());
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

int main(int count, char** arguments) {
  if (count != 2) return 64;
  Peer service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(arguments[1], grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::puts("READY");
  std::fflush(stdout);
  server->Wait();
}
