#include "engine/index/identifier_scheme.h"

#include <chrono>
#include <cstdlib>
#include <unordered_map>

#include "engine/index/identifier_rules.h"

namespace pontis {
namespace {

using namespace identifier;

constexpr std::string_view kSigns = " .-/";

// The OIDs are published: by HL7 affiliates as NamingSystems (BE be-ssin, CH ahvn13, EE pid-est-ni,
// IT, NL), by eHealth agencies (AT ELGA, DE gematik, DK MedCom, FI, FR ANS, GB NHS, NO, PL
// e-Zdrowie, SE).
constexpr IdentifierScheme kSchemes[] = {
    {"AT", "VNR", "1.2.40.0.10.1.4.3.1", true, false, kSigns, judgeVnr, makeVnr},
    {"BE", "NN", "2.16.840.1.113883.3.6777.5.1", true, true, kSigns, judgeNn, makeNn},
    {"BG", "EGN", "", true, true, kSigns, judgeEgn, makeEgn},
    {"CH", "AHV/AVS", "2.16.756.5.32", false, false, kSigns, judgeAhv, makeAhv},
    {"CZ", "rodne cislo", "", true, true, kSigns, judgeRodneCislo, makeRodneCislo},
    {"DE", "KVNR", "1.2.276.0.76.4.8", false, false, kSigns, judgeKvnr, makeKvnr},
    {"DK", "CPR", "1.2.208.176.1.2", true, true, kSigns, judgeCpr, makeCpr},
    {"EE", "isikukood", "1.3.6.1.4.1.28284.6.2.2.1", true, true, kSigns, judgeIsikukood,
     makeIsikukood},
    {"ES", "DNI", "", false, false, kSigns, judgeDni, makeDni},
    {"FI", "HETU", "1.2.246.21", true, true, " ", judgeHetu, makeHetu},
    {"FR", "NIR (INS)", "1.2.250.1.213.1.4.8", true, true, kSigns, judgeNir, makeNir},
    {"GB", "NHS number", "2.16.840.1.113883.2.1.4.1", false, false, kSigns, judgeNhs, makeNhs},
    {"GR", "AMKA", "", true, true, kSigns, judgeAmka, makeAmka},
    {"HR", "OIB", "", false, false, kSigns, judgeOib, makeOib},
    {"IE", "PPS", "", false, false, kSigns, judgePps, makePps},
    {"IS", "kennitala", "", true, false, kSigns, judgeKennitala, makeKennitala},
    {"IT", "codice fiscale", "2.16.840.1.113883.2.9.4.3.2", true, true, kSigns, judgeCodiceFiscale,
     makeCodiceFiscale},
    {"LT", "asmens kodas", "", true, true, kSigns, judgeAsmensKodas, makeAsmensKodas},
    {"NL", "BSN", "2.16.840.1.113883.2.4.6.3", false, false, kSigns, judgeBsn, makeBsn},
    {"NO", "fodselsnummer", "2.16.578.1.12.4.1.4.1", true, true, kSigns, judgeFodselsnummer,
     makeFodselsnummer},
    {"PL", "PESEL", "2.16.840.1.113883.3.4424.1.1.616", true, true, kSigns, judgePesel, makePesel},
    {"RO", "CNP", "", true, true, kSigns, judgeCnp, makeCnp},
    {"SE", "personnummer", "1.2.752.129.2.1.3.1", true, true, " ", judgePersonnummer,
     makePersonnummer},
    {"SI", "EMSO", "", true, true, kSigns, judgeEmso, makeEmso},
    {"TR", "TCKN", "", false, false, kSigns, judgeTckn, makeTckn},
};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string bare(std::string_view text) {
  std::string out;
  for (const char raw : text) {
    const char c = upper(raw);
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

// The leading digits of an ISO date: 4, 6 or 8 of them, or nothing.
std::string dateDigits(std::string_view date) {
  std::string digits;
  for (const char c : date) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c != '-')
      return "";
  }
  if (digits.size() > 8) digits.resize(8);  // a time follows
  return digits.size() == 4 || digits.size() == 6 || digits.size() == 8 ? digits : "";
}

}  // namespace

CalendarDay today() {
  using namespace std::chrono;
  const year_month_day date(floor<days>(system_clock::now()));
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

std::string IdentifierJudgement::birthDate() const {
  if (birth.year == 0) return "";
  std::string text = padded(static_cast<unsigned>(birth.year), 4);
  if (birth.month == 0) return text;
  text += "-" + padded(static_cast<unsigned>(birth.month), 2);
  return birth.day == 0 ? text : text + "-" + padded(static_cast<unsigned>(birth.day), 2);
}

Agreement birthAgrees(const IdentifierJudgement& number, std::string_view birth_date) {
  const std::string stated = dateDigits(birth_date);
  if (!number.valid || number.birth.year == 0 || stated.empty()) return Agreement::kCannotTell;
  const auto part = [&](std::size_t from, std::size_t count) {
    return static_cast<int>(identifier::number(stated, from, count));
  };
  const int years = std::abs(part(0, 4) - number.birth.year);
  if (number.century ? years != 0 : years % 100 != 0) return Agreement::kContradicts;
  if (stated.size() >= 6 && number.birth.month != 0 && part(4, 2) != number.birth.month)
    return Agreement::kContradicts;
  if (stated.size() == 8 && number.birth.day != 0 && part(6, 2) != number.birth.day)
    return Agreement::kContradicts;
  return Agreement::kAgrees;
}

Agreement sexAgrees(const IdentifierJudgement& number, std::string_view gender) {
  const char stated = gender.empty() ? char{0} : upper(gender[0]);
  if (!number.valid || number.sex == 0 || (stated != 'F' && stated != 'M'))
    return Agreement::kCannotTell;
  return stated == number.sex ? Agreement::kAgrees : Agreement::kContradicts;
}

IdentifierJudgement IdentifierScheme::judge(std::string_view number, const CalendarDay& now) const {
  std::string canonical;
  canonical.reserve(number.size());
  for (const char c : number)
    if (ignored.find(c) == ignored.npos) canonical += upper(c);
  IdentifierJudgement judgement = judge_canonical(canonical, now);
  if (judgement.canonical.empty()) judgement.canonical = std::move(canonical);
  return judgement;
}

std::string IdentifierScheme::make(const CalendarDay& birth, char sex, std::uint64_t serial) const {
  return make_number(birth, sex, serial);
}

std::span<const IdentifierScheme> identifierSchemes() { return kSchemes; }

const IdentifierScheme* findScheme(std::string_view key) {
  if (key.starts_with("urn:oid:")) key.remove_prefix(8);
  if (key.empty()) return nullptr;
  static const auto kByKey = [] {
    std::unordered_map<std::string, const IdentifierScheme*> table;
    for (const IdentifierScheme& scheme : kSchemes) {
      table[bare(scheme.country)] = table[bare(scheme.name)] = &scheme;
      if (!scheme.oid.empty()) table[std::string(scheme.oid)] = &scheme;
    }
    return table;
  }();
  const bool oid = key.find_first_not_of("0123456789.") == key.npos;
  const auto found = kByKey.find(oid ? std::string(key) : bare(key));
  return found == kByKey.end() ? nullptr : found->second;
}

}  // namespace pontis
