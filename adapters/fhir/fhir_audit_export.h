// FhirAuditExport: sends audit records to an audit record repository that speaks FHIR R4.
//
// IHE RESTful ATNA, Record Audit Event (ITI-20), ATX: FHIR Feed Option, message "Send Audit
// Bundle Request": a Bundle of type batch with a POST of each AuditEvent (IHE BALP, fhir_audit.h).
// Each entry is answered by itself (FHIR R4 section 3.1.0.11.1), so a record is delivered when
// all of its events are.
//
// Thread safety: as AuditExport.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/fhir/fhir_audit.h"
#include "engine/core/audit_export.h"
#include "engine/core/spec.h"
#include "engine/net/backoff.h"
#include "engine/net/http_client.h"

namespace pontis {

struct FhirAuditExportOptions {
  std::string url;
  std::vector<std::string> headers;
  std::string authorization;
  std::string source = "pontis";
  std::string site;
  std::size_t batch = 100;
  bool put = false;
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
  std::chrono::milliseconds first_retry = std::chrono::seconds(1);
  std::chrono::milliseconds last_retry = std::chrono::minutes(5);
};

class FhirAuditExport final : public AuditExport {
 public:
  static const Spec<FhirAuditExportOptions>& spec();

  explicit FhirAuditExport(FhirAuditExportOptions options);

  Result<std::size_t> send(std::span<const AuditRecord> records) override;
  void stop() override { client_.stop(); }

 private:
  // A batch, and how many events each record has in it.
  struct Batch {
    std::string bundle;
    std::vector<std::size_t> events;
  };
  Batch batch(std::span<const AuditRecord> records) const;
  Result<std::size_t> deliver(std::span<const AuditRecord> records);

  const FhirAuditExportOptions options_;
  const AuditObserver observer_;
  HttpHeaders headers_;
  HttpClient client_;
  Backoff backoff_;
};

}  // namespace pontis
