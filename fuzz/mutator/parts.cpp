// See the header.
#include "fuzz/mutator/parts.h"

#include <algorithm>

#include "codec/decode.h"
#include "codec/field_walk.h"
#include "codec/mutate/whole.h"
#include "fuzz/support/input.h"
#include "fuzz/support/options.h"
#include "fuzz/support/records.h"

namespace fuzz {
namespace {

std::size_t bytes_of_options(Layout layout) {
  return layout == Layout::stream ? 2 : 1;
}

bool has_records(Layout layout) {
  return layout == Layout::records || layout == Layout::records_of_a_server;
}

bool has_bytes(const Record& record) {
  return record.deed == Deed::send || record.deed == Deed::send_in_two;
}

void append(std::string& out, const Part& part, bool is_record) {
  std::string bytes;
  for (const std::string& packet : part.packets) bytes += packet;
  if (!is_record) {
    out += bytes;
    return;
  }
  out += static_cast<char>(part.first);
  const std::uint8_t first = part.first;
  Input reread(&first, 1);
  const Record record = next_record(reread);
  if (record.deed == Deed::end) return;
  bytes.resize(std::min<std::size_t>(bytes.size(), 0xFFFF));
  const std::size_t number = has_bytes(record) ? bytes.size() : part.number;
  out += static_cast<char>(number >> 8);
  out += static_cast<char>(number & 0xFF);
  if (has_bytes(record)) out += bytes;
}

}  // namespace

Parts take_apart(Layout layout, std::span<const std::uint8_t> bytes) {
  Parts parts;
  Input input(bytes);
  parts.options = std::string(input.text(bytes_of_options(layout)));
  parts.options.resize(bytes_of_options(layout));
  if (!has_records(layout)) {
    for (std::string& packet : codec::packets_in(input.rest()))
      parts.parts.push_back({0, 0, {std::move(packet)}});
    return parts;
  }
  while (!input.empty()) {
    const std::size_t at = bytes.size() - input.left();
    const Record record = next_record(input);
    parts.parts.push_back({bytes[at], record.number, codec::packets_in(record.bytes)});
  }
  return parts;
}

std::string put_together(Layout layout, const Parts& parts, std::size_t most) {
  std::string out = parts.options;
  for (const Part& part : parts.parts) {
    const std::size_t before = out.size();
    append(out, part, has_records(layout));
    if (out.size() <= most) continue;
    // One part that is too long on its own is cut, so that something comes of it.
    if (before > bytes_of_options(layout) || has_records(layout)) out.resize(before);
    break;
  }
  out.resize(std::min(out.size(), most));
  return out;
}

codec::Speech speech_of(Layout layout, const Parts& parts, std::size_t index) {
  const auto byte = static_cast<std::uint8_t>(parts.options[0]);
  if (layout == Layout::packets || layout == Layout::stream) {
    const PacketOptions options = packet_options(byte);
    return {options.version, options.from};
  }
  if (layout == Layout::records_of_a_server)
    return {(byte & 1U) != 0 ? codec::Version::v5_0 : codec::Version::v3_1_1,
            codec::Direction::server_to_client};
  codec::Version version = codec::Version::v5_0;
  for (std::size_t i = 0; i <= index && i < parts.parts.size(); ++i) {
    if ((parts.parts[i].first & 3U) != (parts.parts[index].first & 3U)) continue;
    for (const std::string& packet : parts.parts[i].packets)
      if (packet.size() > 2 && static_cast<std::uint8_t>(packet[0]) == 0x10)
        version = codec::version_of_connect(std::string_view(packet).substr(2), version);
  }
  return {version, codec::Direction::client_to_server};
}

}  // namespace fuzz
