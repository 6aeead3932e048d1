#include "adapters/fhir/fhir_request.h"

#include <gtest/gtest.h>

#include "adapters/fhir/fhir_document.h"
#include "adapters/fhir/fhir_format.h"

namespace pontis {
namespace {

const FhirFormat kFormat;
constexpr const char* kPatient = R"({"resourceType":"Patient","id":"7"})";

std::string type(const std::string& payload) {
  const auto document = kFormat.parse(Bytes::clone(payload));
  return document ? std::string((*document)->type()) : "! " + document.error().text;
}

std::string find(const std::string& payload, const std::string& path) {
  const auto document = kFormat.parse(Bytes::clone(payload));
  if (!document) return document.error().text;
  std::string line;
  for (const auto& value : (*document)->find(path)) line += "[" + value.value_or("null") + "]";
  return line;
}

// The first line and the fields of the acknowledgement, "/" between.
std::string status(const std::string& payload, const Error* error, std::string person = "") {
  Message message;
  message.payload = Bytes::clone(payload);
  if (!person.empty()) message.persons = {std::move(person)};
  const Bytes answer = kFormat.acknowledge(message, error);
  std::string head(answer.view().substr(0, answer.view().find("\n\n")));
  for (char& c : head)
    if (c == '\n') c = '/';
  return head;
}

TEST(FhirRequest, IsNamedAsTheStandardWritesIt) {
  const std::string body = std::string("\n\n") + kPatient;
  EXPECT_EQ(type("GET Patient?family=x\n\n"), "GET Patient");
  EXPECT_EQ(type("GET Patient/7\n\n"), "GET Patient/[id]");
  EXPECT_EQ(type("GET Patient/7/_history/2\n\n"), "GET Patient/[id]/_history/[vid]");
  EXPECT_EQ(type("GET Patient/$ihe-pix?sourceIdentifier=a|b\n\n"), "GET Patient/$ihe-pix");
  EXPECT_EQ(type("POST Patient/$match" + body), "POST Patient/$match");
  EXPECT_EQ(type("POST Patient/_search\n\n"), "POST Patient/_search");
  EXPECT_EQ(type("PUT Patient?identifier=a|b" + body), "PUT Patient");
  EXPECT_EQ(type("PUT Patient/7" + body), "PUT Patient/[id]");
  EXPECT_EQ(type("POST Patient/" + body), "POST Patient");
  EXPECT_EQ(type("DELETE Patient?identifier=a|b\n\n"), "DELETE Patient");
  EXPECT_EQ(type("GET metadata\n\n"), "GET metadata");
  EXPECT_EQ(type("POST " + body), "Patient") << "at the base it is a bare body";
}

TEST(FhirRequest, RefusesWhatTheAddressAndTheBodySayDifferently) {
  const std::string body = std::string("\n\n") + kPatient;
  EXPECT_EQ(type("PUT Patient/8" + body), "! the address names another id");
  EXPECT_EQ(type("PUT Observation/7" + body), "! the address names another type of resource");
  EXPECT_EQ(type("PUT Patient/7\n\n"), "! the request has no body");
  EXPECT_EQ(type("PUT Patient/7" + std::string("\n") + kPatient),
            "! the request has no empty line after its fields");
  EXPECT_EQ(type("PUT Patient/7\nContent-Type: application/fhir+xml\n\n<Patient/>"),
            "! FHIR is read in JSON, not in XML");
  for (const char* path : {"Patient//7", "Pat ient", "Patient/%00", "Pa%74ient", "Patient/a|b"})
    EXPECT_EQ(type("GET " + std::string(path) + "\n\n"), "! the path is none of FHIR's") << path;
}

TEST(FhirRequest, ItsBodyIsTheDocumentAndItsAddressIsFoundBelowHttp) {
  const std::string put =
      "PUT Patient?identifier=urn:oid:1.2%7C7&a=b+c%20d&e\nAccept: text/x\nBase: "
      "http://h/fhir\n\n" +
      std::string(kPatient);
  EXPECT_EQ(find(put, "Patient.id"), "[7]");
  EXPECT_EQ(find(put, "HTTP.method"), "[PUT]");
  EXPECT_EQ(find(put, "HTTP.path"), "[Patient]");
  EXPECT_EQ(find(put, "HTTP.query"), "[identifier=urn:oid:1.2|7][a=b c d][e=]");
  EXPECT_EQ(find(put, "HTTP.accept"), "[text/x]");
  EXPECT_EQ(find(put, "HTTP.base"), "[http://h/fhir]");
  EXPECT_EQ(find(put, "HTTP.prefer"), "");
  EXPECT_EQ(find(kPatient, "HTTP.method"), "");
  EXPECT_EQ(find("POST Patient/_search?a=1\nContent-Type: application/x-www-form-urlencoded\n\n"
                 "family=M%C3%BCller&given=A%",
                 "HTTP.query"),
            "[a=1][family=Müller][given=A%]");
}

TEST(FhirRequest, ConcernsWhomItsAddressNames) {
  const auto keys = [](const std::string& payload) {
    const auto document = kFormat.parse(Bytes::clone(payload));
    std::string line;
    for (const std::string& key : kFormat.envelope(**document).person_keys) line += key + ";";
    return line;
  };
  EXPECT_EQ(keys("PUT Patient?identifier=a%7C1\n\n" + std::string(kPatient)), "Patient/7;a|1;");
  EXPECT_EQ(keys("DELETE Patient?identifier=a%7C1\n\n"), "a|1;");
  EXPECT_EQ(keys("DELETE Patient/7\n\n"), "Patient/7;");
  EXPECT_EQ(keys("GET Patient/7\n\n"), "");
}

// FHIR R4 section 3.1.0.
TEST(FhirRequest, TheAcknowledgementCarriesTheStatusOfTheInteraction) {
  const std::string type = "/Content-Type: application/fhir+json";
  const std::string post = "POST Patient\nBase: http://h/fhir\n\n" + std::string(kPatient);
  EXPECT_EQ(status("PUT Patient?identifier=a|1\n\n", nullptr), "HTTP/1.1 200 OK" + type);
  EXPECT_EQ(status(post, nullptr), "HTTP/1.1 201 Created" + type);
  EXPECT_EQ(status(post, nullptr, "N1"),
            "HTTP/1.1 201 Created" + type + "/Location: http://h/fhir/Patient/N1");
  EXPECT_EQ(status("POST Patient/$x\n\n", nullptr, "N1"), "HTTP/1.1 200 OK" + type);
  const auto refused = [&](const std::string& payload, Code code, std::string where = "") {
    const Error error{code, "why", std::move(where)};
    return status(payload, &error).substr(9, 3);
  };
  EXPECT_EQ(refused(post, Code::kMalformed), "400");
  EXPECT_EQ(refused(post, Code::kInvalid), "422");
  EXPECT_EQ(refused(post, Code::kNotFound), "422");
  EXPECT_EQ(refused("DELETE Patient?identifier=a|1\n\n", Code::kNotFound), "404");
  EXPECT_EQ(refused("DELETE Patient?identifier=a|1\n\n", Code::kUnsupported), "405");
  EXPECT_EQ(refused("GET Nothing\n\n", Code::kUnsupported), "404");
  EXPECT_EQ(refused(post, Code::kUnsupported, "Content-Type"), "415");
  EXPECT_EQ(refused(post, Code::kDenied), "403");
  EXPECT_EQ(refused(post, Code::kDuplicate), "409");
  EXPECT_EQ(refused(post, Code::kBusy), "429");
  EXPECT_EQ(refused(post, Code::kUnavailable), "503");
  EXPECT_EQ(refused(post, Code::kInternal), "500");
  EXPECT_EQ(status(kPatient, nullptr).front(), '{') << "a bare body has a bare answer";
}

}  // namespace
}  // namespace pontis
