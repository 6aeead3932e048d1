#include "adapters/pixm/pixm_responder.h"

#include <gtest/gtest.h>

#include "adapters/pixm/match.h"
#include "engine/core/adapter.h"
#include "engine/tree/json.h"

namespace pontis {
namespace {

Demographics person(Identifier record, const std::string& family, const std::string& given,
                    const std::string& birth, const std::string& gender) {
  Demographics made;
  made.identifiers = {std::move(record)};
  made.names = {{family, given, "", "", "", "L"}};
  made.birth_date = birth;
  made.gender = gender;
  return made;
}

// Three people in two hospitals; Anna Müller is known to both.
class PixmTest : public testing::Test {
 protected:
  PixmTest() {
    Demographics anna = person({"urn:oid:1.2.1", "A1", "MR"}, "Müller", "Anna", "1984-01-25", "F");
    anna.names[0].middle = "Maria Eva";
    anna.addresses = {{"Hauptweg 7", "", "Ulm", "BW", "89073", "DE", "H"}};
    anna.phones = {"+49 731 5550"};
    anna.emails = {"anna@example.org"};
    anna.mother_family = "Weber";
    anna.birth_place = "Bern";
    anna_ = feed(anna);
    anna.identifiers = {{"urn:oid:1.2.2", "B1", "MR"}};
    feed(anna);
    bob_ = feed(person({"urn:oid:1.2.1", "A2", "MR"}, "Smith", "Bob", "1990-05", "M"));
    EXPECT_EQ(index_.personOf({"urn:oid:1.2.2", "B1", ""}), anna_)
        << "the hospitals' Annas are one";
    EXPECT_NE(anna_, bob_);
  }

  std::string feed(const Demographics& subject) {
    const std::vector<PersonAct> acts = {{PersonAct::Kind::kRegister, subject, {}, "Patient"}};
    const auto observed = index_.observe(acts, {});
    return observed ? observed->persons.at(0) : observed.error().text;
  }

  // What the feed's own Format reads of a request, done to the index.
  std::string put(const std::string& request) {
    const Format* format = findAdapter("fhir")->format;
    const auto document = format->parse(Bytes::clone(request));
    if (!document) return document.error().text;
    const auto observed = index_.observe(format->persons(**document), {});
    return observed ? "done" : observed.error().where + ": " + observed.error().text;
  }

  std::string raw(const std::string& request) {
    Message message;
    message.format = "fhir";
    message.payload = Bytes::clone(request);
    auto document = findAdapter("fhir")->format->parse(message.payload);
    if (!document) return document.error().text;
    message.document = *document;
    EXPECT_TRUE(responder_.answers(message.document->type())) << message.document->type();
    const auto answer = responder_.answer(message);
    return answer ? std::string(answer->view()) : answer.error().text;
  }
  std::string get(const std::string& target) {
    return raw("GET " + target + "\nBase: http://h/fhir\n\n");
  }
  static Json body(const std::string& answer) {
    const std::size_t head = answer.find("\n\n");
    auto json = Json::parse(Bytes::clone(answer.substr(head + 2)));
    EXPECT_TRUE(json) << answer;
    return json ? *json : Json();
  }
  // "200: a|1 b|2", "404 not-found: why", and of a Bundle "200: total 1 ID(certain)".
  std::string said(const std::string& answer) {
    const Json json = body(answer);
    std::string line = answer.substr(9, 3);
    const std::string& type = json["resourceType"].text();
    if (type == "OperationOutcome") return line + issue(json);
    if (type == "Patient") return line + ": " + name(json["id"].text());
    if (type == "Bundle") line += ": total " + json["total"].text();
    for (const Json& one : json["entry"].items()) {
      if (one["search"]["mode"].text() == "outcome") {
        line += issue(one["resource"]);
        continue;
      }
      line += " " + name(one["resource"]["id"].text());
      const auto& extensions = one["search"]["extension"].items();
      if (!extensions.empty()) line += "(" + extensions[0]["valueCode"].text() + ")";
    }
    if (type == "Parameters") line += ":";
    for (const Json& one : json["parameter"].items()) {
      const Json& identifier = one["valueIdentifier"];
      line +=
          " " + (identifier ? identifier["system"].text() + "|" + name(identifier["value"].text())
                            : name(one["valueReference"]["reference"].text()));
    }
    return line;
  }
  std::string ask(const std::string& target) { return said(get(target)); }

