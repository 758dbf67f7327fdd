// One table for numbers and switches; texts and lists beside it.
#include "runner/broker_limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "runner/broker_settings.h"

namespace runner {
namespace {

using broker::Settings;

constexpr std::uint64_t two_bytes = 65'535;
constexpr std::uint64_t four_bytes = 4'294'967'295;
constexpr std::uint64_t any_size = std::numeric_limits<std::size_t>::max();

/// `set` takes a number of the range; a switch has the range 0 to 1 and takes true and false.
struct Limit {
  std::string_view name;
  std::uint64_t least;
  std::uint64_t most;
  void (*set)(Settings&, std::uint64_t);
};

template <auto member>
void assign(Settings& settings, std::uint64_t value) {
  settings.*member = static_cast<std::remove_reference_t<decltype(settings.*member)>>(value);
}
template <>
void assign<&Settings::server_keep_alive>(Settings& settings, std::uint64_t value) {
  settings.server_keep_alive = static_cast<std::uint16_t>(value);
}

constexpr std::array limits{
    Limit{"maximum_qos", 0, 2, assign<&Settings::maximum_qos>},
    Limit{"retain_available", 0, 1, assign<&Settings::retain_available>},
    Limit{"wildcard_subscription_available", 0, 1, assign<&Settings::wildcard_subscription_available>},
    Limit{"shared_subscription_available", 0, 1, assign<&Settings::shared_subscription_available>},
    Limit{"subscription_identifier_available", 0, 1, assign<&Settings::subscription_identifier_available>},
    Limit{"receive_maximum", 1, two_bytes, assign<&Settings::receive_maximum>},
    Limit{"maximum_packet_size", 1, four_bytes, assign<&Settings::maximum_packet_size>},
    Limit{"topic_alias_maximum", 0, two_bytes, assign<&Settings::topic_alias_maximum>},
    Limit{"server_keep_alive", 0, two_bytes, assign<&Settings::server_keep_alive>},
    Limit{"maximum_session_expiry_interval", 0, four_bytes,
          assign<&Settings::maximum_session_expiry_interval>},
    Limit{"reason_strings", 0, 1, assign<&Settings::reason_strings>},
    Limit{"maximum_connections", 1, any_size, assign<&Settings::maximum_connections>},
    Limit{"maximum_sessions", 1, any_size, assign<&Settings::maximum_sessions>},
    Limit{"maximum_subscriptions", 0, any_size, assign<&Settings::maximum_subscriptions>},
    Limit{"maximum_topic_levels", 1, any_size, assign<&Settings::maximum_topic_levels>},
    Limit{"maximum_queued_messages", 0, any_size, assign<&Settings::maximum_queued_messages>},
    Limit{"maximum_held_bytes", 0, any_size, assign<&Settings::maximum_held_bytes>},
    Limit{"maximum_filter_bytes", 0, any_size, assign<&Settings::maximum_filter_bytes>},
    Limit{"maximum_inflight", 1, two_bytes, assign<&Settings::maximum_inflight>},
    Limit{"maximum_outgoing_aliases", 0, two_bytes, assign<&Settings::maximum_outgoing_aliases>},
    Limit{"maximum_unsent_bytes", 1, any_size, assign<&Settings::maximum_unsent_bytes>},
    Limit{"maximum_retained_messages", 0, any_size, assign<&Settings::maximum_retained_messages>},
    Limit{"maximum_retained_bytes", 0, any_size, assign<&Settings::maximum_retained_bytes>},
    Limit{"connect_within_s", 1, four_bytes, assign<&Settings::connect_within_s>},
};
constexpr std::array<std::string_view, 3> other_limits{"response_information", "server_reference",
                                                       "user_properties"};

/// Unlike other texts of a target file this one may be empty: nothing of the kind is sent.
void read_text(const Reader& broker, std::string_view key, std::string& value) {
  const nlohmann::json* const json = broker.find(key);
  if (json == nullptr) return;
  if (!json->is_string()) return broker.complain(key, "expected a string in quotes; empty for none");
  value = json->get<std::string>();
}

void read_user_properties(const Reader& broker, Settings& settings) {
  constexpr std::string_view key = "user_properties";
  const nlohmann::json* const list = broker.find(key);
  if (list == nullptr) return;
  const auto is_pair = [](const nlohmann::json& each) {
    return each.is_array() && each.size() == 2 && each[0].is_string() && each[1].is_string();
  };
  if (!list->is_array() || !std::ranges::all_of(*list, is_pair)) {
    return broker.complain(key, R"(expected a list of pairs: [["name", "value"]])");
  }
  settings.user_properties.reserve(list->size());
  for (const auto& each : *list) {
    settings.user_properties.emplace_back(each[0].get<std::string>(), each[1].get<std::string>());
  }
}

}  // namespace

void read_limits(const Reader& broker, Settings& settings) {
  for (const Limit& limit : limits) {
    if (limit.most == 1) {
      bool value = false;
      broker.boolean(limit.name, value);
      const nlohmann::json* const json = broker.find(limit.name);
      if (json != nullptr && json->is_boolean()) limit.set(settings, value ? 1 : 0);
    } else if (const auto value = broker.number(limit.name, limit.least, limit.most)) {
      limit.set(settings, *value);
    }
  }
  read_text(broker, "response_information", settings.response_information);
  read_text(broker, "server_reference", settings.server_reference);
  read_user_properties(broker, settings);
}

void apply_declared(std::string_view name, std::string_view value, Settings& settings) {
  const auto* const limit = std::ranges::find(limits, name, &Limit::name);
  if (limit == limits.end()) return;
  std::uint64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  limit->set(settings, number);
}

std::vector<std::string_view> limit_names() {
  std::vector<std::string_view> names;
  names.reserve(limits.size() + other_limits.size());
  for (const Limit& limit : limits) names.push_back(limit.name);
  names.insert(names.end(), other_limits.begin(), other_limits.end());
  return names;
}

}  // namespace runner
