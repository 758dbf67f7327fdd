// Credentials of the target: `auth=$auth.good`, `$auth.good.next`, `$auth.good.method`.
#include <fmt/format.h>

#include "script/builder.h"
#include "script/value_text.h"

namespace script {

bool Builder::knows_credentials(const std::string& name) {
  if (in_.checking || in_.environment->auth.contains(name)) return true;
  lacks("auth", fmt::format("the target names no credentials `auth.{}`", name));
  return false;
}

/// Behind `$auth.`: `good.next`, `good.method`, and `method` alone, which is that of `good`.
Scalar Builder::auth_value(std::string_view path, const Location& where) {
  const std::string whole = path == "method" ? "good.method" : std::string(path);
  const std::size_t dot = whole.find('.');
  const std::string name = whole.substr(0, dot);
  const std::string what = dot == std::string::npos ? "" : whole.substr(dot + 1);
  if (what != "next" && what != "method") {
    report(where, fmt::format("`$auth.{}` is no value", path),
           fmt::format("`$auth.{0}.next` is what a client says next, `$auth.{0}.method` how it is checked",
                       name));
    return {};
  }
  if (!knows_credentials(name)) return {};
  if (what == "next") return NextMessage{name};
  return in_.checking ? "method of " + name : in_.environment->auth.at(name);
}

/// `auth=$auth.good`: credentials by name.
void Builder::auth_field(const FieldNode& field, SentParts& out) {
  constexpr std::string_view prefix = "auth.";
  const ValueNode none;
  const ValueNode& value = field.value ? substituted(*field.value) : none;
  const bool variable = value.kind == ValueNode::Kind::alternatives && value.atoms.size() == 1 &&
                        value.atoms[0].kind == Atom::Kind::variable;
  const std::string path = variable ? value.atoms[0].text : std::string();
  if (!path.starts_with(prefix) || path.find('.', prefix.size()) != std::string::npos) {
    return report(field.where, "`auth` takes credentials that the target names: `auth=$auth.good`");
  }
  if (in_.version != codec::Version::v5_0) {
    return report(field.where, "enhanced authentication is of 5.0 only",
                  other_version_covered() ? fmt::format("write `5.0({})`", to_text(field)) : std::string());
  }
  const std::string name = path.substr(prefix.size());
  if (knows_credentials(name)) out.auth = name;
}

}  // namespace script
