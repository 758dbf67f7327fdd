// When a broker that we started can be judged: once it answers CONNECT, which is later than TCP accepts, and
// lets in whom it is meant to let in.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "net/event_loop.h"
#include "runner/target.h"

namespace runner {

/// Waits until the target's default listener answers CONNECT. A refusal, by CONNACK or by a close, is an
/// answer, too, but for two seconds better is hoped for: a broker may open its listener before it knows its
/// users, and one that speaks 5.0 alone refuses 3.1.1. So both versions are asked by turns. Then until every
/// other listener can be connected to, since some brokers open them one after the other. `ended` says how the
/// broker ended, if it did. Fails with the end of a sentence that begins with the broker.
std::expected<void, std::string> wait_until_ready(const Target& target, net::EventLoop& loop,
                                                  net::Time patience,
                                                  const std::function<std::optional<std::string>()>& ended);

}  // namespace runner
