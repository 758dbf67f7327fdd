// JSON -> requirements. It is strict (no unknown field, no missing one), because a slip in the data would
// otherwise show as a silent hole in a report.
#include "requirements/documents.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace requirements {
namespace {

using nlohmann::json;
using Failure = std::optional<std::string>;

constexpr std::array grades{
    std::pair{std::string_view("must"), Grade::must}, std::pair{std::string_view("should"), Grade::should},
    std::pair{std::string_view("may"), Grade::may}, std::pair{std::string_view("note"), Grade::note},
    std::pair{std::string_view("untestable"), Grade::untestable}};

constexpr std::array reactions{
    std::pair{std::string_view("close"), Reaction::Kind::close},
    std::pair{std::string_view("close_if_noticed"), Reaction::Kind::close_if_noticed},
    std::pair{std::string_view("close_or_refuse"), Reaction::Kind::close_or_refuse},
    std::pair{std::string_view("open"), Reaction::Kind::open}};

constexpr std::array binders{std::string_view("server"),   std::string_view("client"),
                             std::string_view("both"),     std::string_view("sender"),
                             std::string_view("receiver"), std::string_view("encoding")};

std::string fault(std::string_view id, std::string_view field, std::string_view what) {
  return fmt::format("{}: field \"{}\" {}", id, field, what);
}

// Reads the fields of one object and remembers the first fault, so that callers need not test each field.
class Fields {
 public:
  Fields(const json& object, std::string id) : object_(object), id_(std::move(id)) {}

  std::string text(const char* field, bool required) {
    const json* value = take(field, required);
    if (value == nullptr) return {};
    if (!value->is_string()) return complain(field, "is not a string"), std::string();
    auto result = value->get<std::string>();
    if (required && result.empty()) complain(field, "is empty");
    return result;
  }

  bool flag(const char* field, bool required) {
    const json* value = take(field, required);
    if (value == nullptr) return false;
    if (!value->is_boolean()) return complain(field, "is neither true nor false"), false;
    return value->get<bool>();
  }

  std::vector<std::string> list(const char* field) {
    std::vector<std::string> result;
    const json* value = take(field, false);
    if (value == nullptr) return result;
    if (!value->is_array()) return complain(field, "is not a list"), result;
    for (const json& entry : *value) {
      if (!entry.is_string()) return complain(field, "holds something other than strings"), result;
      result.push_back(entry.get<std::string>());
    }
    return result;
  }

  std::vector<unsigned> numbers(const char* field) {
    std::vector<unsigned> result;
    const json* value = take(field, false);
    if (value == nullptr) return result;
    const auto fits = [](const json& entry) {
      return entry.is_number_unsigned() && entry.get<unsigned>() < 256;
    };
    if (!value->is_array() || !std::ranges::all_of(*value, fits))
      return complain(field, "is not a list of bytes"), result;
    return value->get<std::vector<unsigned>>();
  }

  // Returns nullptr when there is none.
  const json* object(const char* field) {
    const json* value = take(field, false);
    if (value == nullptr || value->is_object()) return value;
    complain(field, "is not an object");
    return nullptr;
  }

  void complain(std::string_view field, std::string_view what) {
    if (!failure_) failure_ = fault(id_, field, what);
  }

  // Returns the first fault, an unknown field included.
  Failure finish() {
    if (!failure_ && taken_ != object_.size()) {
      for (const auto& [key, value] : object_.items()) {
        if (!known_.contains(key)) complain(key, "is unknown");
      }
    }
    return failure_;
  }

 private:
  const json* take(const char* field, bool required) {
    known_[field] = true;
    const auto found = object_.find(field);
    if (found == object_.end()) {
      if (required) complain(field, "is missing");
      return nullptr;
    }
    ++taken_;
    return &*found;
  }

