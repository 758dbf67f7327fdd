// A table for numbers and switches of a listener, one for those of the broker; texts and lists beside them.
#include "runner/broker_limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <type_traits>

#include "runner/broker_settings.h"

namespace runner {
namespace {

using broker::Capabilities;
using broker::Settings;

constexpr std::uint64_t two_bytes = 65'535;
constexpr std::uint64_t four_bytes = 4'294'967'295;
constexpr std::uint64_t any_size = std::numeric_limits<std::size_t>::max();

/// `set` takes a number of the range; a switch has the range 0 to 1 and takes true and false.
template <typename Owner>
struct Limit {
  std::string_view name;
  std::uint64_t least;
  std::uint64_t most;
  void (*set)(Owner&, std::uint64_t);
};

template <auto member, typename Owner>
void assign(Owner& owner, std::uint64_t value) {
  if constexpr (std::is_arithmetic_v<std::remove_reference_t<decltype(owner.*member)>>) {
    owner.*member = static_cast<std::remove_reference_t<decltype(owner.*member)>>(value);
  } else {
    owner.*member = static_cast<std::remove_reference_t<decltype(*(owner.*member))>>(value);
  }
}

/// What CONNACK announces, which each listener may announce in its own way.
constexpr std::array announced = std::to_array<Limit<Capabilities>>({
    {"maximum_qos", 0, 2, assign<&Capabilities::maximum_qos>},
    {"retain_available", 0, 1, assign<&Capabilities::retain_available>},
    {"wildcard_subscription_available", 0, 1, assign<&Capabilities::wildcard_subscription_available>},
    {"shared_subscription_available", 0, 1, assign<&Capabilities::shared_subscription_available>},
    {"subscription_identifier_available", 0, 1, assign<&Capabilities::subscription_identifier_available>},
    {"receive_maximum", 1, two_bytes, assign<&Capabilities::receive_maximum>},
    {"maximum_packet_size", 1, four_bytes, assign<&Capabilities::maximum_packet_size>},
    {"topic_alias_maximum", 0, two_bytes, assign<&Capabilities::topic_alias_maximum>},
    {"server_keep_alive", 0, two_bytes, assign<&Capabilities::server_keep_alive>},
    {"maximum_session_expiry_interval", 0, four_bytes,
     assign<&Capabilities::maximum_session_expiry_interval>},
});
constexpr std::array<std::string_view, 2> other_announced{"response_information", "user_properties"};

/// What holds for the whole broker.
constexpr std::array own = std::to_array<Limit<Settings>>({
    {"reason_strings", 0, 1, assign<&Settings::reason_strings>},
    {"maximum_connections", 1, any_size, assign<&Settings::maximum_connections>},
    {"maximum_sessions", 1, any_size, assign<&Settings::maximum_sessions>},
    {"maximum_subscriptions", 0, any_size, assign<&Settings::maximum_subscriptions>},
    {"maximum_topic_levels", 1, any_size, assign<&Settings::maximum_topic_levels>},
    {"maximum_queued_messages", 0, any_size, assign<&Settings::maximum_queued_messages>},
    {"maximum_held_bytes", 0, any_size, assign<&Settings::maximum_held_bytes>},
    {"maximum_filter_bytes", 0, any_size, assign<&Settings::maximum_filter_bytes>},
    {"maximum_inflight", 1, two_bytes, assign<&Settings::maximum_inflight>},
    {"maximum_outgoing_aliases", 0, two_bytes, assign<&Settings::maximum_outgoing_aliases>},
    {"maximum_unsent_bytes", 1, any_size, assign<&Settings::maximum_unsent_bytes>},
    {"maximum_retained_messages", 0, any_size, assign<&Settings::maximum_retained_messages>},
    {"maximum_retained_bytes", 0, any_size, assign<&Settings::maximum_retained_bytes>},
    {"connect_within_s", 1, four_bytes, assign<&Settings::connect_within_s>},
});
constexpr std::array<std::string_view, 1> other_own{"server_reference"};

template <typename Owner>
void read_rows(const Reader& reader, std::span<const Limit<Owner>> rows, Owner& owner) {
  for (const Limit<Owner>& limit : rows) {
    if (limit.most == 1) {
      bool value = false;
      reader.boolean(limit.name, value);
      const nlohmann::json* const json = reader.find(limit.name);
      if (json != nullptr && json->is_boolean()) limit.set(owner, value ? 1 : 0);
    } else if (const auto value = reader.number(limit.name, limit.least, limit.most)) {
      limit.set(owner, *value);
    }
  }
}

void append_names(std::vector<std::string_view>& names, const auto& rows, const auto& others) {
  for (const auto& row : rows) names.push_back(row.name);
  names.insert(names.end(), others.begin(), others.end());
}

/// Unlike other texts of a target file this one may be empty: nothing of the kind is sent.
void read_text(const Reader& broker, std::string_view key, std::string& value) {
  const nlohmann::json* const json = broker.find(key);
  if (json == nullptr) return;
  if (!json->is_string()) return broker.complain(key, "expected a string in quotes; empty for none");
  value = json->get<std::string>();
}

void read_user_properties(const Reader& broker, Capabilities& capabilities) {
  constexpr std::string_view key = "user_properties";
  const nlohmann::json* const list = broker.find(key);
  if (list == nullptr) return;
  const auto is_pair = [](const nlohmann::json& each) {
    return each.is_array() && each.size() == 2 && each[0].is_string() && each[1].is_string();
  };
  if (!list->is_array() || !std::ranges::all_of(*list, is_pair)) {
    return broker.complain(key, R"(expected a list of pairs: [["name", "value"]])");
  }
  capabilities.user_properties.reserve(list->size());
  for (const auto& each : *list) {
    capabilities.user_properties.emplace_back(each[0].get<std::string>(), each[1].get<std::string>());
  }
}

}  // namespace

void read_capabilities(const Reader& reader, Capabilities& capabilities) {
  read_rows<Capabilities>(reader, announced, capabilities);
  read_text(reader, "response_information", capabilities.response_information);
  read_user_properties(reader, capabilities);
}

void read_limits(const Reader& broker, Settings& settings) {
  read_capabilities(broker, settings.default_listener.capabilities);
  read_rows<Settings>(broker, own, settings);
  read_text(broker, "server_reference", settings.server_reference);
}

void apply_declared(std::string_view name, std::string_view value, Capabilities& capabilities) {
  const auto* const limit = std::ranges::find(announced, name, &Limit<Capabilities>::name);
  if (limit == announced.end()) return;
  std::uint64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  limit->set(capabilities, number);
}

std::vector<std::string_view> capability_names() {
  std::vector<std::string_view> names;
  append_names(names, announced, other_announced);
  return names;
}

std::vector<std::string_view> limit_names() {
  std::vector<std::string_view> names = capability_names();
  append_names(names, own, other_own);
  return names;
}

}  // namespace runner
