// The pages that a browser is to open: made of the sample run, with what each check needs.
#pragma once

#include <string>

namespace pages {

/// Writes run.html (against a baseline, with a gap in time), since.html (against an earlier result),
/// hostile.html, matrix.html, hostile-matrix.html and large.html (3,000 cases) into the folder.
void write_all(const std::string& folder);

}  // namespace pages
