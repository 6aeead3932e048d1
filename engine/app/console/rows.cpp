#include "engine/app/console/rows.h"

#include <algorithm>

#include "engine/base/log.h"

namespace pontis {
namespace {

// Characters, as far as a terminal is concerned: UTF-8 continuation bytes take no place.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// What a terminal must not interpret is shown as '?'.
std::string plain(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return text;
}

}  // namespace

void Rows::print(std::ostream& out, bool json) const {
  if (json) {
    for (const auto& row : rows_) {
      for (std::size_t i = 0; i < titles_.size(); ++i)
        out << (i == 0 ? "{" : ",") << jsonString(titles_[i]) << ":" << jsonString(row[i]);
      out << "}\n";
    }
    return;
  }
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < titles_.size(); ++i) {
    widths.push_back(width(titles_[i]));
    for (const auto& row : rows_) widths[i] = std::max(widths[i], width(row[i]));
  }
  const auto line = [&](const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      out << plain(values[i]);
      if (i + 1 < values.size()) out << std::string(widths[i] - width(values[i]) + 2, ' ');
    }
    out << "\n";
  };
  line(titles_);
  for (const auto& row : rows_) line(row);
}

}  // namespace pontis
