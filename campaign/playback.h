// Plays plays, one after the other, on connections of its own. Nothing is waited for that the play does not
// wait for; connections end by RST, so that no port is left behind.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>

#include "campaign/play.h"
#include "campaign/transcript.h"
#include "net/event_loop.h"

namespace campaign {

/// Where a play's answers go: to the bridge of the broker that is attacked.
using Say = std::function<void(const std::string& bytes)>;

class Playback {
 public:
  using Done = std::function<void(const Play&, const Transcript&)>;

  /// `done` is called on the loop's thread when a play is over; it may start the next one.
  /// Without `say`, answers are left out.
  Playback(net::EventLoop& loop, net::Endpoint where, Done done, Say say = {});
  ~Playback();
  Playback(const Playback&) = delete;
  Playback& operator=(const Playback&) = delete;

  /// `patience`: with all that is owed at a step that waits, and at the end.
  void start(Play play, net::Time patience);
  bool busy() const { return busy_; }
  /// What was under way, for those who ask what the broker died of.
  const Play& play() const { return play_; }
  /// Ends it without a word: its connections are reset, `done` is not called.
  void abandon();

 private:
  enum class Line : std::uint8_t { none, opening, open, ending, over };
  struct Actor {
    Line line = Line::none;
    client::ConnectionId id{};
    std::uint16_t connections{};  ///< so many have been opened
    std::uint32_t owed{};         ///< answers, or a close
    codec::Version version = codec::Version::v3_1_1;
    bool spoiled{};          ///< it was sent what must end the connection, or never ends
    bool told_nothing{};     ///< what was sent last is not answered
    std::string to_write{};  ///< until it is open
    std::string unread{};    ///< begins with a packet that is not whole
  };

  void hear(const client::Event& event, net::Time now);
  void go_on(net::Time now);
  bool carry_out(const Step& step, net::Time now);
  bool send(Actor& actor, const std::string& bytes);
  void write(Actor& actor, const std::string& bytes);
  void open(Actor& actor, std::uint8_t number);
  void take(Actor& actor, std::uint8_t number, std::string_view bytes, net::Time now);
  void over(Actor& actor, std::uint8_t number, Heard::What how, net::Time now);
  void note(Heard::What what, std::uint8_t number, std::string_view bytes, net::Time now);
  bool anything_owed() const;
  bool wait(net::Time now);
  void ask_whether_all_was_read();
  void finish(net::Time now);
  void hang_up();

  net::EventLoop& loop_;
  net::Endpoint where_;
  Done done_;
  Say say_;
  net::Channel channel_;
  Play play_;
  Transcript transcript_;
  std::array<Actor, most_actors> actors_;
  std::size_t next_{};
  bool asked_{};
  net::Time patience_{};
  std::optional<net::Time> waits_until_;
  std::optional<net::Time> pauses_until_;
  client::ConnectionId last_id_{};
  bool busy_ = false;
};

}  // namespace campaign
