// See the header.
#include "fuzz/kit/findings.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <numeric>

#include "codec/dump.h"
#include "codec/field_walk.h"
#include "codec/mutate/whole.h"
#include "fuzz/kit/cut.h"
#include "fuzz/kit/minimise.h"
#include "fuzz/kit/seeds.h"
#include "fuzz/support/input.h"
#include "fuzz/support/options.h"

namespace kit {
namespace {

using codec::Direction;
using codec::Version;
using Kind = Disagreement::Kind;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9E37'79B9'7F4A'7C15U + (hash << 6U) + (hash >> 2U);
  return hash * 0xBF58'476D'1CE4'E5B9U;
}

std::uint64_t number_of(std::string_view text) {
  return std::accumulate(text.begin(), text.end(), std::uint64_t{14'695'981'039'346'656'037U},
                         [](std::uint64_t hash, char each) {
                           return (hash ^ static_cast<std::uint8_t>(each)) * 1'099'511'628'211U;
                         });
}

bool is_plain(const codec::Value& value) {
  if (const auto* number = std::get_if<codec::Number>(&value)) return *number == 0;
  if (const auto* text = std::get_if<codec::Bytes>(&value)) return text->empty();
  return false;
}

bool is_long(const codec::Value& value) {
  if (const auto* text = std::get_if<codec::Bytes>(&value)) return text->size() > 2;
  if (const auto* list = std::get_if<codec::NumberList>(&value)) return list->size() > 1;
  return false;
}

void write(const std::filesystem::path& file, std::string_view text) {
  std::ofstream(file, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace

std::set<std::string> features_of(const Question& question) {
  std::set<std::string> features;
  for (const auto& field : codec::walk_fields(question.packet, question.version, question.from).fields) {
    using codec::Field;
    if (field.field == Field::remaining_length || field.field == Field::property_length ||
        field.field == Field::will_property_length || field.field == Field::protocol_name ||
        field.field == Field::protocol_version || field.field == Field::connect_flags ||
        is_plain(field.value))
      continue;
    std::string name(codec::name_of(field.field));
    if (!features.insert(name).second) features.insert(name + "-again");
    if (is_long(field.value)) features.insert(name + "-long");
  }
  return features;
}

Findings::Findings(mqtt_fuzz_parser parser, Settings settings,
                   std::function<void(const Finding&, const std::string&)> tell)
    : parser_(parser), settings_(std::move(settings)), tell_(std::move(tell)) {}

std::uint64_t Findings::hold(std::span<const std::uint8_t> input) {
  fuzz::Input left(input);
  const auto options = fuzz::packet_options(left.byte());
  std::uint64_t seen = 0;
  for (std::string& packet : codec::packets_in(left.rest())) {
    Question question{std::move(packet), options.version, options.from};
    question.version = codec::version_of_packet(bytes_of(question.packet), options.version);
    const bool is_wanted =
        (question.version == Version::v5_0 ? settings_.of_5_0 : settings_.of_3_1_1) &&
        !(settings_.sides == Sides::client && question.from != Direction::client_to_server) &&
        !(settings_.sides == Sides::server && question.from != Direction::server_to_client);
    if (is_wanted) seen = mixed(seen, hold(question));
  }
  return seen;
}

std::uint64_t Findings::hold(const Question& question) {
  const int answer = ask(parser_, question);
  const Reference reference = reference_for(question, settings_.sides);
  ++counts_.packets;
  counts_.open += reference.expected == Expected::open;
  counts_.partial += reference.expected == Expected::partial;
  counts_.passed += answer == MQTT_FUZZ_NO_OPINION;
  counts_.compared += answer != MQTT_FUZZ_NO_OPINION &&
                      (reference.expected == Expected::accept || reference.expected == Expected::refuse);
  // Told from the side by whose rules it counts; the two are the same unless the parser does not look at
  // sides.
  if (const auto disagreement = compare(question, reference, answer))
    found({question.packet, question.version, reference.from}, *disagreement);

  std::uint64_t seen =
      mixed(static_cast<std::uint64_t>(answer), static_cast<std::uint8_t>(question.packet[0]));
  seen = mixed(seen, static_cast<std::uint64_t>(question.version) * 2 + static_cast<unsigned>(question.from));
  if (reference.refused)
    return mixed(mixed(seen, number_of(reference.violation.requirement)),
                 number_of(reference.violation.field));
  if (reference.expected == Expected::partial) return seen;
  for (const std::string& feature : features_of(question)) seen = mixed(seen, number_of(feature));
  return seen;
}

bool Findings::shows(const Question& question, const Disagreement& disagreement) const {
  return compare(question, reference_for(question, settings_.sides), ask(parser_, question)) == disagreement;
}

/// A lawful packet that is refused has no broken requirement to tell one finding from the next: it counts for
/// a known one when it has all that the smallest packet of that one needs.
Finding* Findings::known(const Question& question, const Disagreement& disagreement) {
  const bool refuses = disagreement.kind == Kind::refuses;
  const auto features = refuses ? features_of(question) : std::set<std::string>();
  const auto same = std::ranges::find_if(list_, [&](const Finding& each) {
    return each.disagreement.kind == disagreement.kind &&
           each.disagreement.requirement == disagreement.requirement &&
           (!refuses || std::ranges::includes(features, each.features));
  });
  return same == list_.end() ? nullptr : &*same;
}

void Findings::found(const Question& question, const Disagreement& disagreement) {
  if (disagreement.level > settings_.level || settings_.ignored.contains(disagreement.requirement)) return;
  if (Finding* same = known(question, disagreement)) {
    ++same->count;
    return;
  }
  // Who answers otherwise the second time has a state; nothing could be told from that.
  if (!shows(question, disagreement) || !shows(question, disagreement)) {
    ++counts_.unstable;
    return;
  }
  Finding finding{disagreement, question, 0, {}, 1};
  // What breaks one rule alone says more than what is smaller and breaks others besides.
  const bool has_twin = has_lawful_twin(question, settings_.sides);
  finding.smallest.packet = minimise(question, [&](const Question& smaller) {
    return shows(smaller, disagreement) && (!has_twin || has_lawful_twin(smaller, settings_.sides));
  });
  finding.answer = ask(parser_, finding.smallest);
  if (disagreement.kind == Kind::refuses) finding.features = features_of(finding.smallest);
  if (Finding* same = known(finding.smallest, disagreement)) {
    ++same->count;
    return;
  }
  const std::string report = report_of(finding);
  if (!settings_.directory.empty()) {
    const std::filesystem::path file = settings_.directory / name_of(finding);
    write(file, input_of(finding.smallest.packet, finding.smallest.version, finding.smallest.from));
    write(file.string() + ".txt", report);
  }
  list_.push_back(std::move(finding));
  tell_(list_.back(), report);
}

std::string name_of(const Finding& finding) {
  std::string name = finding.disagreement.kind == Kind::takes ? "takes-" : "refuses-";
  name += finding.disagreement.requirement;
  for (const std::string& feature : finding.features) name += "-" + feature;
  std::ranges::replace(name, '/', '-');
  if (name.size() > 120) name = name.substr(0, 100) + fmt::format("-{:08x}", number_of(name) & 0xFFFF'FFFFU);
  return name;
}

std::string report_of(const Finding& finding) {
  const auto& disagreement = finding.disagreement;
  const Question& question = finding.smallest;
  const PacketBytes bytes = bytes_of(question.packet);
  const Reference reference = reference_for(question, Sides::both);
  const bool takes = disagreement.kind == Kind::takes;
  const char* level = disagreement.level == Level::must ? "MUST" : "SHOULD";
  std::string text = takes ? fmt::format("TAKES   {}   {}\n", disagreement.requirement, level)
                           : fmt::format("REFUSES {}   {}\n", disagreement.requirement, level);
  if (takes) {
    if (const std::string_view sentence = sentence_of(disagreement.requirement); !sentence.empty())
      text += fmt::format("  {}\n", sentence);
    text +=
        fmt::format("  The parser takes this packet. The reference: {}, field {}: {}\n  {}\n",
                    codec::name_of(reference.violation.kind), reference.violation.field,
                    reference.violation.explanation, reaction_to(reference.violation, bytes, question.from));
  } else {
    text += fmt::format(
        "  The parser calls this packet {}; it is lawful by section {} of {}, and so it has to be taken.\n",
        finding.answer == MQTT_FUZZ_MALFORMED ? "malformed" : "a protocol error",
        disagreement.requirement.substr(disagreement.requirement.find('/') + 1),
        codec::name_of(question.version));
  }
  text += fmt::format("  MQTT {}, from a {}\n  hex: ", codec::name_of(question.version),
                      question.from == Direction::client_to_server ? "client" : "server");
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  text += "\n";
  const auto marked = takes ? std::optional(reference.violation) : std::nullopt;
  std::string dump = codec::dump_text(question.packet, question.version, question.from, marked);
  for (std::size_t at = 0; at < dump.size();) {
    const std::size_t end = std::min(dump.find('\n', at), dump.size());
    text += "    " + dump.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return text;
}

}  // namespace kit
