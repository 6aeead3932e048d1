#include "adapters/hl7v2/hl7v2_persons.h"

#include <gtest/gtest.h>

#include "adapters/hl7v2/hl7v2_format.h"

namespace pontis {
namespace {

std::string fold(const Identifier& i) {
  return i.value + "@" + i.system + (i.type.empty() ? "" : ":" + i.type);
}

std::string fold(const PersonAct& act) {
  static const char* const kKinds[] = {"register", "mention", "merge", "link", "unlink", "rename"};
  std::string out = std::string(kKinds[static_cast<int>(act.kind)]) + " " + act.place;
  for (const Identifier& one : act.subject.identifiers) out += " " + fold(one);
  if (!act.others.empty()) out += " <-";
  for (const Identifier& one : act.others) out += " " + fold(one);
  return out;
}

std::string msh(const std::string& type) {
  return "MSH|^~\\&|REG|GH|HIE|GH|2026||" + type + "|42|P|2.5\r";
}

std::shared_ptr<const Document> parsed(const std::string& text) {
  auto document = Hl7v2Format().parse(Bytes::own(text));
  return document ? *document : nullptr;
}

// The acts of a message, one after the other.
std::string acts(const std::string& type, const std::string& segments) {
  std::string out;
  for (const PersonAct& act : Hl7v2Format().persons(*parsed(msh(type) + segments)))
    out += "[" + fold(act) + "]";
  return out;
}

Demographics subject(const std::string& segments) {
  const auto all = Hl7v2Format().persons(*parsed(msh("ADT^A08") + segments));
  return all.empty() ? Demographics() : all[0].subject;
}

TEST(Hl7v2Persons, ReadsWhatEachEventWants) {
  for (const char* const event : {"A01", "A04", "A05", "A08", "A28", "A31"})
    EXPECT_EQ(acts(std::string("ADT^") + event, "PID|1||7^^^H"), "[register PID 7@H]") << event;
  for (const char* const event : {"A02", "A03", "A13", "A41"})
    EXPECT_EQ(acts(std::string("ADT^") + event, "PID|1||7^^^H\rMRG|8^^^H"), "[mention PID 7@H]")
        << event;
  EXPECT_EQ(acts("ORU^R01", "PID|1||7^^^H\rOBR|1\rPID|2||8^^^H"),
            "[mention PID 7@H][mention PID[2] 8@H]");
  EXPECT_EQ(acts("ORU^R01", "PID|1||||Nobody"), "") << "a mention of nobody";
  EXPECT_EQ(acts("ADT^A04", "PID|1||||Nobody"), "[register PID]") << "for the index to refuse";
  EXPECT_EQ(acts("RSP^K22", "PID|1||7^^^H"), "") << "an answer tells what the index said";
  EXPECT_EQ(acts("ADT^A24", "PID|1||7^^^H~N^^^NID\rPID|2||8^^^I~N^^^NID"),
            "[link PID 7@H N@NID <- 8@I]");
  EXPECT_EQ(acts("ADT^A37", "PID|1||7^^^H\rPID|2||8^^^I"), "[unlink PID 7@H <- 8@I]");
  EXPECT_EQ(acts("ADT^A47", "PID|1||9^^^H\rMRG|7^^^H"), "[rename PID 9@H <- 7@H]");
}

TEST(Hl7v2Persons, ReadsEachMergeOfAMessage) {
  EXPECT_EQ(acts("ADT^A40", "PID|1||7^^^H\rMRG|5^^^H\rPID|2||8^^^H\rMRG|6^^^H~6^^^I"),
            "[merge PID 7@H <- 5@H][merge PID[2] 8@H <- 6@H 6@I]");
  EXPECT_EQ(acts("ADT^A40", "PID|1||7^^^H~N^^^NID\rMRG|5^^^H~N^^^NID"),
            "[merge PID 7@H N@NID <- 5@H]")
      << "the number that both carry is not retired";
  EXPECT_EQ(acts("ADT^A40", "PID|1||7^^^H\rMRG|7^^^H"), "[merge PID 7@H <- 7@H]")
      << "for the index to refuse";
  EXPECT_EQ(acts("ADT^A34", "PID|1||7^^^H\rMRG||||5^^^H"), "[merge PID 7@H <- 5@H]");
}

TEST(Hl7v2Persons, NamesTheAuthorityOfAnIdentifier) {
  const auto ids = [](const std::string& pid) {
    std::string out;
    for (const Identifier& one : subject(pid).identifiers) out += "[" + fold(one) + "]";
    return out;
  };
  EXPECT_EQ(ids("PID|||1^^^H&1.2.3&ISO^MR~2^^^&1.2&ISO~3^^^H~4^^^&http://x&URI~5"),
            "[1@urn:oid:1.2.3:MR][2@urn:oid:1.2][3@H][4@http://x][5@]");
  EXPECT_EQ(ids("PID|||1^^^&0d0c&UUID~2^^^&1.2.3~\"\"~~ 3 ^^^H ~3^^^H"),
            "[1@urn:uuid:0d0c][2@urn:oid:1.2.3][3@H]");
  EXPECT_EQ(ids("PID|||9^^^NID^NI~1^^^H^MR"), "[1@H:MR][9@NID:NI]") << "its own first";
  EXPECT_EQ(ids("PID||2^^^X|1^^^H|4"), "[1@H][2@X]");
  EXPECT_EQ(ids("PID||2||4"), "[2@][4@]") << "before v2.3";
  EXPECT_EQ(ids("PID|||1^^^H||||||||||||||||123-45-6789|D1^CA"),
            "[1@H][123-45-6789@urn:oid:2.16.840.1.113883.4.1:SS]"
            "[D1@urn:oid:2.16.840.1.113883.4.3.6:DL]");
  EXPECT_EQ(ids("PID|||1^^^H||||||||||||||||N-1^^^NID|D1^Ontario"), "[1@H][N-1@NID:SS]");
}

TEST(Hl7v2Persons, ReadsNamesTheUsualOneFirst) {
  const Demographics person =
      subject("PID|||1^^^H||Maiden^Ann^^^^^M~Vogt&&Vogt^Ann^Bea^Jr^Dr^^L~^^^^^^S||||Bee^Annie");
  std::string names;
  for (const PersonName& n : person.names)
    names += "[" + n.use + " " + n.prefix + " " + n.given + " " + n.middle + " " + n.family + " " +
             n.suffix + "]";
  EXPECT_EQ(names, "[L Dr Ann Bea Vogt Jr][M  Ann  Maiden ][A  Annie  Bee ]");
  EXPECT_EQ(subject("PID|||1||&van&Dijk").names[0].family, "van Dijk");
}

TEST(Hl7v2Persons, ReadsAddressesAndNumbers) {
  const Demographics person = subject(
      "PID|||1^^^H||||||||Born^^Ulm^^^^BDL~Burggasse 4&Burggasse&4^b^Trier^RP^54294^DEU^H||"
      "^PRN^PH^^49^651^1234~^NET^Internet^a@b.c|(555)77|||||||||||||||||||||||||"
      "^WPN^PH^^^^^^^^^0190~c@d.e^NET^X");
  const PostalAddress& home = person.addresses.at(0);
  EXPECT_EQ(home.line + "|" + home.house_number + "|" + home.city + "|" + home.state + "|" +
                home.postal_code + "|" + home.country + "|" + home.use,
            "Burggasse b|4|Trier|RP|54294|DEU|H");
  EXPECT_EQ(person.phones, (std::vector<std::string>{"+49 651 1234"}));
  EXPECT_EQ(person.work_phones, (std::vector<std::string>{"(555)77"}));
  EXPECT_EQ(person.emails, (std::vector<std::string>{"a@b.c"}));
}

TEST(Hl7v2Persons, ReadsTheMother) {
  Demographics child = subject("PID|||1^^^H|||Maiden^Mo|||||||||||||||M1^^^H");
  EXPECT_EQ(
      child.mother_family + " " + child.mother_given + " " + fold(child.mother_identifiers[0]),
      "Maiden Mo M1@H");
  child = subject("PID|||1^^^H\rNK1|1|Vater^X|FTH\rNK1|2|Mutter^Y|MTH" + std::string(30, '|') +
                  "M2^^^H");
  EXPECT_EQ(
      child.mother_family + " " + child.mother_given + " " + fold(child.mother_identifiers[0]),
      "Mutter Y M2@H");
}

TEST(Hl7v2Persons, ReadsTheOtherFieldsAndNothingFromNull) {
  const Demographics person =
      subject("PID|||1^^^H||\"\"||198401|F||||||| EN|S|||||||Ulm|Y|2||||20200102030405+0100|Y");
  EXPECT_EQ(person.birth_date + person.gender + person.language + person.marital_status +
                person.birth_place + person.multiple_birth + person.birth_order +
                person.death_date + person.deceased,
            "1984-01FENSUlmY22020-01-02Y");
  Demographics none;
  none.identifiers = {{"H", "1", ""}};
  EXPECT_TRUE(subject("PID||\"\"|1^^^H||\"\"^\"\"|\"\"|\"\"|\"\"||||\"\"|\"\"^\"\"| |") == none);
}

TEST(Hl7v2Persons, WritesDatesToThePrecisionSent) {
  const std::pair<const char*, const char*> dates[] = {
      {"1984", "1984"},
      {"198401", "1984-01"},
      {"19840125", "1984-01-25"},
      {"198401251230", "1984-01-25"},
      {"19840125123000.5-0500", "1984-01-25"},
      {"19841325", "19841325"},
      {"19840100", "19840100"},
      {"1984-01-25", "1984-01-25"},
      {"1984-01", "1984-01"},
      {"0000", "0000"},
      {"84", "84"},
      {"unknown", "unknown"},
      {"", ""},
      {"19840125+0100", "1984-01-25"},
  };
  for (const auto& [hl7, iso] : dates) EXPECT_EQ(isoDate(hl7), iso) << hl7;
}

// ---- the index's numbers

std::optional<Identifier> lookup(const Identifier& record) {
  if (record.value == "7") return Identifier{"urn:oid:1.9", "P7", ""};
  if (record.value == "8") return Identifier{"PONTIS", "P|8", ""};
  return std::nullopt;
}

std::string numbered(const std::string& text) {
  Message message;
  message.payload = Bytes::own(text);
  message.document = parsed(text);
  return std::string(Hl7v2Format().withIndexNumbers(message, lookup).view());
}

TEST(Hl7v2Persons, PutsTheIndexNumberBesideTheSendersOwn) {
  const std::string head = msh("ADT^A40") + "EVN|x\n";
  EXPECT_EQ(numbered(head + "PID|1||7^^^H|x\rPID|2||8^^^H\r\nZZZ|1"),
            head + "PID|1||7^^^H~P7^^^&1.9&ISO^PI|x\rPID|2||8^^^H~P\\F\\8^^^PONTIS^PI\r\nZZZ|1");
  EXPECT_EQ(numbered(head + "PID|1||9^^^H|x"), head + "PID|1||9^^^H|x") << "nobody knows 9";
  EXPECT_EQ(numbered(head + "PID|1||7^^^H~P7^^^&1.9&ISO|x"), head + "PID|1||7^^^H~P7^^^&1.9&ISO|x");
  EXPECT_EQ(numbered(head + "PID|1|7^^^H"), head + "PID|1|7^^^H|P7^^^&1.9&ISO^PI");
  EXPECT_EQ(numbered(head + "PID|1|7^^^H||x"), head + "PID|1|7^^^H|P7^^^&1.9&ISO^PI|x");
}

TEST(Hl7v2Persons, PutsTheIndexNumberInTheMessagesOwnDelimitersAndCharacters) {
  const std::string own = "MSH$*#!%$R$G$H$G$2026$$ADT*A08$42$P$2.5\rPID$$$7***H$$M\xFCller";
  EXPECT_EQ(numbered(own),
            "MSH$*#!%$R$G$H$G$2026$$ADT*A08$42$P$2.5\rPID$$$7***H#P7***%1.9%ISO*PI$$M\xFCller");
  // One character of two bytes, of which the second is the field separator (JIS X 0208, 30 7C).
  const std::string kana = "MSH|^~\\&|R|G|H|G|2026||ADT^A08|42|P|2.5||||||ISO IR87\rPID||";
  EXPECT_EQ(numbered(kana + "\x1B$B0|\x1B(B|7^^^H|x"),
            kana + "\x1B$B0|\x1B(B|7^^^H~P7^^^&1.9&ISO^PI|x");
  const std::string broken =
      "MSH|^~\\&|R|G|H|G|2026||ADT^A08|42|P|2.5||||||UNICODE UTF-8\rPID||\xFF";
  EXPECT_EQ(numbered(broken + "|7^^^H|x"), broken + "|7^^^H~P7^^^&1.9&ISO^PI|x");
  std::string wide("\xFF\xFE", 2);
  for (const char c : msh("ADT^A08") + "PID|||7^^^H|") wide += c, wide += '\0';
  std::string expected("\xFF\xFE", 2);
  for (const char c : msh("ADT^A08") + "PID|||7^^^H~P7^^^&1.9&ISO^PI|")
    expected += c, expected += '\0';
  EXPECT_EQ(numbered(wide), expected);
}

}  // namespace
}  // namespace pontis
