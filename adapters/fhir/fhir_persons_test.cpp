#include "adapters/fhir/fhir_persons.h"

#include <gtest/gtest.h>

#include "adapters/fhir/fhir_format.h"
#include "engine/tree/json.h"

namespace pontis {
namespace {

const FhirFormat kFormat;

std::string fold(const std::vector<Identifier>& all) {
  std::string line;
  for (const Identifier& one : all)
    line += " " + one.system + "|" + one.value + (one.type.empty() ? "" : "(" + one.type + ")");
  return line;
}

// "Patient: register a|1; Patient: merge a|2 <- a|1"
std::string acts(const std::string& payload) {
  constexpr const char* kKinds[] = {"register", "mention", "merge", "link",
                                    "unlink",   "rename",  "remove"};
  const auto document = kFormat.parse(Bytes::clone(payload));
  if (!document) return document.error().text;
  std::string line;
  for (const PersonAct& act : kFormat.persons(**document)) {
    line += (line.empty() ? "" : "; ") + act.place + ": " + kKinds[static_cast<int>(act.kind)];
    line += fold(act.subject.identifiers);
    if (!act.others.empty()) line += " <-" + fold(act.others);
  }
  return line;
}

Demographics person(const std::string& patient) {
  const auto document =
      kFormat.parse(Bytes::clone(R"({"resourceType":"Patient",)" + patient + "}"));
  if (!document) return {};
  return kFormat.persons(**document).at(0).subject;
}

std::string patient(const std::string& value, const std::string& more = "") {
  return R"({"resourceType":"Patient","identifier":[{"system":"a","value":")" + value + "\"}]" +
         more + "}";
}

std::string entry(const std::string& resource, const std::string& more = "") {
  return "{\"resource\":" + resource + more + "}";
}

std::string bundle(const std::string& entries) {
  return R"({"resourceType":"Bundle","entry":[)" + entries + "]}";
}

std::string request(const std::string& method, const std::string& url,
                    const std::string& more = "") {
  return R"(,"request":{"method":")" + method + R"(","url":")" + url + "\"" + more + "}";
}

std::string event(const std::string& code) {
  return entry(R"({"resourceType":"MessageHeader","eventCoding":{"code":")" + code + "\"}}");
}

TEST(FhirPersons, RegistersWhatIsWrittenAndMentionsWhatIsNamed) {
  EXPECT_EQ(acts(patient("1")), "Patient: register a|1");
  EXPECT_EQ(acts("PUT Patient?identifier=b%7C9\n\n" + patient("1")), "Patient: register b|9 a|1")
      << "the address names the record";
  EXPECT_EQ(acts("POST Patient\n\n" + patient("1")), "Patient: register a|1");
  EXPECT_EQ(acts("POST Patient\nIf-None-Exist: identifier=a%7C1\n\n" + patient("1")),
            "Patient: mention a|1")
      << "a conditional create overwrites nothing";
  EXPECT_EQ(acts(bundle(entry(patient("1"), request("PUT", "Patient?identifier=urn:id:B|9")) + "," +
                        entry(patient("2"), request("POST", "Patient")) + "," +
                        entry(patient("3"), request("GET", "Patient/3")) + "," +
                        entry(patient("4"),
                              request("POST", "Patient", R"(,"ifNoneExist":"identifier=a|4")")) +
                        "," + entry(patient("5")))),
            "Bundle.entry[0].resource: register B|9 a|1; Bundle.entry[1].resource: register a|2; "
            "Bundle.entry[2].resource: mention a|3; Bundle.entry[3].resource: mention a|4; "
            "Bundle.entry[4].resource: mention a|5");
}

TEST(FhirPersons, AMessageRegistersByItsEvent) {
  for (const char* code : {"A01", "A04", "A05", "A08", "A28", "A31"})
    EXPECT_EQ(acts(bundle(event(code) + "," + entry(patient("1")))),
              "Bundle.entry[1].resource: register a|1")
        << code;
  for (const char* code : {"A02", "A03", "R01", "O01", ""})
    EXPECT_EQ(acts(bundle(event(code) + "," + entry(patient("1")))),
              "Bundle.entry[1].resource: mention a|1")
        << code;
}