  const json& object_;
  std::string id_;
  std::map<std::string, bool, std::less<>> known_;
  std::size_t taken_ = 0;
  Failure failure_;
};

struct Origin {
  std::string version;
  Kind kind;
};

// "5.0/U-042" -> 5.0 and unnumbered.
std::optional<Origin> origin_of(std::string_view id) {
  const std::size_t slash = id.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view version = id.substr(0, slash);
  const std::string_view rest = id.substr(slash + 1);
  if (version != "3.1.1" && version != "5.0") return std::nullopt;
  if (rest.starts_with("MQTT-")) return Origin{std::string(version), Kind::numbered};
  if (rest.starts_with("U-")) return Origin{std::string(version), Kind::unnumbered};
  if (rest.starts_with("T-")) return Origin{std::string(version), Kind::target};
  return std::nullopt;
}

std::optional<Grade> grade_of(std::string_view word) {
  for (const auto& [text, grade] : grades) {
    if (text == word) return grade;
  }
  return std::nullopt;
}

// Either what it is, or the id that states it.
std::expected<Reaction, std::string> read_reaction(const json& object, const std::string& id) {
  Fields fields(object, id);
  Reaction result;
  result.stated_by = fields.text("stated_by", false);
  result.in_connect = fields.text("in_connect", false);
  result.return_codes = fields.numbers("return_codes");
  const std::string word = fields.text("is", result.stated_by.empty());
  const auto* known = std::ranges::find(reactions, word, [](const auto& each) { return each.first; });
  if (known != reactions.end()) result.kind = known->second;
  if (known == reactions.end() && !word.empty())
    fields.complain("is", "is not close, close_if_noticed, close_or_refuse or open");
  if (!word.empty() && !result.stated_by.empty()) fields.complain("stated_by", "stands beside \"is\"");
  if (auto failure = fields.finish()) return std::unexpected(std::move(*failure));
  return result;
}

bool is_binder(std::string_view word) {
  return std::ranges::find(binders, word) != binders.end();
}

std::expected<Requirement, std::string> read_requirement(const json& object, const std::string& id) {
  const std::optional<Origin> origin = origin_of(id);
  if (!origin) {
    return std::unexpected(fault(id, "id", "is not of the form 5.0/MQTT-3.3.1-5, 5.0/U-042 or 5.0/T-acl"));
  }
  Fields fields(object, id);
  Requirement result;
  result.id = fields.text("id", true);
  result.version = origin->version;
  result.kind = origin->kind;
  result.section = fields.text("section", result.kind != Kind::target);
  result.level = fields.text("level", true);
  result.binds = fields.text("binds", true);
  if (!is_binder(result.binds)) {
    fields.complain("binds", "is none of server, client, both, sender, receiver, encoding");
  }
  const std::string grade = fields.text("grade", true);
  if (const auto known = grade_of(grade)) {
    result.grade = *known;
  } else {
    fields.complain("grade", fmt::format("is \"{}\", not must, should, may, note or untestable", grade));
  }
  result.basis = fields.text("basis", true);
  result.sentence = fields.text("sentence", true);
  result.observable = fields.flag("observable", true);
  if (result.observable == (result.grade == Grade::untestable)) {
    fields.complain("observable", "contradicts the grade");
  }
  result.how = fields.text("how", result.observable);
  result.reason = fields.text("reason", !result.observable);
  result.on_detection = fields.flag("on_detection", false);
  if (const json* reaction = fields.object("reaction")) {
    auto read = read_reaction(*reaction, id + ", reaction");
    if (!read) return std::unexpected(std::move(read).error());
    result.reaction = std::move(*read);
  }
  result.accept = fields.list("accept");
  result.forbid = fields.list("forbid");
  result.lenient = fields.list("lenient");
  result.condition = fields.text("condition", false);
  result.no_fault = fields.text("no_fault", false);
  if (!result.no_fault.empty() && !result.observable) {
    fields.complain("no_fault", "stands where nothing is observable");
  }
  if (auto failure = fields.finish()) return std::unexpected(std::move(*failure));
  return result;
}

std::expected<Difference, std::string> read_difference(const json& object, const std::string& id) {
  Fields fields(object, id);
  Difference result;
  result.id = fields.text("id", true);
  result.ours = fields.text("ours", true);
  result.grades = fields.text("grades", true);
  result.reason = fields.text("reason", true);
  if (auto failure = fields.finish()) return std::unexpected(std::move(*failure));
  return result;
}

std::expected<Document, std::string> read_objects(const json& root) {
  if (!root.is_array()) return std::unexpected("it is not a list of objects");
  Document document;
  std::size_t number = 0;
  for (const json& object : root) {
    ++number;
    if (!object.is_object()) return std::unexpected(fmt::format("entry {} is not an object", number));
    const auto id = object.find("id");
    if (id == object.end() || !id->is_string()) {
      return std::unexpected(fmt::format("entry {} has no \"id\" that is a string", number));
    }
    // Only a difference has a field "grades".
    if (object.contains("grades")) {
      auto difference = read_difference(object, id->get<std::string>());
      if (!difference) return std::unexpected(std::move(difference).error());
      document.differences.push_back(std::move(*difference));
    } else {
      auto requirement = read_requirement(object, id->get<std::string>());
      if (!requirement) return std::unexpected(std::move(requirement).error());
      document.requirements.push_back(std::move(*requirement));
    }
  }
  return document;
}

}  // namespace

std::expected<Document, std::string> read_document(std::string_view text) {
  try {
    return read_objects(json::parse(text));
  } catch (const json::exception& error) {
    return std::unexpected(fmt::format("it is not JSON: {}", error.what()));
  }
}

std::string_view name(Grade grade) {
  for (const auto& [text, value] : grades) {
    if (value == grade) return text;
  }
  return "must";
}

std::string_view name(Reaction::Kind kind) {
  for (const auto& [text, value] : reactions) {
    if (value == kind) return text;
  }
  return "";
}

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::numbered: return "numbered";
    case Kind::unnumbered: return "unnumbered";
    case Kind::target: break;
  }
  return "target";
}

}  // namespace requirements
