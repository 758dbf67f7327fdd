// See cleanup.h.
#include "client/cleanup.h"

#include <utility>

#include "client/packet.h"

namespace client {

namespace {

using codec::Field;
using codec::PacketType;

}  // namespace

Cleaner::Cleaner(CleanupOrder order) : order_(std::move(order)) {
  topics_.assign(order_.retained_topics.begin(), order_.retained_topics.end());
  if (!topics_.empty()) visits_.push_back({order_.client_id, true});
  for (const std::string& session : order_.sessions) visits_.push_back({session, false});
}

void Cleaner::start(Time now) {
  now_ = now;
  next_visit();
}

std::optional<Time> Cleaner::deadline() const {
  return stage_ == Stage::idle || stage_ == Stage::done ? std::nullopt : std::optional<Time>(deadline_);
}

void Cleaner::next_visit() {
  if (visits_.empty()) {
    stage_ = Stage::done;
    return;
  }
  visit_ = visits_.front();
  visits_.pop_front();
  stage_ = Stage::opening;
  in_ = Framer();
  deadline_ = now_ + order_.timeout;
  actions_.emplace_back(OpenConnection{++connection_, 0, {}, {}});
}

void Cleaner::give_up(const std::string& why) {
  if (stage_ != Stage::leaving) {
    if (!visit_.clears_topics) left_.push_back("session " + visit_.client_id + ": " + why);
    for (; visit_.clears_topics && !topics_.empty(); topics_.pop_front())
      left_.push_back("topic " + topics_.front() + ": " + why);
  }
  actions_.emplace_back(DropConnection{connection_});
  next_visit();
}

void Cleaner::tick(Time now) {
  now_ = now;
  if (stage_ == Stage::idle || stage_ == Stage::done || now < deadline_) return;
  give_up("the broker does not answer");
}

void Cleaner::write(PacketType type, std::vector<codec::FieldValue> fields) {
  const auto bytes = codec::compose(type, order_.version, fields);
  if (bytes) actions_.emplace_back(WriteBytes{connection_, *bytes, {}});
}

void Cleaner::handle(const Event& event, Time now) {
  now_ = now;
  const ConnectionId id = connection_of(event);
  if (id != connection_ || stage_ == Stage::idle || stage_ == Stage::done) return;
  if (std::holds_alternative<Opened>(event)) {
    const bool v5 = order_.version == codec::Version::v5_0;
    std::vector<codec::FieldValue> fields;
    fields.push_back(field(Field::client_id, visit_.client_id));
    fields.push_back(field(v5 ? Field::clean_start : Field::clean_session, codec::Number{1}));
    if (order_.credentials.given) {
      fields.push_back(field(Field::user_name, order_.credentials.user_name));
      fields.push_back(field(Field::password, order_.credentials.password));
    }
    write(PacketType::connect, std::move(fields));
    stage_ = Stage::connecting;
    deadline_ = now_ + order_.timeout;
  } else if (const auto* failed = std::get_if<OpenFailed>(&event)) {
    give_up(failed->why);
  } else if (const auto* refused = std::get_if<Refused>(&event)) {
    give_up(refused->why);
  } else if (const auto* received = std::get_if<Received>(&event)) {
    in_.push(received->bytes);
    while (const auto frame = in_.next()) {
      if (id != connection_ || stage_ == Stage::done) return;  // a packet may have ended the visit
      on_packet(frame->bytes);
    }
  } else if (std::holds_alternative<Ended>(event)) {
    if (stage_ == Stage::leaving)
      next_visit();
    else
      give_up("the broker closed the connection");
  }
}

void Cleaner::on_packet(std::string_view bytes) {
  const Packet packet = read_packet(std::string(bytes), order_.version, codec::Direction::server_to_client);
  if (packet.type == PacketType::connack && stage_ == Stage::connecting) {
    if (packet.code() != 0)
      give_up("the broker refuses the connection: " + print(packet));
    else if (visit_.clears_topics)
      clear_next();
    else
      leave();
  } else if (packet.type == PacketType::puback && stage_ == Stage::clearing && packet.id() == packet_id_) {
    if (packet.code() >= 0x80) left_.push_back("topic " + topics_.front() + ": " + print(packet));
    topics_.pop_front();
    clear_next();
  }
}

void Cleaner::clear_next() {
  if (topics_.empty()) {
    leave();
    return;
  }
  stage_ = Stage::clearing;
  deadline_ = now_ + order_.timeout;
  std::vector<codec::FieldValue> fields;
  fields.push_back(field(Field::topic, topics_.front()));
  fields.push_back(field(Field::qos, codec::Number{1}));
  fields.push_back(field(Field::retain, codec::Number{1}));
  fields.push_back(field(Field::id, codec::Number{++packet_id_}));
  fields.push_back(field(Field::payload, std::string_view()));
  write(PacketType::publish, std::move(fields));
}

void Cleaner::leave() {
  stage_ = Stage::leaving;
  deadline_ = now_ + order_.broker_fin_wait;
  write(PacketType::disconnect, {});
  actions_.emplace_back(CloseConnection{connection_});
}

}  // namespace client
