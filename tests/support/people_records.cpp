#include <algorithm>

#include "tests/support/people.h"
#include "tests/support/people_spelling.h"

namespace pontis {
namespace {

// What a system does to everything that is written into it.
struct System {
  Marks marks = Marks::kKept;
  bool latin = false, upper = false;
  bool apart = false;         // the house number has a field of its own
  bool all_in_given = false;  // further given names stand in the first field
  bool initials = false;      // further given names are initials
  bool no_second = false;     // further given names are not kept
  std::size_t longest = 60;   // of a name
  int phones = 0;             // how telephones are written
  bool mother = false, place = false;
};

System systemOf(std::uint64_t seed, const Culture& culture, std::uint32_t which) {
  const auto row = static_cast<std::uint64_t>(&culture - cultures().data());
  Dice dice(Dice::key(seed, row, 500 + which));
  System system;
  system.marks = dice.perCent(65)   ? Marks::kKept
                 : dice.perCent(60) ? Marks::kLost
                                    : Marks::kNational;
  system.latin = dice.perCent(50);
  system.upper = dice.perCent(30);
  system.apart = dice.perCent(35);
  system.all_in_given = dice.perCent(20);
  system.initials = dice.perCent(15);
  system.no_second = dice.perCent(35);
  if (dice.perCent(15)) system.longest = 20;
  system.phones = static_cast<int>(dice.below(4));
  system.mother = dice.perCent(30);
  system.place = dice.perCent(35);
  return system;
}

std::string dateOf(const CalendarDay& day) {
  IdentifierJudgement writer;
  writer.birth = day;
  return writer.birthDate();
}

std::string phoneAs(const std::string& phone, int style) {
  const std::size_t blank = phone.find(' ');
  const std::string call = phone.substr(0, blank), rest = phone.substr(blank + 1);
  switch (style) {
    case 0:
      return "0" + rest;
    case 1:
      return call + rest;
    case 2:
      return "00" + call.substr(1) + " " + rest.substr(0, 3) + " " + rest.substr(3);
    default:
      return "0" + rest.substr(0, 3) + "/" + rest.substr(3);
  }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (const std::size_t at = text.find(from); at != text.npos) text.replace(at, from.size(), to);
  return text;
}

std::string shortStreet(std::string line) {
  static constexpr std::pair<const char*, const char*> kShort[] = {
      {"straße", "str."}, {"strasse", "str."}, {"Avenue", "Av."}, {"Boulevard", "Bd"},
      {"Street", "St"},   {"Road", "Rd"},      {"Calle", "C/"},   {"Avenida", "Avda."},
      {"Strada", "Str."}, {"Caddesi", "Cad."}, {"Sokak", "Sk."},  {"Viale", "V.le"},
      {"Piazza", "P.za"}, {"gatan", "g."},     {"Ulica", "Ul."},  {"Οδός ", ""}};
  for (const auto& [full, brief] : kShort) {
    std::string out = replaced(line, full, brief);
    if (out != line) return out;
  }
  return line;
}

std::string familyWord(const Culture& culture) {
  const std::string_view country = culture.country;
  if (country == "DE" || country == "AT" || country == "CH") return "UNBEKANNT";
  if (country == "FR") return "INCONNU";
  if (country == "IT") return "SCONOSCIUTO";
  if (country == "ES") return "DESCONOCIDO";
  if (country == "PL") return "NIEZNANY";
  return "UNKNOWN";
}

// One record in the making.
class Clerk {
 public:
  Clerk(const SyntheticPerson& person, const CalendarDay& day, const System& system, Dice& dice)
      : person_(person), day_(day), system_(system), dice_(dice) {}

  // `slips`: how many of a thousand opportunities for a common mistake are taken; 0 for a register.
  Demographics write(int slips) {
    slips_ = slips;
    putName();
    putBirth();
    putAddress();
    putContacts();
    if (system_.mother && !slip(100)) out_.mother_family = spelled(person_.mother_family);
    if (system_.place && !slip(50)) out_.birth_place = spelled(person_.birth_place);
    return std::move(out_);
  }

 private:
  // Happens to `n` of a thousand records of hospitals, and never in a careful register.
  bool slip(int n) { return dice_.perMille(n) && slips_ > 0; }

  std::string spelled(const std::string& text) const {
    std::string out = system_.latin ? romanized(text) : text;
    out = withMarks(out, system_.marks);
    if (system_.upper) out = upperCase(out);
    return out;
  }

