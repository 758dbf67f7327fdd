// `conformance decode`: hex in, annotated packets out.
#include <fmt/format.h>
#include <iostream>

#include "cli/verbs.h"
#include "codec/decode_report.h"
#include "reports/words.h"
#include "reports/write_file.h"

namespace cli {
namespace {

using runner::Exit;

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

}  // namespace

Exit decode(const Arguments& arguments, Console& console) {
  CLI::App app("Decodes packets from lines of hex, from the arguments or from standard input.", "decode");
  std::vector<std::string> lines;
  std::string mqtt = "5.0";
  std::string from = "client";
  std::string json;
  app.add_option("HEX", lines, "A line of hex digits each; without one, the lines of standard input");
  app.add_option("--mqtt", mqtt,
                 "Version to begin with; a CONNECT decides its own and that of the lines behind it")
      ->check(CLI::IsMember({"3.1.1", "5.0"}))
      ->capture_default_str();
  app.add_option("--from", from, "Who sent the packets")
      ->check(CLI::IsMember({"client", "server"}))
      ->capture_default_str();
  add_json(app, json);
  if (const auto parsed = parse(app, arguments, console); !parsed) return parsed.error();

  codec::DecodeReport report(*reports::version_named(mqtt), from == "client"
                                                                ? codec::Direction::client_to_server
                                                                : codec::Direction::server_to_client);
  // Standard input may be a live stream, so each line is answered at once; a file is written whole at the
  // end.
  const bool streaming = json.empty() || json == "-";
  std::string collected;
  Exit exit = Exit::as_expected;
  std::size_t number = 0;
  const auto answer = [&](const std::string& line) {
    ++number;
    if (is_blank(line)) return;
    const auto bytes = codec::parse_hex(line);
    if (!bytes) {
      console.complain(fmt::format("line {}: {}", number, bytes.error()));
      exit = Exit::usage;
      return;
    }
    const std::string text = json.empty() ? report.text(*bytes) : report.json(*bytes) + "\n";
    if (streaming)
      console.out(text);
    else
      collected += text;
  };
  if (lines.empty())
    for (std::string line; std::getline(std::cin, line);) answer(line);
  else
    for (const auto& line : lines) answer(line);
  if (!streaming) {
    if (const auto written = reports::write_file(json, collected); !written) {
      console.complain(written.error());
      return Exit::usage;
    }
  }
  return exit;
}

}  // namespace cli
