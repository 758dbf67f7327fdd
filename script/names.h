// Names that derive from the seed and the case's id, so that one case alone gets the same as in a full run
// and no two cases meet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace script {

/// The same on every machine and for ever.
std::uint64_t stable_hash(std::string_view text);

/// Eight hexadecimal digits for a case.
std::string case_hash(std::string_view seed, std::string_view case_id);

/// `$t`: "t/<seed>/<hash>" behind the prefix.
std::string topic_root(std::string_view prefix, std::string_view seed, std::string_view case_id);

/// At most 23 characters of 0-9, a-z, A-Z behind the prefix (3.1.1/MQTT-3.1.3-5): the actor's name, then a
/// hash.
std::string client_id(std::string_view prefix, std::string_view seed, std::string_view case_id,
                      std::string_view actor);

}  // namespace script
