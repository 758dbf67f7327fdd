// The kinds of values that a target file holds, each with its one sentence for when it is something else.
#include "runner/target_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "script/words.h"

namespace runner {

using Json = nlohmann::json;

std::expected<Json, std::string> parse_target_file(std::string_view text) {
  try {
    Json json = Json::parse(text, nullptr, true, true);
    if (!json.is_object()) return std::unexpected("a target file is one JSON object in braces");
    return json;
  } catch (const Json::exception& error) {
    const auto* parse_error = dynamic_cast<const Json::parse_error*>(&error);
    const std::size_t at = parse_error == nullptr ? 0 : std::min(parse_error->byte, text.size());
    const std::string_view before = text.substr(0, at);
    return std::unexpected(fmt::format("line {}: this is no JSON; look for a missing comma, quote or brace",
                                       1 + std::ranges::count(before, '\n')));
  }
}

Reader::Reader(const Json& object, std::string path, std::string& complaint)
    : object_(&object), path_(std::move(path)), complaint_(&complaint) {
  if (!object.is_object()) complain("", "expected an object in braces");
}

std::string Reader::path_of(std::string_view key) const {
  if (path_.empty() || key.empty()) return path_.empty() ? std::string(key) : path_;
  return fmt::format("{}.{}", path_, key);
}

void Reader::complain(std::string_view key, std::string_view what) const {
  if (complaint_->empty()) *complaint_ = fmt::format("{}: {}", path_of(key), what);
}

const Json* Reader::find(std::string_view key) const {
  if (!object_->is_object()) return nullptr;
  const auto at = object_->find(key);
  return at == object_->end() ? nullptr : &*at;
}

std::vector<std::pair<std::string, const Json*>> Reader::members() const {
  std::vector<std::pair<std::string, const Json*>> result;
  if (!object_->is_object()) return result;
  for (auto at = object_->begin(); at != object_->end(); ++at) result.emplace_back(at.key(), &*at);
  return result;
}

void Reader::only(std::span<const std::string_view> keys) const {
  for (const auto& [key, value] : members()) {
    if (std::ranges::find(keys, key) != keys.end()) continue;
    const std::string meant = script::nearest(key, keys);
    complain(key, meant.empty() ? fmt::format("there is no such key; there are {}", fmt::join(keys, ", "))
                                : fmt::format("there is no such key; did you mean `{}`?", meant));
  }
}

void Reader::text(std::string_view key, std::string& value) const {
  const Json* json = find(key);
  if (json == nullptr) return;
  if (!json->is_string()) return complain(key, "expected a string in quotes");
  if (json->get_ref<const std::string&>().empty()) {
    return complain(key, "expected a string that is not empty; leave the key out if there is none");
  }
  value = json->get<std::string>();
}

void Reader::boolean(std::string_view key, bool& value) const {
  const Json* json = find(key);
  if (json == nullptr) return;
  if (!json->is_boolean()) return complain(key, "expected true or false, without quotes");
  value = json->get<bool>();
}

void Reader::seconds(std::string_view key, double& value) const {
  const Json* json = find(key);
  if (json == nullptr) return;
  if (!json->is_number() || json->get<double>() <= 0) {
    return complain(key, "expected a number of seconds above 0");
  }
  value = json->get<double>();
}

std::optional<std::uint64_t> Reader::number(std::string_view key, std::uint64_t least,
                                            std::uint64_t most) const {
  const Json* json = find(key);
  if (json == nullptr) return std::nullopt;
  if (!json->is_number_unsigned() || json->get<std::uint64_t>() < least ||
      json->get<std::uint64_t>() > most) {
    complain(key, fmt::format("expected a whole number from {} to {}, without quotes", least, most));
    return std::nullopt;
  }
  return json->get<std::uint64_t>();
}

void Reader::texts(std::string_view key, std::vector<std::string>& values) const {
  if (const Json* json = find(key)) values = texts_of(*json, key);
}

std::vector<std::string> Reader::texts_of(const Json& list, std::string_view key) const {
  std::vector<std::string> values;
  const auto is_text = [](const Json& each) { return each.is_string(); };
  if (!list.is_array() || !std::ranges::all_of(list, is_text)) {
    complain(key, "expected a list of strings in brackets");
    return values;
  }
  for (const Json& each : list) values.push_back(each.get<std::string>());
  return values;
}

Reader Reader::inner(std::string_view key) const {
  static const Json nothing = Json::object();
  const Json* json = find(key);
  return {json == nullptr ? nothing : *json, path_of(key), *complaint_};
}

Reader Reader::element(std::string_view key, const Json& object, std::size_t index) const {
  return {object, fmt::format("{}[{}]", path_of(key), index), *complaint_};
}

}  // namespace runner
