#include "engine/mapping/lexer.h"

#include <cctype>

namespace pontis {
namespace {

bool isWord(std::string_view line, std::size_t at) {
  const char c = line[at];
  if (c == '-') return at + 1 < line.size() && line[at + 1] != '>';
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_.[]*^").find(c) != std::string_view::npos;
}

std::size_t signSize(std::string_view rest) {
  if (rest.starts_with("<->")) return 3;
  for (const std::string_view sign : {"->", "<-", "!=", ">="})
    if (rest.starts_with(sign)) return 2;
  return 1;
}

}  // namespace

Result<std::vector<Token>> tokens(std::string_view line) {
  std::vector<Token> out;
  std::size_t at = 0;
  while (true) {
    const std::size_t before = at;
    while (at < line.size() && std::isspace(static_cast<unsigned char>(line[at])) != 0) ++at;
    Token token;
    token.column = static_cast<int>(at) + 1;
    token.glued = at == before && at > 0;
    if (at == line.size() || line[at] == '#') {
      out.push_back(token);
      return out;
    }
    std::size_t end = at;
    if (line[at] == '\'' || line[at] == '"') {
      end = line.find(line[at], at + 1);
      if (end == std::string_view::npos)
        return Error{Code::kInvalid, "a text that does not end", std::to_string(token.column)};
      token.kind = Token::Kind::kText;
      token.text = line.substr(at + 1, end - at - 1);
      ++end;
    } else if (isWord(line, at)) {
      while (end < line.size() && isWord(line, end)) ++end;
      token.kind = Token::Kind::kWord;
      token.text = line.substr(at, end - at);
    } else {
      end += signSize(line.substr(at));
      token.kind = Token::Kind::kSign;
      token.text = line.substr(at, end - at);
    }
    out.push_back(token);
    at = end;
  }
}

}  // namespace pontis
