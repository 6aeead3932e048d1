#include "adapters/fhir/fhir_narrative.h"

#include <algorithm>

#include "engine/base/log.h"

namespace pontis {
namespace {

constexpr std::size_t kShortest = 4;  // letters; a shorter phrase stands in many a word

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string nameOf(const Json& concept_value) {
  if (!concept_value["text"].text().empty()) return concept_value["text"].text();
  for (const Json& coding : concept_value["coding"].items())
    for (const char* member : {"display", "code"})
      if (!coding[member].text().empty()) return coding[member].text();
  return {};
}

void addPhrases(const Json& value, std::string_view name, std::vector<std::string>& out) {
  const bool words = name == "display" || name == "text" || name == "valueString" ||
                     name == "title" || name == "conclusion";
  if (words && value.kind() == Json::Kind::kString && value.text().size() >= kShortest)
    out.push_back(lower(value.text()));
  for (const Json& item : value.items()) addPhrases(item, name, out);
  for (const auto& [member, inner] : value.members())
    // What is said of the patient is said everywhere.
    if (member != "subject" && member != "patient" && member != "contained")
      addPhrases(inner, member, out);
}

}  // namespace

std::string headline(const Json& resource) {
  for (const char* member : {"code", "medicationCodeableConcept", "vaccineCode", "type"})
    if (std::string name = nameOf(resource[member]); !name.empty()) return name;
  if (!resource["title"].text().empty()) return resource["title"].text();
  return resource["resourceType"].text();
}

std::string narrative(const std::vector<std::string>& lines) {
  std::string div = R"(<div xmlns="http://www.w3.org/1999/xhtml">)";
  for (const std::string& line : lines) div += "<p>" + escaped(line) + "</p>";
  return R"({"status":"generated","div":)" + jsonString(div + "</div>") + "}";
}

std::vector<std::string> phrasesOf(const Json& resource) {
  std::vector<std::string> out;
  addPhrases(resource, "", out);
  return out;
}

bool mentions(const Json& narrative_value, const std::vector<std::string>& phrases) {
  const std::string text = lower(narrative_value["div"].text());
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& phrase) {
    return text.find(phrase) != std::string::npos ||
           text.find(escaped(phrase)) != std::string::npos;
  });
}

}  // namespace pontis
