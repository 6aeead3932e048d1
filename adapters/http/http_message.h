// A request as the payload of a message, and an answer that says its own status.
//
// Both have the shape of RFC 9112 section 2 with a bare LF at the end of each line, so that what is
// kept of a request can be read and sent again:
//
//   PUT Patient?identifier=urn:oid:1.2%7C7       200 comes back as   HTTP/1.1 200 OK
//   Content-Type: application/fhir+json                              Content-Type: …
//   Base: http://registry.example:8080/fhir
//                                                                    {"resourceType": …
//   {"resourceType":"Patient", …
//
// The target is relative to the path of the source; a query stands as it was sent. Base is where
// that path is, as the client called it.
#pragma once

#include <optional>
#include <string_view>

#include "engine/net/http_server.h"

namespace pontis {

// Whether `path` is `base` or below it.
bool isBelow(std::string_view path, std::string_view base);

// REQUIRES: isBelow(request.path, base)
Bytes requestPayload(const HttpRequest& request, std::string_view base);

// Reads an answer; nothing if it does not begin with a status line: then it is all body.
std::optional<HttpResponse> readAnswer(const Bytes& answer);

}  // namespace pontis
