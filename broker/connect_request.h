// What a client says of itself in CONNECT, read into a struct that outlives the packet.
#pragma once

#include "broker/connection.h"
#include "codec/packet.h"

namespace broker {

/// `packet` is a CONNECT (3.1). What it leaves out has the value that the standard gives it then.
ConnectRequest request_of(const codec::Packet& packet);

}  // namespace broker
