// `conformance probe`: what a broker is and what it can, without judging it.
#include "runner/probe.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/running_target.h"
#include "cli/verbs.h"
#include "net/socket_loop.h"
#include "reports/text.h"
#include "reports/write_file.h"
#include "runner/target_write.h"

namespace cli {
namespace {

using runner::Exit;

std::string as_text(const runner::Target& target, const runner::Probe& found) {
  std::string text = reports::printable(target.name) + "\n";
  std::vector<std::string_view> versions;
  versions.reserve(found.versions.size());
  for (const auto version : found.versions) versions.push_back(codec::name_of(version));
  text += fmt::format("  {:<50} {}\n", "MQTT", fmt::join(versions, ", "));
  if (!found.version_note.empty()) text += "  " + reports::printable(found.version_note) + "\n";
  for (const auto& capability : found.capabilities) {
    const std::string where = capability.listener.empty() ? "" : ", " + capability.listener;
    const std::string name =
        capability.name + (capability.version.empty() ? "" : " (" + capability.version + where + ")");
    text += fmt::format("  {} {}", reports::padded(reports::printable(name), 50),
                        reports::padded(reports::printable(capability.value), 12));
    text += "  " + reports::printable(capability.source) + "\n";
  }
  return text;
}

std::string as_json(const runner::Target& target, const runner::Probe& found) {
  nlohmann::ordered_json json;
  json["target"] = reports::escape_invalid(target.name);
  json["versions"] = nlohmann::ordered_json::array();
  for (const auto version : found.versions) json["versions"].push_back(codec::name_of(version));
  json["version_note"] = reports::escape_invalid(found.version_note);
  json["capabilities"] = nlohmann::ordered_json::array();
  for (const auto& capability : found.capabilities)
    json["capabilities"].push_back({{"name", reports::escape_invalid(capability.name)},
                                    {"value", reports::escape_invalid(capability.value)},
                                    {"source", reports::escape_invalid(capability.source)},
                                    {"version", capability.version},
                                    {"listener", capability.listener}});
  return json.dump(1) + "\n";
}

}  // namespace

Exit probe(const Arguments& arguments, Console& console) {
  CLI::App app("Asks a broker what it is and what it can.", "probe");
  TargetOptions options;
  std::string json;
  add_target_options(app, options);
  add_json(app, json);
  std::string written_to;
  bool show_secrets = false;
  app.add_option("--write", written_to, "Write a target file with what was found, for --target")
      ->type_name("FILE");
  app.add_flag("--show-secrets", show_secrets, "Passwords stand in that file, not in files beside it");
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();
  if (const auto checked = check_target_options(options); !checked) {
    console.complain(checked.error());
    return Exit::usage;
  }
  net::SocketLoop loop;
  const auto target = reach(options, loop, console);
  if (!target) return target.error();
  runner::ProbeOptions how;
  how.client_id_prefix = options.client_id_prefix;
  how.topic_prefix = options.topic_prefix;
  const auto found = runner::probe(loop, target->target, how);
  if (!found) {
    console.complain(found.error().message);
    return found.error().exit;
  }
  if (!written_to.empty()) {
    const auto written =
        reports::write_file(written_to, runner::target_file_of(target->target, *found, show_secrets));
    if (!written) {
      console.complain(written.error());
      return Exit::usage;
    }
    for (const auto& [role, user] : target->target.users)
      if (!show_secrets && !user.password.empty())
        console.err(fmt::format("{}: write the password of {} into {}.password beside it\n", written_to,
                                reports::printable(user.user_name), role.empty() ? "default" : role));
  }
  if (json.empty()) {
    console.out(as_text(target->target, *found));
    return Exit::as_expected;
  }
  const auto written = reports::write_file(json, as_json(target->target, *found));
  if (!written) console.complain(written.error());
  return written ? Exit::as_expected : Exit::usage;
}

}  // namespace cli
