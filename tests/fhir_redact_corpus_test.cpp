// What holds of every FHIR document when consent withholds a part of it: over the corpora, and over
// what the shipped maps make of the HL7 v2 corpora.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <set>

#include "adapters/fhir/fhir_document.h"
#include "adapters/fhir/fhir_format.h"
#include "adapters/fhir/fhir_pieces.h"
#include "adapters/hl7v2/hl7v2_format.h"
#include "engine/core/segments.h"
#include "engine/mapping/mapping.h"
#include "tests/support/corpora.h"

namespace pontis {
namespace {

namespace fs = std::filesystem;

const FhirFormat kFormat;
using Visit = std::function<void(const std::string&, const FhirDocument&, const Message&)>;

void visit(const std::string& path, const Bytes& payload, const Visit& f) {
  const auto parsed = kFormat.parse(payload);
  if (!parsed) return;
  Message unit;
  unit.payload = payload;
  unit.document = *parsed;
  f(path, dynamic_cast<const FhirDocument&>(**parsed), unit);
}

void eachDocument(const Visit& f) {
  if (!fs::exists(corpora())) return;
  for (const auto& entry : fs::recursive_directory_iterator(corpora()))
    if (entry.path().extension() == ".json")
      visit(entry.path().string(), Bytes::own(contents(entry.path())), f);
  const auto maps = Mapping::load(std::vector<std::string>{PONTIS_ROOT "/mappings/hl7v2-fhir"});
  ASSERT_TRUE(maps);
  for (const auto& entry : fs::recursive_directory_iterator(corpora() / "hl7v2")) {
    if (entry.path().extension() != ".hl7") continue;
    for (const Bytes& unit : Hl7v2Format().split(Bytes::own(contents(entry.path())))) {
      const auto message = Hl7v2Format().parse(unit);
      if (!message) continue;
      const auto mapped = (*maps)->apply(dynamic_cast<const Segments&>(**message));
      if (mapped) visit(entry.path().string() + " mapped", mapped->output, f);
    }
  }
}

struct Score {
  std::size_t seen = 0, passed = 0;
  void count(bool good) { ++seen, passed += good; }
};
std::ostream& operator<<(std::ostream& out, const Score& score) {
  return out << score.passed << "/" << score.seen;
}

void eachObject(const Json& value, const std::function<void(const Json&)>& f) {
  if (value.kind() == Json::Kind::kObject) f(value);
  for (const Json& item : value.items()) eachObject(item, f);
  for (const auto& [name, member] : value.members()) eachObject(member, f);
}

// Texts of some length, as they are spelled.
void addValues(const Json& value, std::set<std::string>& out) {
  const std::string_view raw = value.raw().view();
  if (value.kind() == Json::Kind::kString && raw.size() >= 8)
    out.emplace(raw.substr(1, raw.size() - 2));
  if (value.kind() == Json::Kind::kNumber && raw.size() >= 6) out.emplace(raw);
  for (const Json& item : value.items()) addValues(item, out);
  for (const auto& [name, member] : value.members()) addValues(member, out);
}

TEST(FhirRedactCorpus, EveryResourceIsOfAPieceOrOfANamedKind) {
  static const std::set<std::string_view> kNoPiece = {
      "Bundle",        "MessageHeader",     "OperationOutcome",   "Organization",
      "Practitioner",  "PractitionerRole",  "Location",           "Medication",
      "Device",        "HealthcareService", "Endpoint",           "Substance",
      "ResearchStudy", "InsurancePlan",     "OperationDefinition"};
  Score resources;
  std::size_t documents = 0, pieces = 0;
  std::set<std::string> kinds;
  eachDocument([&](const std::string& path, const FhirDocument& document, const Message&) {
    ++documents;
    const FhirPieces all(document.json());
    const Contents said = kFormat.contents(document);
    EXPECT_EQ(said.pieces.size(), all.pieces().size());
    for (const Contents::Piece& piece : said.pieces)
      EXPECT_LT(piece.subject, said.subjects.size()) << path;
    pieces += said.pieces.size();
    std::set<const Json*> known;
    for (const FhirResource& one : all.resources()) {
      if (!one.pieces.empty() || kNoPiece.count(one.type) > 0) known.insert(one.json);
      if (one.pieces.empty())
        kinds.insert(kNoPiece.count(one.type) > 0 ? std::string(one.type) : "another kind");
    }
    eachObject(document.json(), [&](const Json& value) {
      if (value["resourceType"].text().empty()) return;
      resources.count(known.count(&value) > 0);
      EXPECT_TRUE(known.count(&value) > 0) << path << " " << value["resourceType"].text();
    });
  });
  if (documents == 0) GTEST_SKIP() << "no corpora";
  std::cout << "documents " << documents << ", pieces " << pieces << ", resources " << resources
            << "; no pieces:";
  for (const std::string& kind : kinds) std::cout << " " << kind;
  std::cout << "\n";
}

TEST(FhirRedactCorpus, WhatIsPermittedLeavesByteForByteAndWhatIsWithheldNotAtAll) {
  Score same, denied;
  std::size_t nobody = 0, answers = 0;
  eachDocument([&](const std::string& path, const FhirDocument& document, const Message& unit) {
    Redaction redaction;
    redaction.pieces.assign(kFormat.contents(document).pieces.size(), Access::kPermit);
    const auto all = kFormat.redact(unit, redaction);
    same.count(all && all->view() == unit.payload.view());
    EXPECT_TRUE(all && all->view() == unit.payload.view()) << path;
    if (redaction.pieces.empty()) {
      ++nobody;
      return;
    }
    redaction.pieces.assign(redaction.pieces.size(), Access::kWithhold);
    const auto none = kFormat.redact(unit, redaction);
    bool good = !none && none.error().code == Code::kDenied;
    const std::string& type = document.json()["type"].text();
    if (document.type() == "Bundle" && (type == "searchset" || type == "history")) {
      ++answers;
      const auto parsed = none ? FhirDocument::parse(*none) : none.error();
      good = parsed && kFormat.contents(**parsed).pieces.empty();
    }
    denied.count(good);
    EXPECT_TRUE(good) << path << " " << (none ? "something is left" : none.error().text);
  });
  if (same.seen == 0) GTEST_SKIP() << "no corpora";
  std::cout << "unchanged " << same << " (" << nobody << " concern nobody), denied " << denied
            << " (" << answers << " answers emptied)\n";
}

bool isClean(const std::string& path, const FhirDocument& document, const FhirPieces& all,
             std::size_t withheld, const Bytes& text) {
  const auto parsed = FhirDocument::parse(text);
  EXPECT_TRUE(parsed) << path << " " << text.view().substr(0, 300);
  if (!parsed) return false;
  const Json& resource = *all.resources()[withheld].json;
  const std::string_view whole = document.json().raw().view(), gone = resource.raw().view();
  const auto begin = static_cast<std::size_t>(gone.data() - whole.data());
  const std::string rest =
      std::string(whole.substr(0, begin)) + std::string(whole.substr(begin + gone.size()));
  std::set<std::string> values;
  addValues(resource, values);
  bool clean = true;
  for (const std::string& value : values) {
    if (rest.find(value) != std::string::npos) continue;
    const bool absent = text.view().find(value) == std::string_view::npos;
    EXPECT_TRUE(absent) << path << " " << resource["resourceType"].text();
    clean = clean && absent;
  }
  std::set<std::string> kept;
  const FhirPieces left((*parsed)->json());
  for (const FhirResource& one : left.resources()) kept.insert(one.keys.begin(), one.keys.end());
  eachObject((*parsed)->json(), [&](const Json& value) {
    const std::string& reference = value["reference"].text();
    if (reference.empty()) return;
    for (const std::string& key : all.resources()[withheld].keys) {
      const bool cut = kept.count(key) > 0 || reference != key;
      EXPECT_TRUE(cut) << path << " " << resource["resourceType"].text();
      clean = clean && cut;
    }
  });
  return clean;
}

TEST(FhirRedactCorpus, OfEachResourceThatIsWithheldNothingIsLeft) {
  Score clean;
  std::size_t denied = 0, documents = 0;
  eachDocument([&](const std::string& path, const FhirDocument& document, const Message& unit) {
    const FhirPieces all(document.json());
    ++documents;
    const std::size_t step = std::max<std::size_t>(1, all.pieces().size() / 12);
    for (std::size_t i = 0; i < all.pieces().size(); i += step) {
      Redaction redaction;
      redaction.pieces.assign(all.pieces().size(), Access::kPermit);
      redaction.pieces[i] = Access::kWithhold;
      const auto text = kFormat.redact(unit, redaction);
      if (text) {
        clean.count(isClean(path, document, all, all.pieces()[i].resource, *text));
        continue;
      }
      EXPECT_EQ(text.error().code, Code::kDenied) << path;
      ++denied;
    }
  });
  if (documents == 0) GTEST_SKIP() << "no corpora";
  std::cout << "documents " << documents << ", resources withheld one by one " << clean
            << ", denied " << denied << "\n";
}

TEST(FhirRedactCorpus, EveryConsentArrivesTheSameFromItsOwnText) {
  Score same;
  eachDocument([&](const std::string& path, const FhirDocument& document, const Message&) {
    for (const ConsentArrival& one : kFormat.consents(document)) {
      const auto parsed = kFormat.parse(Bytes::clone(one.text));
      ASSERT_TRUE(parsed) << path;
      const auto again = kFormat.consents(**parsed);
      const bool good = again.size() == 1 && again[0].patient == one.patient &&
                        again[0].text == one.text && again[0].directive.id == one.directive.id &&
                        again[0].directive.patient == one.directive.patient &&
                        again[0].directive.fault == one.directive.fault;
      same.count(good);
      EXPECT_TRUE(good) << path << one.text.substr(0, 400);
    }
  });
  if (same.seen == 0) GTEST_SKIP() << "no corpora";
  std::cout << "documents with a consent: the same from their own text " << same << "\n";
}

TEST(FhirRedactCorpus, OfAPseudonymousDocumentNoNumberNorNameOfThePatientIsLeft) {
  Score clean;
  eachDocument([&](const std::string& path, const FhirDocument& document, const Message& unit) {
    const FhirPieces all(document.json());
    Redaction redaction;
    redaction.pieces.assign(all.pieces().size(), Access::kMask);
    redaction.pseudonymise = true;
    redaction.pseudonym = [](const Identifier&) { return std::string("PSEUDONYM"); };
    const auto text = kFormat.redact(unit, redaction);
    if (!text) return;
    const auto parsed = FhirDocument::parse(*text);
    EXPECT_TRUE(parsed) << path;
    // What is as it was: the envelope.
    std::string things = R"("Patient" )" + std::string(document.json()["identifier"].raw().view());
    for (const FhirResource& one : all.resources())
      if (one.pieces.empty() && one.type != "Bundle") things += one.json->raw().view();
    bool good = static_cast<bool>(parsed);
    for (const FhirResource& one : all.resources()) {
      if (one.type != "Patient") continue;
      std::set<std::string> values;
      for (const char* member : {"identifier", "name", "telecom"})
        for (const Json& item : (*one.json)[member].items())
          for (const auto& [name, value] : item.members())
            if (name == "value" || name == "family" || name == "text") addValues(value, values);
      for (const std::string& value : values) {
        const std::string quoted = '"' + value + '"';
        if (things.find(value) != std::string::npos) continue;
        good = good && text->view().find(quoted) == std::string_view::npos;
        EXPECT_EQ(text->view().find(quoted), std::string_view::npos) << path;
      }
    }
    clean.count(good);
  });
  if (clean.seen == 0) GTEST_SKIP() << "no corpora";
  std::cout << "pseudonymous " << clean << "\n";
}

}  // namespace
}  // namespace pontis
