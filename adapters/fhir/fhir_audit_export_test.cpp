#include "adapters/fhir/fhir_audit_export.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <mutex>

#include "engine/net/http_server.h"
#include "engine/tree/json.h"
#include "tests/support/audit_fixture.h"

namespace pontis {
namespace {

using namespace std::chrono_literals;

// An audit record repository: each entry of a batch is answered with the status that `judge` gives
// for its event's id, "" for what it takes.
class Repository {
 public:
  using Judge = std::function<std::string(const std::string& id)>;
  explicit Repository(Judge judge = [](const std::string&) { return ""; })
      : judge_(std::move(judge)),
        http_("test", {}, [this](const HttpRequest& request) { return answer(request); }) {
    EXPECT_TRUE(http_.start());
  }
  FhirAuditExportOptions options() const {
    FhirAuditExportOptions made;
    made.url = "http://127.0.0.1:" + std::to_string(http_.port()) + "/fhir";
    made.first_retry = made.last_retry = 0ms;
    return made;
  }
  // The last digits of the ids of what it took, by request; or the status of a refusal.
  std::string seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  void refuseAll(int status) { whole_ = status; }

 private:
  HttpResponse answer(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    if (whole_ != 0) {
      seen_ += std::to_string(whole_) + "; ";
      return {whole_, {}, Bytes()};
    }
    const auto bundle = Json::parse(request.body);
    EXPECT_TRUE(bundle);
    EXPECT_EQ((*bundle)["type"].text(), "batch");
    EXPECT_EQ(request.path, "/fhir");
    std::string entries;
    for (const Json& entry : (*bundle)["entry"].items()) {
      const std::string& id = entry["resource"]["id"].text();
      const std::string status = judge_(id);
      EXPECT_EQ(entry["resource"]["resourceType"].text(), "AuditEvent");
      if (status.empty())
        seen_ += entry["request"]["method"].text() + id.substr(id.size() - 2) + " ";
      entries +=
          (entries.empty() ? "" : ",") + fmt::format(R"({{"response":{{"status":"{}"}}}})",
                                                     status.empty() ? "201 Created" : status);
    }
    seen_ += "; ";
    return {200,
            {},
            Bytes::own(R"({"resourceType":"Bundle","type":"batch-response","entry":[)" + entries +
                       "]}")};
  }

  const Judge judge_;
  std::mutex mutex_;
  std::string seen_;
  int whole_ = 0;
  HttpServer http_;
};

std::vector<AuditRecord> records(std::size_t count) {
  std::vector<AuditRecord> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(auditRecord(10 + i));
  return made;
}

// "2, then again: WHY": how many were taken, and what the next turn said.
std::string send(FhirAuditExport& to, std::span<const AuditRecord> all) {
  std::string text;
  while (!all.empty()) {
    const auto sent = to.send(all);
    if (!sent) return text + (sent.error().retryable() ? "again: " : "never: ") + sent.error().text;
    text += fmt::format("{}, then ", *sent);
    all = all.subspan(*sent);
  }
  return text + "all";
}

TEST(FhirAuditExport, SendsBatchesOfAuditEvents) {
  Repository repository;
  FhirAuditExportOptions options = repository.options();
  options.batch = 2;
  FhirAuditExport to(options);
  EXPECT_EQ(send(to, records(5)), "2, then 2, then 1, then all");
  EXPECT_EQ(repository.seen(), "POST10 POST11 ; POST12 POST13 ; POST14 ; ");
}

TEST(FhirAuditExport, WithPutARepetitionChangesNothing) {
  Repository repository;
  FhirAuditExportOptions options = repository.options();
  options.put = true;
  FhirAuditExport to(options);
  EXPECT_EQ(send(to, records(2)), "2, then all");
  EXPECT_EQ(repository.seen(), "PUT10 PUT11 ; ");
}

TEST(FhirAuditExport, CountsWhatWasTakenUpToTheFirstThatWasNot) {
  Repository repository([](const std::string& id) {
    return std::string(id.ends_with("12") ? "503 Service Unavailable" : "");
  });
  FhirAuditExport to(repository.options());
  EXPECT_EQ(send(to, records(5)), "2, then again: the receiver answered HTTP 503");
  // What came behind it is sent again: twice is better than never.
  EXPECT_EQ(repository.seen(), "POST10 POST11 POST13 POST14 ; POST13 POST14 ; ");
}

TEST(FhirAuditExport, ARecordThatIsRefusedForGoodIsNamedByStandingFirst) {
  Repository repository([](const std::string& id) {
    return std::string(id.ends_with("11") ? "422 Unprocessable Entity" : "");
  });
  FhirAuditExport to(repository.options());
  EXPECT_EQ(send(to, records(3)), "1, then never: the receiver answered HTTP 422");
}

TEST(FhirAuditExport, ARepositoryThatIsDownIsAskedAgainLater) {
  Repository repository;
  repository.refuseAll(503);
  FhirAuditExportOptions options = repository.options();
  options.first_retry = 1h;
  FhirAuditExport to(options);
  const auto all = records(3);
  EXPECT_EQ(to.send(all).error().code, Code::kUnavailable);
  EXPECT_EQ(to.send(all).error().code, Code::kBusy);
  EXPECT_EQ(repository.seen(), "503; ");
}

TEST(FhirAuditExport, ABatchThatIsRefusedAsAWholeIsTriedOneByOne) {
  Repository repository;
  repository.refuseAll(400);
  FhirAuditExport to(repository.options());
  EXPECT_EQ(to.send(records(3)).error().code, Code::kInvalid);
  EXPECT_EQ(repository.seen(), "400; 400; ");
}

TEST(FhirAuditExport, AnAnswerThatIsNoBatchResponseDeliversNothing) {
  HttpServer page("test", {}, [](const HttpRequest&) {
    return HttpResponse{200, {}, Bytes::own("<html>Welcome</html>")};
  });
  ASSERT_TRUE(page.start());
  FhirAuditExportOptions options;
  options.url = "http://127.0.0.1:" + std::to_string(page.port());
  FhirAuditExport to(options);
  const auto sent = to.send(records(1));
  ASSERT_FALSE(sent);
  EXPECT_TRUE(sent.error().retryable());
}

}  // namespace
}  // namespace pontis
