// Makes the plan of one case. Used twice: to compile, and by the checker, which builds every case in order to
// see what is wrong with it. Internal to this room.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codec/field_table.h"
#include "script/ast.h"
#include "script/case_rows.h"
#include "script/diagnostic.h"
#include "script/script.h"

namespace script {

/// A plan larger than this is not made.
inline constexpr std::size_t most_steps = 20'000;
/// Bytes that all `fill` and `pad` of a case may make together.
inline constexpr std::uint64_t most_filling = 64U << 20U;

struct WordValue {
  std::string text;
};
/// What an atom comes to; monostate when it is wrong (and told).
using Scalar = std::variant<std::monostate, codec::Number, codec::Bytes, codec::StringPair, Duration,
                            CaptureUse, NextMessage, WordValue>;

/// A field list without versions and lets.
struct FlatField {
  const FieldNode* node{};
  bool from_let{};
};

/// What is sent, apart from actor and packet type.
struct SentParts {
  std::vector<SentField> fields;
  codec::Overrides overrides;
  Delivery delivery;
  Acks acks = Acks::automatic;
  bool pings = true;
  std::string auth;         ///< credentials that the line names
  bool marked{};            ///< a value or an override is illegal on purpose
  Location override_where;  ///< of the last override
  std::set<codec::Field> named;
  FieldNodes answer;  ///< fields that only the answer has
};

struct BuildInput {
  const Suite* suite{};
  const ScenarioNode* scenario{};
  codec::Version version{};
  std::size_t row_index{};
  const Environment* environment{};
  bool checking{};  ///< users and acl are made up; bodies of empty repeats are looked at
};

class Builder {
 public:
  /// Without diagnostics the first message is kept as what is missing.
  Builder(const BuildInput& input, Diagnostics* diagnostics);

  /// Nothing when something is missing; then `missing()` says what.
  std::optional<CasePlan> build();
  /// The headers alone, for who asks whether it is worth the trouble.
  std::vector<Need> needs();
  const Missing& missing() const { return *missing_; }

 private:
  void begin();
  void report(const Location& where, std::string message, std::string suggestion = {});
  void lacks(std::string capability, std::string message);
  bool stopped() const { return missing_.has_value(); }
  bool other_version_covered() const;

  // build_headers.cpp
  void headers();
  void needs(const NeedsNode& node);
  void clients(const ClientsNode& node);
  void client_field(ActorPlan& actor, const FieldNode& field);
  Actor actor(const Word& name);
  Actor role(const Word& name);

  // build_value.cpp
  Scalar resolve(const Atom& atom, std::uint32_t depth = 0);
  Scalar resolve_variable(const Atom& atom, std::uint32_t depth);
  Scalar path_value(std::string_view path, const Location& where, std::uint32_t depth, bool& known);
  Scalar call(const Atom& atom, std::uint32_t depth);
  Scalar added(Scalar value, const Atom& atom);
  std::optional<std::string> expand(std::string_view raw, const Location& where, std::uint32_t depth = 0);
  std::optional<codec::Number> number(const Atom& atom);
  std::optional<codec::Number> number(const ValueNode& value);
  std::optional<Duration> duration(const Atom& atom);
  std::string single_word(const ValueNode& value);
  const ValueNode& substituted(const ValueNode& value);
  std::vector<std::string> known_paths() const;

  // build_fields.cpp
  std::vector<FlatField> flatten(const FieldNodes& fields);
  void flatten_into(const FieldNodes& fields, bool from_let, std::vector<FlatField>& out);
  SentParts sent(const FieldNodes& fields, codec::PacketType type, const VerbKind* verb);
  void sent_field(const FlatField& entry, codec::PacketType type, const VerbKind* verb, SentParts& out);
  void add_sent(codec::PacketType type, const FieldNode& field, std::string_view name, SentParts& out);
  std::optional<Operand> operand(const Atom& atom, codec::FieldKind kind, std::string_view name);
  std::optional<codec::Field> field_in(codec::PacketType type, std::string_view name, const FieldNode& field,
                                       bool sending);
  void note_topic(codec::Field field, const codec::Value& value);

