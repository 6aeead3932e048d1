#include "engine/mapping/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/mapping/json.h"

namespace pontis {
namespace {

// A cell of a CSV line and the column (from 1) where it begins.
struct Cell {
  std::string text;
  std::size_t column = 1;
};

// A quoted cell may hold commas and doubled quotes.
std::vector<Cell> cells(std::string_view line) {
  std::vector<Cell> out;
  out.reserve(5);
  out.emplace_back();
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      out.back().text += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      out.push_back({"", i + 2});
    } else {
      out.back().text += line[i];
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

bool sameTarget(const Table::Entry& a, const Table::Entry& b) {
  return a.code == b.code && a.system == b.system;
}

bool before(const Table::Line& line, std::string_view code) { return line.first < code; }

}  // namespace

Result<Table> Table::parse(const std::string& file, std::string_view text) {
  std::vector<Line> lines;
  lines.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
  const auto mistake = [&](int line, std::size_t column, const std::string& what) {
    return Error{Code::kInvalid, fmt::format("{}:{}:{}: {}", file, line, column, what), ""};
  };
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number == 1 || line.empty()) continue;
    auto cell = cells(line);
    if (cell.size() != 4 && cell.size() != 5)
      return mistake(number, 1, "expected 4 columns, or 5 with 'inverse'");
    Entry entry{cell[1].text, cell[2].text, cell[3].text, "", false, false};
    if (cell.size() == 5 && !cell[4].text.empty()) {
      if (cell[4].text != "preferred")
        return mistake(number, cell[4].column, "expected 'preferred' or nothing");
      for (const auto& [source, other] : lines)
        if (other.preferred && sameTarget(other, entry))
          return mistake(number, cell[4].column,
                         fmt::format("'{}' is already preferred for {}", source, entry.code));
      entry.preferred = true;
    }
    entry.coding = coding(entry);
    entry.fallback = cell[0].text == "*";
    lines.emplace_back(std::move(cell[0].text), std::move(entry));
  }
  Table table;
  table.take(std::move(lines));
  return table;
}

void Table::take(std::vector<Line> lines) {
  auto made = std::make_shared<Content>();
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line& a, const Line& b) { return a.first < b.first; });
  for (std::uint32_t i = 0; i < lines.size(); ++i)
    if (lines[i].first != "*" && !lines[i].second.code.empty()) made->by_target.push_back(i);
  std::stable_sort(made->by_target.begin(), made->by_target.end(),
                   [&](std::uint32_t a, std::uint32_t b) {
                     const Entry& one = lines[a].second;
                     const Entry& two = lines[b].second;
                     return one.code != two.code ? one.code < two.code : one.system < two.system;
                   });
  made->lines = std::move(lines);
  content_ = std::move(made);
}

void Table::merge(const Table& other) {
  const std::vector<Line>& theirs = other.entries();
  std::vector<Line> lines = entries();
  std::erase_if(lines, [&](const Line& line) {
    return std::binary_search(theirs.begin(), theirs.end(), line,
                              [](const Line& a, const Line& b) { return a.first < b.first; });
  });
  for (const Line& mark : theirs)
    for (Line& line : lines)
      if (mark.second.preferred && sameTarget(mark.second, line.second))
        line.second.preferred = false;
  lines.insert(lines.end(), theirs.begin(), theirs.end());
  take(std::move(lines));
}

const Table::Entry* Table::find(std::string_view code) const {
  const std::vector<Line>& lines = entries();
  const auto exact = [&](std::string_view wanted) -> const Entry* {
    const auto found = std::lower_bound(lines.begin(), lines.end(), wanted, before);
    return found == lines.end() || found->first != wanted ? nullptr : &found->second;
  };
  const Entry* found = exact(code);
  if (found == nullptr && code.size() < 64) {
    std::array<char, 64> upper;
    std::transform(code.begin(), code.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    found = exact({upper.data(), code.size()});
  }
  return found != nullptr ? found : exact("*");
}

std::optional<std::string_view> Table::inverse(std::string_view code,
                                               std::string_view system) const {
  const auto& [lines, by_target] = *content_;
  const Line* same = nullptr;
  const Line* only = nullptr;
  bool several = false;
  auto at = std::lower_bound(by_target.begin(), by_target.end(), code,
                             [&all = lines](std::uint32_t i, std::string_view wanted) {
                               return all[i].second.code < wanted;
                             });
  for (; at != by_target.end() && lines[*at].second.code == code; ++at) {
    const Line& line = lines[*at];
    if (!system.empty() && line.second.system != system) continue;
    if (line.second.preferred) return line.first;
    if (line.first == code) same = &line;
    several = several || (only != nullptr && only->first != line.first);
    only = &line;
  }
  if (same != nullptr) return same->first;
  if (only == nullptr || several) return std::nullopt;
  return only->first;
}

std::vector<std::string> Table::ambiguous() const {
  const auto& [lines, by_target] = *content_;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < by_target.size(); ++i) {
    const Entry& entry = lines[by_target[i]].second;
    if (i > 0 && sameTarget(lines[by_target[i - 1]].second, entry)) continue;
    std::size_t sources = 0;
    bool decided = false;
    for (std::size_t j = i; j < by_target.size(); ++j) {
      const auto& [source, other] = lines[by_target[j]];
      if (!sameTarget(other, entry)) break;
      sources += j == i || lines[by_target[j - 1]].first != source ? 1 : 0;
      decided = decided || other.preferred || source == other.code;
    }
    if (sources > 1 && !decided)
      out.push_back(entry.system.empty() ? entry.code : entry.code + "|" + entry.system);
  }
  return out;
}

}  // namespace pontis
