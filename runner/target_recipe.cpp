// The key `launch` of a target file: how a broker that we start ourselves is prepared, started and stopped.
#include <fmt/format.h>

#include "runner/target.h"
#include "runner/target_reader.h"

namespace runner {
namespace {

void read_commands(const Reader& reader, std::string_view key,
                   std::vector<std::vector<std::string>>& commands) {
  const nlohmann::json* list = reader.find(key);
  if (list == nullptr) return;
  if (!list->is_array()) return reader.complain(key, "expected a list of commands in brackets");
  for (const auto& command : *list) {
    commands.push_back(reader.texts_of(command, key));
    if (commands.back().empty()) reader.complain(key, "expected commands that are not empty");
  }
}

std::map<std::string, std::string> texts_by_name(const Reader& reader) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : reader.members()) {
    if (value->is_string()) {
      texts[name] = value->get<std::string>();
    } else {
      reader.complain(name, "expected a string in quotes");
    }
  }
  return texts;
}

InstallRecipe install_recipe(const Reader& reader) {
  reader.only({"version", "needs", "files", "commands"});
  InstallRecipe install;
  reader.text("version", install.version);
  if (install.version.empty()) reader.complain("version", "expected the version that is installed");
  install.needs = texts_by_name(reader.inner("needs"));
  reader.texts("files", install.files);
  read_commands(reader, "commands", install.commands);
  if (install.commands.empty()) reader.complain("commands", "expected the commands that install the broker");
  return install;
}

void read_durable(const Reader& reader, LaunchRecipe& recipe) {
  reader.only({"values", "survives", "instances"});
  DurableVariant variant;
  variant.values = texts_by_name(reader.inner("values"));
  read_survives(reader, variant.survives_stop, variant.survives_kill);
  if (const auto count = reader.number("instances", 1, 16)) variant.instances = *count;
  recipe.durable = std::move(variant);
}

}  // namespace

std::expected<LaunchRecipe, std::string> recipe_from_json(std::string_view text) {
  const auto json = parse_target_file(text);
  if (!json) return std::unexpected(json.error());
  std::string complaint;
  const Reader top(*json, "", complaint);
  if (!top.has("launch")) return std::unexpected("launch: the key is missing; it says how the broker starts");

  const Reader reader = top.inner("launch");
  reader.only({"package", "needs", "version", "files", "certificates", "prepare", "owner", "right", "link",
               "beside", "start", "environment", "install", "ready_within_s", "stop_within_s", "values",
               "durable"});
  LaunchRecipe recipe;
  reader.text("package", recipe.package);
  reader.texts("needs", recipe.needs);
  const Reader version = reader.inner("version");
  version.only({"command", "pattern"});
  version.texts("command", recipe.version_command);
  version.text("pattern", recipe.version_pattern);
  reader.texts("files", recipe.files);
  reader.boolean("certificates", recipe.certificates);
  read_commands(reader, "prepare", recipe.prepare);
  reader.text("owner", recipe.owner);
  reader.texts("right", recipe.right);
  if (reader.has("link")) {
    const Reader link = reader.inner("link");
    link.only({"from", "to"});
    link.text("from", recipe.link_from);
    link.text("to", recipe.link_to);
    if (recipe.link_from.empty() || recipe.link_to.empty())
      reader.complain("link", R"(expected two ports: {"from": "{port:link}", "to": "{port:right}"})");
  }
  read_commands(reader, "beside", recipe.beside);
  reader.texts("start", recipe.start);
  if (recipe.start.empty()) reader.complain("start", "expected the command that starts the broker");
  recipe.environment = texts_by_name(reader.inner("environment"));
  if (const auto* install = reader.find("install"); install != nullptr && install->is_string()) {
    reader.text("install", recipe.installed_with);
  } else if (install != nullptr) {
    recipe.install = install_recipe(reader.inner("install"));
  }
  recipe.values = texts_by_name(reader.inner("values"));
  if (reader.has("durable")) read_durable(reader.inner("durable"), recipe);
  reader.seconds("ready_within_s", recipe.ready_within_s);
  reader.seconds("stop_within_s", recipe.stop_within_s);
  if (!complaint.empty()) return std::unexpected(complaint);
  return recipe;
}

}  // namespace runner
