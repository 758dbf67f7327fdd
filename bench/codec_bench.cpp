// What a packet costs to decode and to encode, as a multiple of the least that anybody must do: walk over the
// fixed headers. Machines differ two-fold, so only ratios within one run count (docs/codec.md has the command
// and the limits).
#include <benchmark/benchmark.h>
#include <vector>

#include "codec/compose.h"
#include "codec/decode.h"
#include "codec/encode.h"

namespace {

using codec::Bytes;
using codec::Direction;
using codec::Field;
using codec::FieldValue;
using codec::Number;
using codec::PacketType;
using codec::StringPair;
using codec::Version;

constexpr std::size_t packets_in_a_run = 8'190;

/// Packets that follow each other in turn, each with the side that sends it.
struct Kind {
  Bytes bytes;
  Direction from;
};

struct Load {
  Version version{};
  std::vector<Kind> kinds;
  Bytes stream;  ///< packets_in_a_run of them, back to back
};

Bytes packet(PacketType type, Version version, const std::vector<FieldValue>& fields) {
  return codec::compose(type, version, fields).value();
}

Load load(Version version, std::vector<Kind> kinds) {
  Load result{version, std::move(kinds), {}};
  for (std::size_t i = 0; i < packets_in_a_run; ++i)
    result.stream += result.kinds[i % result.kinds.size()].bytes;
  return result;
}

/// 3.1.1 PUBLISH, QoS 0, 20 bytes of topic, 16 of payload.
Load small_publish() {
  return load(Version::v3_1_1,
              {{packet(PacketType::publish, Version::v3_1_1,
                       {{Field::topic, Bytes("home/kitchen/sensor1")}, {Field::payload, Bytes(16, 'p')}}),
                Direction::client_to_server}});
}

/// 5.0 PUBLISH, QoS 1, with the properties of a request; 182 bytes in all.
Load request_publish() {
  const Bytes bytes = packet(PacketType::publish, Version::v5_0,
                             {{Field::qos, Number{1}},
                              {Field::topic, Bytes("home/kitchen/sensor1")},
                              {Field::id, Number{77}},
                              {Field::content_type, Bytes("application/json")},
                              {Field::response_topic, Bytes("home/answers/client-17")},
                              {Field::correlation_data, Bytes(16, 'c')},
                              {Field::user_property, StringPair{"trace-id", "00-4bf92f3577b"}},
                              {Field::payload, Bytes(64, 'p')}});
  if (bytes.size() != 182) std::abort();
  return load(Version::v5_0, {{bytes, Direction::client_to_server}});
}

/// 5.0 CONNECT, CONNACK, SUBSCRIBE, SUBACK, PUBACK, PINGREQ in turn.
Load conversation() {
  const Version v5 = Version::v5_0;
  return load(
      v5,
      {{packet(PacketType::connect, v5,
               {{Field::keep_alive, Number{60}},
                {Field::session_expiry_interval, Number{3600}},
                {Field::receive_maximum, Number{20}},
                {Field::client_id, Bytes("client-00000017")},
                {Field::user_name, Bytes("sensor")},
                {Field::password, Bytes("secret")}}),
        Direction::client_to_server},
       {packet(PacketType::connack, v5,
               {{Field::receive_maximum, Number{20}}, {Field::topic_alias_maximum, Number{10}}}),
        Direction::server_to_client},
       {packet(
            PacketType::subscribe, v5,
            {{Field::id, Number{1}}, {Field::filter, Bytes("home/+/sensor/#")}, {Field::max_qos, Number{1}}}),
        Direction::client_to_server},
       {packet(PacketType::suback, v5, {{Field::id, Number{1}}, {Field::codes, codec::NumberList{1}}}),
        Direction::server_to_client},
       {packet(PacketType::puback, v5, {{Field::id, Number{77}}}), Direction::client_to_server},
       {packet(PacketType::pingreq, v5, {}), Direction::client_to_server}});
}

/// First byte and Remaining Length, then skip: what every reader of a stream has to do.
void walk(benchmark::State& state, const Load& load) {
  for (auto _ : state) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(load.stream.data());
    const auto* const end = at + load.stream.size();
    std::uint32_t types = 0;
    while (at < end) {
      types += *at++ >> 4;
      std::uint32_t length = 0;
      for (unsigned shift = 0; at < end; shift += 7) {
        const std::uint8_t byte = *at++;
        length |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
        if (byte < 0x80) break;
      }
      at += length;
    }
    benchmark::DoNotOptimize(types);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * packets_in_a_run));
}

void decode(benchmark::State& state, const Load& load) {
  for (auto _ : state) {
    std::span<const std::uint8_t> rest = codec::as_bytes(load.stream);
    std::size_t kind = 0;
    while (!rest.empty()) {
      const codec::Decoded decoded = codec::decode(rest, load.version, load.kinds[kind].from);
      if (!decoded.is_packet()) std::abort();
      benchmark::DoNotOptimize(&decoded.packet());
      benchmark::ClobberMemory();
      rest = rest.subspan(decoded.size());
      if (++kind == load.kinds.size()) kind = 0;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * packets_in_a_run));
}

/// Encodes typed values into one buffer, back to back: properties from a list, lengths computed.
void encode(benchmark::State& state, const Load& load) {
  const codec::Decoded decoded =
      codec::decode(codec::as_bytes(load.stream), load.version, load.kinds[0].from);
  codec::Packet packet = decoded.packet();
  auto& publish = std::get<codec::Publish>(packet.body);
  std::vector<codec::Property> properties;
  for (const codec::Property& property : publish.properties.list) properties.push_back(property);
  publish.properties.list = codec::Sequence<codec::Property>(properties);
  publish.properties.length = {};
  packet.remaining_length = {};
  std::vector<std::uint8_t> buffer(load.stream.size());
  for (auto _ : state) {
    std::span<std::uint8_t> rest = buffer;
    for (std::size_t i = 0; i < packets_in_a_run; ++i) {
      benchmark::DoNotOptimize(&packet);
      benchmark::ClobberMemory();
      const auto written = codec::encode(packet, rest);
      if (!written) std::abort();
      rest = rest.subspan(*written);
    }
    benchmark::DoNotOptimize(buffer.data());
  }
  if (Bytes(buffer.begin(), buffer.end()) != load.stream) std::abort();
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * packets_in_a_run));
}

const Load a = small_publish();
const Load b = request_publish();
const Load c = conversation();

BENCHMARK_CAPTURE(walk, a, a)->Name("walk/a");
BENCHMARK_CAPTURE(walk, b, b)->Name("walk/b");
BENCHMARK_CAPTURE(walk, c, c)->Name("walk/c");
BENCHMARK_CAPTURE(decode, a, a)->Name("decode/a");
BENCHMARK_CAPTURE(decode, b, b)->Name("decode/b");
BENCHMARK_CAPTURE(decode, c, c)->Name("decode/c");
BENCHMARK_CAPTURE(encode, a, a)->Name("encode/a");
BENCHMARK_CAPTURE(encode, b, b)->Name("encode/b");

}  // namespace
