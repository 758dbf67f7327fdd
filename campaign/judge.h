// What a broker said, held against the standard: the same codec and the same catalogue that judge it in
// scenarios, so that a campaign accuses nobody of what a scenario would let pass.
#pragma once

#include <span>
#include <vector>

#include "campaign/conversation.h"
#include "campaign/suspicion.h"

namespace campaign {

/// Packets of the broker that are none, or are illegal; illegal packets of ours that it answered as if they
/// were good, where the catalogue wants the connection closed; and legal ones that it calls malformed. Silent
/// where the standard leaves a way open, and about connections whose CONNECT is not legal: nobody can say
/// which version such a connection speaks.
std::vector<Suspicion> judge(std::span<const Conversation> conversations);

}  // namespace campaign
