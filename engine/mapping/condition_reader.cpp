// The conditions of rows: `when PID-25 empty and (8 in ('F', 'M') or not count 11 > 1)`.
#include "engine/mapping/parser.h"

namespace pontis {
namespace {

int add(Condition& out, Term term) {
  out.terms.push_back(std::move(term));
  return static_cast<int>(out.terms.size()) - 1;
}

Term join(Term::Op op, int left, int right) {
  Term term;
  term.op = op;
  term.left = left;
  term.right = right;
  return term;
}

}  // namespace

Condition LineReader::readCondition(bool in_type) {
  Condition out;
  readOr(out, in_type);
  return out;
}

int LineReader::readOr(Condition& out, bool in_type) {
  int left = readAnd(out, in_type);
  while (takeIf("or")) {
    const int right = readAnd(out, in_type);
    left = add(out, join(Term::Op::kOr, left, right));
  }
  return left;
}

int LineReader::readAnd(Condition& out, bool in_type) {
  int left = readTerm(out, in_type);
  while (takeIf("and")) {
    const int right = readTerm(out, in_type);
    left = add(out, join(Term::Op::kAnd, left, right));
  }
  return left;
}

int LineReader::readTerm(Condition& out, bool in_type) {
  if (takeIf("not")) {
    const int inner = readTerm(out, in_type);
    return add(out, join(Term::Op::kNot, inner, -1));
  }
  if (takeIf("(")) {
    const int inner = readOr(out, in_type);
    expect(")");
    return inner;
  }
  return readTest(out, in_type);
}

int LineReader::readTest(Condition& out, bool in_type) {
  Term term;
  if (peek().text == "count" || peek().text == "length") {
    term.op = take().text == "count" ? Term::Op::kMore : Term::Op::kLonger;
    term.path = readSource(in_type);
    if (term.op == Term::Op::kMore) term.path.repetition = SourcePath::kWhole;
    expect(">");
    term.number = std::stoul("0" + word("a number"));
    return add(out, term);
  }
  term.path = readSource(in_type);
  const bool negated = peek().text == "!=" || peek().text == "empty";
  if (takeIf("valued") || takeIf("empty")) {
    term.op = Term::Op::kValued;
  } else if (takeIf("in")) {
    term.op = Term::Op::kIn;
    expect("(");
    do term.texts.push_back(text("a value"));
    while (takeIf(","));
    expect(")");
  } else if (takeIf("=") || takeIf("!=")) {
    term.op = peek().kind == Token::Kind::kText ? Term::Op::kIn : Term::Op::kSame;
    if (term.op == Term::Op::kIn)
      term.texts.push_back(take().text);
    else
      term.other = readSource(in_type);
  } else {
    fail("expected 'valued', 'empty', '=', '!=' or 'in'");
  }
  const int at = add(out, term);
  return negated ? add(out, join(Term::Op::kNot, at, -1)) : at;
}

}  // namespace pontis