  // build_connect_fields.cpp
  bool pseudo_field(const FieldNode& field, const VerbKind* verb, SentParts& out);
  void will_fields(const FieldNode& field, SentParts& out);
  void connect_defaults(SentParts& parts, Actor who, const Location& where);

  // build_overrides.cpp
  void override_field(const FieldNode& field, SentParts& out);

  // build_auth.cpp
  Scalar auth_value(std::string_view path, const Location& where);
  void auth_field(const FieldNode& field, SentParts& out);
  bool knows_credentials(const std::string& name);

  // build_expectation.cpp
  std::vector<Expectation> expectations(const FieldNodes& fields, codec::PacketType type);
  std::optional<Expectation> expectation(const FieldNode& field, codec::PacketType type);
  std::optional<ElementMatch> element(const ValueNode& value, codec::FieldKind kind, std::string_view name);
  void check_expected(const Expectation& expected, codec::PacketType type);
  PacketPattern pattern(const PatternNode& node, const Tail* tail);
  std::string charge(const std::vector<Word>& ids);
  Window window(const std::optional<WindowNode>& node);

  // build_statement.cpp
  void block(const Block& block, std::vector<Step>& out);
  void statement(const Statement& statement, std::vector<Step>& out);
  void add(std::vector<Step>& out, const Statement& statement, decltype(Step::what) what);
  void on(const OnNode& node, std::vector<Step>& out);
  void repeat(const RepeatNode& node, std::vector<Step>& out);
  void let(const LetNode& node);
  void advise_nothing_unstated(Branch& branch) const;
  void either(const EitherNode& node, const Statement& statement, std::vector<Step>& out);
  void any_order(const AnyOrderNode& node, const Statement& statement, std::vector<Step>& out);
  void never(const NeverNode& node, const Statement& statement, std::vector<Step>& out);
  // build_at_once.cpp
  void at_once(const AtOnceNode& node, const Statement& statement, std::vector<Step>& out);
  bool at_once_line(const Step& step, bool ended);

  // build_matrix.cpp
  const codec::Variant* variant(const Word& name);
  std::vector<SentField> base_of(const codec::Variant& variant, Actor who, const SentParts& parts) const;
  void send_variant(const SendNode& node, const Statement& statement, std::vector<Step>& out);
  void react_to_variant(const ReactNode& node, const Statement& statement, std::vector<Step>& out);

  // build_broker.cpp
  std::optional<BrokerControl::What> broker_control(const BrokerNode& node);
  std::string chosen(const Word& word, bool is_parameter);
  void broker(const BrokerNode& node, const Statement& statement, std::vector<Step>& out);
  void link(const LinkNode& node, const Statement& statement, std::vector<Step>& out);
  void broker_needs();

  // build_line.cpp
  void send(const SendNode& node, const Statement& statement, std::vector<Step>& out);
  void send_bytes(const SendBytesNode& node, const Statement& statement, std::vector<Step>& out);
  void receive(const ReceiveNode& node, const Statement& statement, std::vector<Step>& out);
  void react(const ReactNode& node, const Statement& statement, std::vector<Step>& out);
  void verb(const VerbNode& node, const Statement& statement, std::vector<Step>& out);
  void fence(const FenceNode& node, const Statement& statement, std::vector<Step>& out);

  BuildInput in_;
  Diagnostics* diagnostics_;
  std::optional<Missing> missing_;
  CasePlan plan_;
  std::string hash_;
  CaseRow row_;
  /// By the variant's name: who has sent it, and the fields that it started from.
  std::map<std::string, std::pair<Actor, std::vector<SentField>>> variants_sent_;
  std::set<std::string> actor_names_;  ///< of the whole scenario, also those not yet met
  std::map<std::string, codec::Number> counters_;
  std::map<std::string, FieldNodes> lets_;
  std::size_t told_ = 0;  ///< what was wrong with this case so far
  std::size_t made_ = 0;
  std::uint64_t filled_ = 0;
};

/// Every name that stands where an actor stands, roles included.
std::set<std::string> actors_named(const ScenarioNode& scenario);

}  // namespace script
