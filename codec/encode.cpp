// Two passes: sizes, then bytes. The lengths of property blocks are found in the first and handed to the
// second.
#include "codec/encode.h"

#include <array>
#include <cstring>

#include "codec/sizer.h"

namespace codec {
namespace {

/// Property blocks of one packet: its own and that of its Will.
struct Blocks {
  std::uint32_t own = 0;
  std::uint32_t will = 0;
};

/// The cursor of the second pass. The first has made sure that all of it fits.
class Writer {
 public:
  explicit Writer(std::uint8_t* at) : at_(at) {}

  void byte(std::uint8_t value) { *at_++ = value; }
  void two_byte(std::uint32_t value) {
    at_[0] = static_cast<std::uint8_t>(value >> 8);
    at_[1] = static_cast<std::uint8_t>(value);
    at_ += 2;
  }
  void four_byte(std::uint32_t value) {
    two_byte(value >> 16);
    two_byte(value & 0xFFFF);
  }
  void length(VariableByte length, std::uint32_t counted) {
    std::uint32_t value = length.size == 0 ? counted : length.value;
    const std::uint8_t size = length.size == 0 ? shortest_size(value) : length.size;
    for (std::uint8_t i = 1; i < size; ++i, value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value & 0x7F));
  }
  void raw(std::string_view bytes) {
    if (!bytes.empty()) std::memcpy(at_, bytes.data(), bytes.size());
    at_ += bytes.size();
  }
  void string(std::string_view text) {
    two_byte(static_cast<std::uint32_t>(text.size()));
    raw(text);
  }
  void property(const Property& property) {
    byte(property.id);
    switch (property.id < property_decode_rows ? property_decode_table[property.id].kind : FieldKind::rest) {
      case FieldKind::byte: byte(static_cast<std::uint8_t>(property.number)); break;
      case FieldKind::two_byte: two_byte(property.number & 0xFFFF); break;
      case FieldKind::four_byte: four_byte(property.number); break;
      case FieldKind::variable_byte: length({property.number, property.number_size}, property.number); break;
      case FieldKind::pair:
        string(property.text);
        string(property.second);
        break;
      case FieldKind::utf8:
      case FieldKind::binary: string(property.text); break;
      default: raw(property.text); break;
    }
  }
  void properties(const Properties& properties, std::uint32_t block) {
    length(properties.length, block);
    for (const Property& each : properties.list) property(each);
  }
  const std::uint8_t* position() const { return at_; }