  // The index's numbers by who they are.
  std::string name(std::string text) const {
    for (const auto& [id, who] : {std::pair(anna_, "ANNA"), std::pair(bob_, "BOB")})
      if (const auto at = text.find(id); at != std::string::npos && !id.empty())
        text.replace(at, id.size(), who);
    return text;
  }
  static std::string issue(const Json& outcome) {
    const Json& first = outcome["issue"].items().at(0);
    return " " + first["code"].text() + ": " + first["diagnostics"].text();
  }

  Index index_{
      {.own = {"OWN", "", "urn:x-own", "", {}, true},
       .domains = {{"GH", "1.2.1", "", "", {}, false}, {"LAB", "1.2.2", "", "", {}, false}},
       .learn_domains = false}};
  PixmResponder responder_{{}, index_};
  std::string anna_, bob_;
};

// IHE PIXm ITI-83, sections 2:3.83.4.2.2.1 to .4.
TEST_F(PixmTest, AnswersWithTheOtherIdentifiers) {
  const std::string pix = "Patient/$ihe-pix?sourceIdentifier=";
  EXPECT_EQ(ask(pix + "urn:oid:1.2.1%7CA1"),
            "200: urn:x-own|ANNA urn:oid:1.2.2|B1 http://h/fhir/Patient/ANNA");
  EXPECT_EQ(ask(pix + "urn:oid:1.2.1|A1&targetSystem=urn:oid:1.2.2"), "200: urn:oid:1.2.2|B1");
  EXPECT_EQ(ask(pix + "urn:oid:1.2.1|A1&targetSystem=urn:oid:1.2.1"), "200:");
  EXPECT_EQ(ask(pix + "urn:oid:1.2.1|A2&targetSystem=urn:x-own&targetSystem=urn:oid:1.2.2"),
            "200: urn:x-own|BOB http://h/fhir/Patient/BOB");
  EXPECT_EQ(ask(pix + "urn:x-own|" + anna_),
            "200: urn:oid:1.2.1|A1 urn:oid:1.2.2|B1 http://h/fhir/Patient/ANNA");
  EXPECT_EQ(ask(pix + "http://h/fhir|Patient/" + anna_),
            "200: urn:x-own|ANNA urn:oid:1.2.1|A1 urn:oid:1.2.2|B1");
  EXPECT_EQ(ask(pix + "urn:x-own|" + anna_ + "&targetSystem=urn:oid:1.2.1"),
            "200: urn:oid:1.2.1|A1");
}

TEST_F(PixmTest, RefusesUnknownDomainsAndIdentifiersAsSpecified) {
  const std::string pix = "Patient/$ihe-pix?sourceIdentifier=";
  EXPECT_EQ(ask(pix + "urn:oid:1.2.1|none"),
            "404 not-found: sourceIdentifier Patient Identifier not found");
  EXPECT_EQ(ask(pix + "urn:x-own|none"),
            "404 not-found: sourceIdentifier Patient Identifier not found");
  for (const char* source : {"urn:oid:9.9|A1", "A1", "|A1"})
    EXPECT_EQ(ask(pix + source),
              "400 code-invalid: sourceIdentifier Assigning Authority not found");
  EXPECT_EQ(ask(pix + "urn:oid:1.2.1|A1&targetSystem=urn:oid:1.2.2&targetSystem=urn:oid:9.9"),
            "403 code-invalid: targetSystem not found");
  EXPECT_EQ(ask("Patient/$ihe-pix"), "400 required: exactly one sourceIdentifier is wanted");
  EXPECT_EQ(ask(pix + "a|1&sourceIdentifier=a|2"),
            "400 invalid: exactly one sourceIdentifier is wanted");
}

TEST_F(PixmTest, TakesTheParametersOfAnOperationInABodyToo) {
  EXPECT_EQ(said(raw("POST Patient/$ihe-pix\n\n" + std::string(R"({"resourceType":"Parameters",
              "parameter":[{"name":"sourceIdentifier","valueString":"urn:oid:1.2.1|A1"},
              {"name":"targetSystem","valueUri":"urn:oid:1.2.2"}]})"))),
            "200: urn:oid:1.2.2|B1");
}

// IHE PDQm ITI-78: every parameter by itself.
TEST_F(PixmTest, FindsByEachParameter) {
  const std::string anna = "200: total 1 ANNA", bob = "200: total 1 BOB", nobody = "200: total 0";
  for (const char* query : {"family=m%C3%BCller",
                            "family=Muel",
                            "family=M%C3%BCller,Nobody",
                            "given=anna",
                            "given=Maria&family=m",
                            "family=M&given=eva&gender=female",
                            "name=mueller",
                            "name=ann",
                            "gender=female",
                            "birthdate=1984-01-25",
                            "birthdate=1984",
                            "birthdate=lt1985",
                            "birthdate=ap1983-06-01",
                            "birthdate=ge1984-01-25&birthdate=le1984-01-25",
                            "telecom=00497315550",
                            "phone=%2B49(731)5550",
                            "email=ANNA@example.org",
                            "telecom=anna@example.org",
                            "address=ulm",
                            "address=haupt",
                            "address-city=Ulm",
                            "address-state=bw",
                            "address-postalcode=890",
                            "address-country=de",
                            "mothersMaidenName=web",
                            "identifier=urn:oid:1.2.1|A1",
                            "identifier=B1",
                            "identifier=urn:oid:1.2.2|",
                            "family:exact=M%C3%BCller",
                            "family:contains=llE",
                            "family=M%C3%BCller&gender=female",
                            "family=m%C3%BCller&unknown=1"})
    EXPECT_EQ(ask("Patient?" + std::string(query)), anna) << query;
  EXPECT_EQ(ask("Patient?identifier=urn:x-own|" + anna_), anna);
  EXPECT_EQ(ask("Patient?_id=" + anna_), anna);
  for (const char* query : {"family=smith", "gender=male", "birthdate=1990", "birthdate=gt1984-01",
                            "birthdate=ne1984-01-25", "identifier=urn:oid:1.2.1|A2"})
    EXPECT_EQ(ask("Patient?" + std::string(query)), bob) << query;
  for (const char* query :
       {"family=uller", "family:exact=muller", "family=M%C3%BCller&gender=male", "birthdate=1985",
        "birthdate=1990-05-01", "active=false", "_id=none", "identifier=urn:oid:1.2.1|none",
        "identifier=urn:oid:9.9|A1", "family=%3F", "telecom=5550"})
    EXPECT_EQ(ask("Patient?" + std::string(query)), nobody) << query;
  EXPECT_EQ(said(raw("POST Patient/_search?gender=female\n"
                     "Content-Type: application/x-www-form-urlencoded\n\nfamily=M%C3%BCller")),
            anna);
}

TEST_F(PixmTest, RefusesValuesAndModifiersThatCannotBe) {
  EXPECT_EQ(ask("Patient?birthdate=soon"), "400 value: birthdate: not a date");
  EXPECT_EQ(ask("Patient?gender=F"), "400 value: gender: no code of administrative-gender");
  std::string many = "Patient?family=";
  for (int i = 0; i < 300; ++i) many += "a,";
  EXPECT_EQ(ask(many), "400 value: family: more values than a search may have");
  EXPECT_EQ(ask("Patient?_count=few"), "400 value: _count: no number");
  EXPECT_EQ(ask("Patient?family:missing=true"),
            "400 not-supported: family: this modifier is not supported");
  EXPECT_EQ(said(raw("GET Patient?unknown=1\nPrefer: handling=strict\n\n")),
            "400 not-supported: a parameter is not supported");
  EXPECT_EQ(ask("Patient?_format=xml"), "406 not-supported: the answer is JSON only");
  EXPECT_EQ(said(raw("GET Patient\nAccept: application/fhir+xml\n\n")),
            "406 not-supported: the answer is JSON only");
  EXPECT_EQ(ask("Patient/$match"), "405 not-supported: the method is not allowed");
  PixmResponder careful{{"", 1}, index_};
  Message message;
  message.document = *findAdapter("fhir")->format->parse(Bytes::clone("GET Patient\n\n"));
  EXPECT_EQ(said(std::string(careful.answer(message)->view())).substr(0, 15), "422 too-costly:");
}

TEST_F(PixmTest, TellsWhichDomainsAreNotKnown) {
  EXPECT_EQ(ask("Patient?family=smith&identifier=urn:oid:1.2.1|,urn:oid:9.9|"),
            "200: total 1 BOB not-found: targetSystem not found");
  EXPECT_EQ(ask("Patient?family=smith&identifier=urn:oid:9.9|"),
            "404 not-found: targetSystem not found");
  const Json found = body(get("Patient?identifier=urn:oid:1.2.2|"));
  const auto& identifiers = found["entry"].items().at(0)["resource"]["identifier"].items();
  ASSERT_EQ(identifiers.size(), 1u) << "only what was asked for";
  EXPECT_EQ(identifiers[0]["value"].text(), "B1");
}

TEST_F(PixmTest, PagesByLinksThatSayAllTheyNeed) {
  for (int i = 0; i < 5; ++i)
    feed(person({"urn:oid:1.2.1", "P" + std::to_string(i), ""},
                "Page" + std::string(1, static_cast<char>('a' + 5 * i)),
                std::string(3, static_cast<char>('B' + 4 * i)),
                "19" + std::to_string(51 + 7 * i) + "-03-0" + std::to_string(i + 1),
                i % 2 ? "F" : "M"));
  std::string url = "Patient?family=page&_count=2", seen;
  for (int page = 0; !url.empty() && page < 9; ++page) {
    const Json bundle = body(get(url));
    seen +=
        "[" + bundle["total"].text() + ":" + std::to_string(bundle["entry"].items().size()) + "]";
    url.clear();
    for (const Json& link : bundle["link"].items())
      if (link["relation"].text() == "next") url = link["url"].text().substr(14);
  }
  EXPECT_EQ(seen, "[5:2][5:2][5:1]");
  EXPECT_EQ(ask("Patient?family=page&_count=0"), "200: total 5");
  EXPECT_EQ(ask("Patient?family=page&_summary=count"), "200: total 5");
  const Json bundle = body(get("Patient?family=smith&unknown=1"));
  EXPECT_EQ(bundle["link"].items().at(0)["url"].text(), "http://h/fhir/Patient?family=smith");
  EXPECT_EQ(name(bundle["entry"].items().at(0)["fullUrl"].text()), "http://h/fhir/Patient/BOB");
}

TEST_F(PixmTest, ReadsTheGoldenRecord) {
  const Json anna = body(get("Patient/" + anna_));
  EXPECT_EQ(anna["id"].text(), anna_);
  EXPECT_EQ(anna["identifier"].items().at(0)["system"].text(), "urn:x-own");
  EXPECT_EQ(anna["identifier"].items().size(), 3u);
  EXPECT_EQ(anna["gender"].text() + anna["birthDate"].text() + anna["active"].text(),
            "female1984-01-25true");
  EXPECT_EQ(anna["name"].items().at(0)["given"].items().size(), 3u);
  EXPECT_EQ(anna["extension"].items().size(), 2u);
  EXPECT_EQ(anna["link"].items().size(), 2u);
  EXPECT_EQ(anna["link"].items().at(0)["type"].text(), "seealso");
  EXPECT_EQ(ask("Patient/none"), "404 not-found: no such Patient");
}

TEST_F(PixmTest, ARetiredNumberSaysWhatReplacedIt) {
  ASSERT_TRUE(index_.merge({"urn:oid:1.2.1", "A1", ""}, {"urn:oid:1.2.1", "A2", ""}, {}));
  const Json bob = body(get("Patient/" + bob_));
  EXPECT_EQ(bob["active"].text(), "false");
  EXPECT_EQ(name(bob["link"].items().at(0)["other"]["reference"].text()), "Patient/ANNA");
  EXPECT_EQ(bob["link"].items().at(0)["type"].text(), "replaced-by");
  EXPECT_EQ(ask("Patient?identifier=urn:oid:1.2.1|A2"), "200: total 1 ANNA");
  EXPECT_EQ(ask("Patient?_id=" + bob_), "200: total 0");
  std::string links;
  const Json anna = body(get("Patient/" + anna_));
  for (const Json& link : anna["link"].items())
    links += link["other"]["identifier"]["value"].text() + " " + link["type"].text() + ";";
  EXPECT_NE(links.find("A2 replaces;"), std::string::npos) << links;
  EXPECT_EQ(links.find("A2 seealso;"), std::string::npos) << links;
}

// IHE PIXm ITI-104, with the examples of its sections 2:3.104.4.1.5 and 2:3.104.4.2.5.
TEST_F(PixmTest, WhatIsFedCanBeAskedFor) {
  const auto mohr = [](const std::string& value, const std::string& given,
                       const std::string& more) {
    return "PUT Patient?identifier=urn:oid:1.2.1%7C" + value + "\n\n" +
           R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.1","value":")" +
           value + R"("}],"active":)" + (more.empty() ? "true" : "false") +
           R"(,"name":[{"family":"MOHR","given":[")" + given +
           R"("]}],"gender":"female","birthDate":"1958-01-30")" + more + "}";
  };
  EXPECT_EQ(put(mohr("IHERED-994", "ALISSA", "")), "done");
  EXPECT_EQ(put(mohr("IHERED-994", "ALICE", "")), "done");
  EXPECT_EQ(ask("Patient?family=mohr&given=alice").substr(0, 12), "200: total 1");
  EXPECT_EQ(ask("Patient?family=mohr&given=alissa").substr(0, 12), "200: total 0");
  EXPECT_EQ(put(mohr("IHERED-m94", "MAIDEN", R"(,"link":[{"other":{"identifier":{"system":
      "urn:oid:1.2.1","value":"IHERED-994"}},"type":"replaced-by"}])")),
            "done");
  EXPECT_EQ(index_.personOf({"urn:oid:1.2.1", "IHERED-m94", ""}),
            index_.personOf({"urn:oid:1.2.1", "IHERED-994", ""}));
  EXPECT_EQ(
      ask("Patient/$ihe-pix?sourceIdentifier=urn:oid:1.2.1|IHERED-994&targetSystem=urn:oid:1.2.1"),
      "200:")
      << "what was merged away is not given out";
  EXPECT_EQ(put("PUT Patient?identifier=urn:oid:9.9|1\n\n{\"resourceType\":\"Patient\"}"),
            "Patient.identifier.system: the assigning authority is not known here");
}

