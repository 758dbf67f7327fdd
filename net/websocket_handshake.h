// The handshake of WebSocket as text (RFC 6455, section 4), for both sides.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace net {

/// The longest head of a request or an answer that is read, in bytes.
inline constexpr std::size_t longest_http_head = 16384;

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key.
std::string accept_for(std::string_view key);

bool equal_ignoring_case(std::string_view a, std::string_view b);

/// The value of the first header field of that name. `fields` begins behind the first line of the head.
std::optional<std::string_view> header_field(std::string_view fields, std::string_view name);
/// Whether a comma-separated list, given in one field or in several, holds the word.
bool list_holds(std::string_view fields, std::string_view name, std::string_view word, bool ignoring_case);

}  // namespace net
