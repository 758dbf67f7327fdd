// See the header.
#include "tests/net/support/websocket_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <unistd.h>

namespace net::testing {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

void WebSocketServer::serve(int socket) {
  asio::io_context io;
  asio::ip::tcp::socket tcp(io);
  tcp.assign(asio::ip::tcp::v4(), ::dup(socket));
  websocket::stream<asio::ip::tcp::socket> stream(std::move(tcp));
  beast::flat_buffer buffer;
  beast::http::request<beast::http::string_body> request;
  beast::error_code error;
  beast::http::read(stream.next_layer(), buffer, request, error);
  if (error) return;
  {
    const std::scoped_lock lock(mutex_);
    offered_ = std::string(request[beast::http::field::sec_websocket_protocol]);
  }
  stream.set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
    if (!subprotocol.empty()) response.set(beast::http::field::sec_websocket_protocol, subprotocol);
  }));
  stream.accept(request, error);
  while (!error) {
    beast::flat_buffer message;
    stream.read(message, error);
    if (error) return;
    const std::string bytes = beast::buffers_to_string(message.data());
    {
      const std::scoped_lock lock(mutex_);
      messages_.push_back({stream.got_text(), bytes});
    }
    if (close_at_first_message) return stream.close(websocket::close_code::unknown_data, error);
    stream.text(answer_in_text);
    stream.write(asio::buffer(bytes), error);
  }
}

std::function<void(int)> WebSocketServer::behaviour() {
  return [this](int socket) { serve(socket); };
}

std::vector<WebSocketMessage> WebSocketServer::messages() {
  const std::scoped_lock lock(mutex_);
  return messages_;
}

std::string WebSocketServer::offered() {
  const std::scoped_lock lock(mutex_);
  return offered_;
}

}  // namespace net::testing
