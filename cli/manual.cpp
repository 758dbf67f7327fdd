// The manual page, in the macros of man(7).
#include <fmt/format.h>
#include <string_view>

#include "cli/arguments.h"
#include "cli/describe.h"

namespace cli {
namespace {

/// Text in which nothing is a macro or an escape.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\n')
      out += ' ';
    else
      out += c;
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string option(const OptionText& text) {
  std::string out = ".TP\n";
  for (const auto& name : text.names)
    out += (name == text.names.front() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  if (!text.value.empty() && !text.positional) out += " \\fI" + roff(text.value) + "\\fR";
  return out + "\n" + roff(text.what) + "\n";
}

std::string paragraph(std::string_view term, std::string_view what) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(term), roff(what));
}

}  // namespace

std::string manual_page(const std::vector<VerbText>& verbs) {
  std::string out = fmt::format(
      ".\\\" `conformance generate man` wrote it.\n.TH CONFORMANCE 1 \"\" \"conformance {}\" \"User "
      "Commands\"\n",
      CONFORMANCE_VERSION);
  out += ".SH NAME\nconformance \\- does an MQTT broker keep to MQTT 3.1.1 and 5.0?\n.SH SYNOPSIS\n";
  for (const auto& verb : verbs)
    out += fmt::format("{}\\fBconformance {}\\fR [\\fIoptions\\fR] {}\n", verb.name == "run" ? "" : ".br\n",
                       roff(verb.name), roff(verb.arguments));
  out += ".SH DESCRIPTION\n";
  out +=
      roff(
          "Plays readable scenarios against a broker, over TCP, TLS and WebSocket, and judges every answer "
          "by the numbered statements of the standard. Without a broker it judges the reference broker that "
          "is built in. `run` is the verb where none is named.") +
      "\n.SH VERBS\n";
  for (const auto& verb : verbs) {
    out += fmt::format(".SS conformance {} {}\n{}\n", roff(verb.name), roff(verb.arguments),
                       roff(verb.description));
    for (const auto& each : verb.options) out += option(each);
  }
  out += ".SH EXIT STATUS\n" + roff(exit_codes()) + "\n.SH ENVIRONMENT\n";
  out += paragraph("NO_COLOR", "When set, no colours.");
  out += paragraph("GITHUB_ACTIONS", "When true, what failed is annotated; see --annotations.");
  out += ".SH EXAMPLES\n";
  out += paragraph("conformance --broker localhost:1883", "All cases, against a broker that runs.");
  out += paragraph("conformance 'retain/*@5.0' --launch mosquitto -vv",
                   "A broker that is installed here, with whole wire logs.");
  out += paragraph("conformance --broker localhost:1883 --baseline known --update-baseline",
                   "Writes down what is known to fail, for a gate.");
  out += paragraph("conformance fuzz --command './my-broker -p {port}' --time 10m",
                   "Attacks a broker that is started for it, and writes what breaks it to findings/.");
  out += ".SH SEE ALSO\n" +
         roff("/usr/share/doc/conformance: reports.md, targets.md, language.md, campaigns.md, ci.md") + "\n";
  return out;
}

}  // namespace cli
