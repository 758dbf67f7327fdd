// Variable header and payload of each packet from named fields, in the order of the wire.
#include "codec/compose_body.h"

#include "codec/byte_writer.h"
#include "codec/field_table.h"
#include "codec/property_bytes.h"
#include "codec/property_table.h"

namespace codec {
namespace {

class Body {
 public:
  Body(PacketType type, Version version, std::span<const FieldValue> fields, const Overrides& overrides)
      : type_(type), version_(version), fields_(fields), overrides_(overrides) {}

  const Value* find(Field field) const {
    for (const FieldValue& given : fields_) {
      if (given.field == field) return &given.value;
    }
    return nullptr;
  }
  bool has(Field field) const { return find(field) != nullptr; }
  Number number(Field field, Number otherwise = 0) const {
    const Value* value = find(field);
    return value != nullptr ? std::get<Number>(*value) : otherwise;
  }
  std::string_view text(Field field, std::string_view otherwise = {}) const {
    const Value* value = find(field);
    return value != nullptr ? std::string_view(std::get<Bytes>(*value)) : otherwise;
  }
  bool v5() const { return version_ == Version::v5_0; }

  void connect();
  void connack();
  void publish();
  void acknowledgement();
  void subscribe();
  void suback();
  void unsubscribe();
  void disconnect();

  Bytes out;

 private:
  bool any_will() const;
  Number connect_flags() const;
  Number subscription_options(std::size_t filter) const;
  bool any_property(bool of_will) const;
  void properties(bool of_will = false);
  void reason_and_properties(std::size_t short_size);

  PacketType type_;
  Version version_;
  std::span<const FieldValue> fields_;
  const Overrides& overrides_;
};

/// In CONNECT a Will property goes among the Will properties; anywhere else it can only be misplaced.
bool belongs(const PropertyDescription* row, Field field, PacketType type, bool of_will) {
  if (row == nullptr) return false;
  const bool will = is_will_property(field) && type == PacketType::connect;
  return will == of_will;
}

bool Body::any_property(bool of_will) const {
  for (const FieldValue& given : fields_) {
    if (belongs(find_property(given.field), given.field, type_, of_will)) return true;
  }
  return false;
}

void Body::properties(bool of_will) {
  if (!v5()) return;
  Bytes block;
  for (const FieldValue& given : fields_) {
    const PropertyDescription* row = find_property(given.field);
    if (belongs(row, given.field, type_, of_will)) put_property(block, *row, given.value);
  }
  Number length = number(of_will ? Field::will_property_length : Field::property_length, block.size());
  if (!of_will && overrides_.property_length) length = *overrides_.property_length;
  put_variable_byte(out, length);
  out += block;
}

/// Reason code and properties that may be left out from the back: 5.0/U-084, 5.0/U-099, 5.0/3.15.2.1.
/// `short_size` is the body without either. AUTH has no form with a code and no property length.
void Body::reason_and_properties(std::size_t short_size) {
  if (!v5()) return;
  const Number code = number(Field::code);
  const bool block = has(Field::property_length) || overrides_.property_length || any_property(false);
  const bool longer =
      number(Field::remaining_length) > short_size;  // dissected from a packet that spells out code 0
  if (code == 0 && !block && !longer) return;
  put_byte(out, code);
  if (block || type_ == PacketType::auth) properties();
}

bool Body::any_will() const {
  if (has(Field::will_topic) || has(Field::will_payload) || has(Field::will_property_length)) return true;
  return any_property(true);
}

Number Body::connect_flags() const {
  Number flags = number(Field::reserved);
  flags |= number(v5() ? Field::clean_start : Field::clean_session, 1) << 1;
  flags |= number(Field::will_flag, any_will() ? 1 : 0) << 2;
  flags |= number(Field::will_qos) << 3;
  flags |= number(Field::will_retain) << 5;
  flags |= number(Field::password_flag, has(Field::password) ? 1 : 0) << 6;
  flags |= number(Field::user_name_flag, has(Field::user_name) ? 1 : 0) << 7;
  flags = number(Field::connect_flags, flags);
  if (overrides_.connect_flags) flags = *overrides_.connect_flags;
  if (overrides_.reserved) flags = (flags & 0xFE) | *overrides_.reserved;
  return flags;
}

void Body::connect() {
  put_string(out, text(Field::protocol_name, "MQTT"));
  put_byte(out, number(Field::protocol_version, static_cast<Number>(version_)));
  put_byte(out, connect_flags());
  put_two_byte(out, number(Field::keep_alive));
  properties();
  put_string(out, text(Field::client_id));
  if (any_will() ||
      number(Field::will_flag) == 1) {  // will_flag=0 beside a Will is a lie about the flag alone
    properties(true);
    put_string(out, text(Field::will_topic));
    put_string(out, text(Field::will_payload));
  }
  if (has(Field::user_name)) put_string(out, text(Field::user_name));
  if (has(Field::password)) put_string(out, text(Field::password));
}

void Body::connack() {
  const Number reserved = overrides_.reserved ? *overrides_.reserved : number(Field::reserved);
  put_byte(out, number(Field::session_present) | reserved << 1);
  put_byte(out, number(Field::code));
  properties();
}

void Body::publish() {
  put_string(out, text(Field::topic));
  if (number(Field::qos) > 0 || has(Field::id)) put_two_byte(out, number(Field::id));
  properties();
  out += text(Field::payload);
}

void Body::acknowledgement() {
  put_two_byte(out, number(Field::id));
  reason_and_properties(2);
}

void Body::disconnect() {
  reason_and_properties(0);
}

/// The options behind the filter that stands at this place in the list, up to the next filter.
Number Body::subscription_options(std::size_t filter) const {
  Number options = 0;
  Number reserved = 0;
  for (std::size_t i = filter + 1; i < fields_.size() && fields_[i].field != Field::filter; ++i) {
    const Number* value = std::get_if<Number>(&fields_[i].value);
    switch (fields_[i].field) {
      case Field::max_qos: options |= *value; break;
      case Field::no_local: options |= *value << 2; break;
      case Field::retain_as_published: options |= *value << 3; break;
      case Field::retain_handling: options |= *value << 4; break;
      case Field::reserved: reserved = *value; break;
      default: break;
    }
  }
  if (overrides_.reserved) reserved = *overrides_.reserved;
  return options | reserved << (v5() ? 6 : 2);
}

void Body::subscribe() {
  put_two_byte(out, number(Field::id));
  properties();
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].field != Field::filter) continue;
    put_string(out, std::get<Bytes>(fields_[i].value));
    put_byte(out, subscription_options(i));
  }
}

