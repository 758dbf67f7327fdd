// The C functions of mqtt_fuzz.h that are no entry of a program.
#include "fuzz/kit/mqtt_fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "codec/dump.h"
#include "fuzz/kit/driver.h"
#include "fuzz/kit/seeds.h"
#include "fuzz/mutator/mutator.h"

namespace {

codec::Version version_of(int version) {
  return version == MQTT_FUZZ_5_0 ? codec::Version::v5_0 : codec::Version::v3_1_1;
}
codec::Direction direction_of(int direction) {
  return direction == MQTT_FUZZ_FROM_SERVER ? codec::Direction::server_to_client
                                            : codec::Direction::client_to_server;
}

/// As much as there is room for.
std::size_t give(std::string_view bytes, std::uint8_t* out, std::size_t most) {
  const std::size_t size = std::min(bytes.size(), most);
  std::copy_n(bytes.begin(), size, out);
  return size;
}

void give_text(std::string_view text, char* out, std::size_t most) {
  const std::size_t size = std::min(text.size(), most - 1);
  std::copy_n(text.begin(), size, out);
  out[size] = '\0';
}

int answer_of(const kit::Reference& reference) {
  if (reference.expected == kit::Expected::partial) return MQTT_FUZZ_NO_OPINION;
  if (!reference.refused) return MQTT_FUZZ_ACCEPT;
  return reference.violation.kind == codec::ViolationKind::protocol_error ? MQTT_FUZZ_PROTOCOL_ERROR
                                                                          : MQTT_FUZZ_MALFORMED;
}

kit::DriverOptions options_from_environment() {
  std::vector<std::string> words;
  if (const char* text = std::getenv("MQTT_FUZZ_OPTIONS")) {
    std::istringstream stream(text);
    for (std::string word; stream >> word;) words.push_back(word);
  }
  auto options = kit::read_options(words);
  if (!options) {
    std::fprintf(stderr, "MQTT_FUZZ_OPTIONS: %s\n", options.error().c_str());
    std::exit(2);
  }
  std::error_code error;
  if (!options->settings.directory.empty())
    std::filesystem::create_directories(options->settings.directory, error);
  return *options;
}

}  // namespace

int mqtt_fuzz_main(int argc, char** argv, mqtt_fuzz_parser parser) {
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto options = kit::read_options(arguments);
  if (!options) {
    std::fprintf(stderr, "%s\n", options.error().c_str());
    return 2;
  }
  return kit::drive(parser, *options);
}

int mqtt_fuzz_one_input(mqtt_fuzz_parser parser, const std::uint8_t* input, std::size_t size) {
  // The findings are remembered so that each is told once; no answer depends on them.
  static const kit::DriverOptions options = options_from_environment();
  static kit::Findings findings(parser, options.settings, [](const kit::Finding&, const std::string& report) {
    std::fprintf(stderr, "\n%s\n", report.c_str());
    if (options.aborts) std::abort();
  });
  findings.hold({input, size});
  return 0;
}

void mqtt_fuzz_reference(const std::uint8_t* bytes, std::size_t size, int version, int direction,
                         mqtt_fuzz_verdict* verdict) {
  const auto reference = kit::reference_for({bytes, size}, version_of(version), direction_of(direction));
  *verdict = {};
  verdict->answer = answer_of(reference);
  verdict->is_open = reference.expected == kit::Expected::open ? 1 : 0;
  verdict->explanation = reference.why_open.empty() ? "" : reference.why_open.data();
  verdict->sentence = "";
  if (!reference.refused) return;
  give_text(reference.violation.requirement, verdict->requirement, sizeof verdict->requirement);
  give_text(reference.violation.field, verdict->field, sizeof verdict->field);
  verdict->offset = reference.violation.offset;
  if (reference.why_open.empty()) verdict->explanation = reference.violation.explanation.data();
  const std::string_view sentence = kit::sentence_of(reference.violation.requirement);
  if (!sentence.empty()) verdict->sentence = sentence.data();
}

std::size_t mqtt_fuzz_mutate(std::uint8_t* data, std::size_t size, std::size_t most, std::uint64_t seed) {
  return give(fuzz::mutate(fuzz::Layout::packets, {data, size}, most, seed), data, most);
}

std::size_t mqtt_fuzz_cross_over(const std::uint8_t* one, std::size_t one_size, const std::uint8_t* other,
                                 std::size_t other_size, std::uint8_t* out, std::size_t most,
                                 std::uint64_t seed) {
  const auto made = fuzz::cross_over(fuzz::Layout::packets, {one, one_size}, {other, other_size}, most, seed);
  return give(made, out, most);
}

std::size_t mqtt_fuzz_seed_count(void) {
  return kit::seeds().size();
}

std::size_t mqtt_fuzz_seed(std::size_t index, std::uint8_t* out, std::size_t most) {
  const std::string& seed = kit::seeds().at(index);
  give(seed, out, most);
  return seed.size();
}

const char* mqtt_fuzz_dictionary(void) {
  return kit::dictionary().c_str();
}

std::size_t mqtt_fuzz_describe(const std::uint8_t* bytes, std::size_t size, int version, int direction,
                               char* out, std::size_t most) {
  const auto reference = kit::reference_for({bytes, size}, version_of(version), direction_of(direction));
  const std::string text = codec::dump_text(
      {reinterpret_cast<const char*>(bytes), size}, version_of(version), direction_of(direction),
      reference.refused ? std::optional(reference.violation) : std::nullopt);
  if (most > 0) give_text(text, out, most);
  return text.size();
}
