// What a probe makes of what it was told: the properties of CONNACK, what the target file declares, and the
// words of `needs` that follow. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "client/player.h"
#include "runner/target.h"

namespace runner {

/// The facts of a 5.0 CONNACK with the defaults of 3.2.2.3 filled in.
client::ServerFacts facts_of_connack(std::string_view connack);

/// One of them, with where it was read.
void note(client::ServerFacts& facts, codec::Field field, codec::Number value, std::string source);

/// Takes over what the target file declares; of properties, what it says is about the default listener.
void declare(client::ServerFacts& facts, const Target& target, codec::Version version, bool is_default);

/// The words of `needs`. `unreachable`: listeners that do not answer, each with the reason.
void add_words(client::ServerFacts& facts, const Target& target,
               const std::map<std::string, std::string>& unreachable);

/// Whether the word follows from a property.
bool is_derived(std::string_view word);

}  // namespace runner
