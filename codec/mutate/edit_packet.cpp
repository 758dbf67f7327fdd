// See the header. Fields are changed by name (dissect, change, compose), so that all lengths come out right;
// Overrides make them wrong where that is wanted.
#include "codec/mutate/edit_packet.h"

#include <algorithm>
#include <vector>

#include "codec/compose.h"
#include "codec/field_table.h"
#include "codec/mutate/values.h"
#include "codec/random/random_packet.h"

namespace codec {
namespace {

using Fields = std::vector<FieldValue>;

PacketType type_of(const std::string& packet) {
  return packet.empty() ? PacketType::reserved
                        : static_cast<PacketType>(static_cast<std::uint8_t>(packet[0]) >> 4);
}

const FieldDescription* row_of(PacketType type, Field field, Version version) {
  return find_field(type, field, version);
}

/// A field by chance, the lengths (which compose makes) left out; fields.size() when there is none.
std::size_t any_field(Random& random, const Fields& fields) {
  for (int tries = 0; tries < 8 && !fields.empty(); ++tries) {
    const std::size_t at = random.below(fields.size());
    const Field field = fields[at].field;
    if (field != Field::remaining_length && field != Field::property_length &&
        field != Field::will_property_length && field != Field::flags)
      return at;
  }
  return fields.size();
}

void change_value(Random& random, Fields& fields, PacketType type, Version version) {
  const std::size_t at = any_field(random, fields);
  if (at == fields.size()) return;
  if (const auto* row = row_of(type, fields[at].field, version))
    fields[at].value = other_value(random, *row, fields[at].value);
}

/// One that the packet may have, or, at times, one of another packet.
void add_field(Random& random, Fields& fields, PacketType type) {
  const auto elsewhere = static_cast<PacketType>(1 + random.below(15));
  const auto rows = fields_of(random.one_in(4) ? elsewhere : type);
  if (rows.empty()) return;
  const FieldDescription& row = rows[random.below(rows.size())];
  if (row.property == 0 && row.field != Field::filter && random.below(4) != 0) return;
  const std::size_t at = fields.empty() ? 0 : random.below(fields.size() + 1);
  fields.insert(fields.begin() + static_cast<std::ptrdiff_t>(at), {row.field, first_value(random, row)});
}

void rearrange(Random& random, Fields& fields) {
  const std::size_t at = any_field(random, fields);
  if (at == fields.size()) return;
  const auto place = fields.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random.below(3)) {
    case 0: fields.erase(place); break;
    case 1: {
      FieldValue again = *place;
      fields.insert(place, std::move(again));
      break;
    }
    default: std::swap(fields[at], fields[random.below(fields.size())]); break;
  }
}

/// So many of what may come often that whatever counts or recurses comes to its end.
void multiply(Random& random, Fields& fields, PacketType type, Version version, std::size_t packet_size) {
  constexpr std::size_t most_bytes = 30'000;
  std::vector<const FieldDescription*> rows;
  rows.reserve(fields_of(type).size());
  for (const FieldDescription& row : fields_of(type)) {
    const bool exists = version == Version::v5_0 ? row.in_5_0 : row.in_3_1_1;
    if (row.repeatable && exists) rows.push_back(&row);
  }
  if (rows.empty()) return;
  const FieldDescription& row = *rows[random.below(rows.size())];
  const auto same = std::ranges::find(fields, row.field, &FieldValue::field);
  const FieldValue again =
      same == fields.end() ? FieldValue{row.field, first_value(random, row)} : FieldValue(*same);
  fields.insert(same, std::min(std::size_t{2} << random.below(9), 1 + most_bytes / (packet_size + 1)), again);
}

Overrides lies(Random& random, std::size_t size) {
  Overrides overrides;
  const auto near = [&](std::size_t value) {
    return static_cast<std::uint32_t>(value + random.below(5) - std::min<std::size_t>(value, 2));
  };
  switch (random.below(9)) {
    case 0: overrides.type = static_cast<std::uint8_t>(random.below(16)); break;
    case 1: overrides.flags = static_cast<std::uint8_t>(random.below(16)); break;
    case 2: overrides.connect_flags = static_cast<std::uint8_t>(random.next()); break;
    case 3: overrides.reserved = static_cast<std::uint8_t>(random.below(4)); break;
    case 4: overrides.property_length = random.coin() ? near(size / 2) : near(0); break;
    case 5:
      overrides.remaining_length = random.coin() ? near(size) : static_cast<std::uint32_t>(random.below(300));
      break;
    case 6: overrides.length_bytes = static_cast<std::uint8_t>(1 + random.below(5)); break;
    case 7: overrides.truncate = static_cast<std::uint32_t>(1 + random.below(4)); break;
    default: overrides.append = Bytes(1 + random.below(3), static_cast<char>(random.next())); break;
  }
  return overrides;
}

}  // namespace

