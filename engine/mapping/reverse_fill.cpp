// Filling segments: the rows of a block, one after the other, on one resource.
#include <algorithm>

#include "engine/mapping/reverse_run.h"

namespace pontis {
namespace {

constexpr std::string_view kOrigin = "urn:pontis:v2:origin";

}  // namespace

// Returns whether any row gave anything.
bool ReverseRun::fill(Frame& frame) {
  takeConstants(frame, false);
  bool any = false;
  for (const ReverseRow& one : frame.block.rows) any = row(one, frame) || any;
  takeConstants(frame, true);
  return any;
}

// The segments that are made of parts of the resource; they follow its own.
void ReverseRun::parts(const ReverseBlock& block, std::uint32_t node, std::uint32_t segment) {
  for (const ReversePart& part : block.parts) {
    const ReverseBlock& inner = reverse_.blocks[static_cast<std::size_t>(part.block)];
    const std::uint32_t home = out_->home(inner.anchor, out_->segment(segment).group);
    if (home == kNone) continue;
    const bool beside = home == out_->segment(segment).group;
    const std::uint32_t after = beside ? out_->segment(segment).element : kNone;
    At nowhere;
    Frame outer{block, node, nowhere, {}, kNone};
    each(outer, node, part.path, 0, [&](std::uint32_t item) {
      if (!part.path.empty() && foreign(inner, item)) return false;
      At at;
      at.segment = part.path.empty() ? out_->find(inner.anchor, home) : kNone;
      if (at.segment == kNone) at.segment = out_->addSegment(inner.anchor, home, after);
      Frame frame{inner, item, at, {}, kNone};
      fill(frame);
      return false;
    });
  }
}

// Whether an item of a list is another block's: all that it refers to was used by a row already, or
// is of another kind.
bool ReverseRun::foreign(const ReverseBlock& block, std::uint32_t item) {
  bool refers = false;
  bool own = false;
  for (const ReverseRow& row : block.rows) {
    if (!row.follow) continue;
    const auto& wanted = reverse_.blocks[static_cast<std::size_t>(row.block)].resource;
    Frame probe{block, item, {}, {}, kNone};
    each(probe, item, row.from, 0, [&](std::uint32_t target) {
      const std::uint32_t reference = member(target, "reference");
      if (reference == kNone) return false;
      refers = true;
      const std::size_t found = resolve(nodes_[reference].text, target);
      own = own ||
            (found < resources_.size() && resources_[found].type == wanted && !taken(reference));
      return false;
    });
  }
  return refers && !own;
}

// What only a constant of the map says is not news for the message.
void ReverseRun::takeConstants(Frame& frame, bool last) {
  for (const ReverseConstant& constant : frame.block.constants)
    if (constant.last == last)
      each(frame, frame.node, constant.path, 0, [&](std::uint32_t node) {
        const std::uint32_t shadow = member(parents_[node], "_" + std::string(nodes_[node].name));
        const bool beside = shadow != kNone && hasCode(shadow);
        if (nodes_[node].text == constant.text && !beside) take(node);
        return false;
      });
}

bool ReverseRun::row(const ReverseRow& row, Frame& frame) {
  const int root = static_cast<int>(row.when.terms.size()) - 1;
  if (root >= 0 && eval(row.when, root, frame, &row) == Truth::kNo) return false;
  bool any = false;
  each(frame, frame.node, row.from, 0, [&](std::uint32_t node) {
    const std::uint32_t item = frame.item == kNone ? node : frame.item;
    if (taken(node) || !wanted(row, item) || !give(row, frame, node)) return false;
    if (const std::uint32_t origin = extension(item, kOrigin); origin != kNone) takeAll(origin);
    if (row.rule >= 0 && trials_ == 0) ++hits_[static_cast<std::size_t>(row.rule)];
    any = true;
    return row.to.repetition != SourcePath::kAll;
  });
  if (any && root >= 0) assume(row.when, root, frame);
  return any;
}

// Whether an item is this row's: its constants are there, and it does not come from another field.
bool ReverseRun::wanted(const ReverseRow& row, std::uint32_t node) const {
  if (const std::uint32_t origin = extension(node, kOrigin); origin != kNone)
    return memberText(origin, "valueString") == row.origin;
  const auto here = [&](const ReverseConstant& constant) { return holds(constant, node); };
  return std::all_of(row.with.begin(), row.with.end(), here);
}

bool ReverseRun::holds(const ReverseConstant& constant, std::uint32_t node) const {
  const auto inside = [&](auto&& self, std::uint32_t at, std::size_t step) -> bool {
    if (step == constant.path.size()) return nodes_[at].text == constant.text;
    const std::uint32_t child = member(at, constant.path[step].name);
    if (child == kNone) return false;
    if (nodes_[child].kind != Nodes::Kind::kArray) return self(self, child, step + 1);
    for (std::uint32_t item = child + 1; item < nodes_[child].end; item = nodes_[item].end) {
      const std::string& url = constant.path[step].url;
      if (!url.empty() && memberText(item, "url") != url) continue;
      if (self(self, item, step + 1)) return true;
    }
    return false;
  };
  return inside(inside, node, 0);
}

// Which item of an array the rows with one letter mean: the one that holds the letter's constants,
// else the next that no letter has.
std::uint32_t ReverseRun::slotItem(Frame& frame, std::uint32_t array, const ReverseStep& step) {
  const ReverseSlots& slots = frame.block.slots[static_cast<std::size_t>(step.slots)];
  const auto which = static_cast<std::size_t>(step.slot);
  for (const auto& [known, items] : frame.slots)
    if (known == array) return items[which];
  std::vector<std::uint32_t> items(slots.names.size(), kNone);
  std::vector<std::uint32_t> free;
  for (std::uint32_t item = array + 1; item < nodes_[array].end; item = nodes_[item].end)
    if (!taken(item)) free.push_back(item);
  const auto claim = [&](std::size_t slot, auto&& fits) {
    const auto found = std::find_if(free.begin(), free.end(), fits);
    if (!slots.uses(static_cast<int>(slot)) || items[slot] != kNone || found == free.end()) return;
    items[slot] = *found;
    free.erase(found);
  };
  for (std::size_t slot = 0; slot < items.size(); ++slot)
    claim(slot, [&](std::uint32_t item) {
      const auto& all = slots.constants[slot];
      return std::any_of(all.begin(), all.end(),
                         [&](const ReverseConstant& one) { return holds(one, item); });
    });
  for (std::size_t slot = 0; slot < items.size(); ++slot)
    claim(slot, [&](std::uint32_t item) {
      // Not one that says another thing where this slot has a constant.
      const auto& all = slots.constants[slot];
      return std::none_of(all.begin(), all.end(), [&](const ReverseConstant& one) {
        return one.certain && one.path.size() == 1 && member(item, one.path[0].name) != kNone &&
               !holds(one, item);
      });
    });
  frame.slots.emplace_back(array, items);
  return items[which];
}

bool ReverseRun::give(const ReverseRow& row, Frame& frame, std::uint32_t node) {
  At at = locate(row.to, row.segment, frame, true);
  if (at.segment == kNone) return false;
  if (row.to.repetition == SourcePath::kAll && frame.at.level == At::kSegment)
    at.leaf.repetition =
        static_cast<std::uint16_t>(out_->repetitions(at.segment, at.leaf.field) + 1);
  const bool given = explained(row, frame, node) ||
                     (row.block >= 0 ? structured(row, at, node) : primitive(row, at, node));
  if (given) take(node);
  return given;
}

// Whether a place that an earlier row filled says all that the value says.
bool ReverseRun::explained(const ReverseRow& row, const Frame& frame, std::uint32_t node) {
  if (row.explained.empty()) return false;
  At trial;
  trial.segment = out_->scratch();
  trial.leaf.field = 1;
  trial.level = At::kField;
  const std::size_t outer = log_.size();
  ++trials_;
  const bool given = row.block >= 0 ? structured(row, trial, node) : primitive(row, trial, node);
  --trials_;
  const auto leaves = out_->take(trial.segment);
  for (const auto& [path, phone] : row.explained) {
    if (!given || leaves.empty()) break;
    if (phone && leaves.size() == 1 && leaves[0].second == phoneAt(frame.at)) return true;
    if (phone) continue;
    const std::uint32_t segment = path.segment.empty() ? 0 : packed(path.segment);
    At at = locate(path, segment, frame, false);
    if (at.segment == kNone || at.segment != frame.at.segment) continue;
    const std::uint16_t last =
        path.repetition == SourcePath::kAll ? out_->repetitions(at.segment, at.leaf.field) : 1;
    for (std::uint16_t repetition = 1; repetition <= last; ++repetition) {
      if (path.repetition == SourcePath::kAll) at.leaf.repetition = repetition;
      const bool all = std::all_of(leaves.begin(), leaves.end(), [&](const auto& leaf) {
        return out_->text(at.segment, inside(at, leaf.first)) == leaf.second;
      });
      if (all) return true;
    }
  }
  while (log_.size() > outer) {
    marks_[log_.back().first] = log_.back().second;
    log_.pop_back();
  }
  return false;
}

// "+1 555 1234567", as the way there puts it together.
std::string ReverseRun::phoneAt(const At& at) const {
  std::string number;
  for (const std::uint8_t component : {5, 6, 7}) {
    if (at.level != At::kField) break;
    Draft::Leaf leaf = at.leaf;
    leaf.component = component;
    const std::string_view text = out_->text(at.segment, leaf);
    if (text.empty()) continue;
    if (!number.empty()) number += ' ';
    if (component == 5 && !text.starts_with('+')) number += '+';
    number += text;
  }
  return number;
}

// A leaf of a value by itself, as a leaf of the place `at`.
Draft::Leaf ReverseRun::inside(const At& at, const Draft::Leaf& leaf) {
  Draft::Leaf out = at.leaf;
  if (at.level == At::kField)
    out.component = leaf.component, out.subcomponent = leaf.subcomponent;
  else if (at.level == At::kComponent && leaf.subcomponent == 1)
    out.subcomponent = leaf.component;
  else if (leaf.component > 1 || leaf.subcomponent > 1)
    out.field = 0;  // nowhere
  return out;
}

bool ReverseRun::structured(const ReverseRow& row, const At& at, std::uint32_t node) {
  // References may go in a circle.
  constexpr int kDeepest = 12;
  if (depth_ > kDeepest) return false;
  ++depth_;
  const bool given = convert(row, at, node);
  --depth_;
  return given;
}

bool ReverseRun::convert(const ReverseRow& row, const At& at, std::uint32_t node) {
  const ReverseBlock& block = reverse_.blocks[static_cast<std::size_t>(row.block)];
  const auto bears = [&](std::uint32_t which) {
    return std::all_of(block.marks.begin(), block.marks.end(),
                       [&](const ReverseConstant& mark) { return holds(mark, which); });
  };
  if (!row.follow) {
    if (!bears(node)) return false;
    if (row.table >= 0 && takeCoding(row, at, node)) {
      Frame rest{block, node, at, {}, kNone};
      fill(rest);
      return true;
    }
    Frame inner{block, node, at, {}, kNone};
    return fill(inner);
  }
  const std::uint32_t reference = member(node, "reference");
  const std::size_t found =
      reference == kNone ? resources_.size() : resolve(nodes_[reference].text, node);
  if (found == resources_.size() || resources_[found].type != block.resource ||
      !bears(resources_[found].node))
    return false;
  // Many may refer to one person: each time it is read anew.
  const std::uint32_t outer = pass_;
  pass_ = ++passes_;
  Frame inner{block, resources_[found].node, at, {}, kNone};
  const bool given = fill(inner);
  pass_ = outer;
  if (given) take(reference);
  return given;
}

// The Coding that a table added stands beside the sender's own, which says all; alone, it is turned
// back. Returns whether it was.
bool ReverseRun::takeCoding(const ReverseRow& row, const At& at, std::uint32_t node) {
  const std::uint32_t list = member(node, "coding");
  if (list == kNone) return false;
  const Table& table = reverse_.tables[static_cast<std::size_t>(row.table)];
  std::uint32_t alone = kNone;
  for (std::uint32_t item = list + 1; item < nodes_[list].end; item = nodes_[item].end) {
    const std::string_view code = memberText(item, "code");
    const std::string_view system = memberText(item, "system");
    bool beside = false;
    for (std::uint32_t own = nodes_[item].end; own < nodes_[list].end && !beside;
         own = nodes_[own].end) {
      const Table::Entry* entry = table.find(memberText(own, "code"));
      beside = entry != nullptr && entry->code == code && entry->system == system;
    }
    if (beside) takeAll(item);
    if (nodes_[list + 1].end == nodes_[list].end && !system.empty()) alone = item;
  }
  const auto code = alone == kNone
                        ? std::nullopt
                        : table.inverse(memberText(alone, "code"), memberText(alone, "system"));
  if (!code || trials_ > 0) return false;
  At part = at;
  if (!set(part, std::string(*code))) return false;
  takeAll(alone);
  return true;
}

ReverseRun::At ReverseRun::locate(const SourcePath& path, std::uint32_t segment, const Frame& frame,
                                  bool create) {
  At at = frame.at;
  if (segment != 0 && trials_ > 0 && out_->segment(at.segment).name == 0) return At{};
  if (segment != 0 && packed(path.segment) != out_->segment(at.segment).name) {
    const std::uint32_t home = out_->home(segment, out_->segment(at.segment).group);
    if (home == kNone) return At{};
    at = At{};
    at.segment = out_->find(segment, home);
    if (at.segment == kNone && create) at.segment = out_->addSegment(segment, home);
    if (at.segment == kNone) return at;
  }
  if (segment != 0 || at.level == At::kSegment) {
    at.leaf = {};
    at.leaf.field = static_cast<std::uint16_t>(path.field);
    if (path.repetition > 0) at.leaf.repetition = static_cast<std::uint16_t>(path.repetition);
    at.level = At::kField;
  }
  for (const int part : {path.component, path.subcomponent}) {
    if (part == 0) break;
    if (at.level == At::kField)
      at.leaf.component = static_cast<std::uint8_t>(part), at.level = At::kComponent;
    else if (at.level == At::kComponent)
      at.leaf.subcomponent = static_cast<std::uint8_t>(part), at.level = At::kSubcomponent;
    else
      return At{};
  }
  return at;
}

// A term about a place that no row has filled is open, for `=` and `in` may fill it; but empty is
// empty.
ReverseRun::Truth ReverseRun::eval(const Condition& when, int index, const Frame& frame,
                                   const ReverseRow* own) {
  const Term& term = when.terms[static_cast<std::size_t>(index)];
  if (term.op == Term::Op::kNot) {
    const Truth inner = eval(when, term.left, frame, own);
    return inner == Truth::kUnknown ? inner : inner == Truth::kYes ? Truth::kNo : Truth::kYes;
  }
  if (term.op == Term::Op::kAnd || term.op == Term::Op::kOr) {
    const Truth a = eval(when, term.left, frame, own);
    const Truth b = eval(when, term.right, frame, own);
    return term.op == Term::Op::kAnd ? std::min(a, b) : std::max(a, b);
  }
  const std::uint32_t segment = term.path.segment.empty() ? 0 : packed(term.path.segment);
  // Before there are segments, only the header can tell.
  if (segment != 0 && frame.at.segment == msh_ && out_->segment(msh_).name != segment)
    return Truth::kUnknown;
  const At at = locate(term.path, segment, frame, false);
  if (at.segment == kNone) return term.op == Term::Op::kValued ? Truth::kNo : Truth::kUnknown;
  // The place that the row itself is about to fill is open.
  if (own != nullptr && segment == own->segment && term.path.field == own->to.field &&
      (own->to.component == 0 || term.path.component == own->to.component))
    return Truth::kUnknown;
  const bool has =
      out_->has(at.segment, at.leaf.field, at.level >= At::kComponent ? at.leaf.component : 0,
                at.level >= At::kSubcomponent ? at.leaf.subcomponent : 0,
                segment == 0 && frame.at.level != At::kSegment ? at.leaf.repetition : 0);
  if (!has) return term.op == Term::Op::kValued ? Truth::kNo : Truth::kUnknown;
  const std::string_view text = out_->text(at.segment, at.leaf);
  const auto truth = [](bool yes) { return yes ? Truth::kYes : Truth::kNo; };
  switch (term.op) {
    case Term::Op::kValued:
      return Truth::kYes;
    case Term::Op::kIn:
      return truth(std::find(term.texts.begin(), term.texts.end(), text) != term.texts.end());
    case Term::Op::kLonger:
      return truth(text.size() > term.number);
    case Term::Op::kMore:
      return truth(out_->repetitions(at.segment, at.leaf.field) > term.number);
    default:
      return Truth::kUnknown;
  }
}

// Makes a condition true that was only open.
void ReverseRun::assume(const Condition& when, int index, const Frame& frame) {
  const Term& term = when.terms[static_cast<std::size_t>(index)];
  if (term.op == Term::Op::kAnd) {
    assume(when, term.left, frame);
    assume(when, term.right, frame);
  } else if (term.op == Term::Op::kOr) {
    if (eval(when, index, frame, nullptr) != Truth::kYes) assume(when, term.left, frame);
  } else if (term.op == Term::Op::kIn && !term.texts[0].empty()) {
    const std::uint32_t segment = term.path.segment.empty() ? 0 : packed(term.path.segment);
    if (segment != 0 && segment != out_->segment(frame.at.segment).name) return;
    const At at = locate(term.path, segment, frame, false);
    if (at.segment != kNone) out_->set(at.segment, at.leaf, term.texts[0]);
  }
}

}  // namespace pontis
