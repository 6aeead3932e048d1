#include "adapters/fhir/fhir_redact.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/fhir/fhir_contents.h"
#include "adapters/fhir/fhir_format.h"

namespace pontis {
namespace {

const FhirFormat kFormat;

Contents contentsOf(const std::string& text) {
  const auto parsed = kFormat.parse(Bytes::clone(text));
  EXPECT_TRUE(parsed) << text;
  return kFormat.contents(**parsed);
}

// The document without the pieces of those ids; with `access` in place of withheld. All of them if
// none is named.
std::string redacted(const std::string& text, const std::vector<std::string>& ids,
                     Access access = Access::kWithhold, bool pseudonymise = false) {
  Redaction redaction;
  redaction.pseudonymise = pseudonymise;
  redaction.pseudonym = [](const Identifier& one) { return "P" + one.value; };
  for (const Contents::Piece& piece : contentsOf(text).pieces) {
    const bool named =
        ids.empty() || std::find(ids.begin(), ids.end(), piece.resource.id) != ids.end();
    redaction.pieces.push_back(named ? access : Access::kPermit);
  }
  Message unit;
  unit.payload = Bytes::clone(text);
  const auto out = kFormat.redact(unit, redaction);
  if (!out) return out.error().code == Code::kDenied ? "denied" : out.error().text;
  return std::string(out->view());
}

std::string pieces(const std::string& text) {
  std::string out;
  for (const Contents::Piece& piece : contentsOf(text).pieces)
    out += (out.empty() ? "" : ", ") + piece.resource.type + "/" + piece.resource.id + " " +
           std::to_string(piece.subject);
  return out;
}

// A resource of that type and id, with more members.
std::string resource(const std::string& type, const std::string& id, const std::string& more = "") {
  return R"({"resourceType":")" + type + R"(","id":")" + id + "\"" + more + "}";
}

std::string to(const std::string& member, const std::string& reference) {
  return ",\"" + member + R"(":{"reference":")" + reference + "\"}";
}

std::string bundle(const std::string& type, const std::vector<std::string>& resources,
                   const std::string& more = "") {
  std::string entries;
  for (const std::string& one : resources)
    entries += (entries.empty() ? "" : ",") + std::string(R"({"resource":)") + one + "}";
  return R"({"resourceType":"Bundle","type":")" + type + "\"" + more + R"(,"entry":[)" + entries +
         "]}";
}

const std::string kSubject = to("subject", "Patient/1");
const std::string kPatient =
    resource("Patient", "1", R"(,"identifier":[{"system":"s","value":"7"}])");

TEST(FhirRedact, FindsEveryResourceAndWhoseItIs) {
  EXPECT_EQ(
      pieces(bundle("collection",
                    {kPatient, resource("Patient", "2"), resource("Observation", "a", kSubject),
                     resource("Organization", "o"), resource("Basic", "x"),
                     resource("Provenance", "p", R"(,"target":[{"reference":"Observation/a"}])"),
                     bundle("document", {resource("Composition", "c", to("subject", "Patient/2"))}),
                     resource("Coverage", "k", to("beneficiary", "Patient/9"))})),
      "Patient/1 0, Patient/2 1, Observation/a 0, Basic/x 0, Basic/x 1, Basic/x 2, "
      "Provenance/p 0, Composition/c 1, Coverage/k 2")
      << "what names nobody is of all";
  EXPECT_EQ(
      pieces(resource("Observation", "a",
                      to("subject", "#p") + R"(,"contained":[{"resourceType":"Patient","id":"p"},)"
                                            R"({"resourceType":"Specimen","id":"s"}])")),
      "Observation/a 0, Patient/p 0, Specimen/s 0");
  EXPECT_EQ(pieces(bundle("collection", {resource("Organization", "o")})), "");
}

TEST(FhirRedact, APersonIsKnownByAllThatIsSaidOfHim) {
  const Contents known = contentsOf(bundle("collection", {kPatient}));
  EXPECT_EQ(known.subjects[0], (std::vector<Identifier>{{"s", "7", ""}, {"", "Patient/1", ""}}));
  const Contents named = contentsOf(resource("Observation", "a", kSubject));
  EXPECT_EQ(named.subjects[0], (std::vector<Identifier>{{"", "Patient/1", ""}}));
  const Contents logical = contentsOf(
      resource("Observation", "a", R"(,"subject":{"identifier":{"system":"s","value":"7"}})"));
  EXPECT_EQ(logical.subjects[0], (std::vector<Identifier>{{"s", "7", ""}}));
}

TEST(FhirRedact, DropsTheEntryAndCutsWhatRefersToIt) {
  const std::string a = resource("Observation", "a", kSubject + R"(,"valueDecimal":1.50)");
  const std::string report = R"({ "resourceType" : "DiagnosticReport", "id":"d","result":[)"
                             R"({"reference":"Observation/a"} , {"reference":"Observation/b"}])";
  const std::string all = bundle(
      "collection", {kPatient, a, resource("Observation", "b", kSubject), report + kSubject + "}"});
  EXPECT_EQ(redacted(all, {"b"}),
            bundle("collection", {kPatient, a,
                                  R"({ "resourceType" : "DiagnosticReport", "id":"d","result":[)"
                                  R"({"reference":"Observation/a"}])" +
                                      kSubject + "}"}));
  const std::string none = redacted(all, {"a", "b"});
  EXPECT_EQ(none.find("result"), std::string::npos) << "an array that is emptied goes";
}

TEST(FhirRedact, WhatMustReferSaysThatItIsMasked) {
  const std::string text =
      redacted(bundle("collection",
                      {kPatient, resource("Encounter", "e", kSubject),
                       resource("ImagingStudy", "i", kSubject + to("encounter", "Encounter/e")),
                       resource("Encounter", "f",
                                kSubject + R"(,"diagnosis":[{"condition":)"
                                           R"({"reference":"Condition/c"},"rank":1}])"),
                       resource("Condition", "c", kSubject)}),
               {"e", "c"});
  EXPECT_EQ(text.find("Encounter/e"), std::string::npos);
  EXPECT_NE(text.find("data-absent-reason"), std::string::npos) << "R4's definition is not at hand";
  EXPECT_EQ(text.find("diagnosis"), std::string::npos) << "nothing without its condition";
}

TEST(FhirRedact, WhatIsRequiredIsMaskedAndWhatIsNotGoes) {
  const std::string text = redacted(
      bundle("collection",
             {kPatient, resource("RelatedPerson", "r", to("patient", "Patient/1")),
              resource("Coverage", "k",
                       to("beneficiary", "Patient/1") + to("subscriber", "RelatedPerson/r") +
                           R"(,"payor":[{"reference":"RelatedPerson/r"}])")}),
      {"r"});
  EXPECT_EQ(text,
            bundle("collection",
                   {kPatient,
                    resource("Coverage", "k",
                             to("beneficiary", "Patient/1") +
                                 R"(,"payor":[{"extension":[{"url":)"
                                 R"("http://hl7.org/fhir/StructureDefinition/data-absent-reason",)"
                                 R"("valueCode":"masked"}]}])")}));
}

TEST(FhirRedact, WithoutThePatientNothingOfThePatientGoes) {
  EXPECT_EQ(
      redacted(bundle("collection", {kPatient, resource("Observation", "a", kSubject)}), {"1"}),
      "denied");
  EXPECT_EQ(redacted(resource("Observation", "a", kSubject), {"a"}), "denied");
}

TEST(FhirRedact, WhatIsOfSeveralPersonsNeedsThemAll) {
  const std::string both =
      bundle("collection", {kPatient, resource("Patient", "2"), resource("Basic", "x")});
  EXPECT_EQ(redacted(both, {"2"}), bundle("collection", {kPatient}));
}

TEST(FhirRedact, ASearchCountsAndIncludesWhatIsLeft) {
  const auto entry = [](const std::string& one, const std::string& mode) {
    return R"({"resource":)" + one + R"(,"search":{"mode":")" + mode + "\"}}";
  };
  const std::string a = entry(resource("Observation", "a", kSubject), "match");
  const std::string b =
      entry(resource("Observation", "b", kSubject + to("encounter", "Encounter/e")), "match");
  const std::string e = entry(resource("Encounter", "e", kSubject), "include");
  const auto search = [](int total, const std::string& entries) {
    return R"({"resourceType":"Bundle","type":"searchset","total":)" + std::to_string(total) +
           R"(,"link":[{"relation":"self","url":"x"}])" +
           (entries.empty() ? "" : R"(,"entry":[)" + entries + "]") + "}";
  };
  EXPECT_EQ(redacted(search(2, a + "," + b + "," + e), {"b"}), search(1, a));
  EXPECT_EQ(redacted(search(2, a + "," + b + "," + e), {}), search(0, ""));
}

