// The walk over the fields says where each of them stands, in packets that are wrong, too; the rest is
// cutting and pasting.
#include "broker/faults/mending.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "codec/byte_writer.h"
#include "codec/field_walk.h"
#include "codec/property_table.h"

namespace broker {
namespace {

using codec::Field;
using codec::PacketType;
using codec::Version;

constexpr std::size_t length_bytes = 2;       ///< in front of a string
constexpr std::size_t most_length_bytes = 4;  ///< of a packet

/// A packet whose lengths are put right when it is done.
class Draft {
 public:
  Draft(std::string_view packet, Version version)
      : bytes_(packet),
        size_before_(packet.size()),
        walk_(codec::walk_fields(packet, version, codec::Direction::client_to_server)) {}

  const codec::WalkedField* find(Field field) const {
    const codec::WalkedField* found = nullptr;
    for (const codec::WalkedField& each : walk_.fields) {
      if (each.field == field) found = &each;
    }
    return found;
  }
  const codec::WalkedField* at(std::size_t offset) const {
    const auto around = [offset](const codec::WalkedField& each) {
      return each.offset <= offset && offset < each.offset + each.size;
    };
    const auto found = std::ranges::find_if(walk_.fields, around);
    return found == walk_.fields.end() ? nullptr : &*found;
  }
  /// Bytes from the first field of that name to the end; 0 when there is none.
  std::size_t size_from_first(Field field) const {
    const auto found = std::ranges::find(walk_.fields, field, &codec::WalkedField::field);
    return found == walk_.fields.end() ? 0 : bytes_.size() - found->offset;
  }
  std::string& bytes() { return bytes_; }
  PacketType type() const { return walk_.type; }

  void change_flags(unsigned keep, unsigned set = 0);
  void replace(std::size_t offset, std::size_t size, std::string_view by);
  void mask_text(const codec::Violation& violation);
  void drop_property(const codec::Violation& violation);
  void clip_string(std::size_t offset);
  /// Writes the Remaining Length anew where need be.
  std::string finish();

 private:
  void shorten_block(std::size_t offset, std::size_t size);

  std::string bytes_;
  std::size_t size_before_;
  codec::FieldWalk walk_;
};

void Draft::change_flags(unsigned keep, unsigned set) {
  if (const codec::WalkedField* flags = find(Field::connect_flags))
    bytes_[flags->offset] =
        static_cast<char>((static_cast<unsigned char>(bytes_[flags->offset]) & keep) | set);
}

void Draft::replace(std::size_t offset, std::size_t size, std::string_view by) {
  if (offset > bytes_.size()) return;
  bytes_.replace(offset, size, by);
}

/// Letters instead of all strings of the field, which may be a property or a pair. What is missing at its end
/// is reported behind it.
void Draft::mask_text(const codec::Violation& violation) {
  const codec::WalkedField* field = nullptr;
  for (const codec::WalkedField& each : walk_.fields) {
    if (each.offset <= violation.offset && codec::name_of(each.field) == violation.field) field = &each;
  }
  if (field == nullptr) return;
  std::size_t first = field->offset;
  const std::size_t end = first + field->size;
  if (codec::find_property(field->field) != nullptr) ++first;
  while (first + length_bytes <= end) {
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bytes_[first])) << 8U |
                             static_cast<unsigned char>(bytes_[first + 1]);
    first += length_bytes;
    if (first + size > end) return;
    std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(first), size, 'x');
    first += size;
  }
}

void Draft::drop_property(const codec::Violation& violation) {
  const codec::WalkedField* found = at(violation.offset);
  if (found == nullptr || codec::find_property(found->field) == nullptr) {
    Field named{};
    found = codec::field_named(violation.field, named) ? find(named) : nullptr;
  }
  if (found != nullptr && codec::find_property(found->field) != nullptr)
    return shorten_block(found->offset, found->size);
  // Its length is not known, so all behind it goes.
  const codec::WalkedField* block = find(Field::property_length);
  if (block == nullptr || !std::holds_alternative<codec::Number>(block->value)) return;
  const std::size_t end = block->offset + block->size + std::get<codec::Number>(block->value);
  if (violation.offset < end && end <= bytes_.size()) shorten_block(violation.offset, end - violation.offset);
}

