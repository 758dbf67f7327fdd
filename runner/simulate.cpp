// See the header.
#include "runner/simulate.h"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "broker/faults/fault_table.h"
#include "net/certificates.h"
#include "runner/broker_settings.h"
#include "targets/targets.h"

namespace runner {
namespace {

namespace ports = net::simulated_ports;

constexpr std::string_view target_file = "reference/target.json";

constexpr std::array<std::pair<std::string_view, std::uint16_t>, 7> port_names{
    {{"{port:tcp}", ports::tcp},
     {"{port:tls}", ports::tls},
     {"{port:mtls}", ports::mutual_tls},
     {"{port:ws}", ports::websocket},
     {"{port:wss}", ports::websocket_tls},
     {"{port:acl}", ports::access},
     {"{port:limited}", ports::limited}}};

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

std::expected<std::string, std::string> filled_target_file(const std::string& folder) {
  for (const embedded::File& file : targets::files()) {
    if (file.name != target_file) continue;
    std::string text(file.text);
    for (const auto& [name, port] : port_names) replace_all(text, name, std::to_string(port));
    replace_all(text, "{dir}", folder);
    return text;
  }
  return std::unexpected(fmt::format("targets/{} is not built into this program", target_file));
}

}  // namespace

std::expected<Simulation, std::string> simulate() {
  auto folder = net::TemporaryFolder::create("simulated");
  if (!folder) return std::unexpected(folder.error());
  if (const auto written = net::write_certificates(folder->path()); !written) {
    return std::unexpected(written.error());
  }
  const auto text = filled_target_file(folder->path());
  if (!text) return std::unexpected(text.error());
  auto target = target_from_json(*text, folder->path());
  if (!target) return std::unexpected(target.error());
  auto served = served_from_json(*text, folder->path());
  if (!served) return std::unexpected(served.error());
  target->name = "the reference broker, simulated";
  target->simulated = true;
  target->control = BrokerControl{true, true, {}};
  net::SimulationOptions wire;
  wire.broker = std::move(served->settings);
  wire.weather = net::calm();
  wire.certificates = folder->path();
  return Simulation{std::move(*target), std::move(wire), std::move(*folder)};
}

void misbehave(Simulation& simulation, const broker::Faults& faults) {
  simulation.wire.faults = faults;
  std::string names;
  for (std::size_t i = 0; i < broker::fault_count; ++i) {
    if (!faults.active().test(i)) continue;
    names += names.empty() ? " with the fault " : ", ";
    names += broker::fault_table[i].name;
  }
  simulation.target.name += names;
}

std::uint64_t seed_of_wire(std::string_view seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : seed) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace runner