TEST(FhirRedact, ADocumentIsToldAnew) {
  const std::string narrative =
      R"(,"text":{"status":"additional","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">HIV</div>"})";
  const std::string hiv = resource("Observation", "h", kSubject + R"(,"code":{"text":"HIV test"})");
  const std::string na = resource("Observation", "n", kSubject + R"(,"code":{"text":"Na <1>"})");
  const auto section = [&](const std::string& title, const std::string& entry) {
    return R"({"title":")" + title + "\"" + narrative + R"(,"entry":[)" + entry + "]}";
  };
  const std::string h = R"({"reference":"Observation/h"})", n = R"({"reference":"Observation/n"})";
  const std::string composition =
      resource("Composition", "c",
               kSubject + narrative + R"(,"section":[)" + section("Results", n + "," + h) + "," +
                   section("Tests", h) + "]");
  const std::string text = redacted(
      bundle("document", {composition, kPatient, hiv, na}, R"(,"signature":{"data":"x"})"), {"h"});
  EXPECT_EQ(text.find("HIV"), std::string::npos) << text;
  EXPECT_EQ(text.find("signature"), std::string::npos);
  EXPECT_NE(text.find("<p>Results</p><p>Na &lt;1&gt;</p>"), std::string::npos) << text;
  const std::size_t tests = text.find(R"("title":"Tests")");
  EXPECT_NE(text.find(R"("code":"withheld")", tests), std::string::npos) << text;
  EXPECT_EQ(redacted(bundle("document", {composition, kPatient, hiv, na}), {"c"}), "denied");
}

