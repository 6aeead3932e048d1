// Several short texts in one column: one a line, with "\n" and "\\" for what would break a line.
// An empty column is no text at all.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pontis {

void addLine(std::string& column, std::string_view text);
std::string joinLines(std::span<const std::string> texts);
std::vector<std::string> splitLines(std::string_view column);

}  // namespace pontis