  std::string cut(const std::string& text) const {
    std::u32string all = points(text);
    if (all.size() > system_.longest) all.resize(system_.longest);
    return utf8(all);
  }

  std::string family() {
    const bool wed = !person_.married.empty() && person_.wedding <= day_;
    std::string name = wed ? person_.married : person_.family;
    const std::size_t hyphen = name.find('-');
    if (hyphen != name.npos && slip(180)) name.resize(hyphen);
    if (hyphen < name.size() && slip(150)) name[hyphen] = ' ';
    const bool two = person_.culture->naming == Naming::kSpanish ||
                     person_.culture->naming == Naming::kPortuguese;
    if (two && slip(120)) {
      const std::size_t blank = name.find(' ');
      name = person_.culture->naming == Naming::kSpanish ? name.substr(0, blank)
                                                         : name.substr(blank + 1);
    }
    // Married women are now and then called as before, for years.
    if (wed && slip(40)) name = person_.family;
    if (slip(25)) name = mistyped(name, dice_);
    return cut(spelled(name));
  }

  void putName() {
    PersonName name;
    name.family = family();
    std::string given = person_.given, second = person_.second;
    if (slip(25))
      for (const ShortName& known : shortNames())
        if (known.full == given) given = known.brief;
    if (given.find(' ') != given.npos && slip(100)) given.resize(given.find(' '));
    if (!second.empty() && slip(10)) std::swap(given, second);
    if (slip(25)) given = mistyped(given, dice_);
    if (system_.no_second || slip(150)) second.clear();
    if (system_.initials && !second.empty()) second = utf8(points(second).substr(0, 1));
    name.given = spelled(given);
    name.middle = spelled(second);
    if (system_.all_in_given && !name.middle.empty()) {
      name.given += " " + name.middle;
      name.middle.clear();
    }
    name.given = cut(name.given);
    if (slip(7)) std::swap(name.given, name.family);
    out_.names.push_back(std::move(name));
  }

  void putBirth() {
    CalendarDay birth = person_.birth;
    if (birth.day <= 12 && slip(8)) std::swap(birth.day, birth.month);
    if (slip(4)) birth.year += dice_.perCent(50) ? 1 : -1;
    if (slip(5)) birth.month = birth.day = 1;
    out_.birth_date = dateOf(birth);
    if (slip(9)) {
      // A slip that makes no date would have been refused.
      for (int tries = 0; tries < 20; ++tries) {
        const std::string slipped = miskeyed(out_.birth_date, dice_);
        const int month = std::stoi(slipped.substr(5, 2)), day = std::stoi(slipped.substr(8, 2));
        if (month < 1 || month > 12 || day < 1 || day > 28 || slipped < "1900" || slipped > "2026")
          continue;
        out_.birth_date = slipped;
        break;
      }
    }
    if (slip(8)) out_.birth_date.clear();
    if (slip(3)) out_.birth_date = "1900-01-01";
    out_.gender = std::string(1, person_.sex);
    if (slip(4)) out_.gender = person_.sex == 'F' ? "M" : "F";
    if (slip(20)) out_.gender = dice_.perCent(50) ? "U" : "";
  }

  std::size_t homeOn(const CalendarDay& day) {
    std::size_t home = 0;
    while (home < person_.moves.size() && person_.moves[home] <= day) ++home;
    // What was known before is not always asked again.
    return home > 0 && slip(80) ? home - 1 : home;
  }

  void putAddress() {
    PostalAddress address = person_.homes[homeOn(day_)];
    if (slip(50)) return;
    if (slip(3)) {
      address = {};
      address.line = dice_.perCent(50) ? "NO FIXED ABODE" : "UNKNOWN";
      out_.addresses.push_back(address);
      return;
    }
    if (slip(250)) address.line = shortStreet(address.line);
    if (slip(30)) address.line = mistyped(address.line, dice_);
    if (slip(20)) address.house_number.clear();
    if (slip(15)) address.house_number = miskeyed(address.house_number, dice_);
    if (slip(15)) address.postal_code = miskeyed(address.postal_code, dice_);
    if (slip(30)) address.postal_code.clear();
    if (slip(15)) address.city.clear();
    address.line = spelled(address.line);
    address.city = spelled(address.city);
    if (!system_.apart && !address.house_number.empty()) {
      address.line = person_.culture->number_first ? address.house_number + " " + address.line
                                                   : address.line + " " + address.house_number;
      address.house_number.clear();
    }
    out_.addresses.push_back(std::move(address));
  }

