// Values: parameters, counters, names of the case, values of server and target.
#include <algorithm>
#include <fmt/format.h>

#include "codec/field_table.h"
#include "script/builder.h"
#include "script/literal.h"
#include "script/names.h"
#include "script/text.h"
#include "script/words.h"

namespace script {
namespace {

constexpr std::uint32_t deepest_substitution = 16;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::vector<std::string> Builder::known_paths() const {
  std::vector<std::string> known = {"t"};
  for (const auto& [name, value] : counters_) known.push_back(name);
  for (const auto& [name, value] : row_.parameters) known.push_back(name);
  for (const std::string& name : actor_names_) known.push_back(name + ".id");
  return known;
}

Scalar Builder::path_value(std::string_view path, const Location& where, std::uint32_t depth, bool& known) {
  known = true;
  if (path == "t") return plan_.topic_root;
  if (const auto counter = counters_.find(std::string(path)); counter != counters_.end())
    return counter->second;
  if (const auto found = row_.parameters.find(std::string(path)); found != row_.parameters.end()) {
    const ValueNode& value = *found->second;
    if (value.kind == ValueNode::Kind::alternatives && value.atoms.size() == 1)
      return resolve(value.atoms[0], depth + 1);
    report(where, fmt::format("`${}` is no single value here", path));
    return {};
  }
  const std::size_t dot = path.find('.');
  const std::string_view first = path.substr(0, dot);
  std::string rest(dot == std::string_view::npos ? "" : path.substr(dot + 1));
  if (rest == "id" && actor_names_.contains(std::string(first))) {
    const Word name{std::string(first), where};
    return plan_.actors[actor(name)].client_id;
  }
  if (first == "server" && !rest.empty()) {
    codec::Field field{};
    if (!is_announced(rest) || !codec::field_named(rest, field)) {
      report(where, fmt::format("a server announces no number `{}`", rest),
             did_you_mean(nearest(rest, announced_names())));
      return {};
    }
    const auto announced = in_.environment->server.find(field);
    return announced == in_.environment->server.end() ? codec::Number{1} : announced->second;
  }
  if (first == "users" && !rest.empty()) {
    if (in_.checking) return rest;
    const auto user = in_.environment->users.find(rest);
    if (user != in_.environment->users.end()) return user->second;
    lacks("users", fmt::format("the target names no user `{}`", rest));
    return {};
  }
  if (first == "acl" && !rest.empty()) {
    if (in_.checking) return "acl/" + rest;
    const auto topic = in_.environment->acl.find(rest);
    if (topic == in_.environment->acl.end()) {
      lacks("acl", fmt::format("the target names no topic `acl.{}`", rest));
      return {};
    }
    std::string text = topic->second;
    for (std::size_t at = text.find("{case}"); at != std::string::npos; at = text.find("{case}", at)) {
      text.replace(at, 6, hash_);
    }
    return text;
  }
  if (first == "auth" && !rest.empty()) return auth_value(rest, where);
  known = false;
  return {};
}

Scalar Builder::resolve_variable(const Atom& atom, std::uint32_t depth) {
  bool known = false;
  Scalar value = path_value(atom.text, atom.where, depth, known);
  if (known) return value;
  if (lets_.contains(atom.text)) {
    report(atom.where, fmt::format("`${}` is a list of fields, not a value", atom.text));
  } else {
    report(atom.where, fmt::format("unknown name `${}`", atom.text), [&] {
      if (row_.variants.contains(atom.text)) return std::string("a variant is a whole packet, and no value");
      const std::string near = nearest(atom.text, known_paths());
      return near.empty() ? std::string() : did_you_mean("$" + near);
    }());
  }
  return {};
}

Scalar Builder::added(Scalar value, const Atom& atom) {
  if (!atom.plus) return value;
  if (CaptureUse* capture = std::get_if<CaptureUse>(&value)) {
    capture->plus = *atom.plus;
    return value;
  }
  const codec::Number* base = std::get_if<codec::Number>(&value);
  if (base == nullptr) {
    if (value.index() != 0) report(atom.where, "only to a number can something be added");
    return {};
  }
  const std::int64_t sum = static_cast<std::int64_t>(*base) + *atom.plus;
  if (sum < 0) {
    report(atom.where, "the value falls below 0");
    return {};
  }
  return static_cast<codec::Number>(sum);
}

Scalar Builder::call(const Atom& atom, std::uint32_t depth) {
  const auto argument = [&](std::size_t i) -> Scalar {
    const ValueNode& value = atom.arguments[i];
    if (value.kind != ValueNode::Kind::alternatives || value.atoms.size() != 1) {
      report(value.where, "a single value is expected here");
      return {};
    }
    return resolve(value.atoms[0], depth + 1);
  };
  const auto wrong = [&](std::string_view what) {
    report(atom.where, std::string(what));
    return Scalar{};
  };
  const Scalar first = argument(0);
  if (first.index() == 0) return {};
  if (atom.kind == Atom::Kind::hex) {
    const codec::Bytes* text = std::get_if<codec::Bytes>(&first);
    const std::optional<std::string> bytes = text == nullptr ? std::nullopt : hex_bytes(*text);
    if (!bytes) return wrong("`hex` takes a string of hexadecimal digits, two a byte");
    return *bytes;
  }
  if (atom.kind == Atom::Kind::minimum) {
    const Scalar second = argument(1);
    if (second.index() == 0) return {};
    const codec::Number* a = std::get_if<codec::Number>(&first);
    const codec::Number* b = std::get_if<codec::Number>(&second);
    if (a == nullptr || b == nullptr) return wrong("`min` takes two numbers");
    return std::min(*a, *b);
  }
  const bool padded = atom.kind == Atom::Kind::pad;
  const Scalar size = padded ? argument(1) : first;
  if (size.index() == 0) return {};
  const codec::Number* bytes = std::get_if<codec::Number>(&size);
  const codec::Bytes* begin = padded ? std::get_if<codec::Bytes>(&first) : nullptr;
  if (bytes == nullptr || (padded && begin == nullptr)) {
    return wrong(padded ? "`pad` takes a string and a number of bytes" : "`fill` takes a number of bytes");
  }
  if (filled_ + *bytes > most_filling) return wrong("more than 64 MiB of filling in one case");
  filled_ += *bytes;
  std::string text = padded ? *begin : std::string();
  if (text.size() > *bytes) return wrong(fmt::format("the string is longer than {} bytes already", *bytes));
  text.resize(*bytes, 'x');
  return text;
}

Scalar Builder::resolve(const Atom& atom, std::uint32_t depth) {
  if (depth > deepest_substitution) {
    report(atom.where, "values refer to each other without end");
    return {};
  }
  switch (atom.kind) {
    case Atom::Kind::number: {
      const std::optional<codec::Number> value = parse_number(atom.text);
      if (!value) report(atom.where, "the number is too large");
      return value ? Scalar{*value} : Scalar{};
    }
    case Atom::Kind::duration: {
      const std::optional<Duration> value = parse_duration(atom.text);
      if (!value) report(atom.where, "the duration is too long");
      return value ? Scalar{*value} : Scalar{};
    }
    case Atom::Kind::string: {
      std::optional<std::string> text = expand(atom.text, atom.where, depth);
      return text ? Scalar{std::move(*text)} : Scalar{};
    }
    case Atom::Kind::pair: {
      std::optional<std::string> name = expand(atom.text, atom.where, depth);
      std::optional<std::string> value = expand(atom.second, atom.where, depth);
      return name && value ? Scalar{codec::StringPair{std::move(*name), std::move(*value)}} : Scalar{};
    }
    case Atom::Kind::word: return WordValue{atom.text};
    case Atom::Kind::capture: return added(CaptureUse{atom.text, 0}, atom);
    case Atom::Kind::variable: return added(resolve_variable(atom, depth), atom);
    default: return call(atom, depth);
  }
}

std::optional<std::string> Builder::expand(std::string_view raw, const Location& where, std::uint32_t depth) {
  std::string bytes;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\') {
      const std::size_t length = i + 1 < raw.size() && raw[i + 1] == 'x' ? 4 : 2;
      bytes += unescape(raw.substr(i, length));
      i += length - 1;
      continue;
    }
    const std::string_view rest = raw.substr(i);
    if (raw[i] != '$' || rest.starts_with("$share/") || rest.starts_with("$SYS")) {
      bytes += raw[i];
      continue;
    }
    if (rest.starts_with("$$")) {
      bytes += '$';
      ++i;
      continue;
    }
    std::size_t length = 1;
    std::string_view path;
    if (rest.starts_with("${")) {
      const std::size_t close = rest.find('}');
      path = rest.substr(2, close == std::string_view::npos ? 0 : close - 2);
      length = close == std::string_view::npos ? 2 : close + 1;
    } else {
      while (length < rest.size() && is_letter(rest[length])) ++length;
      path = rest.substr(1, length - 1);
      const std::string_view suffix = path == "auth" ? ".method" : ".id";
      const std::size_t end = length + suffix.size();
      const bool ends =
          rest.substr(length).starts_with(suffix) && (end >= rest.size() || !is_letter(rest[end]));
      if (ends && (path == "auth" || actor_names_.contains(std::string(path)))) {
        length = end;
        path = rest.substr(1, length - 1);
      }
    }
    // The place within the literal; the quote in front of it counts.
    const Location place{where.line, static_cast<std::uint32_t>(where.column + 1 + i),
                         static_cast<std::uint32_t>(length)};
    bool known = false;
    const Scalar value = path.empty() ? Scalar{} : path_value(path, place, depth, known);
    if (!known) {
      const std::string near = nearest(path, known_paths());
      const bool dotted = path == "users" || path == "acl" || path == "server" || path == "auth";
      report(place, fmt::format("unknown name `{}` in a string", rest.substr(0, length)),
             dotted         ? fmt::format("a path in a string stands in braces: `${{{}.…}}`", path)
             : near.empty() ? "a dollar sign of its own is written `$$`"
                            : did_you_mean("$" + near));
      return std::nullopt;
    }
    if (const codec::Bytes* text = std::get_if<codec::Bytes>(&value))
      bytes += *text;
    else if (const codec::Number* digits = std::get_if<codec::Number>(&value))
      bytes += fmt::format("{}", *digits);
    else if (const WordValue* word = std::get_if<WordValue>(&value))
      bytes += word->text;
    else {
      if (value.index() != 0) report(place, "only strings and numbers can stand in a string");
      return std::nullopt;
    }
    i += length - 1;
  }
  return bytes;
}

