// What the broker says to whoever runs it.
#pragma once

#include <fmt/format.h>
#include <functional>
#include <string>
#include <utility>

#include "broker/connection.h"

namespace broker {

/// Formats only when somebody reads it.
class Log {
 public:
  /// `reader` may be empty.
  explicit Log(std::function<void(const LogLine&)> reader) : reader_(std::move(reader)) {}

  template <typename... Values>
  void note(fmt::format_string<Values...> format, Values&&... values) const {
    say(LogLine::Level::information, format, std::forward<Values>(values)...);
  }
  template <typename... Values>
  void detail(fmt::format_string<Values...> format, Values&&... values) const {
    say(LogLine::Level::detail, format, std::forward<Values>(values)...);
  }
  template <typename... Values>
  void warn(fmt::format_string<Values...> format, Values&&... values) const {
    say(LogLine::Level::warning, format, std::forward<Values>(values)...);
  }

  /// How a line names a connection.
  std::string who(const Connection& connection) const {
    if (!reader_) return {};
    if (connection.request.client_id.empty()) return connection.peer.address;
    return fmt::format("{} ({})", connection.request.client_id, connection.peer.address);
  }

 private:
  template <typename... Values>
  void say(LogLine::Level level, fmt::format_string<Values...> format, Values&&... values) const {
    if (reader_) reader_({level, fmt::format(format, std::forward<Values>(values)...)});
  }

  std::function<void(const LogLine&)> reader_;
};

}  // namespace broker
