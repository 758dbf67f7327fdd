// Lookups in the catalogue that is built into the program.
#include "reports/wording.h"

#include "requirements/catalogue.h"

namespace reports {

std::string grade_of(std::string_view id) {
  const auto* requirement = requirements::catalogue().find(id);
  return requirement == nullptr ? std::string() : std::string(requirements::name(requirement->grade));
}

std::string level_of(std::string_view id) {
  const std::string grade = grade_of(id);
  if (grade == "must") return "MUST";
  if (grade == "should") return "SHOULD";
  if (grade == "may") return "MAY";
  return {};
}

std::string sentence_of(std::string_view id) {
  const auto* requirement = requirements::catalogue().find(id);
  return requirement == nullptr ? std::string() : requirement->sentence;
}

Group group_of(std::string_view id) {
  const auto name = id.substr(id.find('/') + 1);
  if (name.starts_with("T-")) return Group::promise;
  return name.starts_with("MQTT-") ? Group::numbered : Group::unnumbered;
}

std::string_view version_of(std::string_view id) {
  const auto slash = id.find('/');
  return slash == std::string_view::npos ? std::string_view() : id.substr(0, slash);
}

}  // namespace reports
