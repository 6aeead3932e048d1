// The part of the reverse compiler that looks at the rows of a block together: which tells what
// apart, and which runs first.
#include <fmt/format.h>

#include <algorithm>

#include "engine/mapping/grammar.h"
#include "engine/mapping/reverse_compiler.h"

namespace pontis {
namespace {

// Whether `path` is, or is in, or holds the place that `row` fills.
bool about(const SourcePath& path, const ReverseRow& row) {
  if ((path.segment.empty() ? 0 : packed(path.segment)) != row.segment) return false;
  if (path.field != row.to.field) return false;
  return path.component == 0 || row.to.component == 0 || path.component == row.to.component;
}

bool samePlace(const ReverseRow& a, const ReverseRow& b) {
  return a.segment == b.segment && a.to.field == b.to.field && a.to.component == b.to.component &&
         a.to.subcomponent == b.to.subcomponent;
}

// Whether `a` fills a part of what `b` fills.
bool finer(const ReverseRow& a, const ReverseRow& b) {
  if (a.segment != b.segment || a.to.field != b.to.field) return false;
  if (b.to.component == 0) return a.to.component != 0;
  return a.to.component == b.to.component && b.to.subcomponent == 0 && a.to.subcomponent != 0;
}

// Whether a term of `when` asks for the place that `row` fills.
bool mentions(const Condition& when, const ReverseRow& row) {
  const auto same = [&](const SourcePath& path) { return about(path, row); };
  return std::any_of(when.terms.begin(), when.terms.end(), [&](const Term& term) {
    const bool joins =
        term.op == Term::Op::kAnd || term.op == Term::Op::kOr || term.op == Term::Op::kNot;
    return !joins && (same(term.path) || (term.op == Term::Op::kSame && same(term.other)));
  });
}

}  // namespace

// Marks tell the maps of one resource apart: only what is certain and others do not say as well.
void ReverseCompiler::marks(ReverseBlock& made) const {
  std::erase_if(made.marks, [&](const ReverseConstant& mark) {
    // A constant that only stands in for a missing value says nothing.
    const std::string place = key(mark.path);
    const auto filled = [&](const std::string& target) { return place.starts_with(target); };
    return std::any_of(made.rows.begin(), made.rows.end(),
                       [&](const ReverseRow& row) { return filled(row.target); }) ||
           std::any_of(made.forward.begin(), made.forward.end(),
                       [&](const auto& row) { return filled(row.first); }) ||
           std::any_of(
               made.links.begin(), made.links.end(),
               [&](const ReverseLink& link) { return bare(mark.path).starts_with(link.target); }) ||
           std::any_of(made.constants.begin(), made.constants.end(),
                       [&](const ReverseConstant& other) {
                         return key(other.path) == place && other.text != mark.text;
                       });
  });
  // A constant under a condition may equal what a row gave: the row is asked first. One without is
  // what stands in for nothing; a code that means the same has its own beside it.
  for (ReverseConstant& constant : made.constants)
    constant.last = !constant.certain &&
                    std::any_of(made.rows.begin(), made.rows.end(), [&](const ReverseRow& row) {
                      return row.convert == Convert::kTable && row.block < 0 &&
                             row.target == key(constant.path);
                    });
}

// Whether a row takes only values that something tells apart.
bool ReverseCompiler::choosy(const ReverseRow& row) const {
  return !row.with.empty() ||
         (row.block >= 0 && !plan_.blocks[static_cast<std::size_t>(row.block)].marks.empty());
}

// Two rows of one target: the second would never see a value.
void ReverseCompiler::checkRepeated(const ReverseBlock& block) {
  const auto open = [&](const ReverseRow& row) { return row.when.terms.empty() && !choosy(row); };
  const auto referred = [&](const ReverseRow& row) {
    return row.follow ? plan_.blocks[static_cast<std::size_t>(row.block)].resource : std::string();
  };
  for (std::size_t i = 0; i < block.rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const ReverseRow& row = block.rows[i];
      const ReverseRow& earlier = block.rows[j];
      const bool leaves = earlier.to.repetition != SourcePath::kAll && row.only;
      if (leaves || !open(row) || !open(earlier) || row.target != earlier.target ||
          referred(row) != referred(earlier))
        continue;
      note(
          {row.place, fmt::format("the <-> row of line {} takes every value of this element: write "
                                  "->, or tell them apart by 'when' or 'with'",
                                  earlier.place.line)});
      break;
    }
  }
}

// A row runs after those that fill what its condition asks for, and after those of its own target
// that are choosier, or earlier.
void ReverseCompiler::order(ReverseBlock& made) const {
  std::vector<ReverseRow> sorted;
  std::vector<ReverseRow> waiting = std::move(made.rows);
  const auto before = [&](std::size_t a, std::size_t b) {
    const ReverseRow& one = waiting[a];
    const ReverseRow& two = waiting[b];
    if (one.target == two.target) return choosy(one) != choosy(two) ? choosy(one) : a < b;
    if (finer(one, two) || finer(two, one)) return finer(one, two);
    if (samePlace(one, two))
      return one.when.terms.empty() != two.when.terms.empty() ? !one.when.terms.empty() : a < b;
    return mentions(two.when, one) ||
           std::any_of(two.explained.begin(), two.explained.end(),
                       [&](const ReverseSource& source) {
                         return source.phone ? one.to.component >= 5 && one.to.component <= 7
                                             : about(source.path, one);
                       });
  };
  while (!waiting.empty()) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      bool free = true;
      for (std::size_t j = 0; j < waiting.size() && free; ++j) free = i == j || !before(j, i);
      if (!free) continue;
      next = i;
      break;
    }
    sorted.push_back(std::move(waiting[next]));
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(next));
  }
  made.rows = std::move(sorted);
}

}  // namespace pontis