void edit_bytes(Random& random, std::string& packet) {
  if (packet.empty()) {
    packet += static_cast<char>(random.next());
    return;
  }
  const std::size_t at = random.below(packet.size());
  switch (random.below(6)) {
    case 0:
      packet[at] = static_cast<char>(static_cast<std::uint8_t>(packet[at]) ^ (1U << random.below(8)));
      break;
    case 1: packet[at] = static_cast<char>(random.next()); break;
    case 2: packet[at] = static_cast<char>(packet[at] + static_cast<char>(random.below(5)) - 2); break;
    case 3: packet.insert(at, 1 + random.below(4), static_cast<char>(random.next())); break;
    case 4: packet.erase(at, 1 + random.below(4)); break;
    default: packet.insert(at, packet.substr(random.below(packet.size()), 1 + random.below(16))); break;
  }
  if (random.coin()) mend_remaining_length(packet);
}

void leave_lengths_to_compose(std::vector<FieldValue>& fields) {
  std::erase_if(fields, [](const FieldValue& each) {
    return each.field == Field::remaining_length || each.field == Field::property_length ||
           each.field == Field::will_property_length;
  });
}

void mend_remaining_length(std::string& packet) {
  if (packet.size() < 2) return;
  std::size_t header = 2;
  while (header < 5 && header < packet.size() && static_cast<std::uint8_t>(packet[header - 1]) >= 0x80)
    ++header;
  std::size_t left = packet.size() - header;
  std::string length;
  do {
    length += static_cast<char>(left % 128 + (left > 127 ? 128 : 0));
    left /= 128;
  } while (left > 0);
  packet.replace(1, header - 1, length);
}

void edit_packet(Random& random, std::string& packet, Speech speech) {
  if (random.one_in(6)) return edit_bytes(random, packet);
  if (random.one_in(12)) {
    packet = random_packet(random).bytes;
    return;
  }
  const PacketType type = type_of(packet);
  Fields fields = dissect(packet, speech.version, speech.from);
  if (!random.one_in(4)) leave_lengths_to_compose(fields);
  Overrides overrides;
  switch (random.below(9)) {
    case 0:
    case 1:
    case 2:
    case 3: change_value(random, fields, type, speech.version); break;
    case 4: add_field(random, fields, type); break;
    case 5: rearrange(random, fields); break;
    case 6: multiply(random, fields, type, speech.version, packet.size()); break;
    default: overrides = lies(random, packet.size()); break;
  }
  const auto composed = compose(type, speech.version, fields, overrides);
  if (composed && *composed != packet) {
    packet = *composed;
  } else {
    edit_bytes(random, packet);
  }
}

void splice_fields(Random& random, std::string& packet, const std::string& donor, Speech speech) {
  Fields fields = dissect(packet, speech.version, speech.from);
  const Fields others = dissect(donor, speech.version, speech.from);
  for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
    const std::size_t from = any_field(random, others);
    if (from == others.size()) break;
    const auto same = std::ranges::find(fields, others[from].field, &FieldValue::field);
    if (same != fields.end() && !random.one_in(4)) {
      same->value = others[from].value;
    } else {
      fields.insert(fields.begin() + static_cast<std::ptrdiff_t>(random.below(fields.size() + 1)),
                    others[from]);
    }
  }
  leave_lengths_to_compose(fields);
  if (auto composed = compose(type_of(packet), speech.version, fields)) packet = std::move(*composed);
}

}  // namespace codec
