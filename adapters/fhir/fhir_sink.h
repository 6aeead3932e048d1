// FhirSink: delivers to a FHIR R4 server (RESTful API, section 3.1.0).
//
// "transaction" posts the Bundle to the base URL, and the server takes all of it or nothing.
// "resources" sends each entry by itself, in order, as its request says; a reference to an entry
// that was sent before (Bundle.entry.fullUrl) becomes the place the server gave it. A message that
// failed half way begins again with its first entry, so its requests should be repeatable: PUT, or
// POST with ifNoneExist. A payload that is one resource is sent as a single entry, one that is a
// request (fhir_request.h) as that request.
//
// 2xx delivers. 408, 409 (somebody else wrote the resource meanwhile), 425, 429, 5xx and a server
// that cannot be reached are tried again. All other statuses, 412 (the condition fits several or a
// newer version) included, are dead letters; the error names the OperationOutcome's issue codes and
// nothing else of it, for its texts may quote the person's data.
//
// Thread safety: as Sink.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "engine/core/adapter.h"
#include "engine/core/spec.h"
#include "engine/net/http_lanes.h"
#include "engine/tree/json.h"

namespace pontis {

struct FhirSinkOptions {
  std::string url = "";
  std::string mode = "transaction";
  std::vector<std::string> headers = {};
  std::string authorization = "";
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
  std::size_t connections = 1;
};

class FhirSink final : public Sink {
 public:
  static const Spec<FhirSinkOptions>& spec();

  explicit FhirSink(FhirSinkOptions options);

  std::vector<Result<Bytes>> send(std::span<const Outgoing> batch) override;
  void stop() override { lanes_.stop(); }

 private:
  HttpLanes::Attempt deliver(HttpClient& client, const Bytes& payload) const;
  HttpLanes::Attempt sendRequest(HttpClient& client, const Bytes& payload) const;
  HttpLanes::Attempt sendBundle(HttpClient& client, const Bytes& payload) const;
  HttpLanes::Attempt sendEntries(HttpClient& client, const Json& bundle) const;
  // The request of one entry; `places` are those of the entries sent so far, by fullUrl.
  Result<HttpCall> request(const Json& entry,
                           const std::map<std::string, std::string>& places) const;
  HttpCall call(std::string method, std::string path, Bytes body) const;

  const FhirSinkOptions options_;
  HttpHeaders headers_;
  HttpLanes lanes_;
};

// What a FHIR server's response means for a delivery.
Result<Done> judgeFhir(int status, const Bytes& body);

}  // namespace pontis
