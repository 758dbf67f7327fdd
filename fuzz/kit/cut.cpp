// See the header.
#include "fuzz/kit/cut.h"

#include <algorithm>

#include "codec/field_walk.h"
#include "codec/mutate/whole.h"
#include "fuzz/kit/ask.h"

namespace kit {
namespace {

using codec::Field;

/// Lowers a Variable Byte Integer by `by`, in as many bytes as it has.
bool lower_variable_byte(std::string& packet, std::size_t at, std::size_t by) {
  std::size_t value = 0;
  std::size_t size = 0;
  do {
    if (size == 4 || at + size >= packet.size()) return false;
    value |= (static_cast<std::size_t>(packet[at + size]) & 0x7FU) << 7 * size;
  } while ((static_cast<std::uint8_t>(packet[at + size++]) & 0x80U) != 0);
  if (value < by) return false;
  value -= by;
  for (std::size_t i = 0; i < size; ++i, value >>= 7U)
    packet[at + i] = static_cast<char>((value & 0x7FU) | (i + 1 < size ? 0x80U : 0U));
  return true;
}

bool lower_two_byte(std::string& packet, std::size_t at, std::size_t by) {
  if (at + 2 > packet.size()) return false;
  const std::size_t value = static_cast<std::size_t>(static_cast<std::uint8_t>(packet[at])) << 8U |
                            static_cast<std::uint8_t>(packet[at + 1]);
  if (value < by) return false;
  packet[at] = static_cast<char>((value - by) >> 8U);
  packet[at + 1] = static_cast<char>((value - by) & 0xFFU);
  return true;
}

bool is_lawful(Question question, std::string packet, Sides sides) {
  question.packet = std::move(packet);
  const Reference reference = reference_for(question, sides);
  return reference.expected != Expected::partial && !reference.refused;
}

/// The Variable Byte Integer at `at` in as few bytes as its value needs, the other lengths as they have to be
/// then.
std::optional<std::string> shortened(const Question& question, std::size_t at) {
  std::string packet = question.packet;
  std::size_t last = at;
  while (last < packet.size() && (static_cast<std::uint8_t>(packet[last]) & 0x80U) != 0) ++last;
  if (last == at || last >= packet.size()) return std::nullopt;
  packet[last - 1] = static_cast<char>(packet[last - 1] & 0x7F);
  if (at != 1) return without(packet, lengths_in(question), last, 1);
  packet.erase(last, 1);
  return packet;
}

}  // namespace

std::vector<Lengths> lengths_in(const Question& question) {
  const auto walk = codec::walk_fields(question.packet, question.version, question.from);
  std::vector<Lengths> lengths{
      {codec::header_size(bytes_of(question.packet)), question.packet.size(), 1, false}};
  for (const codec::WalkedField& field : walk.fields) {
    const std::size_t end = field.offset + field.size;
    if (field.field == Field::property_length || field.field == Field::will_property_length) {
      const auto* length = std::get_if<codec::Number>(&field.value);
      if (length != nullptr) lengths.push_back({end, end + *length, field.offset, false});
    } else if (const auto* text = std::get_if<codec::Bytes>(&field.value); text != nullptr) {
      const std::size_t begin = end - text->size();
      if (begin >= field.offset + 2U) lengths.push_back({begin, end, begin - 2, true});
    } else if (const auto* pair = std::get_if<codec::StringPair>(&field.value); pair != nullptr) {
      const std::size_t second = end - pair->second.size();
      lengths.push_back({second, end, second - 2, true});
      const std::size_t first = second - 2 - pair->first.size();
      lengths.push_back({first, second - 2, first - 2, true});
    }
  }
  return lengths;
}

/// Without `size` bytes at `at`, every length that counts them lowered.
std::optional<std::string> without(const std::string& packet, const std::vector<Lengths>& lengths,
                                   std::size_t at, std::size_t size) {
  std::string shorter = packet;
  for (const Lengths& each : lengths) {
    if (at < each.begin || at + size > each.end) continue;
    const bool lowered =
        each.two_byte ? lower_two_byte(shorter, each.at, size) : lower_variable_byte(shorter, each.at, size);
    if (!lowered) return std::nullopt;
  }
  shorter.erase(at, size);
  return shorter;
}

bool has_lawful_twin(const Question& question, Sides sides) {
  const Reference reference = reference_for(question, sides);
  if (!reference.refused) return false;
  const std::size_t at = reference.violation.offset;
  const auto lengths = lengths_in(question);
  for (std::size_t place = at; place < std::min(at + 4, question.packet.size()); ++place) {
    std::string packet = question.packet;
    for (unsigned byte = 0; byte < 256; ++byte) {
      packet[place] = static_cast<char>(byte);
      if (is_lawful(question, packet, sides)) return true;
    }
    if (auto shorter = shortened(question, place); shorter && is_lawful(question, std::move(*shorter), sides))
      return true;
  }
  for (const auto& field : codec::walk_fields(question.packet, question.version, question.from).fields) {
    if (field.offset != at || field.offset == 0 || field.broken) continue;
    if (auto fewer = without(question.packet, lengths, at, field.size);
        fewer && is_lawful(question, std::move(*fewer), sides))
      return true;
  }
  return false;
}

}  // namespace kit
