#include "adapters/fhir/fhir_audit_export.h"

#include <charconv>

#include "adapters/fhir/fhir_sink.h"
#include "engine/net/http_lanes.h"
#include "engine/tree/json.h"

namespace pontis {
namespace {

// "201 Created" (Bundle.entry.response.status begins with the number).
int statusOf(const Json& entry) {
  const std::string& text = entry["response"]["status"].text();
  int status = 0;
  std::from_chars(text.data(), text.data() + text.size(), status);
  return status;
}

// What became of the event of this entry.
Result<Done> judgeEntry(const std::vector<Json>& entries, std::size_t at) {
  const int status = at < entries.size() ? statusOf(entries[at]) : 0;
  if (status == 0) return Error{Code::kUnavailable, "an event was not answered", ""};
  return judgeFhir(status, entries[at]["response"]["outcome"].raw());
}

std::string entryOf(const std::string& event, bool put) {
  const auto parsed = put ? Json::parse(Bytes::clone(event)) : Result<Json>(Error{});
  const std::string request =
      parsed ? R"({"method":"PUT","url":"AuditEvent/)" + (*parsed)["id"].text() + "\"}"
             : R"({"method":"POST","url":"AuditEvent"})";
  return R"({"resource":)" + event + R"(,"request":)" + request + "}";
}

}  // namespace

const Spec<FhirAuditExportOptions>& FhirAuditExport::spec() {
  using Options = FhirAuditExportOptions;
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("url", &Options::url, "Base URL of the audit record repository; required.",
                 {checkUrl})
          .field("headers", &Options::headers, "Further headers, each \"Name: value\".",
                 {checkHeaders})
          .field("authorization", &Options::authorization,
                 "Value of the Authorization header; give it as a reference to a secret.")
          .field("source", &Options::source, "Who records (AuditEvent.source.observer).")
          .field("site", &Options::site, "Where (AuditEvent.source.site).")
          .field("batch", &Options::batch, "Records sent at once.", {[](const std::size_t& batch) {
                   return batch > 0 && batch <= 1000 ? std::string() : "expected 1 to 1000";
                 }})
          .field("put", &Options::put,
                 "PUT each event under its id, so that a repetition changes nothing; else POST, as "
                 "IHE has it.")
          .field("timeout", &Options::timeout, "How long to wait for the repository.")
          .field("first_retry", &Options::first_retry, "Wait after the first failure; it doubles.")
          .field("last_retry", &Options::last_retry, "The longest wait.");
  return kSpec;
}

FhirAuditExport::FhirAuditExport(FhirAuditExportOptions options)
    : options_(std::move(options)),
      observer_{{options_.source, options_.source, {}, "", ""}, options_.site},
      headers_(readHeaders(options_.headers)),
      client_(options_.url, options_.timeout),
      backoff_(options_.first_retry, options_.last_retry) {
  headers_.emplace_back("Accept", "application/fhir+json");
  headers_.emplace_back("Content-Type", "application/fhir+json");
  if (!options_.authorization.empty())
    headers_.emplace_back("Authorization", options_.authorization);
}

FhirAuditExport::Batch FhirAuditExport::batch(std::span<const AuditRecord> records) const {
  Batch made{R"({"resourceType":"Bundle","type":"batch","entry":[)", {}};
  bool first = true;
  for (const AuditRecord& record : records) {
    const auto events = auditEvents(record, observer_);
    made.events.push_back(events.size());
    for (const std::string& event : events) {
      made.bundle += (first ? "" : ",") + entryOf(event, options_.put);
      first = false;
    }
  }
  made.bundle += "]}";
  return made;
}

Result<std::size_t> FhirAuditExport::send(std::span<const AuditRecord> records) {
  if (!backoff_.isDue())
    return Error{Code::kBusy, "waiting before the repository is asked again", ""};
  auto delivered = deliver(records.first(std::min(records.size(), options_.batch)));
  // A batch that is refused as a whole may be so for one record's sake: which, one at a time tells.
  if (!delivered && !delivered.error().retryable() && records.size() > 1)
    delivered = deliver(records.first(1));
  if (delivered)
    backoff_.succeeded();
  else
    backoff_.failed();
  return delivered;
}

Result<std::size_t> FhirAuditExport::deliver(std::span<const AuditRecord> records) {
  Batch made = batch(records);
  const auto response = client_.send({"POST", "", headers_, Bytes::own(std::move(made.bundle))});
  if (!response) return response.error();
  if (const auto judged = judgeStatus(response->status); !judged)
    return judgeFhir(response->status, response->body).error();
  const auto answer = Json::parse(response->body);
  if (!answer || (*answer)["type"].text() != "batch-response")
    return Error{Code::kUnavailable, "the repository does not say what became of each event", ""};
  const auto& entries = (*answer)["entry"].items();
  std::size_t delivered = 0, at = 0;
  for (const std::size_t events : made.events) {
    for (std::size_t i = 0; i < events; ++i, ++at) {
      const auto judged = judgeEntry(entries, at);
      if (judged) continue;
      if (delivered > 0) return delivered;
      return judged.error();
    }
    ++delivered;
  }
  return delivered;
}

}  // namespace pontis
