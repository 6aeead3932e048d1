// PixmRequest: a request to the FHIR interfaces of the index, read off a document through core
// types alone: what an HTTP request says stands below "HTTP", its body is the document's nodes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/message.h"
#include "engine/core/nodes.h"

namespace pontis {

// One search parameter (FHIR R4 section 3.1.1): each of its values will do.
struct SearchParameter {
  std::string name;
  std::string modifier;             // "exact", without the colon
  std::string text;                 // as it was sent, decoded
  std::vector<std::string> values;  // parted at ',', "\," and the like unescaped
};

struct PixmRequest {
  std::string id;    // of "Patient/ID"
  std::string base;  // the base URL with a slash at its end; empty if it is not known
  std::string accept;
  bool strict = false;  // Prefer: handling=strict
  std::vector<SearchParameter> parameters;
  const Nodes* nodes = nullptr;  // null if the document has none

  // The first parameter of that name, or null.
  const SearchParameter* find(std::string_view name) const;
  // Whether the answer may be JSON (_format, else Accept).
  bool takesJson() const;
};

// `base` is the configured one; if it is empty, what the client called counts.
PixmRequest readRequest(const Document& document, std::string_view base);

// "system|value" into its parts; `system` is absent if there is no '|', which escaped bars are not.
struct Token {
  std::optional<std::string> system;
  std::string value;
};
Token readToken(std::string_view text);
// A value of another kind: "\\|" and "\\\\" unescaped.
std::string plainValue(std::string_view text);

// ---- the body
// The member of that name, or 0.
std::uint32_t memberOf(const Nodes& nodes, std::uint32_t node, std::string_view name);
std::string_view memberText(const Nodes& nodes, std::uint32_t node, std::string_view name);
// The items of Parameters.parameter with that name.
std::vector<std::uint32_t> parametersOf(const Nodes& nodes, std::string_view name);
// The JSON text of a node.
std::string jsonOf(const Nodes& nodes, std::uint32_t node);

}  // namespace pontis
