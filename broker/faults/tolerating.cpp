// Packets that are wrong, and that a fault lets pass. Nothing of this runs before the decoder has refused a
// packet.
#include "broker/faults/tolerating.h"

#include <algorithm>
#include <cstring>

#include "broker/faults/faulty_server.h"
#include "broker/faults/mending.h"
#include "broker/server.h"

namespace broker {
namespace {

/// Bytes of the first packet, if its length can be told and all of it has arrived.
struct Extent {
  bool endless{};      ///< the Remaining Length does not end where it must
  std::size_t size{};  ///< 0: more must come
};

Extent extent_of(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t most_length_bytes = 4;
  std::size_t length = 0;
  for (std::size_t i = 1; i <= most_length_bytes; ++i) {
    if (i >= bytes.size()) return {};
    length |= static_cast<std::size_t>(bytes[i] & 0x7FU) << (7 * (i - 1));
    if ((bytes[i] & 0x80U) != 0) continue;
    const std::size_t size = 1 + i + length;
    return {false, size <= bytes.size() ? size : 0};
  }
  return {true, bytes.size()};
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool fits(const Tolerance& row, std::string_view packet, const codec::Violation& violation) {
  const auto type = static_cast<codec::PacketType>(static_cast<unsigned char>(packet.front()) >> 4U);
  return row.requirement == violation.requirement && (!row.packet || *row.packet == type) &&
         (row.field.empty() || row.field == violation.field) && has_shape(packet, violation, row.shape);
}

constexpr int most_masks = 100;  ///< strings of one packet that are masked one after the other

}  // namespace

const Tolerance* FaultyServer::tolerance_of(std::string_view packet,
                                            const codec::Violation& violation) const {
  for (const Tolerance& row : tolerances()) {
    if (fits(row, packet, violation) && faults_.on(row.fault)) return &row;
  }
  return nullptr;
}

bool FaultyServer::let_pass(Connection& connection, const codec::Violation& violation) {
  if (faults_.are_off()) return false;
  const std::string input(text_of(connection.decoder.pending()));
  const Tolerance* row = input.empty() ? nullptr : tolerance_of(input, violation);
  if (row == nullptr) return false;
  // A decoder that has refused something takes nothing more.
  const codec::Version version = connection.decoder.version();
  const codec::DecodeOptions options =
      row->leniency == Leniency::any_size ? codec::DecodeOptions() : server_.decode_options(connection);
  connection.decoder = codec::StreamDecoder(version, codec::Direction::client_to_server, options);
  const auto go_on_with = [&](std::string_view bytes) { connection.decoder.feed(codec::as_bytes(bytes)); };
  if (row->leniency == Leniency::any_size) {
    go_on_with(input);
    return true;
  }
  const Extent extent = extent_of(codec::as_bytes(input));
  if (extent.size == 0) {
    connection.held = input;
    return true;
  }
  const bool is_ignored = row->leniency == Leniency::ignored || row->leniency == Leniency::input_ignored;
  if (is_ignored && connection.phase == Connection::Phase::awaits_connect)
    server_.set_timer(connection, std::nullopt);  // taken for a CONNECT
  if (row->leniency == Leniency::input_ignored) return true;
  const std::string_view packet = std::string_view(input).substr(0, extent.size);
  const std::string_view rest = std::string_view(input).substr(extent.size);
  if (row->leniency == Leniency::former_topic) deliver_on_former_topic(connection, packet);
  if (row->leniency == Leniency::ignored || row->leniency == Leniency::former_topic) {
    go_on_with(rest);
    return true;
  }
  std::string copy = mended(packet, version, violation, row->leniency);
  if (copy == packet) {  // nothing can be made of it
    go_on_with(input);
    connection.decoder.next();  // refuses it once more, so that fail() finds it
    return false;
  }
  if (is_restored(row->leniency)) return take_as_it_came(connection, *row, packet, std::move(copy), rest);
  copy += rest;
  go_on_with(copy);
  return true;
}

/// What stands behind the length of the topic that does not fit.
void FaultyServer::deliver_on_former_topic(const Connection& connection, std::string_view packet) {
  constexpr std::size_t length_bytes = 2;
  if (connection.last_topic.empty()) return;
  std::size_t header = 2;
  while ((static_cast<unsigned char>(packet[header - 1]) & 0x80U) != 0) ++header;
  auto message = std::make_shared<Message>();
  message->topic = connection.last_topic;
  message->payload = packet.substr(std::min(header + length_bytes, packet.size()));
  message->publisher = connection.request.client_id;
  message->received_at = server_.now_;
  server_.distribute(message);
  server_.settle();
}

/// The masked copy goes through the decoder, and what came to the server.
bool FaultyServer::take_as_it_came(Connection& connection, const Tolerance& row, std::string_view packet,
                                   std::string copy, std::string_view rest) {
  const codec::Version version = connection.decoder.version();
  const auto decode = [&] {
    return codec::decode(codec::as_bytes(copy), version, codec::Direction::client_to_server);
  };
  codec::Decoded decoded = decode();
  for (int i = 0; i < most_masks && decoded.is_violation() && fits(row, copy, decoded.violation()); ++i) {
    copy = mended(copy, version, decoded.violation(), row.leniency);
    decoded = decode();
  }
  if (!decoded.is_packet()) {  // something else is wrong with it, too
    connection.decoder.feed(codec::as_bytes(copy));
    connection.decoder.feed(codec::as_bytes(rest));
    return true;
  }
  codec::Packet taken = decoded.packet();
  restore(packet, copy, taken, row.leniency);
  connection.decoder.set_version(taken.version);
  connection.decoder.feed(codec::as_bytes(rest));
  connection.last_heard = server_.now_;
  server_.handle(connection, taken);
  server_.settle();
  return true;
}

}  // namespace broker
