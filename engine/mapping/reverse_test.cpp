// Rows that hold both ways: which are refused, and what they give. The shipped maps' own tests
// (mappings/hl7v2-fhir/back_tests.map) show the whole.
#include <gtest/gtest.h>

#include <deque>

#include "engine/core/nodes.h"
#include "engine/mapping/json_value.h"
#include "tests/support/map_folder.h"

namespace pontis {
namespace {

// A document made of JSON, as the adapters make one.
class JsonNodes final : public Nodes {
 public:
  explicit JsonNodes(std::string_view json) {
    const auto parsed = JsonValue::parse(json);
    if (!parsed) throw std::runtime_error("not JSON");
    add(*parsed, "");
  }
  std::string_view type() const override { return "Bundle"; }
  std::vector<std::optional<std::string>> find(std::string_view) const override { return {}; }
  const std::vector<Node>& nodes() const override { return nodes_; }

 private:
  std::string_view keep(const std::string& text) { return texts_.emplace_back(text); }
  void add(const JsonValue& value, std::string_view name) {
    using Of = JsonValue::Kind;
    const Kind kind = value.kind == Of::kObject  ? Kind::kObject
                      : value.kind == Of::kArray ? Kind::kArray
                      : value.kind == Of::kText  ? Kind::kText
                                                 : Kind::kNumber;
    const std::size_t at = nodes_.size();
    nodes_.push_back({kind, 0, name, keep(value.text)});
    for (const auto& [key, inner] : value.members) add(inner, keep(key));
    for (const JsonValue& inner : value.items) add(inner, "");
    nodes_[at].end = static_cast<std::uint32_t>(nodes_.size());
  }

