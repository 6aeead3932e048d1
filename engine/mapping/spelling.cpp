#include "engine/mapping/spelling.h"

#include <fmt/format.h>

namespace pontis {
namespace {

std::string term(const Condition& condition, std::size_t index, const Block& home) {
  const Term& one = condition.terms[index];
  const auto inner = [&](int at) {
    const auto child = static_cast<std::size_t>(at);
    const Term::Op op = condition.terms[child].op;
    const bool list = op == Term::Op::kAnd || op == Term::Op::kOr;
    const std::string text = term(condition, child, home);
    return list && op != one.op ? "(" + text + ")" : text;
  };
  const std::string path = spelled(one.path, home);
  switch (one.op) {
    case Term::Op::kAnd:
      return inner(one.left) + " and " + inner(one.right);
    case Term::Op::kOr:
      return inner(one.left) + " or " + inner(one.right);
    case Term::Op::kNot: {
      const Term& negated = condition.terms[static_cast<std::size_t>(one.left)];
      if (negated.op == Term::Op::kValued) return spelled(negated.path, home) + " empty";
      return "not " + inner(one.left);
    }
    case Term::Op::kValued:
      return path + " valued";
    case Term::Op::kIn: {
      if (one.texts.size() == 1) return fmt::format("{} = '{}'", path, one.texts[0]);
      std::string list;
      for (const std::string& text : one.texts)
        list += fmt::format("{}'{}'", list.empty() ? "" : ", ", text);
      return fmt::format("{} in ({})", path, list);
    }
    case Term::Op::kSame:
      return path + " = " + spelled(one.other, home);
    case Term::Op::kLonger:
      return fmt::format("length {} > {}", path, one.number);
    case Term::Op::kMore:
      return fmt::format("count {} > {}", path, one.number);
  }
  return "";
}

}  // namespace

std::string spelled(const SourcePath& path, const Block& home) {
  const bool part = home.type && path.segment.empty();
  std::string out = path.segment.empty() ? home.source : path.segment;
  if (!part) out += fmt::format("-{}", path.field);
  if (path.repetition == SourcePath::kAll) out += "[*]";
  if (path.repetition > 0) out += fmt::format("[{}]", path.repetition);
  if (path.component > 0) out += fmt::format(".{}", path.component);
  if (path.subcomponent > 0) out += fmt::format(".{}", path.subcomponent);
  return out;
}

std::string spelled(const Value& value, const Block& home) {
  switch (value.kind) {
    case Value::Kind::kSource:
      return spelled(value.path, home);
    case Value::Kind::kText:
      return "'" + value.text + "'";
    case Value::Kind::kLiteral:
      return value.text;
    case Value::Kind::kRef:
      return "ref " + value.text;
    case Value::Kind::kRefs:
      return "refs " + value.text;
    case Value::Kind::kMessage:
      return "message";
  }
  return "";
}

std::string spelled(const Target& target) {
  constexpr std::string_view kFhir = "http://hl7.org/fhir/StructureDefinition/";
  std::string out;
  for (const PathStep& step : target.steps) {
    if (!out.empty()) out += '.';
    out += step.name;
    if (step.many || !step.slot.empty()) out += "[" + step.slot + "]";
    if (step.url.starts_with(kFhir))
      out += "(" + step.url.substr(kFhir.size()) + ")";
    else if (!step.url.empty())
      out += "('" + step.url + "')";
  }
  return out;
}

std::string spelled(const Conversion& conversion) {
  std::string out;
  if (!conversion.name.empty()) out += ": " + conversion.name;
  if (!conversion.table.empty()) out += (out.empty() ? "via " : " via ") + conversion.table;
  if (!conversion.as.empty()) out += " as " + conversion.as;
  return out;
}

std::string spelled(const Condition& condition, const Block& home) {
  return condition.terms.empty() ? "" : term(condition, condition.terms.size() - 1, home);
}

std::string spelled(const Block& block) {
  std::string out = (block.type ? "type " : "map ") + block.source + " -> " + spelled(block.target);
  if (!block.name.empty()) out += " as " + block.name;
  if (!block.of.empty()) out += " of " + block.of;
  return out;
}

std::string spelled(const Place& place) {
  std::string_view file = *place.file;
  const std::size_t name = file.rfind('/');
  if (name != std::string_view::npos && name > 0) {
    const std::size_t folder = file.rfind('/', name - 1);
    if (folder != std::string_view::npos) file.remove_prefix(folder + 1);
  }
  return fmt::format("{}:{}", file, place.line);
}

Rule ruleFor(const MapRow& row, const Block& block) {
  Rule rule{spelled(row.place),
            spelled(block),
            spelled(row.value, block),
            spelled(block.target) + "." + spelled(row.target),
            row.origin,
            row.backward};
  if (!rule.origin.empty() || block.origin.empty()) return rule;
  // The official tables have one row for each field, named after it.
  rule.origin = block.origin;
  if (row.value.kind != Value::Kind::kSource || block.origin == "own") return rule;
  SourcePath path = row.value.path;
  path.repetition = SourcePath::kFirst;
  if (path.segment.empty() && path.field == 0 && path.component == 0)
    return rule;  // the whole type
  rule.origin += " " + spelled(path, block);
  return rule;
}

}  // namespace pontis
