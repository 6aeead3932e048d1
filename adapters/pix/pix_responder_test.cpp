#include "adapters/pix/pix_responder.h"

#include <gtest/gtest.h>

#include <regex>

#include "tests/support/segments_text.h"

namespace pontis {
namespace {

class Query final : public SegmentsText {
 public:
  Query(std::string type, std::string text) : SegmentsText(std::move(text)), type_(type) {}
  std::string_view type() const override { return type_; }

 private:
  const std::string type_;
};

IndexOptions options() {
  IndexOptions out;
  out.own = {"PONTIS", "1.2.99", "", "", {}, true};
  out.domains = {{"A", "1.2.1", "", "", {}, false},
                 {"B", "1.2.2", "", "", {}, false},
                 {"W", "", "http://w", "", {}, false},
                 {"NID", "1.2.9", "", "", {}, true}};
  out.learn_domains = false;
  return out;
}

// An index with a few persons, and what it answers.
struct World {
  Index index{options()};
  PixResponderOptions how;

  void add(const Demographics& person, PersonAct::Kind kind = PersonAct::Kind::kRegister,
           std::vector<Identifier> others = {}) {
    const PersonAct act{kind, person, std::move(others), "PID"};
    const auto observed = index.observe({&act, 1}, {"REG", "GH", "m", Time{}});
    ASSERT_TRUE(observed) << observed.error().text;
  }
  void add(std::vector<Identifier> identifiers, const std::string& family, const std::string& given,
           const std::string& birth_date = "") {
    Demographics person;
    person.identifiers = std::move(identifiers);
    if (!family.empty()) person.names = {{family, given, "", "", "", "L"}};
    person.birth_date = birth_date;
    add(person);
  }