  std::deque<std::string> texts_;
  std::vector<Node> nodes_;
};

// The mistakes that loading `rows` of `map PID <-> Patient` finds, without the folder's name.
std::string mistakes(const std::string& rows, const std::string& table = "") {
  MapFolder maps(
      "type XPN <-> HumanName\n  1.1 <-> family\ntype ST <-> Identifier\n  . -> value\n" +
      ("map PID <-> Patient\n" + rows));
  if (!table.empty()) maps.add("Sex.csv", "source,target,system,display,inverse\n" + table);
  const auto loaded = Mapping::load(maps.folders());
  if (loaded) return "";
  const std::string& text = loaded.error().text;
  return text.substr(text.find("a.map") + 6);
}

TEST(ReverseCompiler, RefusesWhatCannotRunBackward) {
  EXPECT_EQ(mistakes("  5 <-> name[].text : words\n"),
            "12:3: 'words' cannot run backward: write ->");
  EXPECT_EQ(mistakes("  4[*] <-> identifier[] : ST\n"),
            "12:3: no row of 'type ST' runs backward: write ->");
  EXPECT_EQ(
      mistakes("  7 <-> birthDate : date\n  29 <-> birthDate : date\n"),
      "13:3: the <-> row of line 12 takes every value of this element: write ->, or tell them "
      "apart by 'when' or 'with'");
  EXPECT_EQ(mistakes("  8 <-> gender via Sex\n", "M,male,,,\nMAN,male,,,\n"),
            "12:3: <-> needs table Sex to mark which of its lines with the target 'male' is "
            "preferred");
  EXPECT_EQ(
      mistakes("  5[*] <-> name[] : XPN with use = 'usual'\n  9[*] <-> name[] : XPN with origin\n"
               "  8 <-> gender via Sex\n",
               "M,male,,,preferred\nMAN,male,,,\n"),
      "");
}

TEST(ReverseCompiler, ReportsEveryMistakeNotTheFirstAlone) {
  const std::string all = mistakes("  5 <-> name[].text : words\n  4[*] <-> identifier[] : ST\n");
  EXPECT_NE(all.find("12:3"), std::string::npos) << all;
  EXPECT_NE(all.find("13:3"), std::string::npos) << all;
}

// What a map of a few rows makes of a Patient, without MSH.
std::string back(const std::string& rows, const std::string& patient, std::string* lost = nullptr) {
  MapFolder maps(
      "type XPN <-> HumanName\n  1.1 <-> family\n  2 <-> given[0]\n  3 <-> given[1]\n"
      "map PID <-> Patient\n" +
      rows);
  maps.add("Sex.csv", "source,target,system,display,inverse\nM,male,,,preferred\nMAN,male,,,\n");
  const JsonNodes document(R"({"resourceType":"Patient",)" + patient + "}");
  const auto mapped = maps.load()->reverse(document, "ADT^A08");
  if (!mapped) return mapped.error().text;
  for (const Loss& loss : mapped->lost)
    if (lost != nullptr) *lost += loss.path + " ";
  const std::string_view text = mapped->output.view();
  const std::size_t at = text.find("PID");
  return at == std::string_view::npos ? "" : std::string(text.substr(at, text.size() - at - 1));
}

TEST(Reverse, GivesEachValueToTheFirstRowThatWantsIt) {
  EXPECT_EQ(back("  9[*] <-> name[] : XPN with use = 'old'\n  5[*] <-> name[] : XPN\n",
                 R"("name":[{"use":"old","family":"A"},{"family":"B","given":["C","D"]}])"),
            "PID|||||B^C^D||||A");
}

TEST(Reverse, TakesTheCodeBesideTheTargetBeforeTheTablesInverse) {
  const std::string rows = "  8 <-> gender via Sex\n";
  EXPECT_EQ(back(rows, R"("gender":"male")"), "PID||||||||M");
  EXPECT_EQ(back(rows, R"("gender":"male","_gender":{"extension":[)"
                       R"({"url":"urn:pontis:v2:code","valueString":"MAN"}]})"),
            "PID||||||||MAN");
}

TEST(Reverse, ReportsWhatNoRowReads) {
  std::string lost;
  EXPECT_EQ(back("  7 <-> birthDate : date\n",
                 R"("birthDate":"1980-01-02","name":[{"text":"x"}],"active":true)", &lost),
            "PID|||||||19800102");
  EXPECT_EQ(lost, "Patient[0].name[0].text Patient[0].active ");
}

TEST(Reverse, ReportsAValueThatIsNoneAndTheSecondOfTwoThatDiffer) {
  const auto lostOf = [](const std::string& rows, const std::string& patient) {
    std::string lost;
    const std::string made = back(rows, patient, &lost);
    return made + " " + lost;
  };
  const std::string rows = "  7 <-> birthDate : date\n  24 <-> multipleBirthBoolean : boolean\n";
  EXPECT_EQ(lostOf(rows, R"("birthDate":"1980-13-02","multipleBirthBoolean":"maybe")"),
            " Patient[0].birthDate Patient[0].multipleBirthBoolean ");
  EXPECT_EQ(lostOf("  25 <-> multipleBirthInteger : integer\n", R"("multipleBirthInteger":"x")"),
            " Patient[0].multipleBirthInteger ");
  // Both stand in PID-33, in which the day is already, and PID-12, in which another text is.
  const std::string twice =
      "  33 <-> meta.lastUpdated : instant\n  33 <-> birthDate : date\n"
      "  12 <-> name[a].text\n  12 <-> name[b].text\n";
  EXPECT_EQ(
      lostOf(twice, R"("meta":{"lastUpdated":"2026-01-05T12:00:00Z"},"birthDate":"2026-01-05",)"
                    R"("name":[{"text":"10"},{"text":"1"}])"),
      "PID||||||||||||10|||||||||||||||||||||20260105120000 Patient[0].name[1].text ");
}

TEST(Reverse, ReportsWhatIsMoreThanTheEnvelope) {
  const auto lostOf = [](const std::string& patient) {
    std::string lost;
    back("  7 <-> birthDate : date\n", patient, &lost);
    return lost;
  };
  EXPECT_EQ(lostOf(R"("id":"1","meta":{"versionId":"1","profile":["x"],"security":[{"code":"R"}],)"
                   R"("tag":[{"system":"urn:pontis:v2:map","code":"a"},{"code":"b"}]})"),
            "Patient[0].meta.security[0].code Patient[0].meta.tag[1].code ");
  EXPECT_EQ(lostOf(R"("text":{"status":"generated","div":"x"})"), "");
  EXPECT_EQ(lostOf(R"("text":{"status":"additional","div":"x"})"),
            "Patient[0].text.status Patient[0].text.div ");
  EXPECT_EQ(lostOf(R"("request":{"url":"a"},"fullUrl":"b","type":"c")"),
            "Patient[0].request.url Patient[0].fullUrl Patient[0].type ");
  EXPECT_EQ(lostOf(R"("identifier":{"value":"1"},"timestamp":"2026-01-05")"),
            "Patient[0].identifier.value Patient[0].timestamp ");
}

TEST(Reverse, TakesOfTheBundleWhatTheHeaderHolds) {
  MapFolder maps("map PID <-> Patient\n  7 <-> birthDate : date\n");
  const auto mapping = maps.load();
  const auto headerOf = [&](const std::string& identifier, std::string& lost) {
    const JsonNodes bundle(R"({"resourceType":"Bundle","type":"collection","identifier":{)" +
                           identifier + R"(},"timestamp":"2026-01-05T12:00:00Z","entry":[)" +
                           R"({"fullUrl":"urn:uuid:1","request":{"method":"PUT"},"resource":)" +
                           R"({"resourceType":"Patient","birthDate":"1980-01-02"}}]})");
    const auto mapped = mapping->reverse(bundle, "ADT^A08");
    for (const Loss& loss : mapped->lost) lost += loss.path + " ";
    return std::string(mapped->output.view().substr(0, mapped->output.view().find('\r')));
  };
  std::string lost;
  EXPECT_EQ(headerOf(R"("system":"urn:pontis:v2:MSH-10","value":"a-number-of-more-than-20")", lost),
            "MSH|^~\\&|||||20260105120000||ADT^A08^ADT_A01|a-number-of-more-than-20|P|2.5.1");
  EXPECT_EQ(lost, "");
  EXPECT_EQ(headerOf(R"("system":"urn:x","value":"short")", lost),
            "MSH|^~\\&|||||20260105120000||ADT^A08^ADT_A01|short|P|2.5.1");
  EXPECT_EQ(lost, "Bundle.identifier.system ");
  lost.clear();
  headerOf(R"("value":"longer than the twenty characters")", lost);
  EXPECT_EQ(lost, "Bundle.identifier.value ");
  const JsonNodes undated(R"({"resourceType":"Bundle","timestamp":"yesterday","entry":[)"
                          R"({"resource":{"resourceType":"Patient","birthDate":"1980"}}]})");
  const auto mapped = mapping->reverse(undated, "ADT^A08");
  EXPECT_EQ(mapped->lost.size(), 1U);
  EXPECT_EQ(mapped->output.view().find("yesterday"), std::string_view::npos);
}

// The first line after MSH and what is lost when a Basic of these extensions (without the prefix of
// their URLs) comes with a patient.
std::string withRemainder(const std::vector<std::pair<std::string, std::string>>& extensions) {
  MapFolder maps("map PID <-> Patient\n  7 <-> birthDate : date\n");
  std::string list;
  for (const auto& [url, text] : extensions)
    list += (list.empty() ? "" : ",") + (R"({"url":"urn:pontis:v2:)" + url) +
            R"(","valueString":")" + text + "\"}";
  const JsonNodes bundle(
      R"({"resourceType":"Bundle","entry":[)"
      R"({"resource":{"resourceType":"Patient","birthDate":"1980-01-02"}},)"
      R"({"resource":{"resourceType":"Basic","code":{"coding":[{"code":"v2-remainder"}]},)"
      R"("extension":[)" +
      list + "]}}]}");
  const auto mapped = maps.load()->reverse(bundle, "ADT^A08");
  const std::string_view made = mapped->output.view();
  std::string out(made.substr(made.find('\r') + 1));
  for (char& c : out) c = c == '\r' ? ' ' : c;
  for (const Loss& loss : mapped->lost) out += loss.path + " ";
  return out;
}

TEST(Reverse, PutsARemainderBackWhereItStood) {
  EXPECT_EQ(withRemainder({{"segments", "MSH EVN PID ZAB*2"},
                           {"PID-3.2", "x"},
                           {"ZAB-1", "one"},
                           {"ZAB[2]-2", "two"}}),
            "PID|||^x||||19800102 ZAB|one ZAB||two ");
}

TEST(Reverse, ReportsARemainderThatNamesNoPlace) {
  const std::string lost = "Basic[0].extension[1].valueString ";
  for (const char* path : {"pid-3", "P-3", "PID", "PID-", "PID-0", "PID-3x", "PID-65539", "PID-501",
                           "PID-3[65537]", "PID-3.257", "PID-3.1.300", "OBX-5", "PID[2]-3", ""})
    EXPECT_EQ(withRemainder({{"segments", "MSH PID"}, {path, "x"}}), "PID|||||||19800102 " + lost)
        << path;
  // A list of more segments than any message has, or of what is none: nothing is told by it.
  for (const char* list :
       {"MSH PID OBX*99999999", "MSH PID*99999999999999999999", "MSH PID ob1", "MSH PID Z"})
    EXPECT_EQ(withRemainder({{"segments", list}, {"PID-3", "x"}}), "PID|||||||19800102 " + lost)
        << list;
}

TEST(Reverse, FillsWhatAConditionAsksForAndSkipsWhatItContradicts) {
  const std::string rows =
      "  24 <-> multipleBirthBoolean : boolean when 25 empty\n"
      "  25 <-> multipleBirthInteger : integer\n"
      "  30 <-> deceasedBoolean : boolean when 31 = 'Y'\n";
  EXPECT_EQ(back(rows, R"("multipleBirthInteger":2)"), "PID|||||||||||||||||||||||||2");
  EXPECT_EQ(back(rows, R"("deceasedBoolean":true)"), "PID||||||||||||||||||||||||||||||Y|Y");
}

TEST(Reverse, SaysWhenNothingTellsWhatMessageToMake) {
  MapFolder maps("map PID <-> Patient\n  7 <-> birthDate : date\n");
  const JsonNodes patient(R"({"resourceType":"Patient","birthDate":"1980-01-02"})");
  EXPECT_EQ(maps.load()->reverse(patient, "").error().code, Code::kUnsupported);
  const JsonNodes nothing(R"({"birthDate":"1980-01-02"})");
  EXPECT_EQ(maps.load()->reverse(nothing, "").error().code, Code::kInvalid);
}

}  // namespace
}  // namespace pontis
