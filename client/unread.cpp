// See unread.h.
#include "client/unread.h"

#include <algorithm>

namespace client {

void UnreadList::erase(codec::PacketType type, std::size_t index) {
  Queue& queue = of(type);
  queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(index));
}

void UnreadList::clear() {
  for (Queue& queue : by_type_) queue.clear();
  end_.reset();
}

std::vector<const UnreadPacket*> UnreadList::all() const {
  std::vector<const UnreadPacket*> list;
  for (const Queue& queue : by_type_)
    for (const UnreadPacket& each : queue) list.push_back(&each);
  std::ranges::sort(list, {}, &UnreadPacket::order);
  return list;
}

}  // namespace client
