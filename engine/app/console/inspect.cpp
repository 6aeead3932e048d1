#include <iostream>

#include "engine/app/console/files.h"
#include "engine/app/console/units.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

std::string orNull(const std::string& text) { return text.empty() ? "null" : jsonString(text); }

// The decoded values at `path`; an absent place is one null, like an HL7 null.
std::string valuesOf(const Document& document, const std::string& path) {
  const auto values = document.find(path);
  if (values.empty()) return "[null]";
  std::string text = "[";
  for (const auto& value : values)
    text += (text.size() > 1 ? "," : "") + (value ? jsonString(*value) : std::string("null"));
  return text + "]";
}

std::string describe(const Unit& unit, const std::vector<std::string>& paths) {
  std::string line =
      "{\"file\":" + jsonString(unit.file) + ",\"message\":" + std::to_string(unit.number);
  if (!unit.document) {
    const Error& error = unit.document.error();
    const std::string text = error.where.empty() ? error.text : error.where + ": " + error.text;
    return line +
           ",\"type\":null,\"control_id\":null,\"charset\":null,\"accepted\":false,\"error\":" +
           jsonString(text) + ",\"values\":{}}";
  }
  const Document& document = **unit.document;
  const Envelope envelope = unit.format->envelope(document);
  line += ",\"type\":" + orNull(envelope.type) + ",\"control_id\":" + orNull(envelope.control_id) +
          ",\"charset\":" + jsonString(document.charset()) + ",\"accepted\":true,\"error\":null";
  line += ",\"values\":{";
  for (std::size_t i = 0; i < paths.size(); ++i)
    line += (i > 0 ? "," : "") + jsonString(paths[i]) + ":" + valuesOf(document, paths[i]);
  line += "}";
  if (const auto remarks = document.remarks(); !remarks.empty()) {
    line += ",\"remarks\":[";
    for (std::size_t i = 0; i < remarks.size(); ++i)
      line += (i > 0 ? "," : "") + jsonString(remarks[i]);
    line += "]";
  }
  return line + "}";
}

}  // namespace

int inspect(const InspectOptions& options) {
  bool refused = false;
  eachUnit(options.files, "inspecting file", [&](const Unit& unit) {
    std::cout << describe(unit, options.paths) << "\n";
    refused = refused || !unit.document;
  });
  return refused ? 1 : 0;
}

}  // namespace pontis
