// A small validator, written plainly.
#include "tests/reports/support/schema.h"

#include <algorithm>
#include <regex>
#include <set>

namespace schema {
namespace {

using Json = nlohmann::json;

const std::set<std::string> understood{
    "$schema", "$defs",   "$ref",     "title",      "description",          "type",  "const",
    "enum",    "pattern", "required", "properties", "additionalProperties", "items", "minimum"};

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return false;
}

class Validator {
 public:
  explicit Validator(const Json& root) : root_(&root) {}

  void check(const Json& rules, const Json& value, const std::string& at) {
    for (const auto& [key, ignored] : rules.items())
      if (!understood.contains(key)) complain(at, "the keyword " + key + " is not understood");
    if (rules.contains("$ref"))
      check(root_->at(Json::json_pointer(rules["$ref"].get<std::string>().substr(1))), value, at);
    if (rules.contains("type") && !has_type(value, rules["type"]))
      complain(at, "is no " + rules["type"].dump());
    if (rules.contains("const") && value != rules["const"]) complain(at, "is not " + rules["const"].dump());
    if (rules.contains("enum") && std::ranges::find(rules["enum"], value) == rules["enum"].end())
      complain(at, "is none of " + rules["enum"].dump());
    if (rules.contains("pattern") &&
        !std::regex_search(value.get<std::string>(), std::regex(rules["pattern"].get<std::string>())))
      complain(at, "does not match the pattern");
    if (rules.contains("minimum") && value.is_number() && value < rules["minimum"])
      complain(at, "is too small");
    if (value.is_object()) check_object(rules, value, at);
    if (value.is_array() && rules.contains("items"))
      for (std::size_t i = 0; i < value.size(); ++i)
        check(rules["items"], value[i], at + "/" + std::to_string(i));
  }

  std::vector<std::string> faults;
  std::vector<std::string> undescribed;

 private:
  void check_object(const Json& rules, const Json& value, const std::string& at) {
    if (rules.contains("required"))
      for (const auto& key : rules["required"])
        if (!value.contains(key.get<std::string>())) complain(at, "lacks " + key.dump());
    if (!rules.contains("properties") && !rules.contains("additionalProperties")) return;
    for (const auto& [key, member] : value.items()) {
      if (rules.contains("properties") && rules["properties"].contains(key))
        check(rules["properties"][key], member, at + "/" + key);
      else if (rules.contains("additionalProperties"))
        check(rules["additionalProperties"], member, at + "/" + key);
      else
        undescribed.push_back(at + "/" + key);
    }
  }
  void complain(const std::string& at, const std::string& what) { faults.push_back(at + " " + what); }

  const Json* root_;
};

}  // namespace

std::vector<std::string> faults(const Json& schema, const Json& value) {
  Validator validator(schema);
  validator.check(schema, value, "");
  return validator.faults;
}

std::vector<std::string> undescribed(const Json& schema, const Json& value) {
  Validator validator(schema);
  validator.check(schema, value, "");
  return validator.undescribed;
}

}  // namespace schema
