#include "engine/index/description.h"

#include <algorithm>
#include <functional>
#include <set>

#include "engine/index/folding.h"
#include "engine/index/identifier_scheme.h"
#include "engine/index/placeholder.h"

namespace pontis {
namespace {

std::uint32_t hash32(std::string_view text) {
  const std::uint64_t h = std::hash<std::string_view>{}(text);
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(h ^ (h >> 32)));
}

// HL7 v2 table 0203: numbers that one authority gives one person once.
bool numbersOnce(std::string_view type) {
  static const std::set<std::string_view> kTypes{"SS",  "NI", "PPN", "DL", "CZ",  "TAX",
                                                 "JHN", "BC", "PRC", "SB", "NIIP"};
  return kTypes.contains(type) || (type.size() == 5 && type.starts_with("NN"));
}

// Of the same table: numbers of an insurance, which one card may give to many.
bool insures(std::string_view type) {
  static const std::set<std::string_view> kTypes{"HC", "MA", "MC", "NH", "SN", "MB", "WC"};
  return kTypes.contains(type);
}

bool isSocialSecurity(const Identifier& identifier) {
  // 2.16.840.1.113883.4.1 and http://hl7.org/fhir/sid/us-ssn are the same: US social security.
  return identifier.type == "SS" || identifier.system.ends_with("2.16.840.1.113883.4.1") ||
         identifier.system.ends_with("/us-ssn");
}

class Describer {
 public:
  Describer(const Demographics& person, Vocabulary& words) : person_(person), words_(words) {}

  Description describe() {
    row().gender = genderOf(person_.gender);
    for (const PersonName& name : person_.names) addName(name);
    for (const PostalAddress& address : person_.addresses) addAddress(address);
    for (const std::string& phone : person_.phones)
      if (judgePhone(phone) == Standing::kStated) addPhone(readPhone(phone));
    for (const std::string& email : person_.emails)
      if (judgeEmail(email) == Standing::kStated) addEmail(email);
    for (const Identifier& identifier : person_.identifiers) addIdentifier(identifier);
    if (judgeDate(person_.birth_date) != Standing::kNothing)
      row().birth = readDate(person_.birth_date);
    row().place = place(person_.birth_place);
    row().mother = mother();
    if (person_.birth_order.size() == 1 && person_.birth_order[0] > '0')
      row().birth_order = static_cast<std::uint8_t>(person_.birth_order[0] - '0');
    return std::move(out_);
  }

 private:
  MatchRow& row() { return out_.row; }

  Lexicon::Id place(std::string_view text) {
    std::string folded = fold(text);
    if (judgeWords(folded) != Standing::kStated) return Lexicon::kNone;
    // Blanks are lost and put in as easily as letters.
    std::erase(folded, ' ');
    return words_.places.intern(folded);
  }

  Lexicon::Id mother() {
    const std::string folded = fold(person_.mother_family);
    if (judgeFamily(folded).standing != Standing::kStated) return Lexicon::kNone;
    return words_.names.intern(joined(nameWords(folded)));
  }

  static std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += word;
    return out;
  }

  void add(Extra kind, std::initializer_list<std::uint32_t> values) {
    row().extra_kinds |= bitOf(kind);
    out_.extras.push_back(static_cast<std::uint32_t>(kind));
    out_.extras.insert(out_.extras.end(), values);
  }

  void addFamily(const std::string& family) {
    const auto words = nameWords(family);
    const Lexicon::Id whole = words_.names.intern(joined(words));
    if (whole == Lexicon::kNone) return;
    if (row().family == Lexicon::kNone)
      row().family = whole;
    else if (row().family != whole)
      add(Extra::kFamilyWord, {whole});
    if (words.size() > 1)
      for (const std::string& word : words) add(Extra::kFamilyWord, {words_.names.intern(word)});
  }

  void addGivenWord(const std::string& word) {
    const Lexicon::Id id = words_.names.intern(word);
    if (id == row().given || id == row().middle) return;
    if (row().given == Lexicon::kNone)
      row().given = id;
    else if (row().middle == Lexicon::kNone)
      row().middle = id;
    else
      add(Extra::kGivenWord, {id});
  }

  // A name, folded, without what only stands for one.
  struct Stated {
    std::string given, middle, family;
  };
  Stated stated(const PersonName& name) {
    Stated out{fold(name.given), fold(name.middle), fold(name.family)};
    const NameStanding of_given = judgeGiven(out.given), of_family = judgeFamily(out.family);
    const NameStanding both = judgeName(out.given, out.family, of_given, of_family);
    const bool none = both.standing != Standing::kStated;
    if (none || of_given.standing != Standing::kStated) out.given.clear();
    if (none || of_family.standing != Standing::kStated) out.family.clear();
    if (judgeGiven(out.middle).standing != Standing::kStated) out.middle.clear();
    for (const NameStanding& one : {both, of_given, of_family})
      if (row().gender == 0 && one.sex != 0) row().gender = genderOf(std::string(1, one.sex));
    return out;
  }

