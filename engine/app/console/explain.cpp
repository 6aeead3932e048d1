#include "engine/mapping/explain.h"

#include <fmt/format.h>

#include <iostream>

#include "engine/app/console/map_commands.h"
#include "engine/app/console/rows.h"
#include "engine/app/console/units.h"
#include "engine/app/maps.h"
#include "engine/base/log.h"
#include "engine/base/text.h"
#include "engine/mapping/json.h"

namespace pontis {
namespace {

// What a person reads of a JSON value: at most 40 characters, without quotes.
std::string brief(std::string_view json) {
  constexpr std::size_t kMost = 40;
  std::string text =
      json.starts_with('"') ? unescaped(json.substr(1, json.size() - 2)) : std::string(json);
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size() && count < kMost; ++count)
    at += std::max<std::size_t>(utf8Sequence(std::string_view(text).substr(at)), 1);
  return at < text.size() ? text.substr(0, at) + "…" : text;
}

class Explainer {
 public:
  Explainer(const Mapping& mapping, bool json) : mapping_(mapping), json_(json) {}

  // Nothing, or why it cannot be explained.
  Result<Done> take(const Unit& unit) {
    if (!unit.document) return unit.document.error();
    const auto* segments = dynamic_cast<const Segments*>(unit.document->get());
    if (segments == nullptr) return Error{Code::kUnsupported, "no map for this standard", ""};
    const auto explanation = mapping_.explain(*segments);
    if (!explanation) return explanation.error();
    const auto elements = elementsOf(*explanation);
    if (json_)
      printJson(unit, elements, explanation->mapped.lost);
    else
      print(unit, elements, explanation->mapped);
    return Done{};
  }

 private:
  // "hl7v2-fhir/adt.map:73 > types.map:36", from the segment's row to the innermost data type's.
  std::string placesOf(const MadeElement& element) const {
    if (element.rules.empty()) return element.remainder ? "remainder" : "engine";
    std::string out, folder;
    for (const std::uint32_t index : element.rules) {
      const std::string& place = mapping_.rules()[index].place;
      const std::string own = place.substr(0, place.find('/') + 1);
      out += (out.empty() ? "" : " > ") + (own == folder ? place.substr(own.size()) : place);
      folder = own;
    }
    return out;
  }

  std::string originsOf(const MadeElement& element) const {
    std::string out;
    for (const std::uint32_t index : element.rules) {
      const std::string& origin = mapping_.rules()[index].origin;
      out += (out.empty() || origin.empty() ? "" : " > ") + origin;
    }
    return out;
  }

  // What stands in the row, and not in the message, is a constant or a reference.
  std::string sourceOf(const MadeElement& element) const {
    if (!element.source.empty() || element.rules.empty()) return element.source;
    const std::string& source = mapping_.rules()[element.rules.back()].source;
    return source.starts_with('\'') ? "constant" : source;
  }

  void print(const Unit& unit, const std::vector<MadeElement>& elements, const Mapped& mapped) {
    if (unit.of > 1) std::cout << "message " << unit.number << " of " << unit.file << "\n";
    Rows rows({"element", "value", "from", "rule", "official row"});
    for (const MadeElement& element : elements)
      rows.add({element.path, brief(element.value), sourceOf(element), placesOf(element),
                originsOf(element)});
    rows.print(std::cout, false);
    std::cout << "\n";
    if (!mapped.lost.empty()) {
      Rows lost({"lost", "why"});
      for (const Loss& loss : mapped.lost) lost.add({loss.path, loss.reason});
      lost.print(std::cout, false);
      std::cout << "\n";
    }
    const LeafCount& count = mapped.leaves;
    std::cout << fmt::format("{} values: {} read, {} kept apart, {} lost\n", count.leaves,
                             count.read, count.kept, count.lost);
  }

  void printJson(const Unit& unit, const std::vector<MadeElement>& elements,
                 const std::vector<Loss>& lost) const {
    const std::string head =
        fmt::format("{{\"file\":{},\"message\":{},", jsonString(unit.file), unit.number);
    for (const MadeElement& element : elements) {
      std::string rules;
      for (const std::uint32_t index : element.rules) {
        const Rule& rule = mapping_.rules()[index];
        rules +=
            fmt::format(R"({}{{"place":{},"source":{},"target":{},"origin":{}}})",
                        rules.empty() ? "" : ",", jsonString(rule.place), jsonString(rule.source),
                        jsonString(rule.target), jsonString(rule.origin));
      }
      std::cout << head
                << fmt::format(
                       "\"element\":{},\"value\":{},\"from\":{},\"rules\":[{}],"
                       "\"remainder\":{}}}\n",
                       jsonString(element.path), element.value, jsonString(sourceOf(element)),
                       rules, element.remainder);
    }
    for (const Loss& loss : lost)
      std::cout << head
                << fmt::format("\"lost\":{},\"reason\":{}}}\n", jsonString(loss.path),
                               jsonString(loss.reason));
  }

  const Mapping& mapping_;
  const bool json_;
};

}  // namespace

int explain(const ExplainOptions& options) {
  const auto folders = mapFolders(options.map_folders);
  const auto mapping = folders ? Mapping::load(*folders) : folders.error();
  if (!mapping) {
    std::cerr << "pontis: " << mapping.error().text << "\n";
    return 2;
  }
  Explainer explainer(**mapping, options.json);
  bool refused = false;
  eachUnit(options.files, "explaining file", [&](const Unit& unit) {
    const auto done = explainer.take(unit);
    refused = refused || !done;
    if (!done)
      std::cerr << "refused " << unit.file << " message " << unit.number << ": "
                << done.error().text << "\n";
  });
  return refused ? 1 : 0;
}

}  // namespace pontis
