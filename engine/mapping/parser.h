// Reads map files into the syntax tree. The grammar is mappings/README.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/mapping/lexer.h"
#include "engine/mapping/syntax.h"

namespace pontis {

// Adds what `text`, the content of `file`, says to `syntax`.
//   kInvalid   a mistake; the text begins with file:line:column
Result<Done> parseMap(const std::string& file, std::string_view text, Syntax& syntax);

// The mistake `what` at `place`, in the form every tool understands.
Error mistake(const Place& place, const std::string& what);

// Reads the tokens of one line. Each read…() throws a Mistake, which parseMap() turns into an
// Error: a parser that checked a Result at every token would be twice as long.
class LineReader {
 public:
  struct Mistake {
    int column;
    std::string what;
    int line = 0;  // 0: of the line that is read
  };

  LineReader(std::vector<Token> tokens, Place place)
      : tokens_(std::move(tokens)), place_(std::move(place)) {}

  const Token& peek() const { return tokens_[at_]; }
  bool atEnd() const { return peek().kind == Token::Kind::kEnd; }
  Token take();
  bool takeIf(std::string_view text);  // a word or a sign
  void expect(std::string_view text);
  std::string word(const char* what);
  std::string text(const char* what);
  Place here() const;
  [[noreturn]] void fail(const std::string& what) const;

  SourcePath readSource(bool in_type);
  Value readValue(bool in_type);
  Target readTarget();
  Conversion readConversion();
  Condition readCondition(bool in_type);
  std::vector<Assign> readWith(bool in_type);
  Part readGroup(std::string_view closer);

 private:
  SourcePath sourceOf(const Token& token, bool in_type) const;
  int readOr(Condition& out, bool in_type);
  int readAnd(Condition& out, bool in_type);
  int readTerm(Condition& out, bool in_type);
  int readTest(Condition& out, bool in_type);

  std::vector<Token> tokens_;
  Place place_;
  std::size_t at_ = 0;
};

}  // namespace pontis
