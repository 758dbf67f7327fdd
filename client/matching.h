// Compares a packet with what a line expects, field by field. All fields are tested before any capture is
// bound: a line that does not match must not have learned anything.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "client/packet.h"
#include "script/plan.h"

namespace client {

using Captures = std::map<std::string, codec::Value, std::less<>>;

/// What a packet is about to teach: captures bound by a line that is still being tested.
class Bindings {
 public:
  explicit Bindings(const Captures& known) : known_(&known) {}
  const codec::Value* find(std::string_view name) const;
  void bind(std::string name, codec::Value value) { fresh_.emplace_back(std::move(name), std::move(value)); }
  /// Writes what was learned into the case's captures.
  void commit(Captures& captures) const;

 private:
  const Captures* known_;
  std::vector<std::pair<std::string, codec::Value>> fresh_;
};

/// The first field that is not as expected.
struct Mismatch {
  script::Location where;
  std::string expected;  ///< `qos=2`
  std::string actual;    ///< `qos=1`
};

/// Tests these fields in their order. Unbound captures are bound in `bindings`.
std::optional<Mismatch> mismatch(std::span<const script::Expectation> expected, const Packet& packet,
                                 Bindings& bindings);

/// Tests `only`: no property but those that the pattern names.
std::optional<Mismatch> unnamed_property(const script::PacketPattern& pattern, const Packet& packet);

/// Whether a packet is of the pattern's type and has its selecting and required fields.
bool matches(const script::PacketPattern& pattern, const Packet& packet, Bindings& bindings);

/// The value of an operand; nothing when it is a capture that has not been bound, or one to which nothing can
/// be added.
std::optional<codec::Value> value_of(const script::Operand& operand, const Bindings& bindings);

/// `qos=2`, `id=?p`, `codes=[0, 1|2]`, as in the scenario.
std::string print(const script::Expectation& expectation, const Bindings& bindings);
/// `PUBLISH topic="a" qos=2`, `CLOSED`.
std::string print(const script::PacketPattern& pattern, const Bindings& bindings);
std::string print_value(codec::Field field, const codec::Value& value);

}  // namespace client
