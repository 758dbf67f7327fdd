// The generator walks over the rows of the field table; only what depends on two fields at once is spelled
// out.
#include "codec/random/random_packet.h"

#include <algorithm>
#include <stdexcept>

#include "codec/field_table.h"
#include "codec/reason_codes.h"

namespace codec {
namespace {

constexpr const char* characters[] = {"a", "b", "/", " ", "1", "ä", "€", "😀", "\xEF\xBB\xBF", "$"};

Bytes text(Random& random, std::size_t longest, std::size_t shortest = 0) {
  Bytes result;
  const std::size_t wanted = shortest + random.below(longest + 1 - shortest);
  while (result.size() < wanted) result += characters[random.below(std::size(characters))];
  return result;
}

Bytes data(Random& random, std::size_t longest) {
  Bytes result(random.below(longest + 1), '\0');
  for (char& byte : result) byte = static_cast<char>(random.next());
  return result;
}

Bytes filter(Random& random, Version version) {
  static constexpr const char* plain[] = {"#",    "+",      "a/#",    "+/b/+",     "/",
                                          "a//b", "$SYS/#", "$share", "$shared/x", "ä/€/+"};
  static constexpr const char* shared[] = {"$share/g/#", "$share/group/a/+/b", "$share/g//"};
  if (version == Version::v5_0 && random.below(5) == 0) return shared[random.below(std::size(shared))];
  if (random.coin()) return plain[random.below(std::size(plain))];
  return text(random, 20, 1);
}

Number number(Random& random, const FieldDescription& row) {
  const std::uint64_t span = std::uint64_t{row.highest} - row.lowest + 1;
  switch (random.below(4)) {
    case 0: return row.lowest;
    case 1: return row.highest;
    default: return row.lowest + random.below(std::min<std::uint64_t>(span, random.coin() ? 300 : span));
  }
}

Value value(Random& random, const FieldDescription& row) {
  switch (row.kind) {
    case FieldKind::utf8: return text(random, 24, row.lowest);
    case FieldKind::binary:
    case FieldKind::rest: return data(random, 40);
    case FieldKind::pair: return StringPair(text(random, 12), text(random, 20));
    default: return number(random, row);
  }
}

std::uint8_t code(Random& random, PacketType type, Version version, Direction from) {
  const auto all = codes_of(type, version);
  for (;;) {
    const std::uint8_t drawn = all[random.below(all.size())];
    if (version == Version::v3_1_1) return drawn;
    if ((reason_codes::legal_5_0[static_cast<std::size_t>(from)][drawn] >> static_cast<unsigned>(type) & 1) !=
        0) {
      return drawn;
    }
  }
}

class Maker {
 public:
  Maker(Random& random, RandomPacket& packet) : random_(random), packet_(packet) {}

  void fill() {
    switch (packet_.type) {
      case PacketType::connect: connect(); break;
      case PacketType::publish: publish(); break;
      case PacketType::subscribe:
      case PacketType::unsubscribe: filters(); break;
      case PacketType::suback:
      case PacketType::unsuback: codes(); break;
      case PacketType::connack:
        add(Field::session_present, Number{0});
        add(Field::code, Number{draw_code()});
        properties();
        break;
      case PacketType::pingreq:
      case PacketType::pingresp: break;
      case PacketType::disconnect:
      case PacketType::auth: tail(); break;
      default:
        id();
        tail();
        break;
    }
  }