// IHE PDQm ITI-119.
TEST_F(PixmTest, MatchesWithScoreAndGrade) {
  const auto match = [&](const std::string& patient, const std::string& more = "") {
    return raw("POST Patient/$match\nBase: http://h/fhir\n\n" +
               std::string(R"({"resourceType":"Parameters","parameter":[{"name":"resource",)"
                           R"("resource":{"resourceType":"Patient",)") +
               patient + "}}" + more + "]}");
  };
  const std::string anna = R"("name":[{"family":"Mueller","given":["Anna"]}],"gender":"female",
    "birthDate":"1984-01-25","telecom":[{"system":"phone","value":"+49 731 5550"}],
    "address":[{"line":["Hauptweg 7"],"city":"Ulm","postalCode":"89073"}])";
  const std::string found = said(match(anna));
  EXPECT_EQ(found.substr(0, 20), "200: total 1 ANNA(ce") << found;
  const Json search = body(match(anna))["entry"].items().at(0)["search"];
  EXPECT_GE(std::stod(search["score"].text()), 0.95);
  EXPECT_LE(std::stod(search["score"].text()), 1.0);
  const std::string certain = R"(,{"name":"onlyCertainMatches","valueBoolean":true})";
  EXPECT_EQ(said(match(anna, certain)), found);
  EXPECT_EQ(said(match(R"("name":[{"family":"Nobody"}])")), "200: total 0");
  EXPECT_EQ(said(match(anna, R"(,{"name":"count","valueInteger":0})")),
            "400 value: count is no positive integer");
  EXPECT_EQ(said(raw("POST Patient/$match\n\n{\"resourceType\":\"Patient\"," + anna + "}")), found)
      << "the Patient alone will do";
  EXPECT_EQ(said(raw("POST Patient/$match\n\n{\"resourceType\":\"Parameters\"}")),
            "400 required: Parameters.parameter \"resource\" is no Patient");
}

