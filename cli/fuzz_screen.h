// A campaign as it is seen while it goes on: a line that is drawn over on a terminal, a plain line every half
// minute elsewhere, and each finding when it comes.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "campaign/campaign.h"
#include "cli/console.h"
#include "cli/findings_folder.h"
#include "reports/style.h"
#include "runner/secrets.h"

namespace cli {

class FuzzScreen final : public campaign::Audience {
 public:
  struct Setting {
    reports::Style style;  ///< of results
    std::string target;    ///< its name; empty: what `host` calls it
    double elapsed_s = 0;  ///< before this run
    std::map<campaign::Severity, std::size_t> known = {};
    /// What to do every minute, so that little is lost whatever happens to this process.
    std::function<void(const campaign::Statistics&)> save = {};
  };
  /// All outlive it.
  FuzzScreen(Console& console, FindingsFolder& folder, const campaign::Host& host, Setting setting);
  ~FuzzScreen() override;
  FuzzScreen(const FuzzScreen&) = delete;
  FuzzScreen& operator=(const FuzzScreen&) = delete;

  void standing(const campaign::Statistics& statistics, std::size_t findings, net::Time left) override;
  void looks_into(const campaign::Suspicion& suspicion) override;
  void found(const campaign::Finding& finding) override;
  void note(const std::string& line) override;
  /// Takes away the line that is drawn over.
  void clear();

  /// As reports may have it: what is secret of the target is hidden in what the broker printed.
  campaign::Finding told(campaign::Finding finding) const;
  std::string target() const;

 private:
  void draw(std::string line);
  void say(const std::string& line);

  Console& console_;
  FindingsFolder& folder_;
  const campaign::Host& host_;
  Setting setting_;
  std::map<campaign::Severity, std::size_t> findings_;
  std::string drawn_;
  double told_at_ = 0;
  double saved_at_ = 0;
};

}  // namespace cli
