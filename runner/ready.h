// When a broker that we started can be judged: once it answers CONNECT, which is later than TCP accepts, and
// lets in whom it is meant to let in.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/event_loop.h"
#include "runner/dialogue.h"
#include "runner/target.h"

namespace runner {

/// Asks the target's default listener, again and again, without waiting itself. A refusal, by CONNACK or by a
/// close, is an answer, too, but for two seconds better is hoped for: a broker may open its listener before
/// it knows its users, and one that speaks 5.0 alone refuses 3.1.1. So both versions are asked by turns.
class Readiness {
 public:
  /// `target` must outlive it. The patience begins now. Another listener than the default may be asked.
  Readiness(net::EventLoop& loop, const Target& target, net::Time patience, const std::string& listener = {});

  /// Several times a second, and as often as you like: nothing as long as it is open. Fails with the end of a
  /// sentence that begins with the broker.
  std::optional<std::expected<void, std::string>> poll();

 private:
  bool hear();

  net::EventLoop& loop_;
  const Target& target_;
  std::string listener_;
  net::Time patience_;
  net::Time deadline_;
  net::Time next_;
  std::optional<net::Time> first_refusal_;
  codec::Version version_ = codec::Version::v3_1_1;
  std::unique_ptr<Dialogue> attempt_;
};

/// The same for who can wait, and then until every other listener can be connected to, since some brokers
/// open them one after the other. `ended` says how the broker ended, if it did. Fails with the end of a
/// sentence that begins with the broker.
std::expected<void, std::string> wait_until_ready(const Target& target, net::EventLoop& loop,
                                                  net::Time patience,
                                                  const std::function<std::optional<std::string>()>& ended);

}  // namespace runner
