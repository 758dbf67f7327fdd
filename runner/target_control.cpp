// The key `control` of a target file: a broker that cases may stop and start.
#include "runner/target.h"
#include "runner/target_reader.h"

namespace runner {

void read_survives(const Reader& reader, bool& stop, bool& kill) {
  std::vector<std::string> words;
  reader.texts("survives", words);
  for (const std::string& word : words) {
    if (word != "stop" && word != "kill")
      return reader.complain("survives", R"(expected "stop", "kill" or both)");
    (word == "stop" ? stop : kill) = true;
  }
}

namespace {

void read_one(const Reader& reader, CommandsOfOne& one) {
  reader.texts("stop", one.stop);
  reader.texts("start", one.start);
  reader.texts("kill", one.kill);
  reader.texts("restart", one.restart);
}

/// A command without its opposite would leave the target as no case may leave it.
void demand_both(const Reader& reader, std::string_view one, std::string_view other) {
  for (const auto key : {one, other}) {
    if (!reader.has(key))
      reader.complain(key, R"(the key is missing; a command is a list: ["program", "argument"])");
  }
}

}  // namespace

void read_control(const Reader& top, Target& target) {
  if (!top.has("control")) return;
  const Reader reader = top.inner("control");
  reader.only({"stop", "start", "kill", "restart", "right", "link_cut", "link_restored", "survives",
               "ready_within_s"});
  BrokerControl control;
  BrokerCommands& commands = control.commands;
  read_one(reader, commands.broker);
  reader.texts("link_cut", commands.link_cut);
  reader.texts("link_restored", commands.link_restored);
  control.cuts_link = reader.has("link_cut") || reader.has("link_restored");
  if (control.cuts_link) demand_both(reader, "link_cut", "link_restored");
  control.stops_right = reader.has("right");
  if (control.stops_right) {
    const Reader right = reader.inner("right");
    right.only({"stop", "start", "kill", "restart"});
    read_one(right, commands.right);
    demand_both(right, "stop", "start");
  }
  // Who says how the link is cut, or the other broker stopped, need not let this one be stopped.
  control.stops = reader.has("stop") || reader.has("start") || reader.has("kill") || reader.has("restart") ||
                  !(control.cuts_link || control.stops_right);
  if (control.stops) demand_both(reader, "stop", "start");
  read_survives(reader, control.survives_stop, control.survives_kill);
  if (control.survives_kill && commands.broker.kill.empty())
    reader.complain("survives", "that it survives being killed cannot be judged without the command `kill`");
  reader.seconds("ready_within_s", commands.ready_within_s);
  target.control = std::move(control);
}

}  // namespace runner