 private:
  std::uint8_t* at_;
};

void size_tail(Sizer& sizer, Blocks& blocks, Tail tail, const Properties& properties) {
  if (tail != Tail::nothing) sizer.add(1);
  if (tail == Tail::properties) blocks.own = sizer.properties(properties);
}

void write_tail(Writer& writer, const Blocks& blocks, Tail tail, std::uint8_t code,
                const Properties& properties) {
  if (tail != Tail::nothing) writer.byte(code);
  if (tail == Tail::properties) writer.properties(properties, blocks.own);
}

/// One overload of `size` and one of `write` a packet. Properties exist in 5.0 only.
struct Context {
  bool v5;
  Blocks& blocks;
};

void size(Sizer&, Context, const Ping&) {}
void write(Writer&, Context, const Ping&) {}

void size(Sizer& sizer, Context context, const Connect& connect) {
  sizer.string(connect.protocol_name);
  sizer.add(4);
  if (context.v5) context.blocks.own = sizer.properties(connect.properties);
  sizer.string(connect.client_id);
  if (connect.will) {
    if (context.v5) context.blocks.will = sizer.properties(connect.will->properties);
    sizer.string(connect.will->topic);
    sizer.string(connect.will->payload);
  }
  if (connect.user_name) sizer.string(*connect.user_name);
  if (connect.password) sizer.string(*connect.password);
}
void write(Writer& writer, Context context, const Connect& connect) {
  writer.string(connect.protocol_name);
  writer.byte(connect.protocol_version);
  writer.byte(connect.flags);
  writer.two_byte(connect.keep_alive);
  if (context.v5) writer.properties(connect.properties, context.blocks.own);
  writer.string(connect.client_id);
  if (connect.will) {
    if (context.v5) writer.properties(connect.will->properties, context.blocks.will);
    writer.string(connect.will->topic);
    writer.string(connect.will->payload);
  }
  if (connect.user_name) writer.string(*connect.user_name);
  if (connect.password) writer.string(*connect.password);
}

void size(Sizer& sizer, Context context, const Connack& connack) {
  sizer.add(2);
  if (context.v5) context.blocks.own = sizer.properties(connack.properties);
}
void write(Writer& writer, Context context, const Connack& connack) {
  writer.byte(connack.flags);
  writer.byte(connack.code);
  if (context.v5) writer.properties(connack.properties, context.blocks.own);
}

void size(Sizer& sizer, Context context, const Publish& publish) {
  sizer.string(publish.topic);
  if (publish.id) sizer.add(2);
  if (context.v5) context.blocks.own = sizer.properties(publish.properties);
  sizer.add(publish.payload.size());
}
void write(Writer& writer, Context context, const Publish& publish) {
  writer.string(publish.topic);
  if (publish.id) writer.two_byte(*publish.id);
  if (context.v5) writer.properties(publish.properties, context.blocks.own);
  writer.raw(publish.payload);
}

void size(Sizer& sizer, Context context, const Acknowledgement& answer) {
  sizer.add(2);
  size_tail(sizer, context.blocks, answer.tail, answer.properties);
}
void write(Writer& writer, Context context, const Acknowledgement& answer) {
  writer.two_byte(answer.id);
  write_tail(writer, context.blocks, answer.tail, answer.code, answer.properties);
}

void size(Sizer& sizer, Context context, const Subscribe& subscribe) {
  sizer.add(2);
  if (context.v5) context.blocks.own = sizer.properties(subscribe.properties);
  for (const Subscription& each : subscribe.subscriptions) {
    sizer.string(each.filter);
    sizer.add(1);
  }
}
void write(Writer& writer, Context context, const Subscribe& subscribe) {
  writer.two_byte(subscribe.id);
  if (context.v5) writer.properties(subscribe.properties, context.blocks.own);
  for (const Subscription& each : subscribe.subscriptions) {
    writer.string(each.filter);
    writer.byte(each.options);
  }
}

void size(Sizer& sizer, Context context, const SubscriptionAcknowledgement& answer) {
  sizer.add(2);
  if (context.v5) context.blocks.own = sizer.properties(answer.properties);
  sizer.add(answer.codes.size());
}
void write(Writer& writer, Context context, const SubscriptionAcknowledgement& answer) {
  writer.two_byte(answer.id);
  if (context.v5) writer.properties(answer.properties, context.blocks.own);
  writer.raw(answer.codes);
}

void size(Sizer& sizer, Context context, const Unsubscribe& unsubscribe) {
  sizer.add(2);
  if (context.v5) context.blocks.own = sizer.properties(unsubscribe.properties);
  for (const Filter& each : unsubscribe.filters) sizer.string(each.filter);
}
void write(Writer& writer, Context context, const Unsubscribe& unsubscribe) {
  writer.two_byte(unsubscribe.id);
  if (context.v5) writer.properties(unsubscribe.properties, context.blocks.own);
  for (const Filter& each : unsubscribe.filters) writer.string(each.filter);
}

void size(Sizer& sizer, Context context, const Notice& notice) {
  size_tail(sizer, context.blocks, notice.tail, notice.properties);
}
void write(Writer& writer, Context context, const Notice& notice) {
  write_tail(writer, context.blocks, notice.tail, notice.code, notice.properties);
}

struct Measured {
  std::uint32_t body;  ///< bytes behind the fixed header
  std::uint64_t total;
};

template <typename Body>
std::expected<Measured, EncodeError> measure(const Packet& packet, const Body& body, Blocks& blocks) {
  Sizer sizer;
  size(sizer, Context{packet.version == Version::v5_0, blocks}, body);
  if (sizer.string_too_long) return std::unexpected(EncodeError::string_too_long);
  if (sizer.bytes > largest_variable_byte) return std::unexpected(EncodeError::packet_too_long);
  const auto body_size = static_cast<std::uint32_t>(sizer.bytes);
  sizer.add(1);
  sizer.length(packet.remaining_length, body_size);
  if (sizer.length_too_wide) return std::unexpected(EncodeError::length_too_wide);
  return Measured{body_size, sizer.bytes};
}

template <typename Body>
std::expected<std::size_t, EncodeError> encode_as(const Packet& packet, const Body& body,
                                                  std::span<std::uint8_t> buffer) {
  Blocks blocks;
  const auto measured = measure(packet, body, blocks);
  if (!measured) return std::unexpected(measured.error());
  if (measured->total > buffer.size()) return std::unexpected(EncodeError::buffer_too_small);
  Writer writer(buffer.data());
  writer.byte(packet.first_byte);
  writer.length(packet.remaining_length, measured->body);
  write(writer, Context{packet.version == Version::v5_0, blocks}, body);
  return measured->total;
}

constexpr std::array<std::string_view, 4> error_names = {"string_too_long", "packet_too_long",
                                                         "length_too_wide", "buffer_too_small"};

}  // namespace

std::string_view name_of(EncodeError error) {
  return error_names[static_cast<std::size_t>(error)];
}

std::expected<std::size_t, EncodeError> encoded_size(const Packet& packet) {
  return std::visit(
      [&](const auto& body) -> std::expected<std::size_t, EncodeError> {
        Blocks blocks;
        const auto measured = measure(packet, body, blocks);
        if (!measured) return std::unexpected(measured.error());
        return measured->total;
      },
      packet.body);
}

std::expected<std::size_t, EncodeError> encode(const Packet& packet, std::span<std::uint8_t> buffer) {
  return std::visit([&](const auto& body) { return encode_as(packet, body, buffer); }, packet.body);
}

}  // namespace codec
