// The accept, lenient and forbid lists of the catalogue in terms of packets: P1 to P6 of the grades.
#include "script/matrix.h"

#include <algorithm>
#include <array>

#include "codec/field_table.h"
#include "script/legality.h"

namespace script {
namespace {

using codec::Field;
using codec::PacketType;
using codec::Version;
using Kind = requirements::Reaction::Kind;

// An acknowledgement with one of these tells of rights and quotas, not of the fault in the packet.
constexpr std::array<codec::Number, 2> about_something_else = {0x87, 0x97};

struct FieldCode {
  std::string_view field;
  codec::Number code;
};
/// Reason codes for what stands in a field, beside 0x81 and 0x82 (table 2-6).
constexpr std::array field_codes = {
    FieldCode{"topic", 0x90},       FieldCode{"response_topic", 0x90},
    FieldCode{"will_topic", 0x90},  FieldCode{"filter", 0x8F},
    FieldCode{"topic_alias", 0x94}, FieldCode{"remaining_length", 0x95},
    FieldCode{"client_id", 0x85},   FieldCode{"user_name", 0x86},
    FieldCode{"password", 0x86},    FieldCode{"protocol_name", 0x84},
    FieldCode{"qos", 0x9B},         FieldCode{"will_qos", 0x9B},
};

std::vector<codec::Number> fitting_codes(const codec::Variant& variant,
                                         const requirements::Requirement* judge) {
  if (variant.version == Version::v3_1_1) {
    if (judge == nullptr || variant.type != PacketType::connect) return {};
    return {judge->reaction.return_codes.begin(), judge->reaction.return_codes.end()};
  }
  std::vector<codec::Number> codes = {0x81, 0x82};
  const auto add = [&](codec::Number code) {
    if (is_refusal_code(code) && std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
  };
  add(variant.violation->reason_code);
  for (const FieldCode& row : field_codes)
    if (row.field == variant.violation->field) add(row.code);
  // Whoever does not know the method, or knows it and not the user, may say so first.
  if (variant.type == PacketType::auth || needs(variant, Field::authentication_method)) {
    add(0x8C);
    add(0x87);
  }
  return codes;
}

/// What a server answers to the packet when it takes it for a sound one.
std::vector<PacketType> answers_to(const codec::Variant& variant) {
  switch (variant.type) {
    case PacketType::connect:
      if (variant.version == Version::v5_0) return {PacketType::connack, PacketType::auth};
      return {PacketType::connack};
    case PacketType::publish: return {PacketType::puback, PacketType::pubrec};
    case PacketType::pubrec: return {PacketType::pubrel};
    case PacketType::pubrel: return {PacketType::pubcomp};
    case PacketType::subscribe: return {PacketType::suback};
    case PacketType::unsubscribe: return {PacketType::unsuback};
    case PacketType::pingreq: return {PacketType::pingresp};
    default: return {};
  }
}

/// Codes of an answer that says nothing against the packet.
Alternatives untroubled_codes(PacketType type, Version version) {
  Alternatives codes;
  for (const std::uint8_t code : codec::codes_of(type, version)) {
    const bool error = type == PacketType::connack ? code != 0 : code >= 0x80;
    const bool other = type != PacketType::connack &&
                       std::ranges::find(about_something_else, code) != about_something_else.end();
    // 0x92 only says that the exchange is over.
    if (!error || other || code == 0x92) codes.values.emplace_back(codec::Value(codec::Number{code}));
  }
  return codes;
}

PacketPattern untroubled(PacketType type, Version version) {
  PacketPattern pattern;
  pattern.type = type;
  const bool list = codec::find_field(type, Field::codes, version) != nullptr;
  if (!list && codec::find_field(type, Field::code, version) == nullptr) return pattern;
  Expectation code{.field = list ? Field::codes : Field::code};
  if (list)
    code.value = ListMatch{{untroubled_codes(type, version)}};
  else
    code.value = untroubled_codes(type, version);
  pattern.required.push_back(std::move(code));
  return pattern;
}

/// Makes the steps of one reaction.
class Reactions {
 public:
  Reactions(const codec::Variant& variant, const ReactionPlace& place)
      : variant_(variant), place_(place), reaction_(reaction_to(variant)) {}

  std::vector<Step> steps() const {
    if (reaction_.kind == Kind::close) return {step(react(React::How::closed))};
    Either either;
    // A refusal ends the matter where no more is asked; before CONNACK it is the close itself.
    const bool refusal = reaction_.kind != Kind::close_if_noticed && variant_.type != PacketType::connect;
    const React::How how = refusal ? React::How::refused : React::How::closed;
    either.branches.push_back(branch(BranchGrade::must, {step(react(how))}));
    if (refusal) either.branches.back().untested = general_rules();
    for (const PacketType type : answers_to(variant_)) either.branches.push_back(served(type));
    if (reaction_.kind == Kind::close_if_noticed && has_error_answers()) {
      // Who tells of the error has noticed it (5.0/MQTT-4.13.1-1).
      either.branches.push_back(
          branch(BranchGrade::must, {step(react(React::How::refused)), step(react(React::How::closed))}));
    }
    if (variant_.type != PacketType::connect) either.branches.push_back(silent());
    return {step(std::move(either))};
  }

 private:
  Step step(decltype(Step::what) what) const { return {std::move(what), place_.where, place_.text}; }

  Branch branch(BranchGrade grade, std::vector<Step> steps) const {
    static constexpr std::string_view of_named = "closes the connection on a named error";
    static constexpr std::string_view of_others = "closes the connection, or refuses the packet";
    static constexpr std::string_view of_open = "takes a packet to which the standard states no reaction";
    Branch made{.grade = grade, .steps = std::move(steps), .charge = charge(), .where = place_.where};
    if (grade == BranchGrade::must) return made;
    made.text = reaction_.kind == Kind::open               ? of_open
                : reaction_.kind == Kind::close_if_noticed ? of_named
                                                           : of_others;
    made.untested = general_rules();
    return made;
  }
  BranchGrade lenient() const {
    return reaction_.kind == Kind::open ? BranchGrade::may : BranchGrade::should;
  }
  /// How a connection is closed shows only where it is.
  std::vector<std::string> general_rules() const {
    std::vector<std::string> ids = place_.covered;
    std::erase(ids, reaction_.charge);
    return ids;
  }
  /// Where the case does not cover the id, a note goes to it all the same.
  std::string charge() const { return reaction_.kind == Kind::open ? reaction_.charge : std::string(); }

  React react(React::How how) const {
    React react{.actor = place_.actor, .how = how, .window = place_.window};
    if (reaction_.kind != Kind::open) react.codes = reaction_.codes;
    if (variant_.version == Version::v5_0) react.reason = "5.0/U-112";
    if (breaks_the_point() && !place_.covered.empty()) react.also = place_.covered.front();
    return react;
  }
  Receive receive(PacketPattern pattern) const {
    Receive receive;
    receive.actors = {place_.actor};
    receive.pattern = std::move(pattern);
    return receive;
  }
  Step tolerate(PacketPattern pattern) const { return step(Maybe{receive(std::move(pattern))}); }

  /// The packet was answered like a sound one. It may still be that the connection ends.
  Branch served(PacketType type) const {
    PacketPattern closed;
    closed.what = PacketPattern::What::closed;
    return branch(lenient(),
                  {step(receive(untroubled(type, variant_.version))), tolerate(std::move(closed))});
  }
  /// The packet was passed over, and the connection goes on.
  Branch silent() const {
    Fence fence;
    fence.from = place_.actor;
    std::vector<Step> steps = {step(std::move(fence))};
    // One that tells of an error has its own branch; what else was answered is no matter.
    for (const PacketType type : answers_to(variant_)) {
      PacketPattern any;
      any.type = type;
      steps.push_back(tolerate(std::move(any)));
    }
    return branch(lenient(), std::move(steps));
  }
  bool has_error_answers() const {
    const bool answered = variant_.type == PacketType::publish || variant_.type == PacketType::subscribe ||
                          variant_.type == PacketType::unsubscribe;
    return answered && variant_.version == Version::v5_0;
  }

  /// Whether a server that does not close breaks the general rule, too. In 5.0 that binds one which noticed
  /// the fault (5.0/MQTT-4.13.1-1): a line that demands the close without a doubt says nothing of that.
  bool breaks_the_point() const {
    if (reaction_.kind == Kind::close)
      return variant_.version == Version::v3_1_1 || variant_.type == PacketType::connect;
    return reaction_.kind == Kind::close_if_noticed && variant_.type != PacketType::connect;
  }

  const codec::Variant& variant_;
  const ReactionPlace& place_;
  VariantReaction reaction_;
};

}  // namespace

VariantReaction reaction_to(const codec::Variant& variant) {
  const codec::Violation& violation = *variant.violation;
  const bool connect = variant.type == PacketType::connect;
  const requirements::Requirement* judge = requirements::catalogue().judging(violation.requirement, connect);
  VariantReaction reaction;
  // Where the codec names a section alone, a CONNECT is malformed all the same (MQTT-3.1.4-1 of both).
  if (judge == nullptr && connect && violation.kind == codec::ViolationKind::malformed) {
    judge = requirements::catalogue().find(variant.version == Version::v5_0 ? "5.0/MQTT-3.1.4-1"
                                                                            : "3.1.1/MQTT-3.1.4-1");
  }
  reaction.charge = judge == nullptr ? std::string(violation.requirement) : judge->id;
  reaction.kind = judge == nullptr ? Kind::open : judge->reaction.kind;
  reaction.codes = fitting_codes(variant, judge);
  return reaction;
}

std::vector<Step> steps_of_reaction(const codec::Variant& variant, const ReactionPlace& place) {
  return Reactions(variant, place).steps();
}

}  // namespace script
