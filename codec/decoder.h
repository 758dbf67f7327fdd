// The decoder of one packet: the pieces that the functions of decode*.cpp share. A piece returns false when
// it has recorded a violation; nothing is read after that. Internal to this room.
#pragma once

#include "codec/decode.h"
#include "codec/reader.h"
#include "codec/rules.h"
#include "codec/text_scan.h"

namespace codec {

/// Readers travel by value or are used in place: a reader whose address nobody takes stays in registers, and
/// half of the time of a small packet goes into not having that.
class Decoder {
 public:
  Decoder(Decoded& result, const std::uint8_t* begin, Version version, Direction from,
          const DecodeOptions& options)
      : result_(result), begin_(begin), version_(version), from_(from), options_(options) {}

  /// The whole job. What it finds is in the result.
  void run(std::size_t size);

 private:
  // Packets; each is handed a reader of exactly what is behind the fixed header.
  bool body(const std::uint8_t* at, const std::uint8_t* end);
  bool connect(Reader reader);
  bool connack(Reader reader);
  bool publish(Reader reader);
  bool acknowledgement(Reader reader);
  bool subscribe(Reader reader);
  bool subscription_acknowledgement(Reader reader);
  bool unsubscribe(Reader reader);
  bool notice(Reader reader);
  bool end_of_packet(Reader reader) {
    return reader.left() == 0 || fail(Rule::left_over, reader.position(), Field::remaining_length);
  }

  // Parts of CONNECT.
  bool connect_flags(std::uint8_t flags, const std::uint8_t* at);
  bool will(Reader& reader, Connect& connect);
  bool credentials(Reader& reader, Connect& connect);

  // Parts that several packets have.
  bool tail(Reader reader, Tail& tail, std::uint8_t& code, Properties& properties);
  bool code_is_legal(std::uint8_t code, const std::uint8_t* at);
  bool wrong_code(std::uint8_t code, const std::uint8_t* at);
  bool codes(std::string_view codes);
  bool filter_grammar(std::string_view filter);
  bool property_length(const std::uint8_t* at, VariableByteRead outcome, std::uint8_t where);
  bool property_block(std::string_view encoded, std::uint8_t where, std::uint64_t& present);
  bool property_identifier(Reader block, std::uint8_t where, const std::uint8_t* at);
  bool property_is_allowed(std::uint8_t id, std::uint8_t where, std::uint64_t present,
                           const std::uint8_t* at);
  bool response_topic(std::string_view topic, Field field);

  [[gnu::always_inline]] bool packet_identifier(Reader& reader, std::uint16_t& id) {
    const std::uint8_t* const at = reader.position();
    if (!reader.two_byte(id)) [[unlikely]]
      return cut_off(at, Field::id);
    if (id != 0) [[likely]]
      return true;
    return fail(from_ == Direction::client_to_server ? Rule::id_zero : Rule::id_zero_from_server, at,
                Field::id);
  }

  /// Property Length and properties. `where` as in rules.h.
  [[gnu::always_inline]] bool properties(Reader& reader, std::uint8_t where, Properties& list) {
    const std::uint8_t* const at = reader.position();
    const VariableByteRead outcome = reader.variable_byte(list.length);
    const VariableByte length = list.length;
    if (outcome != VariableByteRead::done || (length.size != 1 && length.size != shortest_size(length.value)))
        [[unlikely]] {
      return property_length(at, outcome, where);
    }
    std::string_view encoded;
    if (!reader.take(length.value, encoded)) [[unlikely]]
      return property_length(at, VariableByteRead::cut_off, where);
    if (encoded.empty()) return true;
    list.list = Sequence<Property>(encoded);
    return property_block(encoded, where, list.present);
  }
  [[gnu::always_inline]] bool properties(Reader& reader, PacketType type, Properties& list) {
    return properties(reader, static_cast<std::uint8_t>(type), list);
  }

  [[gnu::always_inline]] bool utf8(Reader& reader, std::string_view& text, Field field) {
    const std::uint8_t* const at = reader.position();
    if (!reader.string(text)) [[unlikely]]
      return cut_off(at, field);
    if (is_plain_text(text) && !options_.reject_control_characters) [[likely]]
      return true;
    return careful_text(text, field);
  }
  [[gnu::always_inline]] bool topic(Reader& reader, std::string_view& text, Field field, Rule wildcard) {
    const std::uint8_t* const at = reader.position();
    if (!reader.string(text)) [[unlikely]]
      return cut_off(at, field);
    if (is_plain_topic(text) && !options_.reject_control_characters) [[likely]]
      return true;
    return careful_topic(text, field, wildcard);
  }
  [[gnu::always_inline]] bool filter(Reader& reader, std::string_view& text) {
    const std::uint8_t* const at = reader.position();
    if (!reader.string(text)) [[unlikely]]
      return cut_off(at, Field::filter);
    return filter_grammar(text);
  }
  [[gnu::always_inline]] bool binary(Reader& reader, std::string_view& data, Field field) {
    const std::uint8_t* const at = reader.position();
    return reader.string(data) || cut_off(at, field);
  }
  /// Look at every character of a string that the fast scan did not clear.
  bool careful_text(std::string_view text, Field field);
  bool careful_topic(std::string_view text, Field field, Rule wildcard);

  // Violations; all return false.
  [[gnu::cold]] bool fail(Rule rule, const std::uint8_t* at, std::string_view field);
  [[gnu::cold]] bool fail(Rule rule, const std::uint8_t* at, Field field);
  [[gnu::cold]] bool fail_property(Rule rule, std::uint8_t where, std::uint8_t id, const std::uint8_t* at);
  [[gnu::cold]] bool cut_off(const std::uint8_t* at, Field field);
  [[gnu::cold]] bool too_large();
  [[gnu::cold]] bool first_byte(Rule rule);

  bool v5() const { return version_ == Version::v5_0; }
  static const std::uint8_t* start_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
  }
  Packet& packet() { return result_.packet_; }
  void incomplete(std::size_t needed) { result_.set(Incomplete{static_cast<std::uint32_t>(needed)}); }

  Decoded& result_;
  const std::uint8_t* const begin_;
  Version version_;
  const Direction from_;
  const DecodeOptions& options_;
  PacketType type_{};
};

}  // namespace codec
