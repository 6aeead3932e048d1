// Measures the maps by themselves, in process and on one core: messages a second through parse and
// map, and how long the maps take to load. The parser alone and a copy of the bytes are measured in
// the same run: where they are slow, the machine is.
//
//   mapping_bench [FOLDER OF MAPS] [seconds for each measurement]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "adapters/hl7v2/hl7v2_format.h"
#include "engine/mapping/mapping.h"

using namespace pontis;
using Clock = std::chrono::steady_clock;

namespace {

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// 1.5 KB, as a hospital sends it.
std::string admission() {
  return "MSH|^~\\&|REGADT|GENERAL HOSPITAL^1.2.3.4.5^ISO|HIE|REGION|20260105091500+0100||"
         "ADT^A01^ADT_A01|MSG0000000001|P|2.5.1|||AL|NE|DEU|UNICODE UTF-8\r"
         "EVN|A01|20260105091500+0100|||1001^Clerk^Carla^^^Ms|20260105090000+0100\r"
         "PID|1||471100815^^^GENERAL HOSPITAL&1.2.3.4.5&ISO^MR~8501011234^^^NATIONAL^NI||"
         "Sample^Robin^Maria^^Dr^^L~Example^Robin^^^^^M|Former^^^^^^M|19850101|F|||"
         "7 Invented Lane^^Sampletown^^00042^DEU^H~1 Work Street^^Sampletown^^00043^DEU^B||"
         "^PRN^PH^^49^555^1234567~^NET^Internet^robin@sample.example|^WPN^PH^^49^555^7654321|"
         "deu^German^ISO639|M^Married^HL70002|CAT^Catholic^HL70006|V9001^^^GENERAL HOSPITAL^VN|"
         "|||||N|||DEU|||N\r"
         "PD1|||FAMILY PRACTICE^^^^^HOSP^XX^^^77|2001^Family^Frank^^^Dr^^^HOSP\r"
         "NK1|1|Sample^Otto|SPO^Spouse^HL70063|7 Invented Lane^^Sampletown^^00042^DEU|"
         "^PRN^PH^^49^555^1230000||EC^Emergency contact^HL70131\r"
         "NK1|2|Sample^Anna|DAU^Daughter^HL70063|7 Invented Lane^^Sampletown^^00042^DEU|"
         "^PRN^PH^^49^555^1230001\r"
         "PV1|1|I|W2^207^B^GENERAL HOSPITAL^^^^^Ward two|E|||1001^Attending^Ada^^^Dr^^^HOSP|"
         "1002^Referring^Rita^^^Dr^^^HOSP||MED||||7|||1003^Admitting^Alan^^^Dr^^^HOSP|IN|"
         "V9001^^^GENERAL HOSPITAL^VN|||||||||||||||||||||||||20260105090000+0100\r"
         "PV2|||J18.9^Pneumonia^I10|||||20260105|20260112\r"
         "AL1|1|DA^Drug allergy^HL70127|70618^Penicillin^RXN|SV|Hives~Swelling|20150601\r"
         "AL1|2|FA^Food allergy^HL70127|^Peanuts^L|MO|Nausea\r"
         "DG1|1||J18.9^Pneumonia, unspecified^I10||20260105|A\r"
         "DG1|2||I10^Essential hypertension^I10||20200301|W\r";
}

std::string result() {
  std::string text =
      "MSH|^~\\&|LAB|GENERAL HOSPITAL|HIE|REGION|20260105101500+0100||ORU^R01^ORU_R01|"
      "MSG0000000002|P|2.5.1\r"
      "PID|1||471100815^^^GENERAL HOSPITAL^MR||Sample^Robin^^^^^L||19850101|F\r"
      "PV1|1|I|W2^207^B^GENERAL HOSPITAL||||1001^Attending^Ada^^^Dr||||||||||||V9001\r"
      "ORC|RE|P5001^HIS|F7001^LAB|||||||||1001^Attending^Ada^^^Dr\r"
      "OBR|1|P5001^HIS|F7001^LAB|58410-2^CBC panel^LN|||20260105093000|||||||||"
      "1001^Attending^Ada^^^Dr||||||20260105101000|||F\r";
  for (int i = 1; i <= 10; ++i)
    text += fmt::format(
        "OBX|{}|NM|{}-{}^Analyte {}^LN||{}.{}|mmol/L^^UCUM|3.5-{}.0|N|||F|||20260105093000\r", i,
        700 + i, i, i, 3 + i, i, 8 + i);
  return text;
}

Result<std::size_t> parseOnly(const Bytes& payload) {
  const auto document = Hl7v2Format().parse(payload);
  if (!document) return document.error();
  return std::size_t{1};
}

// Messages a second: the best of several spans, for other programs only ever take time away.
template <class Act>
double rate(double seconds, Act&& act) {
  double best = 0;
  for (int span = 0; span < 5; ++span) {
    const auto begun = Clock::now();
    std::size_t count = 0;
    while (since(begun) < seconds / 5) {
      for (int i = 0; i < 16; ++i) act();
      count += 16;
    }
    best = std::max(best, static_cast<double>(count) / since(begun));
  }
  return best;
}

bool measure(const char* name, const std::string& text, const Mapping& mapping, double seconds,
             double wanted) {
  const Bytes payload = Bytes::clone(text);
  std::size_t bytes = 0, rules = 0;
  const auto once = [&] {
    const auto document = Hl7v2Format().parse(payload);
    if (!document) return false;
    const auto mapped = mapping.apply(dynamic_cast<const Segments&>(**document));
    if (!mapped) return false;
    bytes = mapped->output.view().size();
    rules = mapped->hits.size();
    return true;
  };
  if (!once()) return fmt::print("{}: is refused\n", name), false;
  const double mapped = rate(seconds, once);
  const double parsed = rate(seconds, [&] { (void)parseOnly(payload); });
  std::string copy(text.size() + bytes, ' ');
  const double copied = rate(seconds, [&] {
    std::memcpy(copy.data(), text.data(), text.size());
    asm volatile("" : : "r"(copy.data()) : "memory");
    std::memset(copy.data() + text.size(), 'x', bytes);
    asm volatile("" : : "r"(copy.data()) : "memory");
  });
  fmt::print("{:20}{:>8}{:>9}{:>7}{:>11.0f}{:>9.0f}{:>12.0f}{:>10.1f}{:>10.0f}\n", name,
             text.size(), bytes, rules, mapped, wanted, parsed, parsed / mapped, copied / mapped);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> folders{argc > 1 ? argv[1] : "mappings/hl7v2-fhir"};
  const double seconds = argc > 2 ? std::strtod(argv[2], nullptr) : 2;
  double load = 1e9;
  std::shared_ptr<const Mapping> mapping;
  for (int i = 0; i < 5; ++i) {
    const auto begun = Clock::now();
    const auto loaded = Mapping::load(folders);
    if (!loaded) return fmt::print(stderr, "mapping_bench: {}\n", loaded.error().text), 2;
    load = std::min(load, since(begun));
    mapping = *loaded;
  }
  fmt::print("maps of {} rules load in {:.1f} ms (wanted: under 50)\n\n", mapping->rules().size(),
             load * 1e3);
  fmt::print("{:20}{:>8}{:>9}{:>7}{:>11}{:>9}{:>12}{:>10}{:>10}\n", "parse + map, 1 core", "bytes",
             "to bytes", "rules", "messages/s", "wanted", "parse only", "x parse", "x copy");
  const bool done = measure("ADT^A01", admission(), *mapping, seconds, 10000) &&
                    measure("ORU^R01, 10 OBX", result(), *mapping, seconds, 5000);
  return done ? 0 : 1;
}
