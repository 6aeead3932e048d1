#include "adapters/fhir/fhir_format.h"

#include <gtest/gtest.h>

#include "adapters/fhir/fhir_document.h"
#include "engine/tree/json.h"

namespace pontis {
namespace {

const FhirFormat kFormat;

std::string split(const std::string& text) {
  std::string line;
  for (const Bytes& unit : kFormat.split(Bytes::clone(text)))
    line += "<" + std::string(unit.view()) + ">";
  return line;
}

// "type control-id sender keys…"
std::string envelope(const std::string& text) {
  const auto document = kFormat.parse(Bytes::clone(text));
  if (!document) return document.error().text;
  const Envelope made = kFormat.envelope(**document);
  std::string line = made.type + " " + made.control_id + " " + made.sender;
  for (const std::string& key : made.person_keys) line += " " + key;
  return line;
}

std::string bundle(const std::string& resources) {
  std::string text = R"({"resourceType":"Bundle","identifier":{"value":"B1"},"entry":[)";
  return text + resources + "]}";
}

std::string entry(const std::string& resource) { return "{\"resource\":" + resource + "}"; }

TEST(FhirFormat, CutsNdjsonIntoItsLines) {
  EXPECT_EQ(split("{\"a\":1}\n{\"b\":2}\r\n\n  \n{\"c\":3}"),
            "<{\"a\":1}><{\"b\":2}\r><{\"c\":3}>");
  EXPECT_EQ(split("\xEF\xBB\xBF{}\n{}\n"), "<\xEF\xBB\xBF{}><{}>");
  EXPECT_EQ(split("{}\n{\"broken\n{}"), "<{}><{\"broken><{}>") << "one line spoils no other";
}

TEST(FhirFormat, LeavesOneResourceWhole) {
  for (const char* text :
       {"{\n  \"a\": {}\n}", "{}", "{}\n", "{\n{", "", "\n", "[{}\n,{}]", "{\"a\":\n{\"b\":1}\n}"})
    EXPECT_EQ(split(text), "<" + std::string(text) + ">");
}

TEST(FhirFormat, ReadsTheEnvelopeOfAMessage) {
  EXPECT_EQ(
      envelope(bundle(entry(R"({"resourceType":"MessageHeader","eventCoding":{"code":"A08"},
                                "source":{"name":"APP","endpoint":"urn:app"}})") +
                      "," + entry(R"({"resourceType":"MessageHeader","source":{"name":"NO"}})"))),
      "Bundle^A08 B1 APP");
  EXPECT_EQ(envelope(bundle(entry(
                R"({"resourceType":"MessageHeader","eventUri":"x","source":{"endpoint":"e"}})"))),
            "Bundle B1 e");
  EXPECT_EQ(envelope(R"({"resourceType":"Patient","id":"7","identifier":{"value":"x"}})"),
            "Patient   Patient/7")
      << "only a Bundle's identifier is the message's own";
  EXPECT_EQ(envelope(R"({"resourceType":"Bundle","identifier":"?","entry":{"resource":1}})"),
            "Bundle  ");
}

TEST(FhirFormat, NamesThePersonByIdentifiersAndAddress) {
  EXPECT_EQ(envelope(bundle(entry(R"({"resourceType":"Patient","id":"7","identifier":[
                {"system":"s","value":"1"},{"value":"2"},{"system":"no value"},7]})"))),
            "Bundle B1  Patient/7 s|1 |2");
  EXPECT_EQ(envelope(R"({"resourceType":"Observation","subject":{"identifier":
                {"system":"s","value":"1"}},"performer":[{"identifier":{"value":"doctor"}}]})"),
            "Observation   s|1");
}

TEST(FhirFormat, KnowsAPatientByAnyReference) {
  const auto keyOf = [](const std::string& reference) {
    return envelope(R"({"resourceType":"Basic","x":[{"reference":")" + reference + "\"}]}");
  };
  EXPECT_EQ(keyOf("Patient/7"), "Basic   Patient/7");
  EXPECT_EQ(keyOf("https://server/fhir/Patient/7/_history/2"), "Basic   Patient/7");
  EXPECT_EQ(keyOf("Patient?identifier=s|1"), "Basic   s|1");
  for (const char* other : {"urn:uuid:1", "Observation/7", "OldPatient/7", "#p", "Patient", ""})
    EXPECT_EQ(keyOf(other), "Basic  ") << other;
}

TEST(FhirFormat, AMergeConcernsBothPersons) {
  EXPECT_EQ(envelope(R"({"resourceType":"Patient","id":"old","link":[
                {"type":"replaced-by","other":{"reference":"Patient/new"}}]})"),
            "Patient   Patient/new Patient/old");
}

// FHIR R4 section 2.36: issue is 1..*, with severity and code from required value sets.
TEST(FhirFormat, AcknowledgesWithAValidOperationOutcome) {
  const auto outcome = [](const Error* error) {
    const auto json = Json::parse(kFormat.acknowledge(Message(), error));
    EXPECT_TRUE(json);
    const Json& issue = (*json)["issue"].items().at(0);
    const auto& place = issue["expression"].items();
    return (*json)["resourceType"].text() + " " + issue["severity"].text() + " " +
           issue["code"].text() + " " + issue["diagnostics"].text() +
           (place.empty() ? "" : " at " + place[0].text());
  };
  EXPECT_EQ(outcome(nullptr), "OperationOutcome information informational accepted");
  const auto refusal = [&](Code code) {
    const Error error{code, "why \"so\"\n", "Patient"};
    return outcome(&error);
  };
  const std::pair<Code, const char*> kCodes[] = {{Code::kMalformed, "structure"},
                                                 {Code::kInvalid, "invalid"},
                                                 {Code::kUnsupported, "not-supported"},
                                                 {Code::kDenied, "forbidden"},
                                                 {Code::kNotFound, "not-found"},
                                                 {Code::kDuplicate, "duplicate"},
                                                 {Code::kBusy, "throttled"},
                                                 {Code::kUnavailable, "transient"},
                                                 {Code::kInternal, "exception"}};
  for (const auto& [code, said] : kCodes)
    EXPECT_EQ(refusal(code),
              "OperationOutcome error " + std::string(said) + " why \"so\"\n at Patient");
  EXPECT_EQ(kFormat.mediaType(), "application/fhir+json");
}

TEST(FhirFormat, HasNoAcknowledgementsToRead) {
  EXPECT_EQ(kFormat.readAcknowledgement({}, "").error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace pontis
