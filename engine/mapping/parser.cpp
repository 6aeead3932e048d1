#include "engine/mapping/parser.h"

#include <fmt/format.h>

#include <algorithm>

namespace pontis {
namespace {

// Reads one file, line by line. A line that begins in the first column opens a block; the indented
// lines below it belong to it.
class FileReader {
 public:
  FileReader(const std::string& file, Syntax& syntax)
      : file_(std::make_shared<const std::string>(file)), syntax_(syntax) {}

  Result<Done> read(std::string_view text);

 private:
  enum class Open { kNothing, kBlock, kMessage, kTest };

  void head(LineReader& in, const Place& place);
  void mapHead(LineReader& in, const Place& place, bool type);
  void messageHead(LineReader& in, const Place& place);
  void bodyLine(LineReader& in, const Place& place);
  void keyLine(LineReader& in, const Place& place, Block& block);
  void row(LineReader& in, const Place& place, Block& block);
  void testLine(std::string_view line, const Place& place);
  void line(std::string_view line, int number);
  void closeMessage();

  std::shared_ptr<const std::string> file_;
  Syntax& syntax_;
  Open open_ = Open::kNothing;
  std::vector<Token> grammar_;  // of the message that is being read
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
    text.remove_suffix(1);
  return text;
}

// A group that holds one segment is that segment, repeated or optional.
void flatten(Part& part) {
  for (Part& inner : part.parts) {
    flatten(inner);
    if (inner.segment.empty() && inner.parts.size() == 1 && !inner.parts[0].segment.empty()) {
      inner.segment = inner.parts[0].segment;
      inner.line = inner.parts[0].line;
      inner.column = inner.parts[0].column;
      inner.many |= inner.parts[0].many;
      inner.optional |= inner.parts[0].optional;
      inner.parts.clear();
    }
  }
}

Result<Done> FileReader::read(std::string_view text) {
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (one.ends_with('\r')) one.remove_suffix(1);
    ++number;
    try {
      line(one, number);
      if (text.empty()) closeMessage();
    } catch (const LineReader::Mistake& error) {
      return mistake({file_, error.line > 0 ? error.line : number, error.column}, error.what);
    }
  }
  return Done{};
}

void FileReader::line(std::string_view line, int number) {
  const std::string_view content = trim(line);
  if (content.empty() || content[0] == '#') return;
  const bool inner = line[0] == ' ' || line[0] == '\t';
  const int column = static_cast<int>(content.data() - line.data()) + 1;
  const Place place{file_, number, column};
  if (inner && open_ == Open::kTest) return testLine(content, place);
  std::string spelled(line);
  const bool grammar = inner && open_ == Open::kMessage;
  if (grammar) {
    // In a grammar [ ] are signs; elsewhere they are parts of words.
    std::replace(spelled.begin(), spelled.end(), '[', '<');
    std::replace(spelled.begin(), spelled.end(), ']', '>');
  }
  auto cut = tokens(spelled);
  if (!cut) throw LineReader::Mistake{std::stoi(cut.error().where), cut.error().text};
  LineReader in(std::move(*cut), place);
  if (!inner) {
    head(in, place);
  } else if (open_ == Open::kBlock) {
    bodyLine(in, place);
  } else if (open_ == Open::kMessage) {
    while (!in.atEnd()) {
      grammar_.push_back(in.take());
      grammar_.back().line = number;
    }
  } else {
    in.fail("this line belongs to no map, type, message or test");
  }
  if (!in.atEnd()) in.fail("unexpected '" + in.peek().text + "'");
}

// The groups of a message may cross lines, so they are read when all its lines are there.
void FileReader::closeMessage() {
  if (open_ != Open::kMessage) return;
  grammar_.emplace_back();
  if (grammar_.size() > 1) grammar_.back().line = grammar_[grammar_.size() - 2].line;
  MessageBlock& message = syntax_.messages.back();
  LineReader in(std::move(grammar_), message.place);
  grammar_.clear();
  message.root = in.readGroup("");
  if (!in.atEnd()) in.fail("unexpected '" + in.peek().text + "'");
  flatten(message.root);
}

void FileReader::head(LineReader& in, const Place& place) {
  closeMessage();
  open_ = Open::kNothing;
  if (in.takeIf("map")) return mapHead(in, place, false);
  if (in.takeIf("type")) return mapHead(in, place, true);
  if (in.takeIf("message")) return messageHead(in, place);
  if (in.takeIf("test")) {
    open_ = Open::kTest;
    syntax_.tests.push_back({place, in.text("what the test shows"), "", {}});
  } else if (in.takeIf("zone")) {
    syntax_.zone = in.text("a time zone such as '+01:00' or 'Z'");
  } else if (in.takeIf("remainder")) {
    const std::string pattern = in.word("a segment, or *");
    in.expect("->");
    if (in.takeIf("report"))
      syntax_.reported.push_back(pattern);
    else if (in.takeIf("keep"))
      syntax_.remainder = true;
    else
      in.fail("expected 'keep' or 'report'");
  } else {
    in.fail("expected map, type, message, test, zone or remainder");
  }
}

void FileReader::mapHead(LineReader& in, const Place& place, bool type) {
  open_ = Open::kBlock;
  Block block;
  block.place = place;
  block.type = type;
  block.source_column = in.peek().column;
  block.source = in.word(type ? "a type of HL7 v2" : "a segment");
  block.both = in.takeIf("<->");
  if (!block.both) in.expect("->");
  block.target = in.readTarget();
  if (in.takeIf("as")) block.name = in.word("a name");
  if (in.takeIf("of")) {
    block.of_column = in.peek().column;
    block.of = in.word("a segment");
  }
  if (in.takeIf("when")) block.when = in.readCondition(false);
  if (in.takeIf("ig")) block.origin = in.text("the official table's name");
  syntax_.blocks.push_back(std::move(block));
}

void FileReader::messageHead(LineReader& in, const Place& place) {
  open_ = Open::kMessage;
  MessageBlock block;
  block.place = place;
  block.name = in.word("a message structure");
  if (in.takeIf("for"))
    while (!in.atEnd() && in.peek().text != "from")
      block.types.push_back(in.word("a message type"));
  if (in.takeIf("from"))
    while (!in.atEnd()) block.from.push_back(in.word("a resource"));
  syntax_.messages.push_back(std::move(block));
}

void FileReader::bodyLine(LineReader& in, const Place& place) {
  Block& block = syntax_.blocks.back();
  if (in.takeIf("key")) return keyLine(in, place, block);
  if (in.peek().text == "update" || in.peek().text == "create") {
    Method method{place, in.take().text == "update", {}};
    if (in.takeIf("when")) method.when = in.readCondition(block.type);
    block.methods.push_back(std::move(method));
  } else if (in.takeIf("needs")) {
    do block.needs.push_back(in.word("an element"));
    while (in.takeIf(","));
  } else {
    row(in, place, block);
  }
}

void FileReader::keyLine(LineReader& in, const Place& place, Block& block) {
  Key key;
  key.place = place;
  key.identifier = in.takeIf("identifier");
  do key.parts.push_back(in.readValue(block.type));
  while (in.takeIf(","));
  key.conversion = in.readConversion();
  if (key.identifier && key.parts.size() != 1) in.fail("an identifier has one source");
  block.keys.push_back(std::move(key));
}

void FileReader::row(LineReader& in, const Place& place, Block& block) {
  MapRow row;
  row.place = place;
  row.source = in.peek().text;
  row.value = in.readValue(block.type);
  row.backward = in.takeIf("<->");
  if (!row.backward && in.takeIf("<-")) {
    row.forward = false;
    row.backward = true;
  } else if (!row.backward) {
    in.expect("->");
  }
  if (in.takeIf("used")) {
    row.kind = MapRow::Kind::kUsed;
  } else if (in.takeIf("ordinal")) {
    row.kind = MapRow::Kind::kOrdinal;
  } else if (in.takeIf("report")) {
    row.kind = MapRow::Kind::kReport;
    row.reason = in.text("a reason");
  } else {
    row.target = in.readTarget();
    row.conversion = in.readConversion();
    row.with = in.readWith(block.type);
    for (Assign& one : row.with)
      if (one.target.steps[0].url == "urn:pontis:v2:origin" && one.value.text.empty())
        one.value.text = fmt::format("{}-{}", block.source, row.value.path.field);
    if (in.takeIf("when")) row.when = in.readCondition(block.type);
    if (in.takeIf("else")) row.otherwise = in.text("a value");
  }
  if (in.takeIf("ig")) row.origin = in.text("a row of the official table");
  block.rows.push_back(std::move(row));
}

void FileReader::testLine(std::string_view line, const Place& place) {
  TestBlock& test = syntax_.tests.back();
  const std::size_t blank = line.find(' ');
  const std::string_view verb = line.substr(0, blank);
  const std::string_view rest = trim(line.substr(std::min(blank, line.size())));
  if (verb == "in") {
    test.input.append(rest).append("\r");
  } else if (verb == "out" || verb == "lost" || verb == "back") {
    using Kind = TestBlock::Expectation::Kind;
    const Kind kind = verb == "out" ? Kind::kOut : verb == "lost" ? Kind::kLost : Kind::kBack;
    test.expected.push_back({place, kind, std::string(rest)});
  } else {
    throw LineReader::Mistake{place.column, "expected in, out, lost or back"};
  }
}

}  // namespace

Error mistake(const Place& place, const std::string& what) {
  return {Code::kInvalid, fmt::format("{}:{}:{}: {}", *place.file, place.line, place.column, what),
          ""};
}

Result<Done> parseMap(const std::string& file, std::string_view text, Syntax& syntax) {
  return FileReader(file, syntax).read(text);
}

}  // namespace pontis
