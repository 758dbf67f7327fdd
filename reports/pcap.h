// The traffic of cases as a capture (pcapng) that Wireshark and tshark dissect as MQTT: each connection
// becomes TCP over IPv4, made up from what the player sent and received, also where it went through TLS or
// WebSocket.
#pragma once

#include <string>

#include "runner/result.h"

namespace reports {

/// The cases that neither passed nor were left out, or with `all` every case that has traffic. A case's
/// clients have an address of their own, 10.x.y.z; the broker is 10.0.0.1:1883. The first frame of a
/// connection has a comment with case, actor and verdict. Times count from the begin of the run.
std::string to_pcap(const runner::RunResult& result, bool all);

}  // namespace reports
