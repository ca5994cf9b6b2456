// Calls the echo of C++ gRPC by its callback API.
// Arguments: host:port, connections, calls in flight on each, seconds, bytes of the payload.
// Prints names and values like `tally bench echo`.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "echo.grpc.pb.h"

using Clock = std::chrono::steady_clock;

namespace {
std::mutex mutex;
std::condition_variable ended;
int under_way = 0;
std::atomic<bool> failed{false};
Clock::time_point end;

// One call after the other on its connection.
struct Worker {
  peer::Peer::Stub* stub;
  peer::EchoMessage request, reply;
  std::unique_ptr<grpc::ClientContext> context;
  Clock::time_point started;
  std::vector<unsigned> latencies;

  void next() {
    started = Clock::now();
    if (started >= end || failed) return finish();
    context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    stub->async()->Echo(context.get(), &request, &reply, [this](grpc::Status status) {
      if (!status.ok() || reply.payload().size() != request.payload().size()) {
        std::fprintf(stderr, "%s\n", status.error_message().c_str());
        failed = true;
      }
      latencies.push_back(unsigned(
          std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started).count()));
      next();
    });
  }

  void finish() {
    std::lock_guard<std::mutex> lock(mutex);
    if (--under_way == 0) ended.notify_one();
  }
};
}  // namespace

int main(int count, char** arguments) {
  if (count != 6) return 64;
  const int connections = std::atoi(arguments[2]), in_flight = std::atoi(arguments[3]);
  const int seconds = std::atoi(arguments[4]), bytes = std::atoi(arguments[5]);
  std::vector<std::unique_ptr<peer::Peer::Stub>> stubs;
  std::vector<std::unique_ptr<Worker>> workers;
  for (int connection = 0; connection < connections; connection++) {
    grpc::ChannelArguments options;
    // Otherwise channels to one address share a connection.
    options.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    auto channel =
        grpc::CreateCustomChannel(arguments[1], grpc::InsecureChannelCredentials(), options);
    if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10))) {
      std::fprintf(stderr, "no connection to %s\n", arguments[1]);
      return 1;
    }
    stubs.push_back(peer::Peer::NewStub(channel));
    for (int worker = 0; worker < in_flight; worker++) {
      workers.push_back(std::make_unique<Worker>());
      workers.back()->stub = stubs.back().get();
      workers.back()->request.set_payload(std::string(bytes, 'x'));
      workers.back()->latencies.reserve(1 << 16);
    }
  }
  const auto started = Clock::now();
  end = started + std::chrono::seconds(seconds);
  under_way = int(workers.size());
  for (auto& worker : workers) worker->next();
  {
    std::unique_lock<std::mutex> lock(mutex);
    ended.wait(lock, [] { return under_way == 0; });
  }
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started).count();
  if (failed) return 1;
  std::vector<unsigned> all;
  for (auto& worker : workers)
    all.insert(all.end(), worker->latencies.begin(), worker->latencies.end());
  std::sort(all.begin(), all.end());
  auto permille = [&](size_t share) {
    return all.empty() ? 0 : all[std::min(all.size() - 1, all.size() * share / 1000)];
  };
  std::printf("calls\t%zu\nmicroseconds\t%lld\np50_us\t%u\np99_us\t%u\np999_us\t%u\nmax_us\t%u\n",
              all.size(), (long long)took, permille(500), permille(990), permille(999),
              all.empty() ? 0 : all.back());
}
