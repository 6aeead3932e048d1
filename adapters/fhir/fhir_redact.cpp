#include "adapters/fhir/fhir_redact.h"

#include <algorithm>
#include <set>

#include "adapters/fhir/fhir_cut.h"
#include "adapters/fhir/fhir_fate.h"
#include "adapters/fhir/fhir_mask.h"
#include "adapters/fhir/fhir_narrative.h"
#include "engine/base/log.h"

namespace pontis {
namespace {

class Redactor {
 public:
  Redactor(const FhirPieces& pieces, const Redaction& redaction)
      : pieces_(pieces), redaction_(redaction), fate_(settle(pieces, redaction)) {}

  // The root's text; nothing if nothing is left.
  std::optional<std::string> apply();

 private:
  bool isGone(std::size_t resource) const { return fate_.access[resource] == Access::kWithhold; }
  bool isEmpty() const;
  void leaveOut();
  void cut();
  void cutIn(std::size_t resource, FhirCut& cutter);
  void retell(std::size_t resource, bool cut, const std::vector<const Json*>& sections);
  void retellSections(std::size_t composition, const Json& owner,
                      const std::vector<const Json*>& cut);
  std::vector<std::string> linesOf(std::size_t composition, const Json& owner) const;
  void mask();
  void maskReferences();
  void maskEntry(const FhirResource& resource, const std::string& pseudonym);
  void correctBundles();
  std::string pseudonymOf(std::size_t subject) const;

  const FhirPieces& pieces_;
  const Redaction& redaction_;
  const FhirFate fate_;
  std::set<const Json*> gone_references_;
  std::set<std::string> gone_keys_;
  std::vector<std::string> phrases_;  // of what does not go
  FhirEdit edit_;
};

bool Redactor::isEmpty() const {
  for (const FhirPieces::Piece& piece : pieces_.pieces())
    if (!isGone(piece.resource)) return false;
  return true;
}

void Redactor::leaveOut() {
  const auto& all = pieces_.resources();
  std::set<std::string> kept;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!isGone(i)) kept.insert(all[i].keys.begin(), all[i].keys.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!isGone(i)) continue;
    edit_.leaveOut(*all[i].item);
    for (const std::string& key : all[i].keys)
      if (key.starts_with("#") || key.starts_with("=") || kept.count(key) == 0)
        gone_keys_.insert(key);
    if (all[i].pieces.empty()) continue;
    for (std::string& phrase : phrasesOf(*all[i].json)) phrases_.push_back(std::move(phrase));
  }
  std::sort(phrases_.begin(), phrases_.end());
  phrases_.erase(std::unique(phrases_.begin(), phrases_.end()), phrases_.end());
  // Words that what is left says as well tell nothing.
  std::set<std::string> said;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!isGone(i) && all[i].type != "Composition" && all[i].type != "Bundle")
      for (std::string& phrase : phrasesOf(*all[i].json)) said.insert(std::move(phrase));
  std::erase_if(phrases_, [&](const std::string& phrase) { return said.count(phrase) > 0; });
  for (const FhirReference& reference : pieces_.references()) {
    const auto& to = reference.to;
    if (!to.empty() && std::all_of(to.begin(), to.end(), [&](std::size_t i) { return isGone(i); }))
      gone_references_.insert(reference.json);
  }
}

void Redactor::cut() {
  FhirCut cutter(
      [this](const Json& value) {
        if (value.kind() == Json::Kind::kObject) return gone_references_.count(&value) > 0;
        const std::string& text = value.text();
        return gone_keys_.count(text) > 0 && !text.starts_with("=") && !text.starts_with("#");
      },
      edit_);
  for (std::size_t i = 0; i < pieces_.resources().size(); ++i)
    if (!isGone(i) && pieces_.resources()[i].type != "Bundle") cutIn(i, cutter);
}

void Redactor::cutIn(std::size_t resource, FhirCut& cutter) {
  const std::size_t before = cutter.sections().size();
  const bool cut = cutter.apply(*pieces_.resources()[resource].json);
  const auto& sections = cutter.sections();
  retell(resource, cut, {sections.begin() + static_cast<std::ptrdiff_t>(before), sections.end()});
}

