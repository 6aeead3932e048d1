#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "engine/net/http_client.h"
#include "engine/net/http_server.h"
#include "tests/support/socket_client.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

HttpResponse echo(const HttpRequest& request) {
  return {200,
          {{"Content-Type", "text/plain"}},
          Bytes::own(request.method + " " + request.path + " " + std::string(request.body.view()))};
}

std::string url(const HttpServer& server, const std::string& path = "") {
  return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

std::string bodyOf(const Result<HttpResponse>& response) {
  return response ? std::to_string(response->status) + " " + std::string(response->body.view())
                  : response.error().text;
}

TEST(Http, CarriesABodyThereAndBackOverOneConnection) {
  HttpServer server("test", {}, echo);
  ASSERT_TRUE(server.start());
  HttpClient client(url(server, "/base/"), 2s);
  const std::string large(3u << 20, 'x');
  EXPECT_EQ(bodyOf(client.send({"PUT", "/a%20b?q=1", {}, Bytes::clone("hello")})),
            "200 PUT /base/a b hello");
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone(large)})), "200 POST /base " + large);
  EXPECT_EQ(bodyOf(client.send({"GET", "", {}, {}})), "200 GET /base ");
}

TEST(Http, RefusesALongBodyAndTheNextRequestIsUnharmed) {
  std::string seen;
  HttpServer server("test", {.max_body_bytes = 1000}, echo,
                    [&seen](const HttpRequest& request, const Error& why) {
                      seen += "[" + std::to_string(request.body.size()) + ": " + why.text + "]";
                      return HttpResponse{413, {}, Bytes::clone("too long")};
                    });
  ASSERT_TRUE(server.start());
  HttpClient client(url(server), 2s);
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::own(std::string(200'000, 'x'))})),
            "413 too long");
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("y")})), "200 POST / y");
  EXPECT_EQ(seen, "[1000: the body is longer than 1000 bytes]");
}

TEST(Http, RefusesABodyThatIsCutShortOrOfUnclearLength) {
  std::atomic<int> handled = 0;
  HttpServer server("test", {}, [&handled](const HttpRequest&) {
    ++handled;
    return HttpResponse{};
  });
  ASSERT_TRUE(server.start());
  for (const std::string wire :
       {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"}) {
    SocketClient client(server.port());
    client.send(wire);
    client.endWriting();
    EXPECT_EQ(client.readAll().substr(0, 12), "HTTP/1.1 400") << wire;
  }
  EXPECT_EQ(handled, 0);
}

TEST(Http, StopWaitsForTheHandlerAndNotForASlowPeer) {
  std::atomic<bool> begun = false, done = false;
  HttpServer server("test", {}, [&](const HttpRequest&) {
    begun = true;
    std::this_thread::sleep_for(200ms);
    done = true;
    return HttpResponse{200, {}, Bytes::clone("answered")};
  });
  ASSERT_TRUE(server.start());
  SocketClient slow(server.port()), idle(server.port()), quick(server.port());
  slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  quick.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
  while (!begun) std::this_thread::sleep_for(1ms);
  const auto start = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_TRUE(done);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
  const std::string got = quick.readAll();
  EXPECT_NE(got.find("answered"), std::string::npos) << got;
  EXPECT_FALSE(SocketClient(server.port()).connected());
}

TEST(Http, ConnectsAgainWhenTheServerHasClosedMeanwhile) {
  auto server = std::make_unique<HttpServer>("test", HttpServerOptions{}, echo);
  ASSERT_TRUE(server->start());
  const std::string listen = "127.0.0.1:" + std::to_string(server->port());
  HttpClient client(url(*server), 2s);
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("1")})), "200 POST / 1");
  server.reset();
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("2")})),
            "no HTTP connection to " + listen);
  HttpServer again("test", {.listen = listen}, echo);
  ASSERT_TRUE(again.start());
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("3")})), "200 POST / 3");
}

TEST(Http, StopEndsACallThatWaits) {
  SocketServer silent;
  HttpClient client("http://" + silent.address(), 60s);
  std::thread stopper([&] {
    SocketClient peer = silent.accept();
    peer.read(20);
    client.stop();
  });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("1")})), "the engine is stopping");
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("2")})), "the engine is stopping");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
  stopper.join();
}

TEST(Http, AServerThatFallsSilentIsGivenUp) {
  SocketServer silent;
  HttpClient client("http://" + silent.address(), 200ms);
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("1")})),
            "no response in time from " + silent.address());
}

TEST(Http, HalfAResponseIsNone) {
  SocketServer server;
  std::thread peer_side([&server] {
    SocketClient peer = server.accept();
    peer.read(20);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  });
  HttpClient client("http://" + server.address(), 2s);
  EXPECT_EQ(bodyOf(client.send({"POST", "", {}, Bytes::clone("1")})),
            "half a response from " + server.address());
  peer_side.join();
}

TEST(Http, SaysWhatIsWrongWithAUrl) {
  EXPECT_EQ(checkUrl("http://a.b:8080/fhir"), "");
  EXPECT_EQ(checkUrl("https://a.b"),
            "https is not there yet; use http:// and a TLS proxy on this machine");
  EXPECT_EQ(checkUrl("ftp://a"), "expected http://host[:port][/path]");
  EXPECT_EQ(checkUrl("http://u:p@a"), "no user name or password in a URL");
}

TEST(Http, AStatusSaysWhetherToSendAgain) {
  std::string line;
  for (const int status : {200, 201, 302, 400, 401, 404, 408, 409, 412, 422, 425, 429, 500, 503}) {
    const auto judged = judgeStatus(status);
    line += std::to_string(status) + (judged                       ? " done, "
                                      : judged.error().retryable() ? " again, "
                                                                   : " never, ");
  }
  EXPECT_EQ(line,
            "200 done, 201 done, 302 never, 400 never, 401 never, 404 never, 408 again, 409 never, "
            "412 never, 422 never, 425 again, 429 again, 500 again, 503 again, ");
}

}  // namespace
}  // namespace pontis
