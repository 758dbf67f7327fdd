// See the header.
#include "codec/mutate/values.h"

#include <algorithm>
#include <array>

namespace codec {
namespace {

std::string_view telling_text(Random& random) {
  using namespace std::string_view_literals;
  static constexpr std::array texts{""sv,
                                    "a"sv,
                                    "/"sv,
                                    "a/b"sv,
                                    "+"sv,
                                    "#"sv,
                                    "a/#"sv,
                                    "+/+"sv,
                                    "a/+/b"sv,
                                    "#/a"sv,
                                    "a#"sv,
                                    "a+"sv,
                                    "$SYS"sv,
                                    "$SYS/#"sv,
                                    "$share/g/a"sv,
                                    "$share/g/#"sv,
                                    "$share//a"sv,
                                    "$share/g"sv,
                                    "$share/+/a"sv,
                                    "MQTT"sv,
                                    "MQIsdp"sv,
                                    "\0"sv,
                                    "a\0b"sv,
                                    "\xEF\xBB\xBF"sv,
                                    "\xED\xA0\x80"sv,
                                    "\xC0\xAF"sv,
                                    "\xF4\x90\x80\x80"sv,
                                    "\xFF"sv,
                                    "\xC3"sv,
                                    "\x01"sv,
                                    "\x7F"sv,
                                    "\xC2\x80"sv,
                                    "\xEF\xBF\xBF"sv,
                                    "aaaaaaaaaaaaaaaaaaaaaaa"sv,
                                    "aaaaaaaaaaaaaaaaaaaaaaaa"sv,
                                    "n,,n=alice,r=abc"sv,
                                    "alice"sv,
                                    "wonderland"sv,
                                    "conformance-challenge"sv,
                                    "SCRAM-SHA-256"sv};
  return texts[random.below(texts.size())];
}

Bytes other_text(Random& random, const Bytes& old) {
  switch (random.below(7)) {
    case 0: return Bytes(telling_text(random));
    case 1: return old + Bytes(telling_text(random));
    case 2: return Bytes(telling_text(random)) + old;
    case 3: return old.substr(0, old.empty() ? 0 : random.below(old.size()));
    case 4: {
      static constexpr std::array<std::size_t, 7> sizes{1, 23, 24, 127, 128, 255, 256};
      return Bytes(sizes[random.below(sizes.size())], old.empty() ? 'a' : old[0]);
    }
    case 5: {
      Bytes bent = old.empty() ? Bytes("a") : old;
      bent[random.below(bent.size())] = static_cast<char>(random.next());
      return bent;
    }
    default: {
      Bytes levels = old;
      for (std::uint64_t n = 1 + random.below(12); n > 0; --n) levels += random.coin() ? "/a" : "/";
      return levels;
    }
  }
}

Number widest(FieldKind kind, const FieldDescription& row) {
  switch (kind) {
    case FieldKind::bits: {
      Number bits = 1;
      while (bits < row.highest) bits = bits * 2 + 1;
      return bits;
    }
    case FieldKind::byte: return 0xFF;
    case FieldKind::two_byte: return 0xFFFF;
    case FieldKind::variable_byte: return 268'435'455;
    default: return 0xFFFF'FFFF;
  }
}

Number other_number(Random& random, const FieldDescription& row, Number old) {
  const Number most = widest(row.kind, row);
  static constexpr std::array<Number, 14> limits{
      0, 1, 2, 127, 128, 255, 256, 16'383, 16'384, 65'535, 2'097'151, 2'097'152, 0x7FFF'FFFF, 0xFFFF'FFFF};
  switch (random.below(8)) {
    case 0: return std::min<Number>(row.lowest, most);
    case 1: return std::min<Number>(row.highest, most);
    case 2: return std::min<Number>(row.lowest == 0 ? most : row.lowest - 1, most);
    case 3: return std::min<Number>(Number{row.highest} + 1, most);
    case 4: return std::min(old + 1, most);
    case 5: return old == 0 ? 0 : std::min(old - 1, most);
    case 6: return random.below(most + 1);
    default: return std::min(limits[random.below(limits.size())], most);
  }
}

}  // namespace

Value other_value(Random& random, const FieldDescription& row, const Value& old) {
  switch (row.kind) {
    case FieldKind::utf8:
    case FieldKind::binary:
    case FieldKind::rest: {
      const auto* text = std::get_if<Bytes>(&old);
      return other_text(random, text == nullptr ? Bytes() : *text);
    }
    case FieldKind::pair: {
      const auto* pair = std::get_if<StringPair>(&old);
      StringPair other = pair == nullptr ? StringPair() : *pair;
      Bytes& half = random.coin() ? other.first : other.second;
      half = other_text(random, half);
      return other;
    }
    case FieldKind::byte_list: {
      const auto* list = std::get_if<NumberList>(&old);
      NumberList other = list == nullptr ? NumberList{} : *list;
      if (random.one_in(3) && !other.empty()) {
        other.pop_back();
      } else if (random.coin() || other.empty()) {
        other.push_back(random.below(256));
      } else {
        other[random.below(other.size())] = random.below(256);
      }
      return other;
    }
    default: {
      const auto* number = std::get_if<Number>(&old);
      return other_number(random, row, number == nullptr ? 0 : *number);
    }
  }
}

Value first_value(Random& random, const FieldDescription& row) {
  switch (row.kind) {
    case FieldKind::utf8:
    case FieldKind::binary:
    case FieldKind::rest: return Bytes(random.coin() ? "a" : telling_text(random));
    case FieldKind::pair: return StringPair("a", "1");
    case FieldKind::byte_list: return NumberList{0};
    default: return std::min<Number>(row.lowest + random.below(3), widest(row.kind, row));
  }
}

}  // namespace codec
