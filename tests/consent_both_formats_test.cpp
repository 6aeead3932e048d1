// The same person's same data over HL7 v2 and over FHIR: the same answer, and nothing that is
// withheld in the bytes of either.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>

#include "adapters/fhir/fhir_consent.h"
#include "adapters/fhir/fhir_format.h"
#include "adapters/hl7v2/hl7v2_format.h"
#include "engine/consent/decision.h"
#include "engine/core/segments.h"
#include "engine/mapping/mapping.h"

namespace pontis {
namespace {

constexpr std::string_view kHead =
    "PID|1||4711^^^GH&2.16.1&ISO^MR~010180^^^&2.16.9&ISO^NI||Tamm^Mari||19800101|F|||Pikk "
    "1^^Tallinn^^10115^EE||+3725551234\r"
    "PV1|1|I|W^1^2||||||||||||||||V77^^^GH&2.16.1&ISO\r";

const std::string kResults =
    "MSH|^~\\&|LAB|GH^2.16.1^ISO|EHR|X|20260105100000||ORU^R01^ORU_R01|42|P|2.5.1\r" +
    std::string(kHead) +
    "ORC|RE|PLC001^GH|FIL001^LAB\r"
    "OBR|1|PLC001^GH|FIL001^LAB|24326-1^Electrolytes panel^LN|||20260104\r"
    "OBX|1|NM|2951-2^Sodium in serum^LN||139.50|mmol/L|||||F|||20260104\r"
    "NTE|1||Sodium was drawn at home\r"
    "OBX|2|CWE|7917-8^HIV one antibody^LN||POS^Reactive antibody^L||||||F|||20260104\r"
    "NTE|1||Told the patient about the antibody\r"
    "ORC|RE|PLC002^GH|FIL002^LAB\r"
    "OBR|2|PLC002^GH|FIL002^LAB|55754-6^Depression screen^LN|||20210103\r"
    "OBX|1|NM|55758-7^Mood questionnaire score^LN||5.5500|{score}|||||F|||20210103\r";

const std::string kAdmission =
    "MSH|^~\\&|REG|GH^2.16.1^ISO|EHR|X|20260105100000||ADT^A01^ADT_A01|43|P|2.5.1\r"
    "EVN|A01|20260105100000\r" +
    std::string(kHead) +
    "OBX|1|NM|8302-2^Body height measured^LN||171.25|cm|||||F|||20260104\r"
    "AL1|1|DA|763158003^Penicillin product^SCT\r"
    "DG1|1||E11.9^Sugar disease type two^I10|||F\r"
    "DG1|2||F32.1^Moderate depressive episode^I10|||F\r"
    "DG1|3||B20^Virus disease^I10|||F\r"
    "PR1|1||80146002^Appendix operation^SCT||20210601\r";

const LabelTable& labelTable() {
  static const LabelTable table = *LabelTable::parse(R"(
system http://loinc.org
7917-8  HIV
5575*   PSY
system http://hl7.org/fhir/sid/icd-10
F3*     PSY
B20     HIV V
)");
  return table;
}

struct Case {
  const char* title;
  const char* provisions;  // of Consents, each the root of one
};

#define LABEL(code)                                                                                \
  R"("securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":")" code \
  R"("}])"
#define LEVEL(code)                                                                                        \
  R"("securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":")" code \
  R"("}])"

const Case kCases[] = {
    {"no consent", ""},
    {"all is permitted", R"({"type":"permit"})"},
    {"all is denied", R"({"type":"deny"})"},
    {"all but HIV", R"({"type":"permit","provision":[{"type":"deny",)" LABEL("HIV") "}]}"},
    {"all but the mind", R"({"type":"permit","provision":[{"type":"deny",)" LABEL("PSY") "}]}"},
    {"what is normal", R"({"type":"permit",)" LEVEL("N") "}"},
    {"up to restricted", R"({"type":"permit",)" LEVEL("R") "}"},
    {"not one code",
     R"({"type":"permit","provision":[{"type":"deny","code":[{"coding":[
        {"system":"http://loinc.org","code":"2951-2"}]}]}]})"},
    {"not the diagnoses",
     R"({"type":"permit","provision":[{"type":"deny","class":[
        {"system":"http://hl7.org/fhir/resource-types","code":"Condition"}]}]})"},
    {"no results",
     R"({"type":"permit","provision":[{"type":"deny","class":[
        {"system":"http://hl7.org/fhir/resource-types","code":"Observation"}]}]})"},
    {"nothing of 2021",
     R"({"type":"permit","provision":[{"type":"deny","dataPeriod":{"start":"2021","end":"2021"},
        "class":[{"code":"Observation"},{"code":"Procedure"}]}]})"},
    {"nothing of that hospital",
     R"({"type":"permit","provision":[{"type":"deny","actor":[{"role":{"coding":[
        {"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"CST"}]},
        "reference":{"reference":"urn:oid:2.16.1"}}]}]})"},
    {"two consents, one forbids HIV",
     R"({"type":"permit"},{"type":"permit","provision":[{"type":"deny",)" LABEL("HIV") "}]}"},
    {"one cannot be read", R"({"type":"permit"},{"type":"allow"})"},
};

