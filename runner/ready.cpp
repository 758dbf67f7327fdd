// See the header.
#include "runner/ready.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "runner/endpoints.h"
#include "runner/greeting.h"

namespace runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr net::Time refusal_stands_after = seconds(2);
constexpr net::Time between_attempts = milliseconds(10);
constexpr net::Time longest_between_refusals = milliseconds(100);

/// Whether a connection can be opened; what the broker says on it the probe will see.
bool takes_connections(const Target& target, const std::string& listener, net::EventLoop& loop) {
  const auto where = endpoint_for(target, listener, "");
  if (!where) return true;
  const Dialogue dialogue(loop, *where, codec::Version::v3_1_1);
  loop.run_until([&] { return dialogue.state() != Dialogue::State::opening; }, loop.now() + seconds(5));
  return dialogue.state() != Dialogue::State::open_failed;
}

}  // namespace

Readiness::Readiness(net::EventLoop& loop, const Target& target, net::Time patience,
                     const std::string& listener)
    : loop_(loop),
      target_(target),
      listener_(listener.empty() ? target.default_listener : listener),
      patience_(patience),
      deadline_(loop.now() + patience),
      next_(loop.now()) {}

std::optional<std::expected<void, std::string>> Readiness::poll() {
  const net::Time now = loop_.now();
  if (attempt_ && answered(*attempt_)) {
    if (hear()) return std::expected<void, std::string>();
    attempt_.reset();
    next_ = now + (first_refusal_ ? longest_between_refusals : between_attempts);
  }
  if (now >= deadline_) {
    return std::unexpected(fmt::format("did not answer a CONNECT within {:.3g} s",
                                       std::chrono::duration<double>(patience_).count()));
  }
  if (!attempt_ && now >= next_) {
    const auto role = target_.users.find("");
    attempt_ = std::make_unique<Dialogue>(loop_, *endpoint_for(target_, listener_, ""), version_);
    greet(*attempt_, version_, "ready", role == target_.users.end() ? nullptr : &role->second);
  }
  return std::nullopt;
}

/// Whether what came is good enough.
bool Readiness::hear() {
  switch (judge(*attempt_, "", patience_).what) {
    case Greeting::What::accepted: leave(*attempt_, version_); return true;
    case Greeting::What::refused:
    case Greeting::What::closed:
      if (!first_refusal_) first_refusal_ = loop_.now();
      version_ = version_ == codec::Version::v3_1_1 ? codec::Version::v5_0 : codec::Version::v3_1_1;
      return loop_.now() - *first_refusal_ >= refusal_stands_after;
    default: return false;
  }
}

std::expected<void, std::string> wait_until_ready(const Target& target, net::EventLoop& loop,
                                                  net::Time patience,
                                                  const std::function<std::optional<std::string>()>& ended) {
  const net::Time deadline = loop.now() + patience;
  Readiness readiness(loop, target, patience);
  for (auto answer = readiness.poll(); !answer || !*answer; answer = readiness.poll()) {
    if (answer) return std::move(*answer);
    if (const auto how = ended()) return std::unexpected(*how);
    loop.run_until([] { return false; }, loop.now() + between_attempts);
  }
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
