#include "adapters/fhir/fhir_sink.h"

#include <gtest/gtest.h>

#include <mutex>

#include "engine/net/http_server.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// A FHIR server that notes every request and answers with the next of its responses (else 200).
struct Server {
  explicit Server(std::vector<HttpResponse> responses = {})
      : answers(std::move(responses)), http("test", {}, [this](const HttpRequest& request) {
          const std::lock_guard lock(mutex);
          seen += request.method + " " + request.path;
          if (!request.query.empty()) seen += "?" + request.query;
          for (const char* name : {"If-None-Exist", "If-Match", "Authorization"})
            if (const auto value = findHeader(request.headers, name); !value.empty())
              seen += ", " + std::string(name) + " " + std::string(value);
          seen += " " + std::string(request.body.view()) + "\n";
          return next < answers.size() ? answers[next++] : HttpResponse{};
        }) {
    EXPECT_TRUE(http.start());
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(http.port()) + "/fhir"; }

  std::mutex mutex;
  std::string seen;
  std::vector<HttpResponse> answers;
  std::size_t next = 0;
  HttpServer http;
};

// Sends one payload and says what became of it.
std::string deliver(FhirSink& sink, std::string payload) {
  const Message message;
  const Outgoing outgoing{&message, Bytes::own(std::move(payload)), 1};
  const auto outcome = sink.send(std::span(&outgoing, 1)).front();
  if (outcome) return "delivered";
  const Error& error = outcome.error();
  return (error.where.empty() ? "" : error.where + ": ") + error.text +
         (error.retryable() ? " (again)" : "");
}

HttpResponse answer(int status, std::string body = "") { return {status, {}, Bytes::own(body)}; }

TEST(FhirSink, PostsATransactionAsItStands) {
  Server server;
  FhirSink sink({.url = server.url(), .authorization = "Bearer secret"});
  const std::string bundle = R"({"resourceType":"Bundle", "type":"transaction","entry":[] })";
  EXPECT_EQ(deliver(sink, bundle), "delivered");
  EXPECT_EQ(server.seen, "POST /fhir, Authorization Bearer secret " + bundle + "\n");
}

TEST(FhirSink, TheStatusAndTheIssueCodesSayWhatToDo) {
  const std::string outcome =
      R"({"resourceType":"OperationOutcome","issue":[{"code":"required","diagnostics":"John Doe"},)"
      R"({"code":"code-invalid"},{"code":"John Doe"}]})";
  Server server({answer(201), answer(400, outcome), answer(404), answer(409), answer(410),
                 answer(412), answer(422, outcome), answer(429), answer(503, "<html>")});
  FhirSink sink({.url = server.url()});
  std::string seen;
  for (int i = 0; i < 9; ++i) seen += deliver(sink, R"({"resourceType":"Bundle"})") + "\n";
  EXPECT_EQ(seen,
            "delivered\n"
            "the receiver answered HTTP 400 (OperationOutcome: required, code-invalid)\n"
            "the receiver answered HTTP 404\n"
            "the receiver answered HTTP 409 (again)\n"
            "the receiver answered HTTP 410\n"
            "the receiver answered HTTP 412\n"
            "the receiver answered HTTP 422 (OperationOutcome: required, code-invalid)\n"
            "the receiver answered HTTP 429 (again)\n"
            "the receiver answered HTTP 503 (again)\n");
}

TEST(FhirSink, SeesTheEntryOfABatchThatFailed) {
  Server server({answer(200, R"({"resourceType":"Bundle","entry":[
    {"response":{"status":"201 Created"}},
    {"response":{"status":"422","outcome":{"resourceType":"OperationOutcome",
                                           "issue":[{"code":"invalid"}]}}}]})")});
  FhirSink sink({.url = server.url()});
  EXPECT_EQ(deliver(sink, R"({"resourceType":"Bundle","type":"batch"})"),
            "Bundle.entry[1]: the receiver answered HTTP 422 (OperationOutcome: invalid)");
}

TEST(FhirSink, SendsTheEntriesOneByOneAndMendsTheirReferences) {
  Server server({{201, {{"Location", "http://x/fhir/Patient/7/_history/1"}}, {}}});
  FhirSink sink({.url = server.url(), .mode = "resources"});
  EXPECT_EQ(deliver(sink, R"({"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","x":1.50},
     "request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=a|1"}},
    {"resource":{"resourceType":"Observation","id":"o","subject":{"reference":"urn:uuid:1"}},
     "request":{"method":"PUT","url":"Observation/o","ifMatch":"W/\"2\""}},
    {"resource":{"resourceType":"Encounter","id":"e"}},
    {"request":{"method":"DELETE","url":"Patient?identifier=b"}}]})"),
            "delivered");
  EXPECT_EQ(
      server.seen,
      "POST /fhir/Patient, If-None-Exist identifier=a|1 "
      "{\"resourceType\":\"Patient\",\"x\":1.50}\n"
      "PUT /fhir/Observation/o, If-Match W/\"2\" {\"resourceType\":\"Observation\",\"id\":\"o\","
      "\"subject\":{\"reference\":\"Patient/7\"}}\n"
      "PUT /fhir/Encounter/e {\"resourceType\":\"Encounter\",\"id\":\"e\"}\n"
      "DELETE /fhir/Patient?identifier=b \n");
}

TEST(FhirSink, SendsARequestAsItCame) {
  Server server;
  FhirSink sink({.url = server.url()});
  EXPECT_EQ(deliver(sink, "PUT Patient?identifier=a%7C1\nIf-Match: W/\"2\"\nBase: http://x\n\n{}"),
            "delivered");
  EXPECT_EQ(deliver(sink, "DELETE Patient?identifier=a%7C1\n\n"), "delivered");
  EXPECT_EQ(deliver(sink, "PUT Patient/1\n{}"), "the request has no empty line after its fields");
  EXPECT_EQ(server.seen,
            "PUT /fhir/Patient?identifier=a%7C1, If-Match W/\"2\" {}\n"
            "DELETE /fhir/Patient?identifier=a%7C1 \n");
}

TEST(FhirSink, StopsAtTheFirstEntryThatFails) {
  Server server({answer(200), answer(503)});
  FhirSink sink({.url = server.url(), .mode = "resources"});
  const std::string entry = R"({"resource":{"resourceType":"Patient","id":"p"}})";
  EXPECT_EQ(deliver(sink, R"({"resourceType":"Bundle","entry":[)" + entry + "," + entry + "," +
                              entry + "]}"),
            "Bundle.entry[1]: the receiver answered HTTP 503 (again)");
  EXPECT_EQ(std::count(server.seen.begin(), server.seen.end(), '\n'), 2);
}

TEST(FhirSink, RefusesWhatIsNoBundleOrLeavesTheServer) {
  Server server;
  FhirSink sink({.url = server.url(), .mode = "resources"});
  EXPECT_EQ(deliver(sink, "MSH|"), "not JSON at byte 0");
  EXPECT_EQ(deliver(sink, "{}"), "resourceType: the payload is no FHIR resource");
  for (const std::string url : {"http://evil/x", "../admin", "/x", "a b"})
    EXPECT_EQ(deliver(sink, R"({"resourceType":"Bundle","entry":[{"resource":{},"request":)"
                            R"({"method":"PUT","url":")" +
                                url + R"("}}]})"),
              "Bundle.entry[0]: entry.request.url does not fit under the base URL");
  EXPECT_EQ(server.seen, "");
}

}  // namespace
}  // namespace pontis