TEST(PixmScore, GrowsInsideTheBandOfItsGrade) {
  EXPECT_LT(matchScore(Grade::kPossible, 90), matchScore(Grade::kProbable, 1));
  EXPECT_LT(matchScore(Grade::kProbable, 90), matchScore(Grade::kCertain, 1));
  EXPECT_LT(matchScore(Grade::kCertain, 5), matchScore(Grade::kCertain, 6));
  EXPECT_GE(matchScore(Grade::kNot, -90), 0);
  EXPECT_LE(matchScore(Grade::kCertain, 1e9), 1);
}

TEST_F(PixmTest, SaysWhatItCanDo) {
  const Json json = body(get("metadata"));
  EXPECT_EQ(json["resourceType"].text(), "CapabilityStatement");
  EXPECT_EQ(json["implementation"]["url"].text(), "http://h/fhir");
  EXPECT_EQ(json["rest"].items().at(0)["resource"].items().at(0)["conditionalUpdate"].text(),
            "true");
}

TEST_F(PixmTest, LeavesTheFeedToTheChannel) {
  for (const char* type : {"PUT Patient", "POST Patient", "DELETE Patient", "PUT Patient/[id]",
                           "Bundle", "Patient", "GET Observation"})
    EXPECT_FALSE(responder_.answers(type)) << type;
}

}  // namespace
}  // namespace pontis
