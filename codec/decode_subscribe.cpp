// SUBSCRIBE, UNSUBSCRIBE and their acknowledgements.
#include "codec/decoder.h"
#include "codec/topic.h"

namespace codec {
namespace {

/// Reserved bits first, then from bit 0 upwards: the order that docs/codec.md promises within one byte.
Rule options_rule(std::uint8_t options, std::string_view filter, Version version) {
  const bool v5 = version == Version::v5_0;
  if ((options & (v5 ? 0xC0 : 0xFC)) != 0)
    return Rule::subscription_reserved;  // 3.1.1/MQTT-3.8.3-4, 5.0/MQTT-3.8.3-5
  if ((options & 3) == 3) return Rule::subscription_qos_3;
  if (v5 && (options & 4) != 0 && is_shared(filter)) return Rule::no_local_on_shared;  // 5.0/MQTT-3.8.3-4
  return (options & 0x30) == 0x30 ? Rule::retain_handling_3 : Rule::none;
}

Field options_field(Rule rule) {
  switch (rule) {
    case Rule::subscription_reserved: return Field::reserved;
    case Rule::subscription_qos_3: return Field::max_qos;
    case Rule::no_local_on_shared: return Field::no_local;
    default: return Field::retain_handling;
  }
}

std::string_view between(const std::uint8_t* begin, const std::uint8_t* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

}  // namespace

bool Decoder::filter_grammar(std::string_view filter) {
  const bool look_closer = options_.reject_control_characters;
  // Without wildcards, and no Shared Subscription: needs no closer look.
  if (is_plain_topic(filter) && !filter.empty() && filter[0] != '$' && !look_closer) return true;
  if ((!is_plain_text(filter) || look_closer) && !careful_text(filter, Field::filter)) return false;
  const GrammarFault fault = check_filter(filter, version_);
  if (fault.rule == Rule::none) return true;
  const std::uint8_t* const at = start_of(filter) + fault.offset;
  return fail(fault.rule, filter.empty() ? at - 2 : at, Field::filter);
}

bool Decoder::subscribe(Reader reader) {
  Subscribe& subscribe = packet().body.emplace<Subscribe>();
  if (!packet_identifier(reader, subscribe.id)) return false;
  if (v5() && !properties(reader, PacketType::subscribe, subscribe.properties)) return false;
  const std::uint8_t* const first = reader.position();
  if (reader.left() == 0) return fail(Rule::subscribe_empty, first, Field::filter);
  while (reader.left() > 0) {
    std::string_view name;
    if (!filter(reader, name)) return false;
    const std::uint8_t* const at = reader.position();
    std::uint8_t options = 0;
    if (!reader.byte(options)) return cut_off(at, Field::max_qos);
    const Rule rule = options_rule(options, name, version_);
    if (rule != Rule::none) [[unlikely]]
      return fail(rule, at, options_field(rule));
  }
  subscribe.subscriptions = Sequence<Subscription>(between(first, reader.position()));
  return true;
}

bool Decoder::unsubscribe(Reader reader) {
  Unsubscribe& unsubscribe = packet().body.emplace<Unsubscribe>();
  if (!packet_identifier(reader, unsubscribe.id)) return false;
  if (v5() && !properties(reader, PacketType::unsubscribe, unsubscribe.properties)) return false;
  const std::uint8_t* const first = reader.position();
  if (reader.left() == 0) return fail(Rule::unsubscribe_empty, first, Field::filter);
  std::string_view name;
  while (reader.left() > 0) {
    if (!filter(reader, name)) return false;
  }
  unsubscribe.filters = Sequence<Filter>(between(first, reader.position()));
  return true;
}

bool Decoder::subscription_acknowledgement(Reader reader) {
  SubscriptionAcknowledgement& answer = packet().body.emplace<SubscriptionAcknowledgement>();
  const std::uint8_t* at = reader.position();
  if (!reader.two_byte(answer.id)) return cut_off(at, Field::id);
  const bool suback = type_ == PacketType::suback;
  if (!v5() && !suback) return end_of_packet(reader);  // 3.1.1: an UNSUBACK has no payload (3.11.3)
  if (v5() && !properties(reader, type_, answer.properties)) return false;
  at = reader.position();
  if (reader.left() == 0) return fail(suback ? Rule::suback_empty : Rule::unsuback_empty, at, Field::codes);
  answer.codes = reader.rest();
  return codes(answer.codes);
}

bool Decoder::codes(std::string_view list) {
  for (const char& code : list) {
    if (!code_is_legal(static_cast<std::uint8_t>(code), reinterpret_cast<const std::uint8_t*>(&code)))
      return false;
  }
  return true;
}

}  // namespace codec