  void addName(const PersonName& as_sent) {
    const Stated name = stated(as_sent);
    const bool first = row().given == Lexicon::kNone && row().family == Lexicon::kNone;
    addFamily(name.family);
    for (const std::string& word : nameWords(name.given))
      if (first)
        addGivenWord(word);
      else if (const Lexicon::Id id = words_.names.intern(word); id != row().given)
        add(Extra::kGivenWord, {id});
    // A middle name without a first one must not take its place.
    for (const std::string& word : nameWords(name.middle))
      if (first && row().middle == Lexicon::kNone)
        row().middle = words_.names.intern(word);
      else
        add(Extra::kGivenWord, {words_.names.intern(word)});
    if (row().suffix == 0) row().suffix = readSuffix(as_sent.suffix);
    if (row().suffix == 0) row().suffix = suffixIn(name.family);
  }

  void addAddress(const PostalAddress& address) {
    AddressLine line;
    if (judgeAddress(fold(address.line)) == Standing::kStated) line = readAddressLine(address.line);
    const std::string house =
        address.house_number.empty() ? line.house : foldCode(address.house_number);
    const Lexicon::Id street = words_.places.intern(line.street);
    const Lexicon::Id number = words_.codes.intern(house);
    const Lexicon::Id city = place(address.city);
    std::string code = foldCode(address.postal_code);
    // ZIP+4: the four are left out as often as written.
    if (code.size() == 9 && digitsOf(code) == code) code.resize(5);
    if (judgePostalCode(code) != Standing::kStated) code.clear();
    const Lexicon::Id postal = words_.codes.intern(code);
    const std::string state = fold(address.state);
    if (street == 0 && number == 0 && city == 0 && postal == 0 && state.empty()) return;
    if (row().street == 0 && row().house == 0 && row().city == 0 && row().postal == 0) {
      row().street = street, row().house = number, row().city = city, row().postal = postal;
      row().state = static_cast<std::uint16_t>(state.empty() ? 0 : hash32(state) | 1);
    } else {
      add(Extra::kAddress, {street, number, city, postal});
    }
  }

  void addPhone(std::uint32_t phone) {
    if (phone == 0 || phone == row().phone) return;
    if (row().phone == 0)
      row().phone = phone;
    else
      add(Extra::kPhone, {phone});
  }

  void addEmail(std::string_view email) {
    const std::string folded = foldCode(email);
    if (folded.size() < 5 || email.find('@') == email.npos) return;
    if (row().email == 0)
      row().email = hash32(folded);
    else
      add(Extra::kEmail, {hash32(folded)});
  }

  void addIdentifier(const Identifier& identifier) {
    if (judgeNumber(identifier.value, 1) == Standing::kNothing) return;
    if (isSocialSecurity(identifier)) {
      const std::string digits = digitsOf(identifier.value);
      if (digits.size() >= 4 && digits.size() <= 9 && row().ssn == 0)
        row().ssn = static_cast<std::uint32_t>(std::stoul(digits)) + 1;
      return;
    }
    if (identifier.system.empty()) return;
    const IdentifierScheme* scheme = findScheme(identifier.system);
    if (scheme != nullptr) return addNational(*scheme, identifier);
    const Extra kind = numbersOnce(identifier.type) ? Extra::kIdentifier
                       : insures(identifier.type)   ? Extra::kInsurance
                                                    : Extra::kLocalIdentifier;
    if (kind != Extra::kLocalIdentifier && judgeNumber(identifier.value) != Standing::kStated)
      return;
    addCode(kind, identifier.system, foldCode(identifier.value), false);
  }

  // A number that is not valid, or says another birth date or sex than the message, is mistyped or
  // somebody else's: it may agree, but not contradict.
  void addNational(const IdentifierScheme& scheme, const Identifier& identifier) {
    if (judgeNumber(identifier.value) != Standing::kStated) return;
    const IdentifierJudgement judged = scheme.judge(identifier.value);
    const bool doubtful = !judged.valid ||
                          birthAgrees(judged, person_.birth_date) == Agreement::kContradicts ||
                          sexAgrees(judged, person_.gender) == Agreement::kContradicts;
    addCode(Extra::kIdentifier, scheme.name,
            foldCode(judged.valid ? std::string_view(judged.canonical) : identifier.value),
            doubtful);
  }

  void addCode(Extra kind, std::string_view system, std::string_view code, bool doubtful) {
    if (code.empty()) return;
    // What tells people apart stands at the end.
    if (code.size() > 12) code.remove_prefix(code.size() - 12);
    const std::uint64_t packed = packCode(code) | (doubtful ? kDoubtful : 0);
    row().extra_kinds |= bitOf(kind);
    out_.extras.push_back((hash32(system) & ~kKindBits) | static_cast<std::uint32_t>(kind));
    out_.extras.push_back(static_cast<std::uint32_t>(packed));
    out_.extras.push_back(static_cast<std::uint32_t>(packed >> 32));
  }

  static std::uint8_t genderOf(std::string_view text) {
    const char c = text.empty() ? ' ' : text[0];
    if (c == 'F' || c == 'f' || c == 'W' || c == 'w') return 1;
    if (c == 'M' || c == 'm') return 2;
    return c == 'O' || c == 'o' ? 3 : 0;
  }

  const Demographics& person_;
  Vocabulary& words_;
  Description out_;
};

}  // namespace

Description describe(const Demographics& person, Vocabulary& words) {
  return Describer(person, words).describe();
}

}  // namespace pontis
