// What a verb makes of its answer, of silence and of a close (LANGUAGE section 4, no. 7).
#include <algorithm>
#include <fmt/format.h>

#include "client/limits.h"
#include "client/lines.h"
#include "client/verbs.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

Trouble unsupported(script::Location where, std::string capability, std::string source,
                    std::string sentence) {
  Trouble trouble;
  trouble.kind = Trouble::Kind::unsupported;
  trouble.where = where;
  trouble.capability = std::move(capability);
  trouble.capability_source = std::move(source);
  trouble.explanation = std::move(sentence);
  return trouble;
}

}  // namespace

std::optional<Packet> VerbRun::take_answer(World& world, PacketType type, bool by_id) const {
  ActorState& state = world.at(verb_->actor);
  auto& queue = state.unread.of(type);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    if (by_id && queue[i].packet.id() != id_) continue;
    Packet packet = std::move(queue[i].packet);
    state.unread.erase(type, i);
    return packet;
  }
  return std::nullopt;
}

Trouble VerbRun::met(const World& world, std::string expected, std::string actual,
                     std::string explanation) const {
  Trouble trouble;
  trouble.kind = Trouble::Kind::failed;
  trouble.where = where_;
  trouble.expected = std::move(expected);
  trouble.actual = std::move(actual);
  trouble.charge = verb_->charge;
  trouble.explanation = std::move(explanation);
  trouble.actor = world.resolve(verb_->actor);
  return trouble;
}

Poll VerbRun::wait(World& world, PacketType awaited) {
  const ActorState& state = world.at(verb_->actor);
  const std::string& name = world.name(verb_->actor);
  const std::string expected = name + " <- " + std::string(codec::name_of(awaited));
  if (!state.connection || state.connection->stage == Connection::Stage::ended) {
    Trouble trouble =
        met(world, expected, name + " <- CLOSED", "The broker closed the connection instead of answering.");
    if (state.unread.ended()) trouble.wire_index = state.unread.ended()->wire_index;
    const auto& disconnects = state.unread.of(PacketType::disconnect);
    if (!disconnects.empty()) {
      // A close with a word is a refusal like any other.
      const Packet& packet = disconnects.front().packet;
      const std::string_view capability = capability_of_code(packet.code());
      if (!capability.empty())
        return Poll::fail(
            unsupported(where_, std::string(capability), "DISCONNECT", name + " <- " + print(packet)));
      trouble.actual = name + " <- " + print(packet) + ", then CLOSED";
      if (slanders(packet.code())) {
        trouble.explanation = "The broker calls a sound packet an error.";
        return Poll::fail(std::move(trouble));
      }
      trouble.kind = Trouble::Kind::inconclusive;
      trouble.explanation = "the broker refused: " + trouble.actual;
    } else if (!verb_->auth.empty() && !names_code()) {
      // 5.0/MQTT-4.12.0-4, 5.0/MQTT-4.12.1-2: a server says no by the close; a word before it is its choice.
      trouble.kind = Trouble::Kind::inconclusive;
      trouble.explanation = "the broker refused: it closed the connection in the middle of an authentication";
    } else if (is_publish() && world.plan.version == codec::Version::v3_1_1) {
      // 3.1.1/MQTT-3.3.5-2: the close is the only word that a server has for a PUBLISH that it does not want.
      trouble.kind = Trouble::Kind::inconclusive;
      trouble.explanation =
          "the broker refused: it closed the connection on a PUBLISH, its only refusal in 3.1.1";
    }
    return Poll::fail(std::move(trouble));
  }
  if (world.now < deadline_) return Poll::wait_until(deadline_);
  Trouble trouble =
      nothing_came(world, verb_->actor, expected, verb_->charge, where_, world.settings.timeout);
  if (verb_->charge.empty() && !world.outcome.failures.empty()) {
    // A wrong answer came in its place, PUBACK for PUBREC: that is told, and says nothing of the scenario's
    // point.
    trouble.kind = Trouble::Kind::inconclusive;
    trouble.starvable = false;
    trouble.explanation = "the answer did not come; what came instead broke another rule";
  }
  return Poll::fail(std::move(trouble));
}

bool VerbRun::is_publish() const {
  return verb_->kind == script::VerbKind::publishes ||
         (verb_->variant != nullptr && verb_->variant->type == PacketType::publish);
}

bool VerbRun::slanders(codec::Number code) const {
  const bool accuses = code == 0x81 || code == 0x82;
  return verb_->kind == script::VerbKind::is_served && accuses;
}

bool VerbRun::names_code() const {
  return std::ranges::any_of(verb_->answer, [](const script::Expectation& each) {
    return each.field == Field::code || each.field == Field::codes;
  });
}

