// See needs.h.
#include "client/needs.h"

#include <fmt/format.h>

#include "codec/field_table.h"

namespace client {

namespace {

using codec::Field;
using codec::Number;

constexpr Number greatest_packet = 268'435'460;
constexpr Number for_ever = 0xFFFF'FFFF;

std::string print(const script::Range& range) {
  if (range.lowest && range.lowest == range.highest) return std::to_string(*range.lowest);
  return (range.lowest ? std::to_string(*range.lowest) : "") + ".." +
         (range.highest ? std::to_string(*range.highest) : "");
}

bool holds(const script::Range& range, Number value) {
  return (!range.lowest || value >= *range.lowest) && (!range.highest || value <= *range.highest);
}

/// Why the need is not met; empty when it is.
std::string objection(const script::Need& need, const ServerFacts& server) {
  if (!need.capability.empty()) {
    const auto found = server.capabilities.find(need.capability);
    const bool lacks = found != server.capabilities.end() && !found->second;
    if (lacks && need.capability == "broker_control")
      return "the target does not say how its broker is stopped and started";
    if (lacks && need.capability == "right_broker_control")
      return "the target does not say how its broker on the right is stopped and started";
    if (lacks && need.capability == "link_control")
      return "the target does not say how the link between its brokers is cut and restored";
    if (lacks && need.capability == "link_control_at_packets")
      return "the link between the target's brokers does not run through this program, which would see its "
             "packets";
    if (lacks && need.capability == "durability")
      return "the target does not promise that anything survives the end of its broker";
    if (lacks && need.capability == "durability_when_killed")
      return "the target does not promise that anything survives when its broker is killed";
    return lacks ? "the target lacks " + need.capability : "";
  }
  const auto found = server.announced.find(need.server);
  const auto value =
      found == server.announced.end() ? unannounced(need.server) : std::optional(found->second);
  if (value && holds(need.range, *value)) return "";
  return fmt::format("server.{} is {}, needed is {}", codec::name_of(need.server),
                     value ? std::to_string(*value) : "not announced", print(need.range));
}

}  // namespace

std::optional<Number> unannounced(Field field) {
  if (field == Field::maximum_packet_size) return greatest_packet;
  if (field == Field::session_expiry_interval) return for_ever;
  const auto* row = codec::find_field(codec::PacketType::connack, field, codec::Version::v5_0);
  return row == nullptr ? std::nullopt : row->absent;
}

std::optional<UnmetNeed> unmet_need(std::span<const script::Need> needs, const ServerFacts& server) {
  for (const script::Need& need : needs) {
    std::string sentence = objection(need, server);
    if (sentence.empty()) continue;
    const std::string field(need.capability.empty() ? codec::name_of(need.server) : "");
    const std::string name = need.capability.empty() ? "server." + field : need.capability;
    const auto source = server.source.find(need.capability.empty() ? field : need.capability);
    return UnmetNeed{need.where, name, source == server.source.end() ? "probe" : source->second,
                     std::move(sentence)};
  }
  return std::nullopt;
}

}  // namespace client
