#include <algorithm>
#include <ostream>
#include <set>
#include <vector>

#include "tests/support/people.h"
#include "tests/support/people_spelling.h"

namespace pontis {
namespace {

// A column for each system of national numbers, in the order of cultures().
std::vector<std::string> systems() {
  std::vector<std::string> all;
  for (const Culture& culture : cultures())
    if (const std::string system = identifierSystem(culture); !system.empty())
      all.push_back(system);
  return all;
}

std::vector<std::string> numberColumns() {
  std::vector<std::string> all;
  for (const Culture& culture : cultures())
    if (!identifierSystem(culture).empty()) all.push_back("number_" + lowerCase(culture.country));
  return all;
}

constexpr const char* kColumns[] = {
    "given", "middle",     "family", "birthDate", "gender",     "addressLine", "houseNumber",
    "city",  "postalCode", "phone",  "email",     "birthPlace", "motherFamily"};

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == text.npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

void writeHead(std::ostream& out) {
  out << "record,entity_id";
  for (const char* column : kColumns) out << ',' << column;
  for (const std::string& column : numberColumns()) out << ',' << column;
  out << '\n';
}

void writeRow(std::ostream& out, std::size_t row, std::uint64_t person,
              const Demographics& record) {
  static const std::vector<std::string> kSystems = systems();
  const PersonName name = record.names.empty() ? PersonName{} : record.names[0];
  const PostalAddress home = record.addresses.empty() ? PostalAddress{} : record.addresses[0];
  out << row << ',' << person;
  for (const std::string& value :
       {name.given, name.middle, name.family, record.birth_date, record.gender, home.line,
        home.house_number, home.city, home.postal_code,
        record.phones.empty() ? "" : record.phones[0],
        record.emails.empty() ? "" : record.emails[0], record.birth_place, record.mother_family})
    out << ',' << cell(value);
  for (const std::string& system : kSystems) {
    out << ',';
    for (const Identifier& identifier : record.identifiers)
      if (identifier.system == system) out << cell(identifier.value);
  }
  out << '\n';
}

}  // namespace

void writeRecorded(std::ostream& out, std::uint64_t seed, std::uint64_t persons) {
  const People people(seed);
  std::vector<std::pair<std::uint64_t, int>> records;
  for (std::uint64_t i = 0; i < persons; ++i)
    for (int copy = 0; copy < people.copies(i); ++copy) records.emplace_back(i, copy);
  Dice dice(Dice::key(seed, 3, 3));
  for (std::size_t i = records.size(); i > 1; --i)
    std::swap(records[i - 1], records[dice.below(static_cast<std::uint32_t>(i))]);
  writeHead(out);
  for (std::size_t row = 0; row < records.size(); ++row)
    writeRow(out, row, records[row].first,
             people.recorded(records[row].first, records[row].second));
}

void writeRegister(std::ostream& out, std::uint64_t seed, std::uint64_t persons) {
  const People people(seed);
  writeHead(out);
  for (std::uint64_t i = 0; i < persons; ++i) writeRow(out, i, i, people.registered(i));
}

std::string peopleColumns() {
  std::string map;
  for (const char* column : kColumns) map += std::string(column) + "=" + column + ",";
  const auto names = numberColumns(), all = systems();
  for (std::size_t i = 0; i < names.size(); ++i)
    map += "identifier:" + all[i] + "=" + names[i] + (i + 1 < names.size() ? "," : "");
  return map;
}

}  // namespace pontis
