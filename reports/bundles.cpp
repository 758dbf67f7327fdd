// Bundles are few, so they are looked for one after the other.
#include "reports/bundles.h"

#include <algorithm>
#include <fmt/format.h>

#include "reports/text.h"

namespace reports {
namespace {

using runner::CaseResult;

/// The cases of one bundle are named up to this many.
constexpr std::size_t cases_named = 3;

std::vector<Mention> each_by_itself(const std::vector<const CaseResult*>& cases) {
  std::vector<Mention> mentions;
  for (const auto* entry : cases) mentions.push_back({entry->id, {}, 1});
  return mentions;
}

}  // namespace

std::string named(const std::vector<const CaseResult*>& cases, const MatrixSizes& sizes, const Style& style) {
  const bool each = style.verbosity >= Verbosity::verbose;
  const auto mentions = each ? each_by_itself(cases) : mentions_of(cases);
  const bool all = each || mentions.size() <= cases_named + 1;
  const std::size_t shown = all ? mentions.size() : cases_named;
  std::string out;
  std::size_t told = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& mention = mentions[i];
    std::string line = "      " + printable(mention.name);
    if (!mention.variants.empty())
      line += fmt::format("  {}: {}", counted_variants(mention.cases, sizes.of(mention.name)),
                          labels_of(mention.variants, false));
    out += painted(style, Paint::dim, line) + "\n";
    told += mention.cases;
  }
  if (told == cases.size()) return out;
  const std::string more = fmt::format("      … and {} more, -v names them", cases.size() - told);
  return out + painted(style, Paint::dim, more) + "\n";
}

void Bundles::add(const std::string& heading, const std::string& text, const CaseResult& entry) {
  const auto same = [&](const Bundle& other) { return other.heading == heading && other.text == text; };
  auto found = std::ranges::find_if(bundles_, same);
  if (found == bundles_.end()) found = bundles_.insert(found, Bundle{heading, text, {}});
  found->cases.push_back(&entry);
}

std::string Bundles::told(std::string_view title, std::size_t count, Paint paint, const Style& style) const {
  if (bundles_.empty()) return {};
  std::string out = painted(style, paint, title) + "  " + counted(count, "case") + "\n";
  const std::size_t width = style.width > 30 ? style.width - 6 : 24;
  for (const auto& entry : bundles_) {
    std::string first = painted(style, Paint::bold, printable(entry.heading));
    if (!entry.heading.empty() && !entry.text.empty()) first += " ";
    bool begun = false;
    for (const auto& line : wrapped(first + printable(entry.text), width)) {
      out += (begun ? "      " : "  ") + line + "\n";
      begun = true;
    }
    out += named(entry.cases, sizes_, style);
  }
  return out + "\n";
}

}  // namespace reports