bool VerbRun::expects(Field field) const {
  return std::ranges::find(verb_->answer, field, &script::Expectation::field) != verb_->answer.end();
}

std::optional<std::string> VerbRun::shorter_session(const World& world, const Packet& answer) const {
  // 5.0, 3.2.2.3.2: the server may use another value than the client asked for, 0 included. What depends on a
  // session that lasts can then not be tested; no scenario needs one for longer than a minute.
  constexpr codec::Number long_enough = 60;
  if (answer.type != PacketType::connack || !answer.has(Field::session_expiry_interval)) return std::nullopt;
  if (expects(Field::session_expiry_interval)) return std::nullopt;
  const codec::Number asked = world.at(verb_->actor).connection->client.session_expiry;
  const codec::Number granted = answer.number(Field::session_expiry_interval);
  if (granted >= std::min(asked, long_enough)) return std::nullopt;
  return fmt::format("sessions last {} s here, {} s were asked for", granted, asked);
}

std::optional<std::string> VerbRun::longer_keep_alive(const World& world, const Packet& answer) const {
  // 5.0, 3.2.2.3.14: the server's value holds. A line that asks for another Keep Alive than the usual minute
  // counts on being watched that soon.
  constexpr codec::Number usual = 60;
  if (answer.type != PacketType::connack || !answer.has(Field::server_keep_alive) ||
      expects(Field::server_keep_alive) || verb_->kind == script::VerbKind::is_served)
    return std::nullopt;
  const codec::Number asked = world.at(verb_->actor).connection->client.keep_alive;
  if (asked == usual) return std::nullopt;
  const codec::Number ours = answer.number(Field::server_keep_alive);
  if (ours == asked || (ours != 0 && ours < asked)) return std::nullopt;
  if (asked == 0 && ours >= usual) return std::nullopt;  // a case that wants none is over by then
  return fmt::format("the server watches a Keep Alive of {} s, {} s were asked for", ours, asked);
}

std::optional<Trouble> VerbRun::judge(World& world, const Packet& answer) const {
  const std::string name = world.name(verb_->actor);
  const std::string said = name + " <- " + print(answer);
  const std::string source(codec::name_of(answer.type));
  std::vector<codec::Number> codes = {answer.code()};
  if (const codec::NumberList* list = answer.codes()) codes = *list;
  const bool connack = answer.type == PacketType::connack;
  if (!names_code()) {
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const auto code = static_cast<std::uint8_t>(codes[i]);
      const bool refused = connack ? code != 0 : code >= 0x80;
      if (refused && slanders(code))
        return met(world, "success", print(answer), "The broker calls a sound packet an error.");
      if (refused) {
        const Connection& connection = *world.at(verb_->actor).connection;
        if (const auto capability = capability_of_code(code);
            !capability.empty() && answer.version == codec::Version::v5_0)
          return unsupported(where_, std::string(capability), source, said);
        // 3.1.3.1, 4.12: a nameless or authenticating client need not be served.
        const bool nameless = connack && connection.client.client_id.empty();
        if (nameless && code == (answer.version == codec::Version::v5_0 ? 0x85 : 0x02))
          return unsupported(where_, "nameless", source,
                             "clients without an identifier are not served: " + said);
        if (connack && code == 0x8C && connection.client.authentication_method)
          return unsupported(where_, "authentication_method", source,
                             "the authentication method is not supported: " + said);
        Trouble trouble;
        trouble.kind = Trouble::Kind::inconclusive;
        trouble.where = where_;
        trouble.wire_index = answer.wire_index;
        trouble.explanation = "the broker refused: " + said;
        return trouble;
      }
      if (answer.type == PacketType::suback && i < asked_.size() && code < asked_[i])
        return unsupported(where_, "maximum_qos", source,
                           fmt::format("QoS {} was asked for and {} granted: {}", asked_[i], code, said));
    }
  }
  if (const auto shorter = shorter_session(world, answer)) {
    return unsupported(where_, "session_expiry_interval", source, *shorter + ": " + said);
  }
  if (const auto longer = longer_keep_alive(world, answer)) {
    return unsupported(where_, "server_keep_alive", source, *longer + ": " + said);
  }
  Bindings bindings(world.captures);
  if (const auto wrong = mismatch(verb_->answer, answer, bindings)) {
    Trouble trouble =
        met(world, wrong->expected, wrong->actual, said + " is not the answer that the line expects.");
    if (wrong->where.line != 0) trouble.where = wrong->where;
    trouble.wire_index = answer.wire_index;
    return trouble;
  }
  bindings.commit(world.captures);
  return std::nullopt;
}

}  // namespace client
