// See the header. First by fields: composed anew without one, which mends what depends on it; then by bytes,
// where every length around a cut is lowered in place, so that an odd encoding which is the point of the
// packet stays as it is.
#include "fuzz/kit/minimise.h"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>
#include <vector>

#include "codec/compose.h"
#include "codec/field_walk.h"
#include "codec/mutate/whole.h"
#include "fuzz/kit/cut.h"

namespace kit {
namespace {

using codec::Field;
using codec::FieldValue;
using Fields = std::vector<FieldValue>;

/// Fields that mean nothing without each other.
const std::set<Field> groups[] = {
    {Field::dup, Field::qos, Field::id},
    {Field::will_flag, Field::will_qos, Field::will_retain, Field::will_topic, Field::will_payload,
     Field::will_payload_format_indicator, Field::will_message_expiry_interval, Field::will_content_type,
     Field::will_response_topic, Field::will_correlation_data, Field::will_user_property,
     Field::will_delay_interval},
    {Field::user_name_flag, Field::user_name, Field::password_flag, Field::password},
    {Field::password_flag, Field::password},
    {Field::authentication_method, Field::authentication_data}};

/// Values worth trying in its place, the plainest first.
std::vector<codec::Value> plainer(const codec::Value& value) {
  if (const auto* text = std::get_if<codec::Bytes>(&value)) {
    if (text->empty()) return {};
    return {codec::Bytes(), codec::Bytes("a"), text->substr(0, 1)};
  }
  if (std::holds_alternative<codec::StringPair>(value))
    return {codec::StringPair(), codec::StringPair("a", ""), codec::StringPair("", "a")};
  if (std::holds_alternative<codec::Number>(value)) return {codec::Number{0}, codec::Number{1}};
  return {};
}

/// Fewer bytes first; then plainer ones: 0, then a letter, then others.
std::pair<std::size_t, std::size_t> measure(const std::string& packet) {
  std::size_t odd = 0;
  for (const char each : packet) odd += each == 0 ? 0 : each == 'a' ? 1 : 2;
  return {packet.size(), odd};
}

class Minimiser {
 public:
  Minimiser(Question question, const std::function<bool(const Question&)>& shows, std::size_t calls)
      : best_(std::move(question)), shows_(shows), calls_left_(calls) {}

  std::string run() {
    while (calls_left_ > 0) {
      const auto before = measure(best_.packet);
      drop_fields();
      plain_fields();
      cut_fields();
      cut_bytes();
      plain_bytes();
      if (measure(best_.packet) == before) break;
    }
    return best_.packet;
  }

 private:
  /// Whether the packet is smaller and still shows it; then it is the best one.
  bool take(std::string packet) {
    if (calls_left_ == 0 || packet.empty() || measure(packet) >= measure(best_.packet)) return false;
    --calls_left_;
    Question question{std::move(packet), best_.version, best_.from};
    question.version = codec::version_of_packet(bytes_of(question.packet), question.version);
    if (question.version != best_.version || !shows_(question)) return false;
    best_ = std::move(question);
    return true;
  }

  void drop_fields() {
    Fields fields = fields_of_best();
    for (const auto& group : groups) {
      Fields fewer = fields;
      std::erase_if(fewer, [&](const FieldValue& each) { return group.contains(each.field); });
      if (take_composed(fewer)) fields = std::move(fewer);
    }
    for (std::size_t i = fields.size(); i-- > 0;) {
      Fields fewer = fields;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (take_composed(fewer)) fields = std::move(fewer);
    }
  }

  void plain_fields() {
    Fields fields = fields_of_best();
    for (FieldValue& field : fields) {
      for (const codec::Value& plain : plainer(field.value)) {
        codec::Value old = std::exchange(field.value, plain);
        if (take_composed(fields)) break;
        field.value = std::move(old);
      }
    }
  }

  /// Those from which compose makes the others, which would be wrong behind any change.
  Fields fields_of_best() const {
    Fields fields = codec::dissect(best_.packet, best_.version, best_.from);
    std::erase_if(fields, [](const FieldValue& each) {
      return each.field == Field::remaining_length || each.field == Field::property_length ||
             each.field == Field::will_property_length || each.field == Field::connect_flags;
    });
    return fields;
  }

  bool take_composed(const Fields& fields) {
    const auto type = static_cast<codec::PacketType>(static_cast<std::uint8_t>(best_.packet[0]) >> 4);
    auto packet = codec::compose(type, best_.version, fields);
    return packet && take(std::move(*packet));
  }

  void cut_fields() {
    for (std::size_t i = 0;; ++i) {
      const auto walk = codec::walk_fields(best_.packet, best_.version, best_.from);
      if (i >= walk.fields.size()) return;
      const codec::WalkedField& field = walk.fields[i];
      const auto lengths = lengths_in(best_);
      if (field.offset < codec::header_size(bytes_of(best_.packet))) continue;
      if (auto packet = without(best_.packet, lengths, field.offset, field.size)) take(std::move(*packet));
    }
  }

  void cut_bytes() {
    for (std::size_t size = std::bit_floor(best_.packet.size()); size > 0; size /= 2) {
      const std::size_t step = std::max<std::size_t>(1, size / 2);
      for (std::size_t at = best_.packet.size(); at >= step;) {
        at -= step;
        if (at + size > best_.packet.size()) continue;
        if (auto packet = without(best_.packet, lengths_in(best_), at, size)) take(std::move(*packet));
        at = std::min(at, best_.packet.size());
      }
    }
  }

  void plain_bytes() {
    for (std::size_t at = 0; at < best_.packet.size(); ++at) {
      for (const char plain : {'\0', 'a'}) {
        std::string packet = best_.packet;
        packet[at] = plain;
        if (take(std::move(packet))) break;
      }
    }
  }

  Question best_;
  const std::function<bool(const Question&)>& shows_;
  std::size_t calls_left_;
};

}  // namespace

std::string minimise(Question question, const std::function<bool(const Question&)>& shows,
                     std::size_t most_calls) {
  return Minimiser(std::move(question), shows, most_calls).run();
}

}  // namespace kit