  void putContacts() {
    const std::string& mobile = person_.new_mobile <= day_ ? person_.mobile : person_.first_mobile;
    const std::string& landline = person_.landlines[homeOn(day_)];
    if (dice_.perCent(62)) {
      std::string phone = dice_.perCent(70) ? mobile : landline;
      if (slip(10)) phone = miskeyed(phone, dice_);
      out_.phones.push_back(phoneAs(phone, system_.phones));
    }
    if (slip(5)) out_.phones.assign(1, "000000000");
    if (!person_.email.empty() && dice_.perCent(32)) out_.emails.push_back(person_.email);
    if (slip(4)) out_.emails.assign(1, "noemail@example.org");
  }

  const SyntheticPerson& person_;
  const CalendarDay day_;
  const System& system_;
  Dice& dice_;
  int slips_ = 0;
  Demographics out_;
};

void putNumber(const SyntheticPerson& person, const std::string& number, Demographics& record) {
  if (!number.empty())
    record.identifiers.push_back({identifierSystem(*person.culture), number, "NI"});
}

void makeNewborn(const SyntheticPerson& person, Demographics& record) {
  static constexpr const char* kCalled[2][4] = {{"BABY BOY", "BOY", "NEWBORN", "BABY"},
                                                {"BABY GIRL", "GIRL", "NEWBORN", "BABY"}};
  const std::uint64_t choice = Dice(person.household).below(4);
  record.names[0].given = kCalled[person.sex == 'F'][choice];
  record.names[0].middle.clear();
  record.identifiers.clear();
  record.emails.clear();
  if (person.birth_order > 0) {
    record.multiple_birth = "Y";
    record.birth_order = std::to_string(person.birth_order);
  }
}

// Brought in unconscious.
void makeUnknown(const SyntheticPerson& person, Demographics& record, Dice& dice) {
  record = {};
  PersonName name;
  name.family = familyWord(*person.culture);
  name.given = dice.perCent(50) ? "UNKNOWN" : "";
  record.names.push_back(name);
  record.gender = std::string(1, person.sex);
  record.birth_date = dice.perCent(50) ? "1900-01-01" : "";
}

}  // namespace

Demographics People::recorded(std::uint64_t index, int copy) const {
  const SyntheticPerson person = at(index);
  Dice dice(Dice::key(seed_, index, 100 + static_cast<std::uint64_t>(copy)));
  CalendarDay day{dice.between(2005, 2025), dice.between(1, 12), dice.between(1, 28)};
  // One in twenty of those born since is first seen on the day of birth.
  const bool at_birth = copy == 0 && person.birth.year >= 2005 && dice.perCent(5);
  if (at_birth || day < person.birth) day = person.birth;
  const System system = systemOf(seed_, *person.culture, dice.below(8));
  Demographics record = Clerk(person, day, system, dice).write(1);
  if (dice.perCent(person.culture->states_number)) {
    std::string number = person.number;
    // The number of another of the household, as happens to children; or a slip, or none.
    if (dice.perMille(6))
      if (const SyntheticPerson other = at(index ^ 1); other.household == person.household)
        number = other.number;
    if (dice.perMille(7)) number = miskeyed(number, dice);
    if (dice.perMille(3)) number = "999999999";
    putNumber(person, number, record);
  }
  if (at_birth && dice.perCent(60)) makeNewborn(person, record);
  if (dice.perMille(1)) makeUnknown(person, record, dice);
  return record;
}

Demographics People::registered(std::uint64_t index) const {
  const SyntheticPerson person = at(index);
  Dice dice(Dice::key(seed_, index, 99));
  System system;
  system.latin = true;
  system.mother = system.place = true;
  Demographics record = Clerk(person, kDay, system, dice).write(0);
  if (dice.perCent(person.culture->states_number)) putNumber(person, person.number, record);
  if (person.birth >= CalendarDay{2025, 12, 1} && dice.perCent(60)) makeNewborn(person, record);
  if (dice.perMille(3)) record.birth_date = "1900-01-01";
  if (dice.perMille(3)) record.addresses.assign(1, {"UNKNOWN", "", "", "", "", "", ""});
  if (dice.perMille(3)) record.phones.assign(1, "000000000");
  if (dice.perMille(2)) record.emails.assign(1, "noemail@example.org");
  return record;
}

}  // namespace pontis
