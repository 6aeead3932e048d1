// FhirRequest: a request of the RESTful API as a payload, and the answer that says its own status.
//
// The shape of both is that of an HTTP message (RFC 9112 section 2) with a bare LF at the end of
// each line; adapters/http makes a payload of it and sends what comes back. The target is relative
// to the base URL: "PUT Patient?identifier=urn:oid:1.2%7C7".
//
// Thread safety: immutable.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/message.h"
#include "engine/core/person.h"

namespace pontis {

class FhirRequest {
 public:
  // Whether the payload is a request; else it is a bare body.
  static bool begins(std::string_view payload);

  //   kMalformed   no empty line before the body, or a path that FHIR R4 section 3.1.0 does not
  //   know kUnsupported the body is XML; where = "Content-Type"
  static Result<FhirRequest> read(const Bytes& payload);

  const std::string& method() const { return method_; }
  const std::string& path() const { return path_; }  // "Patient/7/_history"
  // What the request asks, ids left out, as FHIR R4 section 3.1.0 writes it: "PUT Patient",
  // "GET Patient/[id]", "POST Patient/$match".
  const std::string& type() const { return type_; }
  // The parameters of the URL, then those of a form, decoded: "identifier", "urn:oid:1.2|7".
  const std::vector<std::pair<std::string, std::string>>& parameters() const { return parameters_; }
  // The value of "Accept", whatever its case; empty if there is none.
  std::string_view field(std::string_view name) const;
  // The base URL as the client called it, with a slash at its end; empty if that is not known.
  std::string base() const;
  // The resource's text; empty if there is none.
  const Bytes& body() const { return body_; }
  // Whether it writes the resource that is its body: create, update, conditional or not.
  bool writes() const;
  // The type of resource that the path names; empty for the system's own.
  std::string_view resource() const { return std::string_view(path_).substr(0, path_.find('/')); }

 private:
  Result<Done> readTarget(std::string_view target);
  void readParameters(std::string_view text);

  std::string method_, path_, type_;
  std::vector<std::pair<std::string, std::string>> parameters_, fields_;
  Bytes body_;
};

// "urn:oid:1.2|7" as an identifier.
Identifier identifierOf(std::string_view token);

// The identifier of a conditional target, "Patient?identifier=urn:oid:1.2|7" or its query alone;
// without a value if it names none.
Identifier readCondition(std::string_view target);

// `outcome` as the answer to the request that `message` is, with the status of FHIR R4 section
// 3.1.0; unchanged if it is a bare body. `error` is null for what was taken.
Bytes answerRequest(const Message& message, const Error* error, std::string outcome);

}  // namespace pontis
