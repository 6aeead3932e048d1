#include <gtest/gtest.h>

#include "adapters/http/http_message.h"
#include "adapters/http/http_sink.h"
#include "adapters/http/http_source.h"
#include "tests/support/fake_inlet.h"
#include "tests/support/socket_client.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// A source on a free port with a fake engine behind it, and a client to talk to it.
struct Served {
  explicit Served(HttpSourceOptions options = {}, std::string_view media_type = {})
      : inlet(media_type), source((options.listen = "127.0.0.1:0", options.path = "/in", options)) {
    EXPECT_TRUE(source.start(inlet));
    client = std::make_unique<HttpClient>("http://127.0.0.1:" + std::to_string(source.port()), 2s);
  }
  ~Served() { source.stop(); }
  // "STATUS BODY", with what the headers say of it.
  std::string post(const std::string& body, const std::string& path = "/in",
                   const std::string& method = "POST") {
    const auto response =
        client->send({method, path, {{"Content-Type", "x/y"}}, Bytes::clone(body)});
    if (!response) return response.error().text;
    std::string line = std::to_string(response->status) + " " + std::string(response->body.view());
    for (const char* name : {"Content-Type", "Retry-After", "Allow"})
      if (const auto value = findHeader(response->headers, name); !value.empty())
        line += ", " + std::string(name) + " " + std::string(value);
    return line;
  }
  FakeInlet inlet;
  HttpSource source;
  std::unique_ptr<HttpClient> client;
};

TEST(HttpSource, TheStatusSaysWhatBecameOfTheMessage) {
  Served served;
  EXPECT_EQ(served.post("1|text"), "200 AA|1, Content-Type x/y");
  EXPECT_EQ(served.post("!2"), "422 AR|!2, Content-Type x/y");
  EXPECT_EQ(served.post("?3"), "503 AE|?3, Content-Type x/y, Retry-After 5");
  EXPECT_EQ(served.post("4", "/elsewhere"), "404 ");
  EXPECT_EQ(served.post("", "/in", "GET"), "405 , Allow POST");
  EXPECT_EQ(served.inlet.seen(), "[1|text][!2][?3]");
}

TEST(HttpSource, AnswersAreCalledWhatTheFormatOrTheConfigurationSays) {
  Served fhir({}, "application/fhir+json");
  EXPECT_EQ(fhir.post("1"), "200 AA|1, Content-Type application/fhir+json");
  EXPECT_EQ(fhir.post("!2"), "422 AR|!2, Content-Type application/fhir+json");
  Served configured({.content_type = "text/x"}, "application/fhir+json");
  EXPECT_EQ(configured.post("1"), "200 AA|1, Content-Type text/x");
}

TEST(HttpSource, RefusesABodyOverTheLimitAndKeepsIt) {
  Served served({.max_message_bytes = 6});
  EXPECT_EQ(served.post("1|3456789"), "413 AR|1, Content-Type x/y");
  EXPECT_EQ(served.inlet.kept(), "[1|3456: the body is longer than 6 bytes]");
  EXPECT_EQ(served.post("2"), "200 AA|2, Content-Type x/y");
}

