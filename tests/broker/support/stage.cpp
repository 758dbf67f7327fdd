#include "tests/broker/support/stage.h"

#include "codec/stream.h"

namespace broker_tests {

Stage::Stage(broker::Settings settings, const broker::Faults& faults)
    : broker_(std::move(settings), faults, 7) {}

broker::ConnectionId Stage::open(const std::string& listener) {
  const broker::ConnectionId id = ++last_;
  broker_.opened(id, {listener, "peer", {}}, now_);
  carry_out();
  return id;
}

broker::ConnectionId Stage::connect(const std::string& client_id, Version version,
                                    std::vector<FieldValue> more, const std::string& listener) {
  const broker::ConnectionId id = open(listener);
  versions_[id] = version;
  std::vector<FieldValue> fields{{Field::client_id, client_id}};
  for (FieldValue& each : more) fields.push_back(std::move(each));
  send(id, PacketType::connect, std::move(fields));
  return id;
}

void Stage::send(broker::ConnectionId to, PacketType type, std::vector<FieldValue> fields) {
  versions_.try_emplace(to, Version::v5_0);
  send_bytes(to, codec::compose(type, versions_.at(to), fields).value());
}

void Stage::send_bytes(broker::ConnectionId to, std::string_view bytes) {
  broker_.received(to, bytes, now_);
  carry_out();
}

void Stage::lose(broker::ConnectionId connection) {
  broker_.ended(connection, now_);
  carry_out();
}

void Stage::pass(std::chrono::nanoseconds time) {
  const broker::Time until = now_ + time;
  while (broker_.deadline() && *broker_.deadline() <= until) {
    now_ = std::max(now_, *broker_.deadline());
    broker_.tick(now_);
    carry_out();
  }
  now_ = until;
}

void Stage::carry_out() {
  for (auto actions = broker_.take_actions(); !actions.empty(); actions = broker_.take_actions()) {
    for (const broker::Action& action : actions) {
      if (const auto* write = std::get_if<broker::Write>(&action)) {
        output_[write->connection] += write->bytes;
        if (drains) broker_.written(write->connection, write->bytes.size(), now_);
      } else {
        const auto id = std::get<broker::Close>(action).connection;
        closed_[id] = true;
        broker_.ended(id, now_);
      }
    }
  }
}

std::vector<std::string> Stage::read(broker::ConnectionId connection) {
  const Version version = versions_.contains(connection) ? versions_.at(connection) : Version::v5_0;
  codec::StreamDecoder stream(version, codec::Direction::server_to_client);
  const std::string bytes = std::exchange(output_[connection], {});
  stream.feed(codec::as_bytes(bytes));
  std::vector<std::string> lines;
  for (codec::Decoded decoded = stream.next(); decoded.is_packet(); decoded = stream.next()) {
    const auto packet = stream.packet_bytes();
    lines.push_back(codec::print_packet({reinterpret_cast<const char*>(packet.data()), packet.size()},
                                        version, codec::Direction::server_to_client));
  }
  if (!stream.pending().empty()) lines.emplace_back("BYTES");
  if (std::exchange(closed_[connection], false)) lines.emplace_back("CLOSED");
  return lines;
}

std::size_t Stage::unread_bytes(broker::ConnectionId connection) const {
  const auto found = output_.find(connection);
  return found == output_.end() ? 0 : found->second.size();
}

}  // namespace broker_tests
