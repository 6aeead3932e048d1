#include "engine/store/lines.h"

namespace pontis {

// Each text is followed by its line end, so that empty ones are kept.
void addLine(std::string& column, std::string_view text) {
  if (text.find_first_of("\n\\") == std::string_view::npos) {
    column += text;
  } else {
    for (const char c : text) {
      if (c == '\n') {
        column += "\\n";
      } else if (c == '\\') {
        column += "\\\\";
      } else {
        column += c;
      }
    }
  }
  column += '\n';
}

std::string joinLines(std::span<const std::string> texts) {
  std::string column;
  for (const std::string& text : texts) addLine(column, text);
  return column;
}

std::vector<std::string> splitLines(std::string_view column) {
  std::vector<std::string> texts;
  while (!column.empty()) {
    std::string text;
    std::size_t at = 0;
    for (; at < column.size() && column[at] != '\n'; ++at) {
      const bool escaped = column[at] == '\\' && at + 1 < column.size();
      if (escaped) ++at;
      text += escaped && column[at] == 'n' ? '\n' : column[at];
    }
    texts.push_back(std::move(text));
    column.remove_prefix(std::min(column.size(), at + 1));
  }
  return texts;
}

}  // namespace pontis
