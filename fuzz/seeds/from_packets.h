// Inputs from packets and from what was said on the wire, in the layout of each target.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codec/version.h"
#include "fuzz/seeds/seed_folder.h"
#include "runner/result.h"

namespace fuzz::seeds {

/// The byte that options.h reads.
char options_byte(codec::Version version, codec::Direction from, bool refuse_control_characters = false,
                  bool small_limit = false);

/// One packet, whole or not: for decode, stream, encode and report.
void add_packet(SeedFolder& seeds, std::string_view bytes, codec::Version version, codec::Direction from,
                bool refuse_control_characters = false, bool small_limit = false);

/// A packet as a line of hex digits, which `decode` reports on.
void add_hex_line(SeedFolder& seeds, std::string_view bytes, codec::Version version, codec::Direction from);

/// What no packet brings with it: lines that are no hex digits, texts with characters that are escaped, and
/// for `encode` lies of each kind.
void add_hand_made(SeedFolder& seeds);

/// The fields of a packet as the target `encode` reads them; empty when it cannot be told so.
std::string fields_as_input(std::string_view bytes, codec::Version version, codec::Direction from);

/// A case that was played: each packet, each connection as a stream, all clients for the broker, and what the
/// broker said for the player.
void add_case(SeedFolder& seeds, const runner::CaseResult& played);

}  // namespace fuzz::seeds
