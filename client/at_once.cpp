// `at once`: the books are kept packet by packet, as for separate writes, and the bytes leave together.
#include <fmt/format.h>

#include "client/blocks.h"
#include "client/sending.h"

namespace client {

std::optional<Trouble> AtOnceRun::write(World& world) const {
  Connection* connection = world.present(block_->actor);
  if (connection != nullptr) World::gather(*connection);
  const std::size_t logged = world.outcome.wire.size();
  for (const script::Step& step : block_->lines) {
    std::optional<Trouble> trouble;
    if (const auto* packet = std::get_if<script::Send>(&step.what))
      trouble = send(world, *packet, step.where);
    else if (const auto* bytes = std::get_if<script::SendBytes>(&step.what))
      trouble = send(world, *bytes, step.where);
    if (!trouble) continue;
    // A block of which a part must not be sent is not sent.
    if (connection != nullptr) connection->gathered.reset();
    return trouble;
  }
  const auto* ending = std::get_if<script::Verb>(&block_->lines.back().what);
  // A RST would take bytes along that wait for it.
  const bool end_follows = ending != nullptr && ending->kind != script::VerbKind::resets;
  if (connection == nullptr) return std::nullopt;
  world.release(*connection, block_->delivery, end_follows);
  if (world.outcome.wire.size() > logged) {
    world.log(*connection, WireEvent::What::note, {}, false,
              fmt::format("the {} above in one write{}", world.outcome.wire.size() - logged,
                          end_follows ? ", with the FIN" : ""));
  }
  return std::nullopt;
}

Poll AtOnceRun::poll(World& world, const Timing& timing) {
  if (!written_) {
    written_ = true;
    if (auto trouble = write(world)) return Poll::fail(*std::move(trouble));
    const script::Step& last = block_->lines.back();
    if (const auto* verb = std::get_if<script::Verb>(&last.what)) ending_.emplace(*verb, last.where);
  }
  return ending_ ? ending_->poll(world, timing) : Poll::finished();
}

}  // namespace client