std::vector<Directive> directives(const char* provisions) {
  const auto all = Json::parse(Bytes::own("[" + std::string(provisions) + "]"));
  std::vector<Directive> out;
  for (const Json& root : all->items()) {
    const auto consent = Json::parse(Bytes::own(
        R"({"resourceType":"Consent","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},)"
        R"("patient":{"reference":"Patient/1"},"id":"c)" +
        std::to_string(out.size()) + R"(","provision":)" + std::string(root.raw().view()) + "}"));
    out.push_back(readConsent(*consent));
  }
  return out;
}

// What was decided of one document, and what goes of it.
struct Answer {
  std::set<std::string> released, withheld;  // "Observation 2951-2"
  Redaction redaction;
};

Answer answer(const Contents& contents, const std::vector<Directive>& consents) {
  AccessRequest request;
  request.patient = "Patient/1";
  request.person = "Practitioner/7";
  request.organizations = {"Organization/7"};
  request.role = "221";
  request.relation = Relation::kTreating;
  request.purposes = {{"", "TREAT"}};
  request.action = "access";
  request.time = fromMilliseconds(1'767'605'400'000);
  Jurisdiction law;
  law.policy = ImplicitPolicy::kAllNormal;
  std::vector<ConsentResource> resources;
  for (const Contents::Piece& piece : contents.pieces) resources.push_back(piece.resource);
  const ConsentDecision decision = decide(request, consents, resources, law, &labelTable());
  static const std::set<std::string> kCompared = {"Observation", "Condition", "DiagnosticReport",
                                                  "AllergyIntolerance", "Procedure"};
  Answer out;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const Access access = decision.resources[i].access;
    out.redaction.pieces.push_back(access);
    if (kCompared.count(resources[i].type) == 0 || resources[i].codes.empty()) continue;
    const std::string name = resources[i].type + " " + resources[i].codes[0].code;
    (access == Access::kWithhold ? out.withheld : out.released).insert(name);
  }
  return out;
}

std::string joined(const std::set<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += one + ", ";
  return out;
}

Message unitOf(const Format& format, const Bytes& payload) {
  Message unit;
  unit.payload = payload;
  const auto parsed = format.parse(payload);
  EXPECT_TRUE(parsed);
  if (parsed) unit.document = *parsed;
  return unit;
}

// The words and values of what has a code, by that code.
const std::map<std::string, std::vector<std::string>> kWords = {
    {"2951-2", {"2951-2", "Sodium in serum", "139.50", "drawn at home"}},
    {"7917-8", {"7917-8", "HIV one antibody", "Reactive antibody", "Told the patient"}},
    {"55754-6", {"Depression screen", "55754-6"}},
    {"55758-7", {"55758-7", "Mood questionnaire", "5.5500"}},
    {"8302-2", {"8302-2", "Body height", "171.25"}},
    {"763158003", {"763158003", "Penicillin"}},
    {"E11.9", {"E11.9", "Sugar disease"}},
    {"F32.1", {"F32.1", "depressive episode"}},
    {"B20", {"B20^", "\"B20\"", "Virus disease"}},
    {"80146002", {"80146002", "Appendix operation"}},
};