// Makes the narrative anew that may tell of what is not there any more.
void Redactor::retell(std::size_t resource, bool cut, const std::vector<const Json*>& sections) {
  const Json& json = *pieces_.resources()[resource].json;
  const bool composition = pieces_.resources()[resource].type == "Composition";
  const Json& text = json["text"];
  if (text["div"] && (composition || cut || mentions(text, phrases_))) {
    std::vector<std::string> lines{headline(json)};
    for (const Json& section : json["section"].items())
      if (!section["title"].text().empty()) lines.push_back(section["title"].text());
    edit_.replace(text, narrative(lines));
  }
  if (composition) retellSections(resource, json, sections);
}

void Redactor::retellSections(std::size_t composition, const Json& owner,
                              const std::vector<const Json*>& cut) {
  for (const Json& section : owner["section"].items()) {
    const bool lost = std::find(cut.begin(), cut.end(), &section) != cut.end();
    if (section["text"]["div"] && (lost || mentions(section["text"], phrases_)))
      edit_.replace(section["text"], narrative(linesOf(composition, section)));
    retellSections(composition, section, cut);
  }
}

// A section's title and what its entries are about.
std::vector<std::string> Redactor::linesOf(std::size_t composition, const Json& owner) const {
  const std::string& title = owner["title"].text();
  std::vector<std::string> lines{title.empty() ? headline(owner) : title};
  if (lines[0].empty()) lines[0] = "Section";
  for (const Json& entry : owner["entry"].items())
    for (const std::size_t target : pieces_.resolve(entry, composition))
      if (!isGone(target)) lines.push_back(headline(*pieces_.resources()[target].json));
  return lines;
}

std::string Redactor::pseudonymOf(std::size_t subject) const {
  const std::vector<Identifier>& person = pieces_.subjects()[subject];
  return person.empty() ? std::string() : redaction_.pseudonym(person.front());
}

void Redactor::mask() {
  for (std::size_t i = 0; i < pieces_.resources().size(); ++i) {
    const FhirResource& resource = pieces_.resources()[i];
    if (fate_.access[i] != Access::kMask) continue;
    FhirMask mask{redaction_.pseudonymise, "", {}};
    if (mask.pseudonymise) {
      constexpr std::size_t kShortest = 4;  // what is shorter is a number like any other
      mask.pseudonym = pseudonymOf(resource.subjects.front());
      for (const std::size_t subject : resource.subjects)
        for (const Identifier& one : pieces_.subjects()[subject])
          if (one.value.size() >= kShortest) mask.identifiers.insert(one.value);
    }
    maskResource(*resource.json, mask, edit_);
    if (mask.pseudonymise) maskEntry(resource, mask.pseudonym);
  }
  if (redaction_.pseudonymise) maskReferences();
}

// The addresses in an entry. What is not the Patient is created: what it would be known by is gone.
void Redactor::maskEntry(const FhirResource& resource, const std::string& pseudonym) {
  if (resource.entry == nullptr) return;
  const Json& entry = *resource.entry;
  const bool patient = resource.type == "Patient";
  if (const Json& url = entry["fullUrl"]; url && patient)
    edit_.replace(url, jsonString(pseudonymousReference(url.text(), pseudonym)));
  for (const char* place : {"request", "response"})
    for (const char* member : {"url", "location", "ifNoneExist"}) {
      const Json& value = entry[place][member];
      const std::string& text = value.text();
      if (text.find('=') == std::string::npos) {
        if (patient && text.find("Patient/") != std::string::npos)
          edit_.replace(value, jsonString(pseudonymousReference(text, pseudonym)));
      } else if (!patient) {
        if (text.find('?') == std::string::npos)
          edit_.leaveOut(value);
        else
          edit_.replace(value, jsonString(resource.type));
        edit_.replace(entry["request"]["method"], jsonString("POST"));
      } else if (text.find('?') == std::string::npos) {
        const std::string named = std::string(kPseudonymSystem) + "%7C" + asId(pseudonym);
        edit_.replace(value, jsonString("identifier=" + named));
      } else {
        edit_.replace(value, jsonString(pseudonymousReference(text, pseudonym)));
      }
    }
}

