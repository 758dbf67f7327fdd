#include "broker/connect_request.h"

#include "broker/property_list.h"

namespace broker {
namespace {

constexpr std::uint8_t clean_start_bit = 0x02;
constexpr std::uint8_t will_qos_shift = 3;
constexpr std::uint8_t will_retain_bit = 0x20;

Will will_of(const codec::Connect& connect, std::string_view client_id) {
  Will will;
  will.message = std::make_shared<Message>();
  Message& message = *will.message;
  message.topic = connect.will->topic;
  message.payload = connect.will->payload;
  message.qos = (connect.flags >> will_qos_shift) & 3;
  message.retain = (connect.flags & will_retain_bit) != 0;
  message.publisher = client_id;
  for_each_property(connect.will->properties, [&](PropertyId id, const codec::Property& each) {
    if (id == PropertyId::will_delay_interval) will.delay_interval = each.number;
    message.take(id, each);
  });
  return will;
}

void read_properties(const codec::Properties& properties, ConnectRequest& request) {
  for_each_property(properties, [&](PropertyId id, const codec::Property& each) {
    switch (id) {
      case PropertyId::session_expiry_interval: request.session_expiry_interval = each.number; break;
      case PropertyId::receive_maximum:
        request.receive_maximum = static_cast<std::uint16_t>(each.number);
        break;
      case PropertyId::maximum_packet_size: request.maximum_packet_size = each.number; break;
      case PropertyId::topic_alias_maximum:
        request.topic_alias_maximum = static_cast<std::uint16_t>(each.number);
        break;
      case PropertyId::request_response_information:
        request.request_response_information = each.number == 1;
        break;
      case PropertyId::request_problem_information:
        request.request_problem_information = each.number == 1;
        break;
      case PropertyId::authentication_method: request.authentication_method = each.text; break;
      case PropertyId::authentication_data: request.authentication_data = each.text; break;
      case PropertyId::user_property: request.user_properties.emplace_back(each.text, each.second); break;
      default: break;
    }
  });
}

}  // namespace

ConnectRequest request_of(const codec::Packet& packet) {
  const auto& connect = std::get<codec::Connect>(packet.body);
  ConnectRequest request;
  request.version = packet.version;
  request.clean_start = (connect.flags & clean_start_bit) != 0;
  request.keep_alive = connect.keep_alive;
  request.client_id = connect.client_id;
  if (connect.user_name) request.user_name = *connect.user_name;
  if (connect.password) request.password = *connect.password;
  if (connect.will) request.will = will_of(connect, connect.client_id);
  read_properties(connect.properties, request);
  return request;
}

}  // namespace broker