TEST(HttpSource, KeepsABodyThatIsCutShort) {
  Served served;
  SocketClient client(served.source.port());
  client.send("POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  client.endWriting();
  EXPECT_EQ(client.readAll().substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(served.inlet.kept(), "[half: the body ended before its time]");
  EXPECT_EQ(served.inlet.seen(), "");
}

TEST(HttpSource, ARequestIsTheMessageWhereItIsToBe) {
  Served served({.requests = true});
  const std::string host = "127.0.0.1:" + std::to_string(served.source.port());
  const std::string fields = "Content-Type: x/y\nBase: http://" + host + "/in\n\n";
  EXPECT_EQ(served.post("1", "/in/Patient?a=%7C&b", "PUT").substr(0, 3), "200");
  EXPECT_EQ(served.post("", "/in/a%0Ab%3Fc/$d", "GET").substr(0, 3), "200");
  EXPECT_EQ(served.post("2", "/in").substr(0, 3), "200");
  EXPECT_EQ(served.post("3", "/inside"), "404 ");
  EXPECT_EQ(served.post("", "/in/x", "OPTIONS"), "405 , Allow GET, POST, PUT, DELETE, PATCH");
  EXPECT_EQ(served.inlet.seen(),
            "[PUT Patient?a=%7C&b\n" + fields + "1][GET a%0Ab%3Fc/$d\n" + fields + "][2]")
      << "a POST on the path itself stays a bare body";
}

TEST(HttpSource, KeepsARequestThatIsCutShort) {
  Served served({.requests = true});
  SocketClient client(served.source.port());
  client.send("PUT /in/Patient/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  client.endWriting();
  EXPECT_EQ(client.readAll().substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(served.inlet.kept(),
            "[PUT Patient/1\nBase: http://a/in\n\nhalf: the body ended before its time]");
  EXPECT_EQ(served.inlet.seen(), "");
}

TEST(HttpSource, AnAnswerWithAStatusIsSentAsItSays) {
  struct Answering final : Inlet {
    std::vector<Reply> accept(std::span<Message>) override {
      return {{Bytes::clone("HTTP/1.1 405 No\nAllow: PUT\n\nwhy"), std::nullopt}};
    }
    void quarantine(std::string_view, Bytes, const Error&) override {}
    const Format& format() const override { return format_; }
    const FakeFormat format_{"a/b"};
  } inlet;
  for (const bool requests : {true, false}) {
    HttpSource source({.listen = "127.0.0.1:0", .path = "/in", .requests = requests});
    ASSERT_TRUE(source.start(inlet));
    HttpClient client("http://127.0.0.1:" + std::to_string(source.port()), 2s);
    const auto response = client.send({"POST", "/in", {}, Bytes::clone("x")});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, requests ? 405 : 200);
    EXPECT_EQ(findHeader(response->headers, "Allow"), requests ? "PUT" : "");
    EXPECT_EQ(findHeader(response->headers, "Content-Type"), "a/b");
    EXPECT_EQ(response->body.view().ends_with("why"), true);
    source.stop();
  }
}

TEST(HttpMessage, AnAnswerMaySayItsOwnStatus) {
  const auto read = [](const std::string& text) {
    const auto answer = readAnswer(Bytes::clone(text));
    if (!answer) return std::string("all body");
    std::string line = std::to_string(answer->status);
    for (const auto& [name, value] : answer->headers) line += " " + name + "=" + value;
    return line + " [" + std::string(answer->body.view()) + "]";
  };
  EXPECT_EQ(read("HTTP/1.1 404 Not Found\nA: b\nC: d: e\n\nbody\n\n"), "404 A=b C=d: e [body\n\n]");
  EXPECT_EQ(read("HTTP/1.1 204 No Content\n\n"), "204 []");
  EXPECT_EQ(read("HTTP/1.1 204 No Content"), "204 []");
  EXPECT_EQ(read("HTTP/1.1 20"), "all body");
  EXPECT_EQ(read("HTTP/1.1 abc"), "all body");
  EXPECT_EQ(read("{}"), "all body");
  EXPECT_EQ(read(""), "all body");
}

TEST(HttpSink, DeliversToItsSourceAndReadsTheStatus) {
  Served served;
  const std::string url = "http://127.0.0.1:" + std::to_string(served.source.port()) + "/in";
  HttpSink sink({.url = url, .connections = 2});
  const Message message;
  std::vector<Outgoing> batch;
  for (const char* text : {"1", "!2", "?3"}) batch.push_back({&message, Bytes::clone(text), 1});
  std::string line;
  for (const auto& outcome : sink.send(batch))
    line += outcome ? "[" + std::string(outcome->view()) + "]"
                    : "{" + outcome.error().text + (outcome.error().retryable() ? "...}" : "}");
  EXPECT_EQ(line, "[AA|1]{the receiver answered HTTP 422}{the receiver answered HTTP 503...}");
}

TEST(HttpSink, AnAbsentPeerAndAStopFailTheWholeBatch) {
  std::string address;
  {
    SocketServer gone;
    address = gone.address();
  }
  HttpSink sink({.url = "http://" + address});
  const Message message;
  const std::vector<Outgoing> batch(5, {&message, Bytes::clone("1"), 1});
  auto outcomes = sink.send(batch);
  EXPECT_EQ(outcomes.front().error().text, "no HTTP connection to " + address);
  EXPECT_EQ(outcomes.back().error().text, "the receiver does not answer");
  sink.stop();
  EXPECT_EQ(sink.send(batch).front().error().text, "the engine is stopping");
}

}  // namespace
}  // namespace pontis
