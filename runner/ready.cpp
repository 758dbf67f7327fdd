// See the header.
#include "runner/ready.h"

#include <chrono>
#include <fmt/format.h>

#include "runner/dialogue.h"
#include "runner/endpoints.h"
#include "runner/greeting.h"

namespace runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr net::Time refusal_stands_after = seconds(2);
constexpr net::Time between_attempts = milliseconds(10);
constexpr net::Time longest_between_refusals = milliseconds(100);

std::expected<void, std::string> wait_for_default(const Target& target, net::EventLoop& loop,
                                                  net::Time patience,
                                                  const std::function<std::optional<std::string>()>& ended) {
  const auto where = endpoint_for(target, target.default_listener, "");
  const auto role = target.users.find("");
  const User* user = role == target.users.end() ? nullptr : &role->second;
  const net::Time deadline = loop.now() + patience;
  std::optional<net::Time> first_refusal;
  codec::Version version = codec::Version::v3_1_1;
  while (loop.now() < deadline) {
    Dialogue dialogue(loop, *where, version);
    greet(dialogue, version, "ready", user);
    loop.run_until([&] { return answered(dialogue); }, deadline);
    switch (judge(dialogue, "", patience).what) {
      case Greeting::What::accepted: leave(dialogue, version); return {};
      case Greeting::What::refused:
      case Greeting::What::closed:
        if (!first_refusal) first_refusal = loop.now();
        if (loop.now() - *first_refusal >= refusal_stands_after) return {};
        version = version == codec::Version::v3_1_1 ? codec::Version::v5_0 : codec::Version::v3_1_1;
        break;
      default: break;
    }
    if (const auto how = ended()) return std::unexpected(*how);
    loop.run_until([] { return false; },
                   loop.now() + (first_refusal ? longest_between_refusals : between_attempts));
  }
  return std::unexpected(fmt::format("did not answer a CONNECT within {:.3g} s",
                                     std::chrono::duration<double>(patience).count()));
}

/// Whether a connection can be opened; what the broker says on it the probe will see.
bool takes_connections(const Target& target, const std::string& listener, net::EventLoop& loop) {
  const auto where = endpoint_for(target, listener, "");
  if (!where) return true;
  const Dialogue dialogue(loop, *where, codec::Version::v3_1_1);
  loop.run_until([&] { return dialogue.state() != Dialogue::State::opening; }, loop.now() + seconds(5));
  return dialogue.state() != Dialogue::State::open_failed;
}

}  // namespace

std::expected<void, std::string> wait_until_ready(const Target& target, net::EventLoop& loop,
                                                  net::Time patience,
                                                  const std::function<std::optional<std::string>()>& ended) {
  const net::Time deadline = loop.now() + patience;
  if (auto ready = wait_for_default(target, loop, patience, ended); !ready) return ready;
  for (const auto& [name, listener] : target.listeners) {
    while (!takes_connections(target, name, loop)) {
      if (const auto how = ended()) return std::unexpected(*how);
      if (loop.now() >= deadline) {
        return std::unexpected(fmt::format("did not open its listener {} within {:.3g} s", name,
                                           std::chrono::duration<double>(patience).count()));
      }
      loop.run_until([] { return false; }, loop.now() + between_attempts);
    }
  }
  return {};
}

}  // namespace runner