 private:
  bool v5() const { return packet_.version == Version::v5_0; }
  void add(Field field, Value given) { packet_.fields.push_back({field, std::move(given)}); }
  void id() { add(Field::id, Number{1 + random_.below(65'535)}); }
  std::uint8_t draw_code() { return code(random_, packet_.type, packet_.version, packet_.from); }
  bool has(Field field) const {
    return std::ranges::find(packet_.fields, field, &FieldValue::field) != packet_.fields.end();
  }

  /// Some of the properties that may be here, in random order; repeatable ones up to three times.
  void properties(bool of_will = false) {
    if (!v5()) return;
    std::vector<FieldValue> drawn;
    for (const FieldDescription& row : fields_of(packet_.type)) {
      const bool sent = packet_.from == Direction::client_to_server ? row.from_client : row.from_server;
      const bool will = row.field == Field::will_delay_interval || row.field > Field::will_property_length;
      if (row.property == 0 || !sent || will != of_will) continue;
      for (std::uint64_t n = row.repeatable ? random_.below(4) : random_.below(2); n > 0; --n) {
        drawn.push_back({row.field, value(random_, row)});
      }
    }
    for (std::size_t i = drawn.size(); i > 1; --i) std::swap(drawn[i - 1], drawn[random_.below(i)]);
    for (FieldValue& each : drawn) packet_.fields.push_back(std::move(each));
  }

  void connect() {
    add(v5() ? Field::clean_start : Field::clean_session, Number{random_.below(2)});
    add(Field::keep_alive, Number{random_.below(65'536)});
    properties();
    if (has(Field::authentication_data) && !has(Field::authentication_method)) {
      add(Field::authentication_method, Bytes("m"));
    }
    add(Field::client_id, text(random_, 24, 1));
    if (random_.coin()) {
      properties(true);
      add(Field::will_topic, text(random_, 20, 1));
      add(Field::will_payload, data(random_, 40));
      add(Field::will_qos, Number{random_.below(3)});
      add(Field::will_retain, Number{random_.below(2)});
    }
    const bool user = random_.coin();
    if (user) add(Field::user_name, text(random_, 20));
    if (random_.coin() && (user || v5())) add(Field::password, data(random_, 20));
  }

  void publish() {
    const Number qos = random_.below(3);
    add(Field::qos, qos);
    add(Field::dup, Number{qos == 0 ? 0 : random_.below(2)});
    add(Field::retain, Number{random_.below(2)});
    add(Field::topic, text(random_, 40, 1));
    if (qos > 0) id();
    properties();
    if (has(Field::topic_alias) && random_.coin()) packet_.fields[3].value = Bytes();
    add(Field::payload, data(random_, 300));
  }

  void filters() {
    id();
    properties();
    for (std::uint64_t n = 1 + random_.below(4); n > 0; --n) {
      const Bytes drawn = filter(random_, packet_.version);
      add(Field::filter, drawn);
      if (packet_.type == PacketType::unsubscribe) continue;
      add(Field::max_qos, Number{random_.below(3)});
      if (!v5()) continue;
      add(Field::no_local, Number{drawn.starts_with("$share/") ? 0 : random_.below(2)});
      add(Field::retain_as_published, Number{random_.below(2)});
      add(Field::retain_handling, Number{random_.below(3)});
    }
  }

  void codes() {
    id();
    if (packet_.type == PacketType::unsuback && !v5()) return;
    properties();
    NumberList list(1 + random_.below(5));
    for (Number& each : list) each = draw_code();
    add(Field::codes, list);
  }

  void tail() {
    if (!v5()) return;
    if (packet_.type == PacketType::auth) {
      add(Field::code, Number{draw_code()});
      properties();
      if (!has(Field::authentication_method)) add(Field::authentication_method, Bytes("m"));
      return;
    }
    if (random_.coin()) add(Field::code, Number{draw_code()});
    if (random_.coin()) properties();
  }

  Random& random_;
  RandomPacket& packet_;
};

}  // namespace

bool is_sent(PacketType type, Version version, Direction from) {
  const FieldDescription* row = find_field(type, Field::remaining_length, version);
  return row != nullptr && (from == Direction::client_to_server ? row->from_client : row->from_server);
}

RandomPacket random_packet(Random& random, PacketType type, Version version, Direction from) {
  RandomPacket packet{type, version, from, {}, {}};
  Maker(random, packet).fill();
  const auto bytes = compose(type, version, packet.fields);
  if (!bytes) throw std::logic_error(bytes.error());
  packet.bytes = *bytes;
  return packet;
}

RandomPacket random_packet(Random& random) {
  for (;;) {
    const auto type = static_cast<PacketType>(1 + random.below(15));
    const Version version = random.coin() ? Version::v5_0 : Version::v3_1_1;
    const Direction from = random.coin() ? Direction::client_to_server : Direction::server_to_client;
    if (is_sent(type, version, from)) return random_packet(random, type, version, from);
  }
}

}  // namespace codec