TEST(FhirRedact, ABundleWithinABundleIsPartedToo) {
  const std::string inner = bundle(
      "document", {resource("Composition", "c", kSubject), resource("Condition", "z", kSubject)});
  const std::string left = bundle("document", {resource("Composition", "c", kSubject)});
  EXPECT_EQ(redacted(bundle("collection", {kPatient, inner}), {"z"}),
            bundle("collection", {kPatient, left}));
  EXPECT_EQ(redacted(bundle("collection", {kPatient, inner}), {"c"}),
            bundle("collection", {kPatient}));
}

TEST(FhirRedact, WhomOnlyWithheldDataNameGoesWithThem) {
  const std::string text = redacted(
      bundle("collection", {kPatient,
                            resource("Observation", "a",
                                     kSubject + R"(,"performer":[{"reference":"Practitioner/q"}])"),
                            resource("Observation", "b", kSubject), resource("Practitioner", "q"),
                            resource("Organization", "o")}),
      {"a"});
  EXPECT_EQ(text, bundle("collection", {kPatient, resource("Observation", "b", kSubject),
                                        resource("Organization", "o")}));
}

TEST(FhirRedact, ReplacesWhatNamesThePerson) {
  const std::string patient = resource(
      "Patient", "1",
      R"(,"text":{"status":"generated","div":"<div>Jane</div>"},"identifier":[{"system":"s","value":"7"}],)"
      R"("name":[{"family":"Doe"}],"gender":"female","birthDate":"1980-02-03","address":[{"line":["x"],)"
      R"("postalCode":"12345","country":"DE"}],"telecom":[{"value":"1"}])");
  const std::string text = bundle(
      "collection",
      {patient,
       resource(
           "Observation", "a",
           R"(,"identifier":[{"value":"V1"}],"subject":{"reference":"Patient/1","display":"Jane"})"
           R"(,"valueDecimal":1.50,"note":[{"text":"Jane"}])"),
       resource("RelatedPerson", "r", to("patient", "Patient/1"))});
  EXPECT_EQ(
      redacted(text, {}, Access::kMask, true),
      bundle(
          "collection",
          {R"({"resourceType":"Patient","id":"P7","identifier":[{"system":"urn:pontis:pseudonym","value":"P7"}],)"
           R"("gender":"female","birthDate":"1980","address":[{"postalCode":"12","country":"DE"}]})",
           resource("Observation", "a", to("subject", "Patient/P7") + R"(,"valueDecimal":1.50)")}));
  EXPECT_EQ(redacted(text, {"a"}, Access::kMask, true), redacted(text, {}, Access::kMask, true))
      << "one masked piece is enough: the person must not be known by the others";
}

TEST(FhirRedact, AnAddressThatNamesThePatientCannotBePseudonymous) {
  Message unit;
  const std::string body = kPatient;
  unit.payload = Bytes::own("PUT Patient/1\nHost: x\n\n" + body);
  Redaction redaction;
  redaction.pieces = {Access::kMask};
  redaction.pseudonymise = true;
  redaction.pseudonym = [](const Identifier&) { return "P"; };
  const auto out = kFormat.redact(unit, redaction);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::kUnsupported);
}

TEST(FhirRedact, AConsentArrivesWithItsPatientAndAlone) {
  const std::string consent =
      resource("Consent", "k",
               R"(,"status":"active","scope":{"coding":[{"code":"patient-privacy"}]})" +
                   to("patient", "Patient/1") + R"(,"provision":{"type":"deny"})");
  const std::string all =
      bundle("transaction", {kPatient, consent, resource("Observation", "a", kSubject)});
  const auto arrivals = kFormat.consents(**kFormat.parse(Bytes::clone(all)));
  ASSERT_EQ(arrivals.size(), 1u);
  EXPECT_EQ(arrivals[0].directive.id, "k");
  EXPECT_EQ(arrivals[0].patient, (std::vector<Identifier>{{"s", "7", ""}, {"", "Patient/1", ""}}));
  EXPECT_EQ(arrivals[0].text.find("Observation"), std::string::npos);
  const auto again = kFormat.consents(**kFormat.parse(Bytes::clone(arrivals[0].text)));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].patient, arrivals[0].patient);
  EXPECT_EQ(again[0].directive.patient, arrivals[0].directive.patient);
  EXPECT_EQ(again[0].text, arrivals[0].text);
  const auto alone = kFormat.consents(**kFormat.parse(Bytes::clone(consent)));
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone[0].text, consent);
}

}  // namespace
}  // namespace pontis