/// Takes bytes out of the properties, whose length stands somewhere before them.
void Draft::shorten_block(std::size_t offset, std::size_t size) {
  const codec::WalkedField* block = nullptr;
  for (const codec::WalkedField& each : walk_.fields) {
    const bool is_length = each.field == Field::property_length || each.field == Field::will_property_length;
    if (is_length && each.offset < offset && !each.broken) block = &each;
  }
  if (block == nullptr) return;
  std::string length;
  codec::put_variable_byte(length, std::get<codec::Number>(block->value) - size);
  bytes_.erase(offset, size);
  bytes_.replace(block->offset, block->size, length);
}

void Draft::clip_string(std::size_t offset) {
  if (offset + length_bytes > bytes_.size()) return;
  std::string length;
  codec::put_two_byte(length, bytes_.size() - offset - length_bytes);
  bytes_.replace(offset, length_bytes, length);
}

std::string Draft::finish() {
  const codec::WalkedField* length = find(Field::remaining_length);
  if (length == nullptr || length->broken || bytes_.size() == size_before_) return bytes_;
  const std::size_t header = length->offset + length->size;
  if (header > bytes_.size()) return bytes_;
  std::string whole(1, bytes_.front());
  codec::put_variable_byte(whole, bytes_.size() - header);
  return whole.append(bytes_, header);
}

constexpr unsigned will_bits = 0x3C;
constexpr unsigned will_qos_bits = 0x18;
constexpr unsigned will_qos_upper_bit = 0x10;
constexpr unsigned will_retain_bit = 0x20;
constexpr unsigned clean_bit = 0x02;
constexpr unsigned user_name_bit = 0x80;
constexpr unsigned password_bit = 0x40;

constexpr unsigned char qos_lower_bit = 2;
constexpr unsigned char qos_upper_bit = 4;

void change_first_byte(std::string& bytes, Leniency leniency) {
  const auto first = static_cast<unsigned char>(bytes.front());
  unsigned changed = codec::first_byte_of(static_cast<PacketType>(first >> 4U));
  if (leniency == Leniency::qos_1) changed = first & ~static_cast<unsigned>(qos_upper_bit);
  if (leniency == Leniency::qos_2) changed = first & ~static_cast<unsigned>(qos_lower_bit);
  bytes.front() = static_cast<char>(changed);
}

void add_user_name(Draft& draft) {
  const codec::WalkedField* password = draft.find(Field::password);
  if (password == nullptr) return;
  draft.replace(password->offset, 0, std::string_view("\0\0", length_bytes));
  draft.change_flags(0xFF, user_name_bit);
}

}  // namespace

