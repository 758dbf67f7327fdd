// The words of the language as tables, and the word nearest to one that is none.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/version.h"
#include "script/plan.h"

namespace script {

struct VerbRow {
  std::string_view name;
  VerbKind kind{};
  std::optional<codec::PacketType> sends;  ///< whose fields may stand behind it
  bool answered{};                         ///< may be followed by `<- …`
};
std::span<const VerbRow> verbs();
const VerbRow* find_verb(std::string_view name);

/// Lies about a sent packet that no field can tell.
std::span<const std::string_view> override_words();
bool is_override(std::string_view name);

/// Words of `needs` and of the target file.
std::span<const std::string_view> capability_words();
std::span<const std::string_view> transport_words();
std::span<const std::string_view> certificate_words();
/// Brokers of a target that has a pair of them.
std::span<const std::string_view> place_words();
bool is_place(std::string_view word);

/// Numbers that a server announces in CONNACK, for `needs server.…` and `$server.…`.
std::vector<std::string> announced_names();
bool is_announced(std::string_view name);

/// Not to be used as names of actors or parameters.
bool is_reserved(std::string_view name);
/// Letters, digits, `-`, `_`, beginning with a letter.
bool is_name(std::string_view text);

/// The word of the list that resembles it most, or "" when none does.
std::string nearest(std::string_view word, std::span<const std::string_view> words);
std::string nearest(std::string_view word, const std::vector<std::string>& words);

/// "3.1.1" or "5.0".
std::optional<codec::Version> version_named(std::string_view text);

}  // namespace script
