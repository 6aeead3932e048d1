#include "engine/net/http_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

#include "engine/base/log.h"
#include "engine/net/address.h"

namespace pontis {

namespace net = Poco::Net;
using namespace std::chrono_literals;

namespace {

bool sameName(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [lower](char x, char y) { return lower(x) == lower(y); });
}

int socketOf(net::HTTPServerRequest& in) {
  return dynamic_cast<net::HTTPServerRequestImpl&>(in).socket().impl()->sockfd();
}

bool ended(int socket) {
  char byte;
  return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// Reads on for a moment: to close with bytes unread would reset the connection, and the peer would
// not see the response.
void linger(int socket) {
  ::shutdown(socket, SHUT_WR);
  constexpr int kMostChunks = 64, kPatienceMilliseconds = 500;
  std::vector<char> chunk(65536);
  pollfd ready{socket, POLLIN, 0};
  for (int i = 0; i < kMostChunks && ::poll(&ready, 1, kPatienceMilliseconds) == 1; ++i)
    if (::recv(socket, chunk.data(), chunk.size(), 0) <= 0) return;
}

}  // namespace

std::string_view findHeader(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (sameName(key, name)) return value;
  return {};
}

class HttpServer::Work {
 public:
  Work(std::string name, HttpServerOptions options, Handler handler, Unread unread)
      : name_(std::move(name)),
        options_(std::move(options)),
        handler_(std::move(handler)),
        unread_(std::move(unread)) {}

  Result<Done> start();
  void stop();
  void serve(net::HTTPServerRequest& in, net::HTTPServerResponse& out);
  std::uint16_t port() const { return port_; }

 private:
  class Handling;
  class Factory;

  // Reads the body into `request`, or says why it did not come whole.
  Result<Done> readBody(net::HTTPServerRequest& in, HttpRequest& request) const;
  HttpResponse answer(net::HTTPServerRequest& in);
  void write(const HttpResponse& response, net::HTTPServerResponse& out) const;
  // Notes that a body is being read at `socket`, so that stop() need not wait for a slow peer.
  bool reading(int socket);
  void readingDone(int socket);

  const std::string name_;
  const HttpServerOptions options_;
  const Handler handler_;
  const Unread unread_;
  std::unique_ptr<Poco::ThreadPool> threads_;
  std::unique_ptr<net::HTTPServer> server_;
  std::uint16_t port_ = 0;

  std::mutex mutex_;
  std::condition_variable idle_;
  bool stopping_ = false;
  std::size_t handling_ = 0;
  std::set<int> reading_;
};

class HttpServer::Work::Handling final : public net::HTTPRequestHandler {
 public:
  explicit Handling(Work& work) : work_(work) {}
  void handleRequest(net::HTTPServerRequest& in, net::HTTPServerResponse& out) override {
    work_.serve(in, out);
  }

 private:
  Work& work_;
};

class HttpServer::Work::Factory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(Work& work) : work_(work) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handling(work_);  // Poco owns it
  }

 private:
  Work& work_;
};

Result<Done> HttpServer::Work::start() {
  raiseFileLimit();
  const auto address = resolve(options_.listen);
  if (!address) return address.error();
  const int threads = static_cast<int>(std::max<std::size_t>(1, options_.threads));
  try {
    net::ServerSocket socket;
    socket.bind(*address, true, false);
    socket.listen(256);
    port_ = socket.address().port();
    net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
    params->setMaxThreads(threads);
    params->setMaxQueued(1024);
    params->setTimeout(Poco::Timespan(options_.timeout / 1us));
    params->setKeepAliveTimeout(Poco::Timespan(options_.timeout / 1us));
    params->setMaxKeepAliveRequests(0);
    threads_ = std::make_unique<Poco::ThreadPool>(1, threads);
    server_ = std::make_unique<net::HTTPServer>(new Factory(*this), *threads_, socket, params);
    server_->start();
    log(Level::kInfo, name_, "listening", {{"address", socket.address().toString()}});
  } catch (const Poco::Exception& e) {
    server_.reset();
    return bindError(options_.listen, e.code());
  }
  return Done{};
}

void HttpServer::Work::stop() {
  if (!server_) return;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    for (const int socket : reading_) ::shutdown(socket, SHUT_RD);
    idle_.wait(lock, [this] { return handling_ == 0; });
  }
  server_->stopAll(true);
  threads_->joinAll();
  server_.reset();
}