// NOLINTBEGIN(bugprone-return-const-ref-from-parameter): nodes belong to the suite, which outlives the
// builder
const ValueNode& Builder::substituted(const ValueNode& value) {
  if (value.kind != ValueNode::Kind::alternatives || value.atoms.size() != 1) return value;
  const Atom& atom = value.atoms[0];
  if (atom.kind != Atom::Kind::variable || atom.plus || counters_.contains(atom.text)) return value;
  const auto found = row_.parameters.find(atom.text);
  return found == row_.parameters.end() ? value : *found->second;
}
// NOLINTEND(bugprone-return-const-ref-from-parameter)

std::optional<codec::Number> Builder::number(const Atom& atom) {
  const Scalar value = resolve(atom);
  if (const codec::Number* found = std::get_if<codec::Number>(&value)) return *found;
  if (value.index() != 0) report(atom.where, "a number is expected here");
  return std::nullopt;
}

std::optional<codec::Number> Builder::number(const ValueNode& value) {
  if (value.kind == ValueNode::Kind::alternatives && value.atoms.size() == 1) return number(value.atoms[0]);
  report(value.where, "a single number is expected here");
  return std::nullopt;
}

std::optional<Duration> Builder::duration(const Atom& atom) {
  const Scalar value = resolve(atom);
  if (const Duration* found = std::get_if<Duration>(&value)) return *found;
  if (value.index() != 0) report(atom.where, "a duration is expected here, such as `2s` or `500ms`");
  return std::nullopt;
}

std::string Builder::single_word(const ValueNode& node) {
  const ValueNode& value = substituted(node);
  if (value.kind != ValueNode::Kind::alternatives || value.atoms.size() != 1) return {};
  const Atom& atom = value.atoms[0];
  return atom.kind == Atom::Kind::word ? atom.text : std::string();
}

}  // namespace script
