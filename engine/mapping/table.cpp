#include "engine/mapping/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/mapping/json.h"

namespace pontis {
namespace {

// The cells of one CSV line; a quoted cell may hold commas and doubled quotes.
std::vector<std::string> cells(std::string_view line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      out.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      out.emplace_back();
    } else {
      out.back() += line[i];
    }
  }
  return out;
}

std::string coding(const Table::Entry& entry) {
  std::string out = "{";
  if (!entry.system.empty()) out += "\"system\":", appendString(out, entry.system), out += ',';
  out += "\"code\":";
  appendString(out, entry.code);
  if (!entry.display.empty()) out += ",\"display\":", appendString(out, entry.display);
  return out + "}";
}

}  // namespace

Result<Table> Table::parse(const std::string& file, std::string_view text) {
  Table table;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number == 1 || line.empty()) continue;
    auto cell = cells(line);
    if (cell.size() != 4)
      return Error{Code::kInvalid, fmt::format("{}:{}:1: expected 4 columns", file, number), ""};
    Entry entry{cell[1], cell[2], cell[3], ""};
    entry.coding = coding(entry);
    entry.fallback = cell[0] == "*";
    table.entries_.try_emplace(cell[0], std::move(entry));
  }
  return table;
}

void Table::merge(const Table& other) {
  for (const auto& [code, entry] : other.entries_) entries_.insert_or_assign(code, entry);
}

const Table::Entry* Table::find(std::string_view code) const {
  auto found = entries_.find(code);
  if (found == entries_.end() && code.size() < 64) {
    char upper[64];
    std::transform(code.begin(), code.end(), upper,
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    found = entries_.find(std::string_view(upper, code.size()));
  }
  if (found == entries_.end()) found = entries_.find("*");
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace pontis