bool HttpServer::Work::reading(int socket) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  ++handling_;
  reading_.insert(socket);
  return true;
}

void HttpServer::Work::readingDone(int socket) {
  const std::lock_guard lock(mutex_);
  reading_.erase(socket);
}

Result<Done> HttpServer::Work::readBody(net::HTTPServerRequest& in, HttpRequest& request) const {
  const Error too_long{
      Code::kInvalid,
      "the body is longer than " + std::to_string(options_.max_body_bytes) + " bytes", ""};
  const bool chunked = in.getChunkedTransferEncoding();
  if (chunked && in.hasContentLength())
    return Error{Code::kMalformed, "both Content-Length and Transfer-Encoding are given", ""};
  if (!chunked && !in.hasContentLength()) return Done{};
  std::string body;
  char chunk[16384];
  std::istream& stream = in.stream();
  while (stream.read(chunk, sizeof chunk) || stream.gcount() > 0) {
    body.append(chunk, static_cast<std::size_t>(stream.gcount()));
    if (body.size() > options_.max_body_bytes) {
      body.resize(options_.max_body_bytes);
      request.body = Bytes::own(std::move(body));
      return too_long;
    }
  }
  const std::size_t size = body.size();
  request.body = Bytes::own(std::move(body));
  // Poco does not tell a last chunk from the end of the stream, so it must not have ended.
  const bool cut =
      chunked ? ended(socketOf(in)) : static_cast<Poco::Int64>(size) < in.getContentLength64();
  if (cut) return Error{Code::kMalformed, "the body ended before its time", ""};
  return Done{};
}

HttpResponse HttpServer::Work::answer(net::HTTPServerRequest& in) {
  HttpRequest request;
  request.method = in.getMethod();
  request.peer = in.clientAddress().host().toString();
  for (const auto& [key, value] : in) request.headers.emplace_back(key, value);
  const std::string& uri = in.getURI();
  const std::size_t mark = uri.find('?');
  if (mark != std::string::npos) request.query = uri.substr(mark + 1);
  try {
    Poco::URI::decode(uri.substr(0, mark), request.path);
  } catch (const Poco::Exception&) {
    return {400, {}, {}};
  }
  const int socket = socketOf(in);
  Result<Done> read = Done{};
  try {
    read = readBody(in, request);
  } catch (const std::exception&) {  // Poco's own, for a chunk that is none
    read = Error{Code::kMalformed, "the body cannot be read", ""};
  }
  readingDone(socket);
  if (read) return handler_(request);
  if (unread_) return unread_(request, read.error());
  return {read.error().code == Code::kInvalid ? 413 : 400, {}, {}};
}

void HttpServer::Work::write(const HttpResponse& response, net::HTTPServerResponse& out) const {
  out.setStatus(std::to_string(response.status));
  out.setReason(net::HTTPResponse::getReasonForStatus(
      static_cast<net::HTTPResponse::HTTPStatus>(response.status)));
  for (const auto& [key, value] : response.headers) out.set(key, value);
  out.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  std::ostream& stream = out.send();
  stream.write(response.body.view().data(), static_cast<std::streamsize>(response.body.size()));
  stream.flush();
}

void HttpServer::Work::serve(net::HTTPServerRequest& in, net::HTTPServerResponse& out) {
  const int socket = socketOf(in);
  if (!reading(socket)) {
    out.setKeepAlive(false);
    write({503, {}, {}}, out);
    return;
  }
  try {
    const HttpResponse response = answer(in);
    // What is left of a body that was not read must not be taken for the next request.
    if (response.status == 413 || response.status == 400) out.setKeepAlive(false);
    write(response, out);
    if (!out.getKeepAlive()) linger(socket);
  } catch (const std::exception&) {
    // The peer is gone: there is nobody to tell.
  }
  const std::lock_guard lock(mutex_);
  reading_.erase(socket);
  if (--handling_ == 0) idle_.notify_all();
}

HttpServer::HttpServer(std::string name, HttpServerOptions options, Handler handler, Unread unread)
    : work_(std::make_unique<Work>(std::move(name), std::move(options), std::move(handler),
                                   std::move(unread))) {}

HttpServer::~HttpServer() { stop(); }

Result<Done> HttpServer::start() { return work_->start(); }

void HttpServer::stop() { work_->stop(); }

std::uint16_t HttpServer::port() const { return work_->port(); }

}  // namespace pontis
