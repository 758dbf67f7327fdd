// The walk: one small function a packet, on the bounded reader. A read that fails ends the walk with a broken
// field.
#include "codec/field_walk.h"

#include <algorithm>

#include "codec/property_table.h"
#include "codec/reader.h"

namespace codec {
namespace {

class Walker {
 public:
  Walker(std::string_view bytes, FieldWalk& walk)
      : begin_(reinterpret_cast<const std::uint8_t*>(bytes.data())),
        reader_(begin_, begin_ + bytes.size()),
        walk_(walk) {}

  bool fixed_header(Version version);
  void connect();
  void connack();
  void publish();
  void acknowledgement();
  void subscribe();
  void suback();
  void unsubscribe();
  void unsuback();
  void empty() {}
  void disconnect() { reason_and_properties(); }

 private:
  bool v5() const { return walk_.version == Version::v5_0; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(reader_.position() - begin_); }
  /// The field that began at `start` and ends here.
  template <typename T>
  void add(Field field, T&& value, std::uint32_t start) {
    push(field, start, here() - start).value = std::forward<T>(value);
    walk_.understood = here();
  }
  bool broken(Field field, std::uint32_t start) {
    push(field, start, walk_.end - start).broken = true;
    return false;
  }
  void bits(Field field, unsigned value, std::uint32_t at) { push(field, at, 1).value = Number{value}; }
  WalkedField& push(Field field, std::uint32_t offset, std::uint32_t size) {
    WalkedField& walked = walk_.fields.emplace_back();
    walked.field = field;
    walked.offset = offset;
    walked.size = size;
    return walked;
  }
  bool byte(Field field);
  bool two_byte(Field field);
  bool string(Field field);
  bool value_of(const PropertyDescription& row, Value& value);
  bool properties(bool of_will = false);
  bool property(std::uint32_t end, bool of_will);
  void reason_and_properties();