  std::string raw(const std::string& type, const std::string& segments,
                  const std::string& version = "2.5") const {
    Message message;
    message.document = std::make_shared<Query>(
        type, "MSH|^~\\&|CON|F|PONTIS|HIE|2026||" + type + "|42|P|" + version + "\r" + segments);
    const auto answer = PixResponder(how, index).answer(message);
    return answer ? std::string(answer->view()) : answer.error().text;
  }
  // The answer without MSH and the echoed QPD; the index's own numbers as '#'.
  std::string ask(const std::string& type, const std::string& segments,
                  const std::string& version = "2.5") const {
    static const std::regex kNumber("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    const std::string text = std::regex_replace(raw(type, segments, version), kNumber, "#");
    std::string out;
    for (std::size_t at = text.find('\r') + 1; at < text.size();) {
      const std::size_t end = text.find('\r', at);
      if (text.substr(at, 4) != "QPD|") out += "[" + text.substr(at, end - at) + "]";
      at = end + 1;
    }
    return out;
  }
  std::string pix(const std::string& identifier, const std::string& returned = "") const {
    return ask("QBP^Q23", "QPD|IHE PIX Query|T1|" + identifier + "|" + returned + "\rRCP|I");
  }
  std::string pdq(const std::string& parameters, const std::string& more = "\rRCP|I") const {
    return ask("QBP^Q22", "QPD|IHE PDQ Query|T1|" + parameters + more);
  }
};

Identifier a(const std::string& value) { return {"A", value, ""}; }
Identifier b(const std::string& value) { return {"urn:oid:1.2.2", value, ""}; }

const std::string kGood = "[MSA|AA|42][QAK|T1|OK]";
const std::string kNone = "[MSA|AA|42][QAK|T1|NF]";
std::string refused(const std::string& place, const std::string& code) {
  const std::string text = code == "101"   ? "Required field missing"
                           : code == "102" ? "Data type error"
                           : code == "103" ? "Table value not found"
                                           : "Unknown key identifier";
  return "[MSA|AE|42][ERR||" + place + "|" + code + "^" + text + "^HL70357|E][QAK|T1|AE]";
}

TEST(PixResponder, GivesTheOtherIdentifiersOfAPerson) {
  World world;
  world.add({a("1"), {"NID", "N1", "NI"}}, "Vogt", "Ann", "1984-01-25");
  world.add({b("2")}, "Weiss", "Otto", "1950-02-03");
  ASSERT_TRUE(world.index.link(a("1"), b("2"), {}));
  EXPECT_EQ(world.pix("1^^^A"), kGood +
                                    "[PID|||#^^^PONTIS&1.2.99&ISO^PI~N1^^^NID&1.2.9&ISO^NI~"
                                    "2^^^B&1.2.2&ISO||~^^^^^^S]");
  EXPECT_EQ(world.pix("2^^^&1.2.2&ISO^PI", "^^^A~^^^&1.2.9&ISO"),
            kGood + "[PID|||1^^^A&1.2.1&ISO~N1^^^NID&1.2.9&ISO^NI||~^^^^^^S]");
  EXPECT_EQ(world.pix("1^^^A&1.2.1&ISO", "^^^W"), kNone);
  EXPECT_EQ(world.pix("1^^^A", "^^^A"), kNone) << "what was asked for is not told";
  world.how.return_queried = true;
  EXPECT_EQ(world.pix("1^^^A", "^^^A"), kGood + "[PID|||1^^^A&1.2.1&ISO||~^^^^^^S]");
}

TEST(PixResponder, RefusesWhatItDoesNotKnowAndSaysWhere) {
  World world;
  world.add({a("1")}, "Vogt", "Ann");
  EXPECT_EQ(world.pix("9^^^A"), refused("QPD^1^3^1^1", "204"));
  EXPECT_EQ(world.pix("1^^^X"), refused("QPD^1^3^1^4", "204"));
  EXPECT_EQ(world.pix("1^^^A&1.2.2&ISO"), refused("QPD^1^3^1^4", "204"))
      << "name and OID are two domains";
  EXPECT_EQ(world.pix("1^^^A", "^^^B~^^^X"), refused("QPD^1^4^2", "204"));
  EXPECT_EQ(world.pix("1"), refused("QPD^1^3^1^4", "101"));
  EXPECT_EQ(world.pix("^^^A"), refused("QPD^1^3^1^1", "101"));
  EXPECT_EQ(world.ask("QBP^Q23", "RCP|I"),
            "[MSA|AE|42][ERR||QPD^1|100^Segment sequence error^HL70357|E]");
  EXPECT_EQ(world.ask("QBP^Q23", "QPD|IHE PIX Query|T1|9^^^A", "2.4"),
            "[MSA|AE|42][ERR|QPD^1^3^204&Unknown key identifier&HL70357][QAK|T1|AE]");
}

TEST(PixResponder, KeepsNumbersOfDomainsItDoesNotKnowToItself) {
  World world;
  world.add({a("1"), {"urn:oid:2.16.840.1.113883.4.1", "123-45-6789", "SS"}, {"LAB", "9", ""}},
            "Vogt", "Ann");
  EXPECT_EQ(world.pix("1^^^A"), kGood + "[PID|||#^^^PONTIS&1.2.99&ISO^PI||~^^^^^^S]");
  EXPECT_EQ(world.pdq("@PID.5.1^Vogt|||||^^^A"),
            kGood +
                "[PID|||1^^^A&1.2.1&ISO||Vogt^Ann^^^^^L||||||||||||||123-45-6789]"
                "[QRI|1.0|NA|exact]");
}

TEST(PixResponder, NamesARetiredIdentifierButDoesNotAnswerToIt) {
  World world;
  world.add({a("1")}, "Vogt", "Ann", "1984-01-25");
  world.add({a("2")}, "Weiss", "Otto", "1950-02-03");
  Demographics survivor;
  survivor.identifiers = {a("1")};
  world.add(survivor, PersonAct::Kind::kMerge, {a("2")});
  EXPECT_EQ(world.pix("1^^^A", "^^^A"), kGood + "[PID|||2^^^A&1.2.1&ISO||~^^^^^^S]");
  EXPECT_EQ(world.pix("2^^^A"), refused("QPD^1^3^1^1", "204"));
}

TEST(PixResponder, AnswersInTheNameOfTheSourceThatWasAsked) {
  World world;
  const std::string text = world.raw("QBP^Q23", "QPD|IHE PIX Query|T\\T\\1|9^^^A|\rRCP|I");
  const SegmentsText answer(text);
  const PixFields fields(answer);
  EXPECT_EQ(text.substr(0, 26), "MSH|^~\\&|PONTIS|HIE|CON|F|");
  EXPECT_EQ(fields.echo(0, 9), "RSP^K23^RSP_K23");
  EXPECT_EQ(fields.echo(0, 10).size(), 20U);
  EXPECT_EQ(fields.echo(0, 11) + fields.echo(0, 12) + fields.echo(0, 18), "P2.5");
  EXPECT_NE(text.find("\rQAK|T\\T\\1|AE\rQPD|IHE PIX Query|T\\T\\1|9^^^A|\r"), std::string::npos);
}

TEST(PixResponder, FindsPersonsByWhatIsAsked) {
  World world;
  Demographics person;
  person.identifiers = {a("1")};
  person.names = {{"Vogt", "Ann", "Bea", "Jr", "Dr", "L"}, {"Weiss", "", "", "", "", "M"}};
  person.birth_date = "1984-01-25";
  person.gender = "F";
  person.addresses = {{"Hauptstr. 5", "", "Ulm", "BW", "89073", "DEU", "H"}};
  person.phones = {"0731 555"};
  person.work_phones = {"0731 777"};
  person.emails = {"a@b.c"};
  person.mother_family = "Mutter";
  person.mother_given = "Eva";
  person.language = "de";
  person.marital_status = "S";
  person.birth_place = "Ulm & um Ulm";
  person.multiple_birth = "Y";
  person.birth_order = "2";
  world.add(person);
  const std::string pid =
      "[PID|||#^^^PONTIS&1.2.99&ISO^PI~1^^^A&1.2.1&ISO||Vogt^Ann^Bea^Jr^Dr^^L~Weiss^^^^^^M|"
      "Mutter^Eva|19840125|F|||Hauptstr. 5^^Ulm^BW^89073^DEU^H||0731 555^PRN^PH^^^^^^^^^0731 555~"
      "^NET^Internet^a@b.c|0731 777^WPN^PH^^^^^^^^^0731 777|de|S|||||||Ulm \\T\\ um Ulm|Y|2]";
  EXPECT_EQ(world.pdq("@PID.5.1.1^VOGT~@PID.5.2^ann"), kGood + pid + "[QRI|1.0|NA|exact]");
  EXPECT_EQ(world.pdq("@PID.5.1^Vo*~@PID.7^1984"), kGood + pid + "[QRI|1.0|NA~DB|pattern]");
  EXPECT_EQ(world.pdq("@PID.5.1^Fogt~@PID.8^F"), kNone);
  EXPECT_EQ(world.pdq("@PID.5.1^Vocht|0.5|soundex"), kGood + pid + "[QRI|0.8|NP|soundex]");
  EXPECT_EQ(world.pdq("@PID.5.1^Vocht|90|soundex"), kNone) << "not sure enough";
  EXPECT_EQ(world.pdq("@PID.3.1^1~@PID.3.4.1^A|||||^^^A").substr(0, 59),
            kGood + "[PID|||1^^^A&1.2.1&ISO||Vogt^Ann^Bea^");
  EXPECT_EQ(world.pdq("@PID.3.1^1~@PID.3.4.2^1.2.2"), kNone);
  EXPECT_EQ(world.pdq("@PID.5.1^Vogt|||||^^^B"), kNone) << "has no number there";
  EXPECT_EQ(world.pdq("@PID.5.1^Vogt~@PID.18.1^7"), kNone) << "there are no accounts";
  for (const char* const each : {"@PID.11.3^Ulm", "@PID.11.5^89073", "@PID.6.1^Mutter",
                                 "@PID.13.1^(0731) 555", "@PID.8^f~@PID.7^19840125"})
    EXPECT_NE(world.pdq(each).find(pid), std::string::npos) << each;
}

TEST(PixResponder, RefusesAQueryItCannotAnswerExactly) {
  World world;
  EXPECT_EQ(world.pdq(""), refused("QPD^1^3", "101"));
  EXPECT_EQ(world.pdq("@PID.5.1^"), refused("QPD^1^3", "101"));
  EXPECT_EQ(world.pdq("@PID.5.1^X~PID.8^F"), refused("QPD^1^3^2", "102"));
  EXPECT_EQ(world.pdq("@PID.5.1^X~@PID.5.1^Y"), refused("QPD^1^3^2", "102"));
  EXPECT_EQ(world.pdq("@PID.5.1^X&Y"), refused("QPD^1^3^1", "102"));
  EXPECT_EQ(world.pdq("@PID.3.4.99^X"), refused("QPD^1^3^1", "103"));
  EXPECT_EQ(world.pdq("@PID.10^X"), refused("QPD^1^3^1", "103"));
  EXPECT_EQ(world.pdq("@PD1.4^X"), refused("QPD^1^3^1", "103"));
  EXPECT_EQ(world.pdq("@PID.5.1^X|high"), refused("QPD^1^4", "102"));
  EXPECT_EQ(world.pdq("@PID.5.1^X||magic"), refused("QPD^1^5", "103"));
  EXPECT_EQ(world.pdq("@PID.5.1^X|||||^^^A~^^^X"), refused("QPD^1^8^2", "204"));
  EXPECT_EQ(world.pdq("@PID.5.1^X", "\rRCP|I|0^RD"), refused("RCP^1^2^1^1", "102"));
  EXPECT_EQ(world.pdq("@PID.5.1^X", "\rRCP|I|5^LI"), refused("RCP^1^2^1^2", "103"));
}

TEST(PixResponder, GoesOnWhereTheLastAnswerEnded) {
  World world;
  const char* const given[] = {"Anna", "Bruno", "Clara", "Dirk", "Edda"};
  for (int n = 0; n < 5; ++n)
    world.add({a(std::to_string(n))}, "Vogt", given[n], "19" + std::to_string(50 + 7 * n));
  std::string dsc, seen;
  const std::string query = "QPD|IHE PDQ Query|T1|@PID.5.1^Vogt|||||^^^A\rRCP|I|2^RD";
  for (int page = 0; page < 3; ++page) {
    const std::string text = world.raw("QBP^Q22", query + dsc);
    const SegmentsText answer(text);
    const PixFields fields(answer);
    for (std::size_t at = 0; at < answer.size(); ++at)
      if (answer.name(at) == "PID") seen += fields.value(at, 3);
    seen += "/";
    const auto more = fields.find("DSC");
    EXPECT_EQ(more.has_value(), page < 2);
    if (more) dsc = "\rDSC|" + fields.echo(*more, 1) + "|I";
  }
  EXPECT_EQ(seen, "01/23/4/");
  EXPECT_EQ(world.pdq("@PID.5.1^Weiss", "\rRCP|I|2^RD" + dsc), refused("DSC^1^1", "204"))
      << "the pointer of another query";
  world.how.limit = 3;
  EXPECT_NE(world.pdq("@PID.5.1^Vogt").find("[DSC|"), std::string::npos);
}

TEST(PixResponder, AcknowledgesACancelledQuery) {
  World world;
  EXPECT_EQ(world.ask("QCN^J01", "QID|T1|IHE PDQ Query"), "[MSA|AA|42]");
  EXPECT_EQ(world.ask("QCN^J01", ""),
            "[MSA|AE|42][ERR||QID^1|100^Segment sequence error^HL70357|E]");
}

TEST(PixResponder, WritesUtf8AndSaysSo) {
  World world;
  world.add({a("1")}, "M\xC3\xBCller", "Ann");
  const std::string text =
      world.raw("QBP^Q22", "QPD|IHE PDQ Query|T1|@PID.5.2^Ann|||||^^^A\rRCP|I");
  EXPECT_NE(text.find("|P|2.5||||||UNICODE UTF-8\r"), std::string::npos);
  EXPECT_NE(text.find("|M\xC3\xBCller^Ann^"), std::string::npos);
}

TEST(PixResponder, KnowsTheMotherByHerOwnRecord) {
  World world;
  world.add({a("1")}, "Vogt", "Ann", "1984-01-25");
  Demographics child;
  child.identifiers = {a("2")};
  child.birth_date = "2014-10-01";
  child.mother_identifiers = {a("1")};
  world.add(child);
  const std::string found =
      kGood + "[PID|||2^^^A&1.2.1&ISO||^^^^^^U|Vogt^Ann|20141001||||||||||||||1^^^A&1.2.1&ISO]";
  EXPECT_EQ(world.pdq("@PID.3.1^2~@PID.3.4^A|||||^^^A"), found + "[QRI|1.0||exact]");
  EXPECT_EQ(world.pdq("@PID.6.1^Vogt~@PID.6.2^Ann|||||^^^A"), found + "[QRI|1.0||exact]");
  EXPECT_EQ(world.pdq("@PID.21.1^1~@PID.21.4.1^A|||||^^^A"), found + "[QRI|1.0||exact]");
  EXPECT_EQ(world.pdq("@PID.6.1^Vogt~@PID.6.2^Eva"), kNone);
}

}  // namespace
}  // namespace pontis
