// Each change is found by the walk over the packet's fields; lengths around it are written anew.
#include "codec/matrix_bytes.h"

#include <algorithm>

#include "codec/byte_writer.h"
#include "codec/field_walk.h"

namespace codec::matrix {
namespace {

/// A whole packet that can be walked.
class Walked {
 public:
  Walked(const Bytes& packet, Version version)
      : packet_(packet), walk_(walk_fields(packet, version, Direction::client_to_server)) {
    const WalkedField* length = find(Field::remaining_length);
    body_ = length == nullptr ? packet.size() : length->offset + length->size;
  }

  const WalkedField* find(Field field) const {
    const auto found = std::ranges::find(walk_.fields, field, &WalkedField::field);
    return found == walk_.fields.end() ? nullptr : &*found;
  }
  std::size_t body_offset() const { return body_; }
  Bytes body() const { return packet_.substr(body_); }
  /// Byte 1, the length of this body, and the body.
  Bytes with_body(std::string_view body) const {
    Bytes packet = packet_.substr(0, 1);
    put_variable_byte(packet, body.size());
    return packet.append(body);
  }

 private:
  const Bytes& packet_;
  FieldWalk walk_;
  std::size_t body_ = 0;
};

struct Surgeon {
  const Bytes& packet;
  Walked walked;

  Bytes operator()(const End& end) const {
    const WalkedField* field = walked.find(end.field);
    if (field == nullptr || field->size == 0) return packet;
    const std::size_t at = end.where == End::Where::before      ? 0
                           : end.where == End::Where::in_length ? 1
                                                                : field->size - 1U;
    return walked.with_body(walked.body().substr(0, field->offset + at - walked.body_offset()));
  }
  Bytes operator()(const Surplus& surplus) const { return walked.with_body(walked.body() + surplus.bytes); }
  Bytes operator()(const RawProperty& raw) const {
    const WalkedField* length =
        walked.find(raw.of_will ? Field::will_property_length : Field::property_length);
    if (length == nullptr) return packet;
    const Number size = std::get<Number>(length->value);
    const std::size_t end = length->offset + length->size + size;
    Bytes block;
    put_variable_byte(block, size + raw.bytes.size());
    block.append(packet, length->offset + length->size, size);
    block.append(raw.bytes);
    return replaced(length->offset, end, block);
  }
  Bytes operator()(const OddPropertyLength& odd) const {
    const WalkedField* length = walked.find(Field::property_length);
    if (length == nullptr) return packet;
    const std::size_t behind = length->offset + length->size;
    Bytes written;
    if (odd.size == 0)
      put_variable_byte(written, packet.size() - behind + 1);
    else
      put_variable_byte(written, std::get<Number>(length->value), odd.size);
    return replaced(length->offset, behind, written);
  }
  Bytes operator()(const Overrun& overrun) const {
    const WalkedField* field = walked.find(overrun.field);
    if (field == nullptr) return packet;
    return replaced(field->offset, field->offset + 2, "\xff\xff");
  }
  template <typename Other>
  Bytes operator()(const Other&) const {
    return packet;
  }

 private:
  Bytes replaced(std::size_t begin, std::size_t end, std::string_view by) const {
    Bytes body = walked.body();
    body.replace(begin - walked.body_offset(), end - begin, by);
    return walked.with_body(body);
  }
};

}  // namespace

Bytes edited(const Bytes& packet, Version version, const Edit& edit) {
  return std::visit(Surgeon{packet, Walked(packet, version)}, edit);
}

}  // namespace codec::matrix