void Redactor::maskReferences() {
  for (const FhirReference& reference : pieces_.references()) {
    if (reference.subject == kNoResource || isGone(reference.from)) continue;
    if (fate_.pseudonymous.count(reference.subject) == 0) continue;
    const Json& json = *reference.json;
    const std::string pseudonym = pseudonymOf(reference.subject);
    if (const Json& text = json["reference"])
      edit_.replace(text, jsonString(pseudonymousReference(text.text(), pseudonym)));
    if (const Json& identifier = json["identifier"])
      edit_.replace(identifier, pseudonymousIdentifier(pseudonym));
    if (const Json& display = json["display"]) edit_.leaveOut(display);
  }
}

// What a Bundle says of itself.
void Redactor::correctBundles() {
  const auto& all = pieces_.resources();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].type != "Bundle" || isGone(i)) continue;
    std::size_t matches = 0;
    for (std::size_t other = 0; other < all.size(); ++other) {
      if (all[other].within != i || all[other].entry == nullptr || !isGone(other)) continue;
      const std::string& mode = (*all[other].entry)["search"]["mode"].text();
      matches += mode.empty() || mode == "match";
    }
    const Json& bundle = *all[i].json;
    if (const Json& signature = bundle["signature"]) edit_.leaveOut(signature);
    const std::string& total = bundle["total"].text();
    if (matches == 0 || total.empty() || total.size() > 9 ||
        total.find_first_not_of("0123456789") != std::string::npos)
      continue;
    const std::size_t said = std::stoul(total);
    edit_.replace(bundle["total"], std::to_string(said - std::min(said, matches)));
  }
}

std::optional<std::string> Redactor::apply() {
  const Json& root = *pieces_.resources().front().json;
  const std::string& type = root["type"].text();
  const bool answer =
      root["resourceType"].text() == "Bundle" && (type == "searchset" || type == "history");
  if (isGone(0) || (isEmpty() && !answer)) return std::nullopt;
  leaveOut();
  cut();
  mask();
  correctBundles();
  return edit_.apply(root);
}

// Whether the first line of a request says whose record it is.
bool namesPatient(const FhirRequest& request) {
  return request.path().find("Patient/") != std::string::npos ||
         std::any_of(request.parameters().begin(), request.parameters().end(),
                     [](const auto& one) { return !one.second.empty(); }) ||
         !request.field("if-none-exist").empty();
}

}  // namespace

Result<Bytes> redactDocument(const Bytes& payload, const FhirDocument& document,
                             const Redaction& redaction) {
  const FhirPieces pieces(document.json());
  if (redaction.pieces.size() != pieces.pieces().size())
    return Error{Code::kInternal, "the redaction is that of another document", ""};
  if (redaction.pseudonymise && !redaction.pseudonym)
    return Error{Code::kInternal, "pseudonyms are asked for and none can be made", ""};
  const auto is = [](Access wanted) { return [wanted](Access one) { return one == wanted; }; };
  const auto& decided = redaction.pieces;
  if (std::all_of(decided.begin(), decided.end(), is(Access::kPermit))) return payload;
  const bool masks = std::any_of(decided.begin(), decided.end(), is(Access::kMask));
  if (masks && redaction.pseudonymise && document.request() != nullptr &&
      namesPatient(*document.request()))
    return Error{Code::kUnsupported, "the request's address names the patient", ""};
  const std::optional<std::string> text = Redactor(pieces, redaction).apply();
  if (!text) return Error{Code::kDenied, "nothing of the document may be sent", ""};
  const std::string_view all = payload.view(), root = document.json().raw().view();
  const auto begin = static_cast<std::size_t>(root.data() - all.data());
  return Bytes::own(std::string(all.substr(0, begin)) + *text +
                    std::string(all.substr(begin + root.size())));
}

}  // namespace pontis
