// Certificates made on the spot for a broker that we start: nothing secret is kept in the source tree, and
// none can expire there.
#pragma once

#include <expected>
#include <string>

namespace net {

/// Writes into the folder, each as .crt and .key in PEM, valid for a week: `ca`; `server` for localhost,
/// 127.0.0.1 and ::1; `client`, both signed by `ca`; `foreign`, a client of an authority that nobody knows.
/// Fails with a sentence.
std::expected<void, std::string> write_certificates(const std::string& folder);

}  // namespace net
