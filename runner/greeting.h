// How a broker answers a CONNECT, and what to tell people when it is no answer. Apart from the probe, because
// the words matter and are tested one by one.
#pragma once

#include <memory>
#include <string>

#include "net/event_loop.h"
#include "runner/dialogue.h"
#include "runner/target.h"

namespace runner {

struct Greeting {
  enum class What : std::uint8_t {
    accepted,
    refused,      ///< a CONNACK with a code; `code`
    unreachable,  ///< no TCP, or an unknown host
    transport,    ///< no TLS, no WebSocket
    http,         ///< HTTP came back
    not_mqtt,     ///< something else came back
    closed,       ///< closed without a word
    silent
  };
  What what = What::silent;
  codec::Number code = 0;
  std::string connack;
  std::string sentence;  ///< "127.0.0.1:1883 accepts connections, but …"; empty when accepted
};

/// Sends CONNECT: clean, keep alive 60, the target's credentials of that role; in 5.0 with a session of an
/// hour, so that a server which keeps sessions for less says so.
void greet(Dialogue& dialogue, codec::Version version, const std::string& client_id, const User* user);

/// Sends DISCONNECT, which ends the session as well.
void leave(Dialogue& dialogue, codec::Version version);

/// Whether there is nothing more to wait for.
bool answered(const Dialogue& dialogue);

/// What is to be made of what came so far.
Greeting judge(const Dialogue& dialogue, const std::string& where, net::Time patience);

}  // namespace runner
