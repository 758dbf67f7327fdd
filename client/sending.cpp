// See sending.h.
#include "client/sending.h"

#include <algorithm>

#include "client/exchanges.h"
#include "client/limits.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

Trouble error(script::Location where, std::string explanation) {
  Trouble trouble;
  trouble.kind = Trouble::Kind::error;
  trouble.where = where;
  trouble.explanation = std::move(explanation);
  return trouble;
}

Trouble unsupported(const Limit& limit, script::Location where) {
  Trouble trouble;
  trouble.kind = Trouble::Kind::unsupported;
  trouble.where = where;
  trouble.explanation = limit.sentence;
  trouble.capability = limit.capability;
  trouble.capability_source = limit.source;
  return trouble;
}

/// What is sent to a connection that the broker closed is dropped: the next receive tells.
std::optional<Trouble> nowhere(const World& world, script::Actor actor, script::Location where) {
  const auto& connection = world.at(actor).connection;
  if (connection && !connection->we_end) return std::nullopt;
  return error(where, world.name(actor) + " is not connected");
}

bool names(const std::vector<codec::FieldValue>& fields, Field field) {
  return std::ranges::find(fields, field, &codec::FieldValue::field) != fields.end();
}

void add_unless_named(std::vector<codec::FieldValue>& fields, Field field, codec::Value value) {
  if (!names(fields, field)) fields.push_back({field, std::move(value)});
}

}  // namespace

namespace {

using Composed = std::expected<std::string, std::string>;

Composed composed(const World& world, const Outgoing& outgoing) {
  static const codec::Overrides none;
  if (outgoing.variant != nullptr) return codec::bytes_of(*outgoing.variant, outgoing.fields);
  return codec::compose(outgoing.type, world.plan.version, outgoing.fields,
                        outgoing.overrides == nullptr ? none : *outgoing.overrides);
}

Composed twin(const Outgoing& outgoing) {
  const codec::Variant& variant = *outgoing.variant;
  return codec::compose(variant.type, variant.version, codec::twin_of(variant, outgoing.fields));
}

}  // namespace

bool lies(const codec::Overrides& overrides) {
  return overrides.type || overrides.flags || overrides.connect_flags || overrides.reserved ||
         overrides.property_length || overrides.remaining_length || overrides.length_bytes ||
         overrides.truncate || !overrides.append.empty();
}

bool any_marked(std::span<const script::SentField> fields) {
  return std::ranges::any_of(fields, &script::SentField::marked_illegal);
}

std::expected<std::vector<codec::FieldValue>, Trouble> resolved(const World& world,
                                                                std::span<const script::SentField> fields,
                                                                script::Location where) {
  std::vector<codec::FieldValue> values;
  const Bindings bindings(world.captures);
  for (const script::SentField& field : fields) {
    const auto value = value_of(field.value, bindings);
    if (!value) {
      const auto* use = std::get_if<script::CaptureUse>(&field.value);
      return std::unexpected(
          error(field.where.line != 0 ? field.where : where,
                "?" + (use == nullptr ? std::string() : use->name) + " has not been learned"));
    }
    values.push_back({field.field, *value});
  }
  return values;
}

void complete_connect(const World& world, script::Actor actor, const codec::Overrides& overrides,
                      std::vector<codec::FieldValue>& fields) {
  const script::ActorPlan& plan = world.plan.actors[world.resolve(actor)];
  // All other defaults are in the plan, where `client_id=-` can leave them out; who bears a role is known
  // only now.
  if (world.plan.actors[actor].role) add_unless_named(fields, Field::client_id, codec::Bytes(plan.client_id));
  const bool own_credentials = names(fields, Field::user_name) || names(fields, Field::password) ||
                               names(fields, Field::user_name_flag) || names(fields, Field::password_flag) ||
                               overrides.connect_flags.has_value();
  const auto user = world.settings.users.find(plan.user);
  if (own_credentials || user == world.settings.users.end() || !user->second.given) return;
  fields.push_back({Field::user_name, codec::Bytes(user->second.user_name)});
  fields.push_back({Field::password, codec::Bytes(user->second.password)});
}

std::optional<Trouble> send(World& world, script::Actor actor, const Outgoing& outgoing,
                            script::Location where) {
  Connection* connection = world.present(actor);
  if (connection == nullptr) return nowhere(world, actor, where);
  const auto bytes = composed(world, outgoing);
  if (!bytes) return error(where, "the packet cannot be written: " + bytes.error());
  // A variant with a fault shows nothing where its lawful twin would be refused.
  const auto sound = outgoing.variant == nullptr || !outgoing.wrong ? bytes : twin(outgoing);
  if ((!outgoing.wrong || outgoing.variant != nullptr) && sound) {
    const Packet packet = read_packet(*sound, world.plan.version, codec::Direction::client_to_server);
    if (const auto limit = broken_limit(world, *connection, packet)) return unsupported(*limit, where);
  }
  world.write(*connection, *bytes, outgoing.delivery == nullptr ? script::Delivery{} : *outgoing.delivery,
              of_script, false, outgoing.wrong);
  return std::nullopt;
}

std::optional<Trouble> send(World& world, const script::Send& line, script::Location where) {
  Connection* connection = world.present(line.actor);
  if (connection == nullptr) return nowhere(world, line.actor, where);
  const auto said = spoken(world, *connection, line);
  if (!said) return said.error();
  auto fields = resolved(world, said->fields, where);
  if (!fields) return fields.error();
  if (line.type == PacketType::connect) {
    complete_connect(world, line.actor, line.overrides, *fields);
    if (!connection->auth.empty()) {
      if (auto trouble = join_exchange(world, *connection, *fields)) return trouble;
    }
  }
  Outgoing outgoing{line.type,       *std::move(fields),
                    &line.overrides, &line.delivery,
                    line.variant,    line.wrong_here || any_marked(line.fields) || lies(line.overrides)};
  return send(world, line.actor, outgoing, where);
}

std::optional<Trouble> send(World& world, const script::SendBytes& line, script::Location where) {
  Connection* connection = world.present(line.actor);
  if (connection == nullptr) return nowhere(world, line.actor, where);
  if (!line.wrong_here) {
    Framer framer;
    framer.push(line.bytes);
    while (const std::optional<Frame> frame = framer.next()) {
      const Packet packet = read_packet(frame->bytes, world.plan.version, codec::Direction::client_to_server);
      if (const auto limit = broken_limit(world, *connection, packet)) return unsupported(*limit, where);
    }
  }
  world.write(*connection, line.bytes, line.delivery, of_script, false, line.wrong_here);
  return std::nullopt;
}

}  // namespace client
