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

void read_control(const Reader& top, Target& target) {
  if (!top.has("control")) return;
  const Reader reader = top.inner("control");
  reader.only({"stop", "start", "kill", "restart", "survives", "ready_within_s"});
  BrokerControl control;
  BrokerCommands& commands = control.commands;
  reader.texts("stop", commands.stop);
  reader.texts("start", commands.start);
  reader.texts("kill", commands.kill);
  reader.texts("restart", commands.restart);
  for (const auto* key : {"stop", "start"}) {
    if (!reader.has(key))
      reader.complain(key, R"(the key is missing; a command is a list: ["program", "argument"])");
  }
  read_survives(reader, control.survives_stop, control.survives_kill);
  if (control.survives_kill && commands.kill.empty())
    reader.complain("survives", "that it survives being killed cannot be judged without the command `kill`");
  reader.seconds("ready_within_s", commands.ready_within_s);
  target.control = std::move(control);
}

}  // namespace runner
