// What only one kind of packet can have wrong.
#include "codec/matrix_rows.h"

namespace codec::matrix {
namespace {

void add_connect(Rows& rows) {
  const std::vector<Edit> will = {Need{text(Field::will_topic, "w")},
                                  Need{text(Field::will_payload, "gone")}};
  const auto with_will = [&](std::string label, Edit fault, Rule rule) {
    rows.fault(std::move(label), will, std::move(fault), rule);
  };
  const std::vector<Edit> nobody = {Drop{Field::user_name}, Drop{Field::password}};
  rows.fault("reserved=1", {}, Set{number(Field::reserved, 1)}, Rule::connect_flags_reserved);
  rows.fault("will_qos=1-without-will", {}, Set{number(Field::will_qos, 1)}, Rule::will_qos_without_will);
  rows.fault("will_qos=2-without-will", {}, Set{number(Field::will_qos, 2)}, Rule::will_qos_without_will);
  rows.fault("will_retain-without-will", {}, Set{number(Field::will_retain, 1)},
             Rule::will_retain_without_will);
  with_will("will_qos=3", Set{number(Field::will_qos, 3)}, Rule::will_qos_3);
  with_will("will_topic-empty", Set{text(Field::will_topic, "")}, Rule::topic_empty);
  with_will("will_topic-with-plus", Wrap{Field::will_topic, {}, "/+"}, Rule::will_topic_wildcard);
  with_will("will_topic-with-hash", Wrap{Field::will_topic, {}, "/#"}, Rule::will_topic_wildcard);
  rows.fault("will-unannounced", {will[0], will[1], nobody[0], nobody[1]}, Set{number(Field::will_flag, 0)},
             Rule::left_over);
  rows.fault("user_name-unannounced", {nobody[1], Need{text(Field::user_name, "u")}},
             Set{number(Field::user_name_flag, 0)}, Rule::left_over);
  rows.fault("password-unannounced", {Need{text(Field::user_name, "u")}, Need{text(Field::password, "p")}},
             Set{number(Field::password_flag, 0)}, Rule::left_over);
  if (!rows.v5()) {
    rows.fault("password-without-user_name",
               {Need{text(Field::user_name, "u")}, Need{text(Field::password, "p")}}, Drop{Field::user_name},
               Rule::password_without_user_name);
    return;
  }
  rows.fault("authentication_data-without-method", {Drop{Field::authentication_method}},
             Need{sample(Field::authentication_data, FieldKind::binary)}, Rule::authentication_data_alone);
  rows.fault("will_response_topic-with-wildcard",
             {will[0], will[1], Need{text(Field::will_response_topic, "s")}},
             Wrap{Field::will_response_topic, {}, "/+"}, Rule::response_topic_wildcard);
}

void add_publish(Rows& rows) {
  const auto with = [&](std::string label, std::string_view behind) {
    rows.fault(std::move(label), {}, Wrap{Field::topic, {}, Bytes(behind)}, Rule::topic_wildcard);
  };
  with("topic-with-plus", "/+");
  with("topic-with-hash", "/#");
  with("topic-with-plus-in-a-level", "/a+b");
  with("topic-with-hash-in-the-middle", "/#/a");
  rows.fault("topic-empty", {}, Set{text(Field::topic, "")},
             rows.v5() ? Rule::topic_empty_without_alias : Rule::topic_empty);
  if (!rows.v5()) return;
  const std::vector<Edit> response = {Need{text(Field::response_topic, "s")}};
  rows.fault("response_topic-with-plus", response, Wrap{Field::response_topic, {}, "/+"},
             Rule::response_topic_wildcard);
  rows.fault("response_topic-with-hash", response, Wrap{Field::response_topic, {}, "/#"},
             Rule::response_topic_wildcard);
  rows.fault("response_topic-empty", response, Set{text(Field::response_topic, "")}, Rule::topic_empty);
}

void add_filters(Rows& rows, Rule none) {
  const auto behind = [&](std::string label, std::string_view text, Rule rule) {
    rows.fault(std::move(label), {}, Wrap{Field::filter, {}, Bytes(text)}, rule);
  };
  rows.fault("filter-missing", {Drop{Field::max_qos}}, Drop{Field::filter}, none);
  rows.fault("filter-empty", {}, Set{text(Field::filter, "")}, Rule::filter_empty);
  rows.fault("second-filter-empty", {}, Add{text(Field::filter, "")}, Rule::filter_empty);
  behind("filter-hash-behind-a-character", "#", Rule::hash_misplaced);
  behind("filter-hash-before-a-character", "/#a", Rule::hash_misplaced);
  behind("filter-hash-in-the-middle", "/#/a", Rule::hash_misplaced);
  behind("filter-plus-behind-a-character", "+", Rule::plus_misplaced);
  behind("filter-plus-before-a-character", "/+a", Rule::plus_misplaced);
  if (!rows.v5()) return;
  const auto shared = [&](std::string label, std::string_view before, Rule rule) {
    rows.fault(std::move(label), {}, Wrap{Field::filter, Bytes(before), {}}, rule);
  };
  shared("share-name-empty", "$share//", Rule::share_name_missing);
  shared("share-name-with-plus", "$share/g+/", Rule::share_name_ill_formed);
  shared("share-name-with-hash", "$share/#/", Rule::share_name_ill_formed);
  rows.fault("share-without-filter", {}, Set{text(Field::filter, "$share/g")}, Rule::share_name_ill_formed);
  rows.fault("share-with-empty-filter", {}, Set{text(Field::filter, "$share/g/")},
             Rule::share_name_ill_formed);
}

}  // namespace

void add_packet_faults(Rows& rows) {
  switch (rows.type()) {
    case PacketType::connect: return add_connect(rows);
    case PacketType::publish: return add_publish(rows);
    case PacketType::subscribe:
      add_filters(rows, Rule::subscribe_empty);
      if (rows.v5()) {
        rows.fault("no_local-on-a-shared-subscription", {Wrap{Field::filter, "$share/g/", {}}},
                   Set{number(Field::no_local, 1)}, Rule::no_local_on_shared);
      }
      return;
    case PacketType::unsubscribe: return add_filters(rows, Rule::unsubscribe_empty);
    case PacketType::auth:
      rows.fault("authentication_method-missing", {Need{text(Field::reason_string, "s")}},
                 Drop{Field::authentication_method}, Rule::authentication_method_missing);
      return;
    case PacketType::connack:
    case PacketType::suback:
    case PacketType::unsuback:
    case PacketType::pingresp: return rows.fault("from-a-client", Rule::wrong_direction);
    default: return;
  }
}

}  // namespace codec::matrix
