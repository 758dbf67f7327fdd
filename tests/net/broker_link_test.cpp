// The link between two brokers: it carries, is cut, and carries again.
#include "net/broker_link.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include "net/free_port.h"

namespace net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;
using namespace std::string_literals;

/// A server behind a link, and clients in front of it.
class BrokerLinkTest : public testing::Test {
 protected:
  BrokerLinkTest() : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    const auto ports = free_ports(1);
    port_ = ports->front();
    auto made = BrokerLink::open(port_, acceptor_.local_endpoint().port());
    if (!made) throw std::runtime_error(made.error());
    link_.emplace(std::move(*made));
  }

  tcp::socket client() {
    tcp::socket socket(io_);
    socket.connect({asio::ip::address_v4::loopback(), port_});
    return socket;
  }
  static void say(tcp::socket& to, const std::string& bytes) { asio::write(to, asio::buffer(bytes)); }
  /// So many bytes; fewer when the connection ends before.
  std::string hear(tcp::socket& from, std::size_t count) {
    std::string bytes(count, '\0');
    bytes.resize(asio::read(from, asio::buffer(bytes), how_it_ended_));
    return bytes;
  }

  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::uint16_t port_{};
  std::optional<BrokerLink> link_;
  Error how_it_ended_;
};

TEST_F(BrokerLinkTest, what_is_said_at_one_end_is_heard_at_the_other) {
  auto left = client();
  auto right = acceptor_.accept();
  say(left, "ping");
  EXPECT_EQ(hear(right, 4), "ping");
  say(right, "pong");
  EXPECT_EQ(hear(left, 4), "pong");
  left.shutdown(tcp::socket::shutdown_send);
  EXPECT_EQ(hear(right, 1), "");
  EXPECT_EQ(how_it_ended_, asio::error::eof);
}

TEST_F(BrokerLinkTest, what_is_said_in_between_goes_to_those_who_connected) {
  auto left = client();
  auto right = acceptor_.accept();
  say(left, "ping");
  EXPECT_EQ(hear(right, 4), "ping");
  link_->say("more");
  EXPECT_EQ(hear(left, 4), "more");
  say(right, "pong");
  EXPECT_EQ(hear(left, 4), "pong");
}

TEST_F(BrokerLinkTest, a_cut_resets_both_ends_and_who_comes_anew) {
  auto left = client();
  auto right = acceptor_.accept();
  say(left, "ping");
  EXPECT_EQ(hear(right, 4), "ping");
  EXPECT_FALSE(link_->is_cut());
  link_->cut();
  EXPECT_TRUE(link_->is_cut());
  for (tcp::socket* end : {&left, &right}) {
    EXPECT_EQ(hear(*end, 1), "");
    EXPECT_EQ(how_it_ended_, asio::error::connection_reset);
  }
  auto late = client();
  EXPECT_EQ(hear(late, 1), "");
  EXPECT_EQ(how_it_ended_, asio::error::connection_reset);

  link_->restore();
  auto again = client();
  auto answered = acceptor_.accept();
  say(again, "back");
  EXPECT_EQ(hear(answered, 4), "back");
}

TEST_F(BrokerLinkTest, it_is_cut_in_the_place_of_a_packet) {
  auto left = client();
  auto right = acceptor_.accept();
  link_->cut_at(codec::PacketType::pubrec);
  say(left, "\xc0\x00"s);
  EXPECT_EQ(hear(right, 2), "\xc0\x00"s);
  EXPECT_FALSE(link_->is_cut());
  say(right, "\xd0\x00\x50\x02\x00\x01"s);
  EXPECT_EQ(hear(left, 6), "\xd0\x00"s) << "what stands before it crosses";
  EXPECT_EQ(how_it_ended_, asio::error::connection_reset);
  EXPECT_TRUE(link_->is_cut());
}

TEST_F(BrokerLinkTest, whom_nobody_answers_is_reset) {
  acceptor_.close();
  auto left = client();
  EXPECT_EQ(hear(left, 1), "");
  EXPECT_EQ(how_it_ended_, asio::error::connection_reset);
}

TEST_F(BrokerLinkTest, a_port_that_is_taken_is_told) {
  const auto second = BrokerLink::open(acceptor_.local_endpoint().port(), 1);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), testing::StartsWith("the link cannot listen on port"));
}

}  // namespace
}  // namespace net
