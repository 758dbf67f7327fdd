// The program in Python; campaign/handover/replay.py.in is what all have alike.
#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>
#include <span>
#include <utility>

#include "campaign/handover.h"
#include "campaign/handover_parts.h"
#include "cmake/embedded_file.h"

namespace campaign {

/// replay.py.in; defined by cmake/embed.cmake.
std::span<const embedded::File> handover_files();

namespace {

/// Looks for what is wrong beyond what the two clients notice: lines of a function, or none.
std::string verdict_of(const Finding& finding, const Told& all) {
  const Suspicion& suspicion = finding.suspicion;
  if (const auto wrong = offence(finding, all)) {
    const char actor = letter(all.play.steps[*wrong].actor);
    return fmt::format(
        "    hear(1)\n    if \"{0}\" not in ended:\n        sys.exit(\"it is shown: the broker must close "
        "{0}'s "
        "connection, and goes on with it\")\n",
        actor);
  }
  if (suspicion.kind == Kind::ill_formed && !suspicion.evidence.empty())
    return fmt::format(
        "    if any(each == bytes.fromhex(\"{}\") for stream in heard.values() for each in "
        "packets(stream)):\n        sys.exit(\"it is shown: the broker sends the packet that is illegal\")\n",
        hex(suspicion.evidence, ""));
  if (suspicion.kind == Kind::refused)
    return "    for packet in [each for stream in heard.values() for each in packets(stream)]:\n"
           "        code = packet[3:4] if packet[0] == 0x20 else packet[2:3]\n"
           "        if packet[0] in (0x20, 0xE0) and code == b\"\\x81\":\n"
           "            sys.exit(\"it is shown: the broker says Malformed Packet, and none was\")\n";
  return {};
}

std::string play_of(const Told& all) {
  std::string text = "def play():\n";
  for (std::size_t i = 0; i < all.play.steps.size(); ++i) {
    const Step& step = all.play.steps[i];
    const char actor = letter(step.actor);
    if (step.waits) text += "    hear()\n";
    switch (step.deed) {
      case Deed::send:
        text += fmt::format("    send(\"{}\", \"{}\")  # {}\n", actor, hex(step.bytes, ""), all.comment(i));
        break;
      case Deed::open: text += fmt::format("    connect(\"{}\")\n", actor); break;
      case Deed::end: text += fmt::format("    end(\"{}\", abruptly=False)\n", actor); break;
      case Deed::reset: text += fmt::format("    end(\"{}\", abruptly=True)\n", actor); break;
      case Deed::pause: text += fmt::format("    time.sleep({})\n", step.milliseconds / 1000.0); break;
      case Deed::answer:
        text += fmt::format("    answer(\"{}\")  # {}\n", hex(step.bytes, ""), all.comment(i));
        break;
    }
  }
  return text + "    hear()\n";
}

std::string file_named(std::string_view name) {
  return std::string(std::ranges::find(handover_files(), name, &embedded::File::name)->text);
}

/// The program with what belongs in these places, the last first: what is put in is not looked at again.
std::string filled_in(std::initializer_list<std::pair<std::string_view, std::string>> places) {
  std::string text = file_named("replay.py.in");
  for (const auto& [mark, what] : places) text.replace(text.find(mark), mark.size(), what);
  return text;
}

/// As a string of Python.
std::string quoted(std::string text) {
  std::ranges::replace(text, '"', '\'');
  std::ranges::replace(text, '\\', '/');
  return "\"" + text + "\"";
}

}  // namespace

std::string script_of(const Finding& finding, std::string_view name, std::string_view target) {
  const Told all = told(finding);
  const std::string head = fmt::format(
      "#!/usr/bin/env python3\n# {0}: {1}\n# signature: {2}\n# reproduced: {3}\n#\n"
      "# python3 {0}.py [HOST [PORT]]     needs nothing but Python 3\n"
      "# Ends with 1 when the broker shows it, with 0 when it does not, with 2 when there is none.\n\n"
      "ABOUT = {4}\nTIMES = {5}\n\n",
      name, sentence_of(finding, target), plain(finding.suspicion.signature), rate_in_words(finding),
      quoted(sentence_of(finding, target)), std::max<std::size_t>(finding.repetitions, 1));
  const std::string verdict = verdict_of(finding, all);
  return filled_in({{"@LOOK@\n", "def look():\n" + (verdict.empty() ? "    pass\n" : verdict)},
                    {"@PLAY@\n", play_of(all)},
                    {"@REMOTE@\n", has_answers(all.play) ? file_named("remote.py.in") : ""},
                    {"@HEAD@\n", head}});
}

}  // namespace campaign
