// What is said about a target that is wrong; nothing about one that is right.
#pragma once

#include <string>
#include <string_view>

#include "runner/target.h"

namespace runner {

inline const ListenerAddress& only_listener(const Target& target) {
  return target.listeners.at(target.default_listener);
}

inline std::string complaint_about_url(std::string_view url) {
  const auto target = target_from_url(url);
  return target ? "" : target.error();
}

inline std::string complaint_about_file(std::string_view text) {
  const auto target = target_from_json(text, "/etc/broker");
  return target ? "" : target.error();
}

/// A file that is right but for what stands beside the listeners.
inline std::string complaint_about(std::string_view keys) {
  return complaint_about_file(R"({"listeners": {"tcp": "mqtt://h:1883"}, )" + std::string(keys) + "}");
}

inline std::string complaint_about_listener(std::string_view name, std::string_view value) {
  return complaint_about_file("{\"listeners\": {\"" + std::string(name) + "\": " + std::string(value) + "}}");
}

}  // namespace runner
