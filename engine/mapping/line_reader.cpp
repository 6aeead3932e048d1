#include <cctype>

#include "engine/mapping/parser.h"

namespace pontis {
namespace {

// Takes a number or "[…]" from the front of `text`.
int takeNumber(std::string_view& text) {
  int value = 0;
  std::size_t at = 0;
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0)
    value = value * 10 + (text[at++] - '0');
  if (at == 0 || at > 5) return -1;
  text.remove_prefix(at);
  return value;
}

bool takeRepetition(std::string_view& text, SourcePath& path) {
  if (!text.starts_with('[')) return true;
  text.remove_prefix(1);
  if (text.starts_with('*')) {
    path.repetition = SourcePath::kAll;
    text.remove_prefix(1);
  } else if ((path.repetition = takeNumber(text)) < 1) {
    return false;
  }
  if (!text.starts_with(']')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

Token LineReader::take() { return atEnd() ? tokens_[at_] : tokens_[at_++]; }

bool LineReader::takeIf(std::string_view text) {
  if (atEnd() || peek().kind == Token::Kind::kText || peek().text != text) return false;
  ++at_;
  return true;
}

void LineReader::expect(std::string_view text) {
  if (!takeIf(text)) fail("expected '" + std::string(text) + "'");
}

std::string LineReader::word(const char* what) {
  if (peek().kind != Token::Kind::kWord) fail(std::string("expected ") + what);
  return take().text;
}

std::string LineReader::text(const char* what) {
  if (peek().kind != Token::Kind::kText) fail(std::string("expected ") + what + " in quotes");
  return take().text;
}

Place LineReader::here() const { return {place_.file, place_.line, peek().column}; }

void LineReader::fail(const std::string& what) const {
  throw Mistake{peek().column, what, peek().line};
}

SourcePath LineReader::sourceOf(const Token& token, bool in_type) const {
  SourcePath path;
  path.column = token.column;
  std::string_view rest = token.text;
  if (rest == ".") return path;
  const std::size_t dash = rest.find('-');
  if (dash == 3) {
    path.segment = rest.substr(0, 3);
    rest.remove_prefix(4);
  }
  int* parts[3] = {&path.field, &path.component, &path.subcomponent};
  for (int i = in_type && path.segment.empty() ? 1 : 0; i < 3; ++i) {
    *parts[i] = takeNumber(rest);
    const bool good = *parts[i] > 0 && (i > 0 || takeRepetition(rest, path));
    if (!good) throw Mistake{token.column, "not a place in a message: " + token.text};
    if (rest.empty()) return path;
    if (!rest.starts_with('.')) break;
    rest.remove_prefix(1);
  }
  throw Mistake{token.column, "not a place in a message: " + token.text};
}

SourcePath LineReader::readSource(bool in_type) {
  if (peek().kind != Token::Kind::kWord) fail("expected a place in the message, such as 5[*].1");
  return sourceOf(take(), in_type);
}

Value LineReader::readValue(bool in_type) {
  Value value;
  const Token& first = peek();
  if (first.kind == Token::Kind::kText) {
    value.kind = Value::Kind::kText;
    value.text = take().text;
  } else if (first.text == "true" || first.text == "false") {
    value.kind = Value::Kind::kLiteral;
    value.text = take().text;
  } else if (takeIf("number")) {
    value.kind = Value::Kind::kLiteral;
    value.text = word("a number");
  } else if (takeIf("message")) {
    value.kind = Value::Kind::kMessage;
  } else if (first.text == "ref" || first.text == "refs") {
    value.kind = take().text == "ref" ? Value::Kind::kRef : Value::Kind::kRefs;
    value.text = word("the name of a resource");
  } else {
    value.path = readSource(in_type);
  }
  return value;
}

Target LineReader::readTarget() {
  Target target{here(), {}};
  if (peek().kind != Token::Kind::kWord) fail("expected an element");
  std::string rest = take().text;
  while (true) {
    const std::size_t dot = rest.find('.');
    std::string name = rest.substr(0, dot);
    rest = dot == std::string::npos ? "" : rest.substr(dot + 1);
    PathStep step;
    if (const std::size_t open = name.find('['); open != std::string::npos) {
      if (!name.ends_with(']')) throw Mistake{target.place.column, "']' is missing in " + name};
      step.slot = name.substr(open + 1, name.size() - open - 2);
      step.many = step.slot.empty();
      name.resize(open);
    }
    step.name = name;
    if (name == "ext" && dot == std::string::npos && takeIf("(")) {
      step.url = peek().kind == Token::Kind::kText ? take().text
                                                   : "http://hl7.org/fhir/StructureDefinition/" +
                                                         word("the name of an extension");
      expect(")");
      if (peek().glued && peek().kind == Token::Kind::kWord && peek().text[0] == '.')
        rest = take().text.substr(1);
    }
    target.steps.push_back(step);
    if (rest.empty()) return target;
  }
}

Conversion LineReader::readConversion() {
  Conversion conversion;
  if (takeIf(":")) {
    conversion.column = peek().column;
    conversion.name = word("a type");
  }
  if (takeIf("via")) conversion.table = word("a table");
  if (takeIf("as")) conversion.as = word("a type of FHIR");
  return conversion;
}

std::vector<Assign> LineReader::readWith(bool in_type) {
  std::vector<Assign> out;
  if (!takeIf("with")) return out;
  do {
    Assign assign;
    assign.target = readTarget();
    if (assign.target.steps[0].name == "origin") {
      // Which field an item came from, for the way back; row() completes it.
      assign.target.steps = {{"ext", false, "", "urn:pontis:v2:origin"}};
      assign.value.kind = Value::Kind::kText;
    } else if (takeIf("=") || takeIf("<-")) {
      assign.value = readValue(in_type);
    } else {
      fail("expected '=' and a value");
    }
    assign.conversion = readConversion();
    if (takeIf("if")) assign.when = readCondition(in_type);
    out.push_back(std::move(assign));
  } while (takeIf(","));
  return out;
}

Part LineReader::readGroup(std::string_view closer) {
  Part group;
  while (!atEnd() && peek().text != closer) {
    Part part;
    if (takeIf("{")) {
      part = readGroup("}");
      part.many = true;
      expect("}");
    } else if (takeIf("<")) {
      part = readGroup(">");
      part.optional = true;
      expect(">");
    } else {
      part.line = peek().line;
      part.column = peek().column;
      part.segment = word("a segment");
      if (part.segment.ends_with('*')) part.many = part.optional = true;
      if (part.segment.ends_with('*')) part.segment.pop_back();
      if (part.segment.size() != 3) fail("a segment's name has three characters");
    }
    group.parts.push_back(std::move(part));
  }
  return group;
}

}  // namespace pontis