TEST(FhirPersons, MergesWhatIsReplacedAndLinksWhatIsSeenAlso) {
  const auto link = [](const std::string& type, const std::string& other) {
    return R"(,"active":false,"link":[{"type":")" + type + R"(","other":{)" + other + "}}]";
  };
  const std::string b = R"("identifier":{"system":"a","value":"2"})";
  EXPECT_EQ(acts("PUT Patient?identifier=a|1\n\n" + patient("1", link("replaced-by", b))),
            "Patient: mention a|1; Patient: merge a|2 <- a|1");
  EXPECT_EQ(acts(patient("1", link("replaces", b))),
            "Patient: register a|1; Patient: merge a|1 <- a|2");
  EXPECT_EQ(acts(patient("1", link("seealso", b))),
            "Patient: register a|1; Patient: link a|1 <- a|2");
  EXPECT_EQ(acts(patient("1", link("refer", b))),
            "Patient: register a|1; Patient: link a|1 <- a|2");
  EXPECT_EQ(acts(patient("1", link("seealso", R"("reference":"http://s/fhir/Patient/7")"))),
            "Patient: register a|1; Patient: link a|1 <- http://s/fhir|Patient/7");
  EXPECT_EQ(acts(patient("1", link("replaces", R"("reference":"Patient?identifier=a|3")"))),
            "Patient: register a|1; Patient: merge a|1 <- a|3");
  EXPECT_EQ(acts(patient("1", link("seealso", R"("reference":"RelatedPerson/7")"))),
            "Patient: register a|1");
  EXPECT_EQ(acts(bundle(entry(patient("1", link("replaced-by", R"("reference":"urn:uuid:b")")),
                              R"(,"fullUrl":"urn:uuid:a")" + request("PUT", "Patient/1")) +
                        "," +
                        entry(patient("2", link("replaces", R"("reference":"urn:uuid:a")")),
                              R"(,"fullUrl":"urn:uuid:b")" + request("PUT", "Patient/2")))),
            "Bundle.entry[0].resource: mention a|1; Bundle.entry[1].resource: register a|2; "
            "Bundle.entry[0].resource: merge a|2 <- a|1")
      << "told by both, done once";
}

TEST(FhirPersons, AnIdentifierAloneIsAMentionAndADeleteARemoval) {
  EXPECT_EQ(acts(R"({"resourceType":"Observation","subject":{"identifier":
                     {"system":"a","value":"1"}},"performer":[{"identifier":{"value":"x"}}]})"),
            "subject: mention a|1");
  EXPECT_EQ(acts(bundle(entry(patient("1")) + "," +
                        entry(R"({"resourceType":"Basic","subject":{"identifier":
                                 {"system":"a","value":"1"}}})"))),
            "Bundle.entry[0].resource: mention a|1");
  EXPECT_EQ(acts("DELETE Patient?identifier=a%7C1\n\n"), "Patient: remove a|1");
  EXPECT_EQ(acts(bundle(R"({"request":{"method":"DELETE","url":"Patient?identifier=a|1"}})")),
            "Bundle.entry[0].request.url: remove a|1");
}

TEST(FhirPersons, AQueryAsksNothingOfTheIndexHere) {
  for (const char* target : {"GET Patient?identifier=a|1", "GET Patient/7", "DELETE Patient/7",
                             "GET Patient/$ihe-pix?sourceIdentifier=a|1"})
    EXPECT_EQ(acts(std::string(target) + "\n\n"), "") << target;
  EXPECT_EQ(acts("POST Patient/$match\n\n" + patient("1")), "");
  EXPECT_EQ(acts("POST Patient/_search?identifier=a|1\n\n"), "");
}

TEST(FhirPersons, ReadsAllOfAPatient) {
  Demographics said;
  said.identifiers = {{"urn:oid:1.2", "7", "MR"}, {"TEST_A", "8", ""}, {"urn:oid:1.3", "9", "NI"}};
  said.names = {{"Müller", "Anna", "Maria Eva", "Jr", "Dr", "L"},
                {"M", "A", "", "", "", ""},
                {"Schmidt", "", "", "", "", "M"}};
  said.birth_date = "1984-01-25";
  said.gender = "F";
  said.addresses = {{"Weg 1, Hof", "1", "Ulm", "BW", "89073", "DE", "H"},
                    {"Alt 2", "", "", "", "", "", "BA"}};
  said.phones = {"+49 1"};
  said.work_phones = {"+49 2"};
  said.emails = {"a@b"};
  said.birth_place = "Bern, CH";
  said.mother_family = "Weber";
  said.multiple_birth = "Y";
  said.birth_order = "2";
  said.death_date = "2020-02-03";
  said.deceased = "Y";
  said.language = "de";
  said.marital_status = "M";
  EXPECT_TRUE(person(R"(
    "identifier":[{"system":"urn:id:TEST_A","value":"8"},{"system":"urn:oid:1.3","value":"9",
      "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"NI"}]}},
      {"system":"no value"},{"system":"urn:oid:1.2","value":"7","type":{"coding":[
      {"system":"other","code":"XX"},
      {"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]}}],
    "name":[{"use":"maiden","family":"Schmidt"},{"family":"M","given":["A"]},{"use":"official",
      "family":"Müller","given":["Anna","Maria","Eva"],"suffix":["Jr"],"prefix":["Dr"]}, {}],
    "birthDate":"1984-01-25","gender":"female",
    "address":[{"use":"old","line":["Alt 2"]},{"use":"home","line":["Weg 1","Hof"],
      "_line":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-houseNumber",
      "valueString":"1"}]},null],"city":"Ulm","state":"BW","postalCode":"89073","country":"DE"},
      {"use":"work"}],
    "telecom":[{"system":"phone","value":"+49 1"},{"system":"phone","use":"work","value":"+49 2"},
      {"system":"email","value":"a@b"},{"system":"fax","value":"+49 3"},
      {"system":"phone","use":"old","value":"+49 4"}],
    "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
      "valueString":"Weber"},{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
      "valueAddress":{"city":"Bern","country":"CH"}}],
    "multipleBirthInteger":2,"deceasedDateTime":"2020-02-03T10:00:00Z",
    "communication":[{"language":{"coding":[{"code":"en"}]}},
      {"language":{"coding":[{"code":"de"}]},"preferred":true}],
    "maritalStatus":{"coding":[{"code":"M"}]})") == said);
}

TEST(FhirPersons, ReadsANameThatIsTextAlone) {
  const auto name = [](const std::string& text) {
    const auto names = person(R"("name":[{"text":")" + text + "\"}]").names;
    return names.empty() ? "-" : names[0].family + "|" + names[0].given + "|" + names[0].middle;
  };
  EXPECT_EQ(name("Anna Maria Eva Smith"), "Smith|Anna|Maria Eva");
  EXPECT_EQ(name("SMITH, Anna Maria"), "SMITH|Anna|Maria");
  EXPECT_EQ(name("Smith"), "Smith||");
  EXPECT_EQ(name(""), "-");
}

TEST(FhirPersons, PutsTheIndexNumberBesideTheSenders) {
  const auto marked = [](const std::string& payload) {
    Message message;
    message.payload = Bytes::clone(payload);
    const Bytes out =
        kFormat.withIndexNumbers(message, [](const Identifier& one) -> std::optional<Identifier> {
          if (one.system != "a" && one.system != "A") return std::nullopt;
          return Identifier{"OWN", "N" + one.value, ""};
        });
    return std::string(out.view());
  };
  const std::string own = R"({"system":"urn:id:OWN","value":"N1"})";
  EXPECT_EQ(
      marked(R"({ "resourceType":"Patient", "identifier" : [{"system":"a","value":"1"} ] })"),
      R"({ "resourceType":"Patient", "identifier" : [{"system":"a","value":"1"} ,)" + own + "] }");
  EXPECT_EQ(marked("PUT Patient?identifier=a%7C1\n\n{\"resourceType\":\"Patient\",\"x\":1.50}"),
            "PUT Patient?identifier=a%7C1\n\n{\"resourceType\":\"Patient\",\"x\":1.50,"
            "\"identifier\":[" +
                own + "]}");
  EXPECT_EQ(marked("PUT Patient?identifier=a%7C1\n\n{\"resourceType\":\"Patient\","
                   "\"identifier\":[ ]}"),
            "PUT Patient?identifier=a%7C1\n\n{\"resourceType\":\"Patient\",\"identifier\":[ " +
                own + "]}");
  const std::string once = marked(patient("1"));
  EXPECT_EQ(marked(once), once) << "not twice";
  EXPECT_EQ(marked(R"({"resourceType":"Patient","identifier":[{"system":"b","value":"1"}]})"),
            R"({"resourceType":"Patient","identifier":[{"system":"b","value":"1"}]})");
  const std::string both =
      marked(bundle(event("A01") + ",{}," + entry(patient("1")) + "," + entry(patient("2"))));
  const auto json = Json::parse(Bytes::clone(both));
  ASSERT_TRUE(json) << both;
  EXPECT_EQ((*json)["entry"].items()[2]["resource"]["identifier"].items()[1]["value"].text(), "N1");
  EXPECT_EQ((*json)["entry"].items()[3]["resource"]["identifier"].items()[1]["value"].text(), "N2");
  EXPECT_EQ(marked("not JSON"), "not JSON");
  Message message;
  message.payload = Bytes::clone(R"({"resourceType":"Patient","identifier":[{"value":"1"}]})");
  const Bytes typed = kFormat.withIndexNumbers(message, [](const Identifier&) {
    return Identifier{"urn:oid:1", "N", "PI"};
  });
  EXPECT_EQ(typed.view(),
            R"({"resourceType":"Patient","identifier":[{"value":"1"},{"type":{"coding":[{"system":)"
            R"("http://terminology.hl7.org/CodeSystem/v2-0203","code":"PI"}]},)"
            R"("system":"urn:oid:1","value":"N"}]})");
}

}  // namespace
}  // namespace pontis
