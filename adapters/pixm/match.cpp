#include "adapters/pixm/match.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "adapters/pixm/pixm_answer.h"
#include "adapters/pixm/pixm_bundle.h"
#include "adapters/pixm/pixm_patient.h"
#include "engine/core/adapter.h"

namespace pontis {
namespace {

// What the message's own standard reads of a Patient: no other than the feed is read by.
std::optional<Demographics> probeOf(const Nodes& nodes, std::uint32_t patient,
                                    const std::string& format) {
  const Adapter* adapter = findAdapter(format);
  if (adapter == nullptr || adapter->format == nullptr) return std::nullopt;
  const auto document = adapter->format->parse(Bytes::own(jsonOf(nodes, patient)));
  if (!document) return std::nullopt;
  const std::vector<PersonAct> acts = adapter->format->persons(**document);
  return acts.empty() ? Demographics() : acts.front().subject;
}

// The Patient, or 0 with `alone` false if there is none.
std::optional<std::uint32_t> patientOf(const Nodes& nodes) {
  if (memberText(nodes, 0, "resourceType") == "Patient") return 0;
  for (const std::uint32_t item : parametersOf(nodes, "resource")) {
    const std::uint32_t resource = memberOf(nodes, item, "resource");
    if (resource != 0 && memberText(nodes, resource, "resourceType") == "Patient") return resource;
  }
  return std::nullopt;
}

std::string_view parameterText(const Nodes& nodes, std::string_view name, std::string_view value) {
  const auto found = parametersOf(nodes, name);
  return found.empty() ? std::string_view() : memberText(nodes, found.front(), value);
}

std::vector<PersonMatch> matchesOf(const Index& index, const Demographics& probe, std::size_t count,
                                   bool certain_only) {
  std::vector<PersonMatch> found = index.match(probe, certain_only ? kMostMatches : count);
  for (PersonMatch& one : found) one.score = matchScore(one.grade, one.score);
  std::stable_sort(found.begin(), found.end(),
                   [](const PersonMatch& a, const PersonMatch& b) { return a.score > b.score; });
  if (certain_only) {
    std::erase_if(found, [](const PersonMatch& one) { return one.grade != Grade::kCertain; });
    if (found.size() > 1) found.clear();
  }
  if (found.size() > count) found.resize(count);
  return found;
}

}  // namespace

double matchScore(Grade grade, double bits) {
  constexpr double kHalfWay = 8;  // bits at which half of a band is reached
  struct Band {
    double from, to;
  };
  const Band band = grade == Grade::kCertain    ? Band{0.95, 1}
                    : grade == Grade::kProbable ? Band{0.8, 0.95}
                    : grade == Grade::kPossible ? Band{0.4, 0.8}
                                                : Band{0, 0.4};
  const double reached = 1 - std::exp2(-std::max(0.0, bits) / kHalfWay);
  return band.from + (band.to - band.from) * std::min(reached, 0.999);
}

Bytes answerMatch(const PixmRequest& request, const Message& message, const Index& index) {
  if (request.nodes == nullptr) return answerError(400, "structure", "the body is no resource");
  const Nodes& nodes = *request.nodes;
  const auto patient = patientOf(nodes);
  if (!patient)
    return answerError(400, "required", "Parameters.parameter \"resource\" is no Patient");
  std::size_t count = kMostMatches;
  if (const std::string_view text = parameterText(nodes, "count", "valueInteger"); !text.empty()) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || count == 0)
      return answerError(400, "value", "count is no positive integer");
    count = std::min(count, kMostMatches);
  }
  const bool certain_only = parameterText(nodes, "onlyCertainMatches", "valueBoolean") == "true";
  const auto probe = probeOf(nodes, *patient, message.format);
  if (!probe) return answerError(400, "structure", "the Patient could not be read");

  JsonWriter bundle;
  beginSearchset(bundle, request.base + "Patient/$match");
  bundle.array("entry");
  std::size_t total = 0;
  for (const PersonMatch& one : matchesOf(index, *probe, count, certain_only)) {
    const auto person = index.person(one.id);
    if (!person) continue;
    ++total;
    bundle.object().text("fullUrl", fullUrl(request, person->id));
    bundle.raw("resource", patientText(*person, index.domains()));
    bundle.object("search").array("extension").object();
    bundle.text("url", "http://hl7.org/fhir/StructureDefinition/match-grade");
    bundle.text("valueCode", toString(one.grade)).end().end();
    bundle.text("mode", "match").raw("score", fmt::format("{:.4f}", one.score)).end().end();
  }
  bundle.end().raw("total", std::to_string(total));
  return answerResource(bundle.end().written());
}

}  // namespace pontis
