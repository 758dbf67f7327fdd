// Which statements about the form of packets the packets of the server have kept.
#pragma once

#include <span>
#include <string_view>

#include "client/world.h"

namespace client::rules {

/// Ids that note_form() may note.
std::span<const std::string_view> form_ids();

/// Notes what a packet of the server that decodes has kept by itself.
void note_form(World& world, const Packet& packet);

}  // namespace client::rules
