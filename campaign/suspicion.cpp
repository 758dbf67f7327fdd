// See the header.
#include "campaign/suspicion.h"

#include <array>
#include <utility>

namespace campaign {
namespace {

struct Row {
  std::string_view name;
  Severity severity;
};

constexpr std::array rows{
    Row{"crash", Severity::critical},
    Row{"exit", Severity::critical},
    Row{"sanitizer", Severity::critical},
    Row{"not-accepting", Severity::critical},
    Row{"hang", Severity::critical},
    Row{"memory-of-strangers", Severity::high},
    Row{"memory", Severity::medium},
    Row{"memory-not-returned", Severity::high},
    Row{"descriptors-not-returned", Severity::high},
    Row{"leak-at-stop", Severity::medium},
    Row{"processor-time", Severity::medium},
    Row{"bystander-lost", Severity::high},
    Row{"bystander-twice", Severity::high},
    Row{"bystander-disordered", Severity::high},
    Row{"bystander-cut-off", Severity::high},
    Row{"accepted-malformed", Severity::low},
    Row{"refused-legal", Severity::low},
    Row{"ill-formed-output", Severity::medium},
    Row{"unreproduced", Severity::low},
};

}  // namespace

std::string_view name_of(Kind kind) {
  return rows[static_cast<std::size_t>(kind)].name;
}

Severity severity_of(Kind kind) {
  return rows[static_cast<std::size_t>(kind)].severity;
}

bool is_dear(Kind kind) {
  return kind == Kind::memory || kind == Kind::memory_of_strangers || kind == Kind::processor;
}

bool is_worn(Kind kind) {
  return kind == Kind::memory_not_returned || kind == Kind::descriptors;
}

bool is_told_at_the_end(Kind kind) {
  return kind == Kind::leak;
}

bool is_of_the_process(Kind kind) {
  return is_dear(kind) || is_worn(kind) || is_told_at_the_end(kind);
}

std::string_view name_of(Severity severity) {
  constexpr std::array<std::string_view, 4> names{"critical", "high", "medium", "low"};
  return names[static_cast<std::size_t>(severity)];
}

}  // namespace campaign