std::size_t checkBytes(const std::string& title, const Format& format, const Message& unit,
                       const Answer& said) {
  const auto text = format.redact(unit, said.redaction);
  if (!text) {
    EXPECT_EQ(text.error().code, Code::kDenied) << title;
    return 0;
  }
  EXPECT_TRUE(format.parse(*text)) << title;
  std::size_t checked = 0;
  for (const std::string& one : said.withheld) {
    const std::string code = one.substr(one.find(' ') + 1);
    for (const std::string& word : kWords.at(code)) {
      ++checked;
      EXPECT_EQ(text->view().find(word), std::string_view::npos) << title << ": " << word;
    }
  }
  for (const std::string& one : said.released) {
    const std::string code = one.substr(one.find(' ') + 1);
    // In HL7 v2 results go with their order.
    const bool ordered = said.withheld.count("DiagnosticReport 55754-6") > 0;
    if (!ordered) {
      EXPECT_NE(text->view().find(code), std::string_view::npos) << title;
    }
  }
  return checked;
}

TEST(ConsentBothFormats, TheSameDataOverHl7v2AndFhirGetTheSameAnswer) {
  const auto maps = Mapping::load(std::vector<std::string>{PONTIS_ROOT "/mappings/hl7v2-fhir"});
  ASSERT_TRUE(maps);
  const Hl7v2Format v2;
  const FhirFormat fhir;
  std::size_t cases = 0, same = 0, words = 0, denied = 0;
  std::set<std::string> seen_released, seen_withheld;
  for (const std::string& text : {kResults, kAdmission}) {
    const Message message = unitOf(v2, Bytes::clone(text));
    const auto mapped = (*maps)->apply(dynamic_cast<const Segments&>(*message.document));
    ASSERT_TRUE(mapped);
    const Message bundle = unitOf(fhir, mapped->output);
    const Contents by_v2 = v2.contents(*message.document),
                   by_fhir = fhir.contents(*bundle.document);
    ASSERT_EQ(by_v2.subjects.size(), 1u);
    EXPECT_EQ(by_v2.subjects, by_fhir.subjects);
    for (const Case& one : kCases) {
      const auto consents = directives(one.provisions);
      const Answer first = answer(by_v2, consents), second = answer(by_fhir, consents);
      EXPECT_EQ(joined(first.released), joined(second.released)) << one.title;
      EXPECT_EQ(joined(first.withheld), joined(second.withheld)) << one.title;
      ++cases;
      same += first.released == second.released && first.withheld == second.withheld;
      denied += first.released.empty();
      words += checkBytes(one.title, v2, message, first);
      words += checkBytes(one.title, fhir, bundle, second);
      seen_released.insert(first.released.begin(), first.released.end());
      seen_withheld.insert(first.withheld.begin(), first.withheld.end());
    }
  }
  // Each piece of data was released once, and withheld once.
  EXPECT_EQ(seen_released, seen_withheld);
  EXPECT_EQ(seen_released.size(), 11u) << joined(seen_released);
  std::cout << "both formats: " << cases << " decisions, the same " << same
            << ", denied as a whole " << denied << "; withheld words looked for in the bytes "
            << words << "\n";
}

TEST(ConsentBothFormats, ThePseudonymIsTheSameInBoth) {
  const auto maps = Mapping::load(std::vector<std::string>{PONTIS_ROOT "/mappings/hl7v2-fhir"});
  ASSERT_TRUE(maps);
  const Hl7v2Format v2;
  const FhirFormat fhir;
  const Message message = unitOf(v2, Bytes::clone(kResults));
  const auto mapped = (*maps)->apply(dynamic_cast<const Segments&>(*message.document));
  ASSERT_TRUE(mapped);
  const Message bundle = unitOf(fhir, mapped->output);
  Redaction redaction;
  redaction.pseudonymise = true;
  redaction.pseudonym = [](const Identifier& one) {
    return "P-" + one.system + one.value.substr(0, 1);
  };
  for (const auto& [format, unit] :
       {std::pair<const Format*, const Message*>{&v2, &message}, {&fhir, &bundle}}) {
    redaction.pieces.assign(format->contents(*unit->document).pieces.size(), Access::kMask);
    const auto text = format->redact(*unit, redaction);
    ASSERT_TRUE(text) << text.error().text;
    EXPECT_NE(text->view().find("P-urn:oid:2.16.14"), std::string_view::npos);
    for (const char* word : {"4711", "010180", "Tamm", "Mari", "19800101", "1980-01-01", "Pikk",
                             "10115", "Tallinn", "5551234", "V77", "drawn at home"})
      EXPECT_EQ(text->view().find(word), std::string_view::npos) << word << "\n" << text->view();
    for (const char* word : {"2951-2", "139.5", "1980", "EE"})
      EXPECT_NE(text->view().find(word), std::string_view::npos) << word;
  }
}

}  // namespace
}  // namespace pontis
