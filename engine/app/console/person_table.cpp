#include "engine/app/console/person_table.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>

namespace pontis {
namespace {

constexpr std::array<std::string_view, 19> kFields{
    "given",    "middle", "family",      "suffix",       "birthDate", "birthYear", "birthMonth",
    "birthDay", "gender", "addressLine", "houseNumber",  "city",      "state",     "postalCode",
    "phone",    "email",  "birthPlace",  "motherFamily", "ssn"};

std::string knownFields() {
  std::string out;
  for (const std::string_view field : kFields) out += std::string(field) + ", ";
  return out + "identifier:SYSTEM";
}

// What a system named in a map is in HL7 v2 table 0203, where that matters.
std::string typeOf(std::string_view system) {
  static const std::map<std::string_view, const char*> kTypes{
      {"medicaid", "MA"},  {"medicare", "MC"}, {"passport", "PPN"}, {"national", "NI"},
      {"insurance", "HC"}, {"tax", "TAX"},     {"license", "DL"}};
  const auto found = kTypes.find(system);
  return found == kTypes.end() ? "MR" : found->second;
}

// The n-th of a list that grows to hold it.
template <class T>
T& nth(std::vector<T>& list, std::size_t n) {
  if (list.size() <= n) list.resize(n + 1);
  return list[n];
}

// Puts the values of a row where they belong. The second column for a field begins another name or
// address.
class Filler {
 public:
  explicit Filler(Demographics& person) : person_(person) {}

  void put(const std::string& field, const std::string& system, const std::string& value) {
    const std::size_t n = seen_[field]++;
    if (value.empty()) return;
    if (field == "given") nth(person_.names, n).given = value;
    if (field == "middle") nth(person_.names, n).middle = value;
    if (field == "family") nth(person_.names, n).family = value;
    if (field == "suffix") nth(person_.names, n).suffix = value;
    if (field == "addressLine") nth(person_.addresses, n).line = value;
    if (field == "houseNumber") nth(person_.addresses, n).house_number = value;
    if (field == "city") nth(person_.addresses, n).city = value;
    if (field == "state") nth(person_.addresses, n).state = value;
    if (field == "postalCode") nth(person_.addresses, n).postal_code = value;
    if (field == "birthDate") person_.birth_date = value;
    if (field == "birthYear") date_[0] = value;
    if (field == "birthMonth") date_[1] = value;
    if (field == "birthDay") date_[2] = value;
    if (field == "gender") person_.gender = value;
    if (field == "phone") person_.phones.push_back(value);
    if (field == "email") person_.emails.push_back(value);
    if (field == "birthPlace") person_.birth_place = value;
    if (field == "motherFamily") person_.mother_family = value;
    if (field == "ssn") person_.identifiers.push_back({"ssn", value, "SS"});
    if (field == "identifier") person_.identifiers.push_back({system, value, typeOf(system)});
  }

  void finish() {
    if (date_[0].empty()) return;
    person_.birth_date = date_[0];
    for (const std::size_t part : {1, 2}) {
      if (date_[part].empty()) return;
      person_.birth_date += (date_[part].size() == 1 ? "-0" : "-") + date_[part];
    }
  }

 private:
  Demographics& person_;
  std::map<std::string, std::size_t> seen_;
  std::array<std::string, 3> date_;
};

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, mark);) out.push_back(part);
  return out;
}

Error mistake(Code code, const std::string& text) { return {code, text, ""}; }

}  // namespace

std::vector<std::vector<std::string>> parseCsv(std::string_view text) {
  std::vector<std::vector<std::string>> out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  bool quoted = false, begins = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (begins) out.push_back({""}), begins = false;
    std::string& field = out.back().back();
    if (quoted) {
      if (c != '"')
        field += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        field += text[++i];
      else
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      out.back().emplace_back();
    } else if (c == '\n') {
      begins = true;
    } else if (c != '\r') {
      field += c;
    }
  }
  return out;
}

Result<PersonTable> PersonTable::read(const std::string& file, const std::string& map,
                                      const std::string& prefix) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    return mistake(Code::kNotFound, "cannot read " + file + ": name a CSV file with persons");
  PersonTable out;
  out.rows_ = parseCsv(text.str());
  if (out.rows_.empty())
    return mistake(Code::kInvalid, file + " is empty: its first line names the columns");
  const auto& titles = out.rows_[0];
  for (const std::string& entry : split(map, ',')) {
    const std::size_t equals = entry.find('=');
    if (equals == entry.npos)
      return mistake(Code::kInvalid, "'" + entry + "' in the map: write FIELD=COLUMN");
    Column column;
    column.field = entry.substr(0, equals);
    if (column.field.starts_with("identifier:"))
      column.system = column.field.substr(11), column.field.resize(10);
    if (column.field != "identifier" || column.system.empty())
      if (std::find(kFields.begin(), kFields.end(), column.field) == kFields.end())
        return mistake(Code::kInvalid, "no field '" + column.field + "': use " + knownFields());
    const std::string wanted = prefix + entry.substr(equals + 1);
    const auto found = std::find(titles.begin(), titles.end(), wanted);
    if (found == titles.end())
      return mistake(Code::kNotFound, file + " has no column '" + wanted + "'");
    column.at = static_cast<std::size_t>(found - titles.begin());
    out.columns_.push_back(column);
  }
  if (out.columns_.empty())
    return mistake(Code::kInvalid, "the map is empty: name columns, such as given=first_name");
  return out;
}

Demographics PersonTable::person(std::size_t row) const {
  Demographics out;
  Filler filler(out);
  const auto& values = rows_[row + 1];
  static const std::string kNone;
  for (const Column& column : columns_)
    filler.put(column.field, column.system, column.at < values.size() ? values[column.at] : kNone);
  filler.finish();
  return out;
}

std::string PersonTable::rowText(std::size_t row) const {
  std::string out;
  for (const Column& column : columns_) {
    if (column.at < rows_[row + 1].size()) out += rows_[row + 1][column.at];
    out += '\0';
  }
  return out;
}

}  // namespace pontis
