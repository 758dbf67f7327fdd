// The target file is the one of targets/NAME with other ports: whatever else it says holds over a link as
// well.
#include "tests/link/support/far_broker.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "targets/targets.h"

namespace slow_link {
namespace {

using nlohmann::json;

runner::LaunchedBroker start(const std::string& name, net::EventLoop& loop,
                             std::vector<std::string> arguments) {
  auto broker = runner::launch(name, loop,
                               {std::string(CONFORMANCE_BINARY_DIR) + "/conformance", std::move(arguments)});
  if (!broker) throw std::runtime_error(broker.error().message);
  return std::move(*broker);
}

/// With its placeholder for the folder filled in; the one for the version is of no use here.
json description_of(const std::string& name, const std::string& folder) {
  for (const auto& file : targets::files()) {
    if (file.name != name + "/target.json") continue;
    std::string text(file.text);
    const std::string placeholder = "{dir}";
    for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at))
      text.replace(at, placeholder.size(), folder);
    return json::parse(text, nullptr, true, true);
  }
  throw std::runtime_error("no such target: " + name);
}

}  // namespace

FarBroker::FarBroker(const std::string& name, const Weather& weather, std::vector<std::string> arguments)
    : broker_(start(name, loop_, std::move(arguments))) {
  json description = description_of(name, broker_.folder());
  description["name"] = broker_.target().name + ", far away";
  description.erase("launch");
  Weather each = weather;
  for (const auto& [listener, address] : broker_.target().listeners) {
    links_.push_back(std::make_unique<Link>(address.host, address.port, each));
    ++each.seed;
    runner::ListenerAddress here = address;
    here.port = links_.back()->port();
    description["listeners"][listener] = {{"url", runner::url_of(here)},
                                          {"client_certificate", address.client_certificate}};
  }
  std::ofstream(target_file()) << description.dump(2) << '\n';
}

}  // namespace slow_link
