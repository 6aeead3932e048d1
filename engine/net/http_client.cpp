#include "engine/net/http_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/URI.h>
#include <unistd.h>

#include <array>
#include <istream>
#include <mutex>
#include <ostream>

#include "engine/net/client_socket.h"

namespace pontis {

namespace net = Poco::Net;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMostResponseBytes = 16u << 20;

Error unavailable(std::string text) { return Error{Code::kUnavailable, std::move(text), ""}; }

}  // namespace

std::string checkUrl(const std::string& url) {
  try {
    const Poco::URI uri(url);
    if (uri.getScheme() == "https")
      return "https is not there yet; use http:// and a TLS proxy on this machine";
    if (uri.getScheme() != "http" || uri.getHost().empty())
      return "expected http://host[:port][/path]";
    if (!uri.getUserInfo().empty()) return "no user name or password in a URL";
    if (!uri.getRawQuery().empty() || !uri.getFragment().empty())
      return "expected a URL without ? and #";
    return "";
  } catch (const Poco::Exception&) {
    return "not a URL; expected http://host[:port][/path]";
  }
}

Result<Done> judgeStatus(int status) {
  if (status >= 200 && status < 300) return Done{};
  const std::string text = "the receiver answered HTTP " + std::to_string(status);
  if (status == 408 || status == 425 || status == 429 || status >= 500) return unavailable(text);
  if (status == 401 || status == 403) return Error{Code::kDenied, text, ""};
  if (status == 404 || status == 410) return Error{Code::kNotFound, text, ""};
  if (status >= 300 && status < 400)
    return Error{Code::kUnsupported, text + ", a redirection: configure its target instead", ""};
  return Error{Code::kInvalid, text, ""};
}

// A Poco session whose waits can be ended by stop().
class HttpClient::Session final : public net::HTTPClientSession {
 public:
  Session(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout)
      : net::HTTPClientSession(host, port), timeout_(timeout) {
    setKeepAlive(true);
    setTimeout(Poco::Timespan(timeout / 1us));
  }
  ~Session() override { forget(); }

  bool stopped() const { return stopped_.isSet(); }

  void stop() {
    stopped_.set();
    const std::lock_guard lock(mutex_);
    if (twin_ >= 0) ::shutdown(twin_, SHUT_RDWR);
  }

  // Closes a connection that the server has closed, or on which it speaks unasked.
  void dropIfStale() {
    if (connected() && (buffered() > 0 || socket().poll(0, net::Socket::SELECT_READ))) drop();
  }

  void drop() {
    forget();
    reset();
  }

 protected:
  void connect(const net::SocketAddress& address) override {
    forget();
    net::StreamSocket made;
    made.connectNB(address);
    const int descriptor = made.impl()->sockfd();
    const std::array<pollfd, 1> ready{{{descriptor, POLLOUT, 0}}};
    stopped_.wait(ready, timeout_);
    if (stopped_.isSet()) throw net::ConnectionAbortedException("stopping");
    if (!made.poll(0, net::Socket::SELECT_WRITE | net::Socket::SELECT_ERROR))
      throw Poco::TimeoutException("connect");
    if (made.impl()->socketError() != 0) throw net::ConnectionRefusedException("connect");
    made.setBlocking(true);
    made.setNoDelay(true);
    made.setReceiveTimeout(Poco::Timespan(timeout_ / 1us));
    made.setSendTimeout(Poco::Timespan(timeout_ / 1us));
    attachSocket(made);
    const std::lock_guard lock(mutex_);
    twin_ = ::dup(descriptor);
    if (stopped_.isSet()) throw net::ConnectionAbortedException("stopping");
  }

 private:
  void forget() {
    const std::lock_guard lock(mutex_);
    if (twin_ >= 0) ::close(twin_);
    twin_ = -1;
  }

  const std::chrono::milliseconds timeout_;
  Signal stopped_;
  std::mutex mutex_;
  // The connection under a number of our own: Poco may close its own at any time, and stop() must
  // never shut down whatever else has got that number since.
  int twin_ = -1;
};

HttpClient::HttpClient(const std::string& url, std::chrono::milliseconds timeout)
    : path_(Poco::URI(url).getPathEtc()),
      timeout_(timeout),
      session_(
          std::make_unique<Session>(Poco::URI(url).getHost(), Poco::URI(url).getPort(), timeout)) {
  while (!path_.empty() && path_.back() == '/') path_.pop_back();
}

HttpClient::~HttpClient() = default;

void HttpClient::stop() { session_->stop(); }

Result<HttpResponse> HttpClient::send(const HttpCall& call) {
  const std::string at = session_->getHost() + ":" + std::to_string(session_->getPort());
  const auto failed = [this, &at](std::string_view why) -> Error {
    session_->drop();
    if (session_->stopped()) return unavailable("the engine is stopping");
    return unavailable(std::string(why) + at);
  };
  try {
    if (session_->stopped()) return failed("");
    session_->dropIfStale();
    const std::string target = path_ + call.path;
    net::HTTPRequest request(call.method, target.empty() ? "/" : target,
                             net::HTTPMessage::HTTP_1_1);
    for (const auto& [key, value] : call.headers) request.set(key, value);
    request.setContentLength64(static_cast<Poco::Int64>(call.body.size()));
    const auto until = std::chrono::steady_clock::now() + 2 * timeout_;
    std::ostream& out = session_->sendRequest(request);
    out.write(call.body.view().data(), static_cast<std::streamsize>(call.body.size()));
    out.flush();
    net::HTTPResponse response;
    std::istream& in = session_->receiveResponse(response);
    HttpResponse answer;
    answer.status = response.getStatus();
    for (const auto& [key, value] : response) answer.headers.emplace_back(key, value);
    std::string body;
    std::array<char, 16384> chunk;
    while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
      body.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
      if (body.size() > kMostResponseBytes) return failed("a response over 16 MiB from ");
      if (std::chrono::steady_clock::now() > until)
        return failed("no whole response in time from ");
    }
    if (session_->networkException() != nullptr) return failed("half a response from ");
    answer.body = Bytes::own(std::move(body));
    return answer;
  } catch (const Poco::TimeoutException&) {
    return failed("no response in time from ");
  } catch (const Poco::Exception&) {
    return failed("no HTTP connection to ");
  } catch (const std::exception&) {
    return failed("no HTTP response from ");
  }
}

}  // namespace pontis