std::string mended(std::string_view packet, Version version, const codec::Violation& violation,
                   Leniency leniency) {
  Draft draft(packet, version);
  std::string& bytes = draft.bytes();
  switch (leniency) {
    case Leniency::text: draft.mask_text(violation); break;
    case Leniency::empty_text: draft.replace(violation.offset, length_bytes, {"\0\1x", 3}); break;
    case Leniency::options: bytes[violation.offset] = 0; break;
    case Leniency::number_0:
    case Leniency::packet_identifier:
    case Leniency::another_identifier: bytes[violation.offset + 1] = 1; break;
    case Leniency::no_filters:
      bytes += draft.type() == PacketType::subscribe ? std::string_view("\0\1x\0", 4)
                                                     : std::string_view("\0\1x", 3);
      break;
    case Leniency::header_flags:
    case Leniency::qos_1:
    case Leniency::qos_2: change_first_byte(bytes, leniency); break;
    case Leniency::property_passed_over: draft.drop_property(violation); break;
    case Leniency::reserved_connect_flag: draft.change_flags(0xFE); break;
    case Leniency::will_qos_flags: draft.change_flags(~will_qos_bits); break;
    case Leniency::will_retain_flag: draft.change_flags(~will_retain_bit); break;
    case Leniency::will_qos_1: draft.change_flags(~will_qos_upper_bit); break;
    case Leniency::will_flag: draft.change_flags(~will_bits); break;
    case Leniency::user_name_flag: draft.change_flags(~user_name_bit); break;
    case Leniency::password_flag: draft.change_flags(~password_bit); break;
    case Leniency::user_name_empty: add_user_name(draft); break;
    case Leniency::protocol_name:
      if (const codec::WalkedField* name = draft.find(Field::protocol_name))
        draft.replace(name->offset, name->size, {"\0\4MQTT", 6});
      break;
    case Leniency::client_id_empty: bytes.append(length_bytes, '\0'); break;
    case Leniency::clean_session: draft.change_flags(0xFF, clean_bit); break;
    case Leniency::string_clipped: draft.clip_string(violation.offset); break;
    case Leniency::rest_cut_off: bytes.resize(violation.offset); break;
    case Leniency::any_size:
    case Leniency::former_topic:
    case Leniency::ignored:
    case Leniency::input_ignored: break;
  }
  return draft.finish();
}

bool is_restored(Leniency leniency) {
  return leniency <= Leniency::no_filters;
}

void restore(std::string_view original, std::string& copy, codec::Packet& decoded, Leniency leniency) {
  if (leniency == Leniency::text || leniency == Leniency::options || leniency == Leniency::number_0) {
    std::ranges::copy(original, copy.begin());
    return;
  }
  if (leniency == Leniency::packet_identifier) {
    if (auto* publish = std::get_if<codec::Publish>(&decoded.body)) publish->id = 0;
    if (auto* subscribe = std::get_if<codec::Subscribe>(&decoded.body)) subscribe->id = 0;
    if (auto* unsubscribe = std::get_if<codec::Unsubscribe>(&decoded.body)) unsubscribe->id = 0;
    return;
  }
  // The copy has a string, or a character of one, more than the original.
  if (auto* publish = std::get_if<codec::Publish>(&decoded.body)) publish->topic = {};
  if (auto* connect = std::get_if<codec::Connect>(&decoded.body)) connect->will->topic = {};
  const Draft before(original, decoded.version);
  const std::string_view filters = original.substr(original.size() - before.size_from_first(Field::filter));
  if (auto* subscribe = std::get_if<codec::Subscribe>(&decoded.body))
    subscribe->subscriptions = codec::Sequence<codec::Subscription>(filters);
  if (auto* unsubscribe = std::get_if<codec::Unsubscribe>(&decoded.body))
    unsubscribe->filters = codec::Sequence<codec::Filter>(filters);
}

bool has_shape(std::string_view packet, const codec::Violation& violation, Shape shape) {
  if (violation.offset >= packet.size()) return shape == Shape::any || shape == Shape::other;
  const auto first = static_cast<unsigned char>(packet[violation.offset]);
  const auto second =
      violation.offset + 1 < packet.size() ? static_cast<unsigned char>(packet[violation.offset + 1]) : 0U;
  const bool wildcard = first == '+' || first == '#';
  switch (shape) {
    case Shape::surrogate: return first == 0xED && second >= 0xA0;
    case Shape::overlong:
      return first == 0xC0 || first == 0xC1 || (first == 0xE0 && second < 0xA0) ||
             (first == 0xF0 && second < 0x90);
    case Shape::wildcard: return wildcard;
    case Shape::other: return !wildcard;
    case Shape::endless: {
      const std::string_view length = packet.substr(1, most_length_bytes);
      return length.size() == most_length_bytes && std::ranges::all_of(length, [](char byte) {
               return (static_cast<unsigned char>(byte) & 0x80U) != 0;
             });
    }
    case Shape::any: break;
  }
  return true;
}

}  // namespace broker