  const std::uint8_t* begin_;
  Reader reader_;
  FieldWalk& walk_;
};

bool Walker::fixed_header(Version version) {
  std::uint8_t first = 0;
  walk_.version = version;
  walk_.end = static_cast<std::uint32_t>(reader_.left());
  if (!reader_.byte(first)) return false;
  walk_.type = static_cast<PacketType>(first >> 4);
  walk_.understood = 1;
  if (walk_.type == PacketType::publish) {
    bits(Field::dup, first >> 3 & 1U, 0);
    bits(Field::qos, first >> 1 & 3U, 0);
    bits(Field::retain, first & 1U, 0);
  } else {
    bits(Field::flags, first & 15U, 0);
  }
  VariableByte length{};
  if (reader_.variable_byte(length) != VariableByteRead::done) return broken(Field::remaining_length, 1);
  add(Field::remaining_length, Number{length.value}, 1);
  const std::size_t there = reader_.left();
  walk_.breaks_off = there < length.value;
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(there, length.value));
  walk_.end = here() + size;
  reader_ = Reader(reader_.position(), reader_.position() + size);
  if (walk_.type == PacketType::connect) {
    walk_.version =
        version_of_connect({reinterpret_cast<const char*>(reader_.position()), size}, walk_.version);
  }
  return true;
}

bool Walker::byte(Field field) {
  const std::uint32_t start = here();
  std::uint8_t value = 0;
  if (!reader_.byte(value)) return broken(field, start);
  add(field, Number{value}, start);
  return true;
}

bool Walker::two_byte(Field field) {
  const std::uint32_t start = here();
  std::uint16_t value = 0;
  if (!reader_.two_byte(value)) return broken(field, start);
  add(field, Number{value}, start);
  return true;
}

bool Walker::string(Field field) {
  const std::uint32_t start = here();
  std::string_view value;
  if (!reader_.string(value)) return broken(field, start);
  add(field, Bytes(value), start);
  return true;
}

bool Walker::value_of(const PropertyDescription& row, Value& value) {
  std::uint8_t one = 0;
  std::uint16_t two = 0;
  std::uint32_t four = 0;
  VariableByte variable{};
  std::string_view text;
  std::string_view second;
  switch (row.kind) {
    case FieldKind::byte:
      if (!reader_.byte(one)) return false;
      value = Number{one};
      return true;
    case FieldKind::two_byte:
      if (!reader_.two_byte(two)) return false;
      value = Number{two};
      return true;
    case FieldKind::four_byte:
      if (!reader_.four_byte(four)) return false;
      value = Number{four};
      return true;
    case FieldKind::variable_byte:
      if (reader_.variable_byte(variable) != VariableByteRead::done) return false;
      value = Number{variable.value};
      return true;
    case FieldKind::pair:
      if (!reader_.string(text) || !reader_.string(second)) return false;
      value = StringPair(text, second);
      return true;
    default:
      if (!reader_.string(text)) return false;
      value = Bytes(text);
      return true;
  }
}

bool Walker::property(std::uint32_t end, bool of_will) {
  const std::uint32_t start = here();
  VariableByte id{};
  if (reader_.variable_byte(id) != VariableByteRead::done) return false;
  const PropertyDescription* row = find_property(id.value);
  if (row == nullptr) return false;  // its length cannot be known
  const Field field = of_will ? row->will_field : row->field;
  Value value;
  if (!value_of(*row, value) || here() > end) return broken(field, start);
  add(field, std::move(value), start);
  return true;
}

bool Walker::properties(bool of_will) {
  if (!v5()) return true;
  const Field field = of_will ? Field::will_property_length : Field::property_length;
  const std::uint32_t start = here();
  VariableByte length{};
  if (reader_.variable_byte(length) != VariableByteRead::done) return broken(field, start);
  add(field, Number{length.value}, start);
  const std::uint64_t end = std::uint64_t{here()} + length.value;
  while (here() < end && reader_.left() > 0) {
    if (!property(static_cast<std::uint32_t>(std::min<std::uint64_t>(end, walk_.end)), of_will)) return false;
  }
  return here() == end;
}

void Walker::reason_and_properties() {
  if (!v5()) return;
  if (reader_.left() == 0) {
    add(Field::code, Number{0}, here());
    return;
  }
  if (byte(Field::code) && reader_.left() > 0) properties();
}

void Walker::connect() {
  if (!string(Field::protocol_name) || !byte(Field::protocol_version) || !byte(Field::connect_flags)) return;
  const auto flags = static_cast<unsigned>(std::get<Number>(walk_.fields.back().value));
  const std::uint32_t at = here() - 1;
  bits(Field::reserved, flags & 1U, at);
  bits(v5() ? Field::clean_start : Field::clean_session, flags >> 1 & 1U, at);
  bits(Field::will_flag, flags >> 2 & 1U, at);
  bits(Field::will_qos, flags >> 3 & 3U, at);
  bits(Field::will_retain, flags >> 5 & 1U, at);
  bits(Field::user_name_flag, flags >> 7, at);
  bits(Field::password_flag, flags >> 6 & 1U, at);
  if (!two_byte(Field::keep_alive) || !properties() || !string(Field::client_id)) return;
  if ((flags & 4) != 0 && (!properties(true) || !string(Field::will_topic) || !string(Field::will_payload)))
    return;
  if ((flags & 0x80) != 0 && !string(Field::user_name)) return;
  if ((flags & 0x40) != 0) string(Field::password);
}

void Walker::connack() {
  std::uint8_t flags = 0;
  const std::uint32_t at = here();
  if (!reader_.byte(flags)) {
    broken(Field::session_present, at);
    return;
  }
  add(Field::session_present, Number{flags & 1U}, at);
  bits(Field::reserved, flags >> 1, at);
  if (byte(Field::code)) properties();
}

void Walker::publish() {
  const Number qos = std::get<Number>(walk_.fields[1].value);
  if (!string(Field::topic)) return;
  if (qos > 0 && !two_byte(Field::id)) return;
  if (!properties()) return;
  const std::uint32_t start = here();
  Bytes payload(reader_.rest());
  if (walk_.breaks_off && payload.empty()) return;
  add(Field::payload, std::move(payload), start);
}

void Walker::acknowledgement() {
  if (two_byte(Field::id)) reason_and_properties();
}

void Walker::subscribe() {
  if (!two_byte(Field::id) || !properties()) return;
  while (reader_.left() > 0) {
    if (!string(Field::filter)) return;
    const std::uint32_t at = here();
    std::uint8_t options = 0;
    if (!reader_.byte(options)) {
      broken(Field::max_qos, at);
      return;
    }
    add(Field::max_qos, Number{options & 3U}, at);
    if (v5()) {
      bits(Field::no_local, options >> 2 & 1U, at);
      bits(Field::retain_as_published, options >> 3 & 1U, at);
      bits(Field::retain_handling, options >> 4 & 3U, at);
    }
    bits(Field::reserved, v5() ? options >> 6 : options >> 2, at);
  }
}

void Walker::unsubscribe() {
  if (!two_byte(Field::id) || !properties()) return;
  while (reader_.left() > 0 && string(Field::filter)) continue;
}

void Walker::suback() {
  if (!two_byte(Field::id) || !properties()) return;
  const std::uint32_t start = here();
  NumberList codes;
  for (const char code : reader_.rest()) codes.push_back(static_cast<std::uint8_t>(code));
  add(Field::codes, std::move(codes), start);
}

void Walker::unsuback() {
  if (v5()) {
    suback();
  } else {
    two_byte(Field::id);
  }
}

using Walk = void (Walker::*)();
constexpr Walk walks[16] = {
    &Walker::empty,           &Walker::connect,         &Walker::connack,         &Walker::publish,
    &Walker::acknowledgement, &Walker::acknowledgement, &Walker::acknowledgement, &Walker::acknowledgement,
    &Walker::subscribe,       &Walker::suback,          &Walker::unsubscribe,     &Walker::unsuback,
    &Walker::empty,           &Walker::empty,           &Walker::disconnect,      &Walker::disconnect};

}  // namespace

FieldWalk walk_fields(std::string_view bytes, Version version, Direction) {
  FieldWalk walk;
  Walker walker(bytes, walk);
  if (walker.fixed_header(version)) (walker.*walks[static_cast<std::size_t>(walk.type)])();
  return walk;
}

Version version_of_connect(std::string_view body, Version otherwise) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(body.data());
  Reader reader(begin, begin + body.size());
  std::string_view name;
  std::uint8_t version = 0;
  if (!reader.string(name) || !reader.byte(version)) return otherwise;
  if (version == static_cast<std::uint8_t>(Version::v3_1_1)) return Version::v3_1_1;
  if (version == static_cast<std::uint8_t>(Version::v5_0)) return Version::v5_0;
  return otherwise;
}

}  // namespace codec