void Body::unsubscribe() {
  put_two_byte(out, number(Field::id));
  properties();
  for (const FieldValue& given : fields_) {
    if (given.field == Field::filter) put_string(out, std::get<Bytes>(given.value));
  }
}

void Body::suback() {
  put_two_byte(out, number(Field::id));
  properties();
  if (const Value* codes = find(Field::codes)) {
    for (const Number code : std::get<NumberList>(*codes)) put_byte(out, code);
  }
}

using Write = void (Body::*)();
constexpr Write writers[16] = {nullptr,
                               &Body::connect,
                               &Body::connack,
                               &Body::publish,
                               &Body::acknowledgement,
                               &Body::acknowledgement,
                               &Body::acknowledgement,
                               &Body::acknowledgement,
                               &Body::subscribe,
                               &Body::suback,
                               &Body::unsubscribe,
                               &Body::suback,
                               nullptr,
                               nullptr,
                               &Body::disconnect,
                               &Body::disconnect};

std::uint8_t fixed_flags(PacketType type, const Body& body) {
  if (type == PacketType::publish) {
    return static_cast<std::uint8_t>(body.number(Field::dup) << 3 | body.number(Field::qos) << 1 |
                                     body.number(Field::retain));
  }
  const FieldDescription* row = find_field(type, Field::flags, body.v5() ? Version::v5_0 : Version::v3_1_1);
  return static_cast<std::uint8_t>(body.number(Field::flags, row != nullptr ? row->lowest : 0));
}

}  // namespace

ComposedBody compose_body(PacketType type, Version version, std::span<const FieldValue> fields,
                          const Overrides& overrides) {
  Body body(type, version, fields, overrides);
  if (const Write write = writers[static_cast<std::size_t>(type)]) (body.*write)();
  return {fixed_flags(type, body), body.number(Field::remaining_length, body.out.size()),
          std::move(body.out)};
}

}  // namespace codec
