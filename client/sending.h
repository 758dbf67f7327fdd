// From a statement to bytes: fields with their learned values, what a plain CONNECT has besides, and the
// limits that an unmarked packet must keep.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "client/trouble.h"
#include "client/world.h"

namespace client {

/// The fields with captures resolved. Fails on one that has not been bound.
std::expected<std::vector<codec::FieldValue>, Trouble> resolved(const World& world,
                                                                std::span<const script::SentField> fields,
                                                                script::Location where);

/// Adds what every CONNECT of an actor has unless it is named: client id, clean, keep alive 60, credentials.
void complete_connect(const World& world, script::Actor actor, const codec::Overrides& overrides,
                      std::vector<codec::FieldValue>& fields);

struct Outgoing {
  codec::PacketType type{};
  std::vector<codec::FieldValue> fields;
  const codec::Overrides* overrides{};
  const script::Delivery* delivery{};
  const codec::Variant* variant{};  ///< what becomes of the fields; or null
  bool wrong{};  ///< marked, or with overrides: no limit is kept, and what comes back is judged mildly
};

/// Composes and writes a packet of the script. Trouble: it cannot be written, or a limit forbids it.
std::optional<Trouble> send(World& world, script::Actor actor, const Outgoing& outgoing,
                            script::Location where);

std::optional<Trouble> send(World& world, const script::Send& line, script::Location where);
std::optional<Trouble> send(World& world, const script::SendBytes& line, script::Location where);

/// Whether any override is set.
bool lies(const codec::Overrides& overrides);
bool any_marked(std::span<const script::SentField> fields);

}  // namespace client
