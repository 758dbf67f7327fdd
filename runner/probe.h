// What the broker is and what it can, learned before the first case: which versions it speaks, what its
// CONNACK announces, which listeners answer. Every capability keeps where it was read.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

#include "client/player.h"
#include "net/event_loop.h"
#include "runner/run_error.h"
#include "runner/target.h"

namespace runner {

struct ProbeOptions {
  std::string client_id_prefix;
  std::string topic_prefix;
  net::Time patience = std::chrono::seconds(5);  ///< for the answer to a CONNECT
  std::string seed = {};                         ///< names follow from it; empty: they are random
};

struct Probe {
  std::vector<codec::Version> versions;  ///< those it speaks, and the target file does not leave out
  std::string version_note;              ///< why one of them is not judged; empty when both are
  std::map<codec::Version, client::ServerFacts> facts;    ///< of the default listener
  std::map<codec::Version, client::ServerFacts> limited;  ///< of `limited`; empty: there is none, or it is it
  std::vector<Capability> capabilities;
};

/// Takes at most a few seconds more than `patience`. Fails (exit 4) with one sentence that tells apart:
/// nobody listens, unknown host, no answer at all, HTTP, something else that is no MQTT, credentials refused.
std::expected<Probe, RunError> probe(net::EventLoop& loop, const Target& target, const ProbeOptions& options);

}  // namespace runner
