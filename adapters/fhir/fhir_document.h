// FhirDocument: the parsed view of one FHIR R4 resource in JSON, or of a request that may carry
// one.
//
// Of a request (fhir_request.h) the nodes are those of its body, an empty object if it has none;
// what else it says is found below "HTTP": "HTTP.method", "HTTP.path", "HTTP.query" (each parameter
// decoded, "family=Smith"), "HTTP.base", "HTTP.accept" and any other field.
//
// FHIR R4 section 2.6.2 (JSON representation): a resource is an object with "resourceType". Names
// given twice, nesting over 128 and bytes that are not UTF-8 are refused (engine/tree/json).
//
// Thread safety: immutable.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/fhir/fhir_request.h"
#include "engine/core/nodes.h"
#include "engine/tree/json.h"

namespace pontis {

class FhirDocument final : public Nodes {
 public:
  //   kMalformed    not JSON, not a request, or the path names another resource than the body
  //   kInvalid      not a resource
  //   kUnsupported  the body of a request is XML
  static Result<std::shared_ptr<const FhirDocument>> parse(Bytes payload);

  // The resource's type; of a message Bundle "Bundle" as well. Of a request "PUT Patient".
  std::string_view type() const override { return type_; }

  // "Patient.birthDate", "Bundle.identifier.value", "birthDate": from the root on, every item of
  // every array. A path that begins with the type of an entry's resource is looked up in each such
  // entry of a Bundle.
  std::vector<std::optional<std::string>> find(std::string_view path) const override;

  const std::vector<Node>& nodes() const override { return nodes_; }
  const Json& json() const { return json_; }
  // Null for a bare body.
  const FhirRequest* request() const { return request_ ? &*request_ : nullptr; }

  // The member of that name, or 0.
  std::uint32_t member(std::uint32_t node, std::string_view name) const;
  std::string_view memberText(std::uint32_t node, std::string_view name) const;
  // The root and, in a Bundle, the resources of its entries.
  std::vector<std::uint32_t> resources() const;

 private:
  Result<Done> readRequest(const Bytes& payload);
  Result<Done> readBody(Bytes body);
  std::vector<std::optional<std::string>> findInRequest(std::string_view name) const;
  void add(const Json& value, std::string_view name);
  void values(std::uint32_t node, std::string_view path,
              std::vector<std::optional<std::string>>& out) const;

  std::optional<FhirRequest> request_;
  Json json_;
  std::vector<Node> nodes_;
  std::string_view type_;
};

}  // namespace pontis
