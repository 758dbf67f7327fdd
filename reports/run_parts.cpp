// See the header.
#include "reports/run_parts.h"

#include <nlohmann/json.hpp>

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

void set_text(Json& json, const char* key, const std::string& text, Escape escape) {
  if (!text.empty()) json[key] = escape(text);
}

Json list_of(const std::vector<std::string>& texts, Escape escape) {
  Json list = Json::array();
  for (const auto& text : texts) list.push_back(escape(text));
  return list;
}

}  // namespace

Json target_to_json(const runner::RunResult& result, Escape escape) {
  const auto& target = result.target;
  Json json;
  json["name"] = escape(target.name);
  json["url"] = escape(target.url);
  json["loopback"] = target.loopback;
  if (target.simulated) json["simulated"] = true;
  json["versions"] = Json::array();
  for (const auto version : target.versions) json["versions"].push_back(codec::name_of(version));
  set_text(json, "version_note", target.version_note, escape);
  json["capabilities"] = Json::array();
  for (const auto& capability : target.capabilities) {
    Json entry;
    entry["name"] = escape(capability.name);
    entry["value"] = escape(capability.value);
    entry["source"] = escape(capability.source);
    set_text(entry, "version", capability.version, escape);
    set_text(entry, "listener", capability.listener, escape);
    json["capabilities"].push_back(std::move(entry));
  }
  if (!result.calibration.empty()) json["calibration"] = result.calibration;
  return json;
}

Json selection_to_json(const runner::Selection& selection, Escape escape) {
  Json json;
  json["seed"] = escape(selection.seed);
  json["patterns"] = list_of(selection.patterns, escape);
  json["covers"] = list_of(selection.covers, escape);
  json["tags"] = list_of(selection.tags, escape);
  set_text(json, "shard", selection.shard, escape);
  json["safe"] = selection.safe;
  json["jobs"] = selection.jobs;
  json["repeat"] = selection.repeat;
  json["retries"] = selection.retries;
  json["timeout_s"] = selection.timeout_s;
  json["time_scale"] = selection.time_scale;
  return json;
}

}  // namespace reports
