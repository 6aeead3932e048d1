#include "engine/mapping/concept_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/mapping/elements.h"
#include "engine/mapping/json.h"
#include "engine/mapping/spelling.h"

namespace pontis {
namespace {

constexpr std::string_view kGuide = "http://hl7.org/fhir/uv/v2mappings/StructureDefinition/";

std::string quoted(std::string_view text) {
  std::string out;
  appendString(out, text);
  return out;
}

// "segment-nte-to-observation-note-of-obx": what an id may hold, of at most 64 characters.
std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  out.resize(std::min<std::size_t>(out.size(), 60));
  while (out.ends_with('-')) out.pop_back();
  return out;
}

std::string idOf(const Block& block) {
  std::string text = block.type ? "datatype " : "segment ";
  text += block.source + " to ";
  for (const PathStep& step : block.target.steps) text += step.name + " ";
  if (!block.name.empty()) text += "as " + block.name + " ";
  if (!block.of.empty()) text += "of " + block.of;
  return slug(text);
}

// "SegmentPidToPatient"
std::string nameOf(const std::string& id) {
  std::string out;
  bool upper = true;
  for (const char c : id) {
    if (c != '-') out += upper ? static_cast<char>(std::toupper(c)) : c;
    upper = c == '-';
  }
  return out;
}

std::string head(const std::string& id, const std::string& title, const std::string& description) {
  return fmt::format(
      R"({{"resourceType":"ConceptMap","id":{},"url":{},"name":{},"title":{},"status":"active",)"
      R"("description":{})",
      quoted(id), quoted("urn:pontis:ConceptMap:" + id), quoted(nameOf(id)), quoted(title),
      quoted(description));
}

// " AND ", " OR " or nothing: how the parts of a term are joined, once every "not" stands at its
// leaf.
std::string_view joint(const Condition& condition, std::size_t index, bool negated) {
  const Term& one = condition.terms[index];
  if (one.op == Term::Op::kNot)
    return joint(condition, static_cast<std::size_t>(one.left), !negated);
  if (one.op != Term::Op::kAnd && one.op != Term::Op::kOr) return "";
  return (one.op == Term::Op::kAnd) != negated ? " AND " : " OR ";
}

// A condition in the words of the guide.
std::string antlr(const Condition& condition, std::size_t index, const Block& home, bool negated) {
  const Term& one = condition.terms[index];
  const std::string_view join = joint(condition, index, negated);
  const auto inner = [&](int at) {
    const auto child = static_cast<std::size_t>(at);
    const std::string text = antlr(condition, child, home, negated);
    const std::string_view own = joint(condition, child, negated);
    return own.empty() || own == join ? text : "(" + text + ")";
  };
  const std::string path = spelled(one.path, home) + (negated ? " NOT" : "");
  switch (one.op) {
    case Term::Op::kAnd:
    case Term::Op::kOr:
      return inner(one.left).append(join) + inner(one.right);
    case Term::Op::kNot:
      return antlr(condition, static_cast<std::size_t>(one.left), home, !negated);
    case Term::Op::kValued:
      return path + " VALUED";
    case Term::Op::kIn: {
      std::string list;
      for (const std::string& text : one.texts)
        list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", text);
      return one.texts.size() == 1 ? path + " EQUALS " + list : path + " IN (" + list + ")";
    }
    case Term::Op::kSame:
      return path + " EQUALS " + spelled(one.other, home);
    case Term::Op::kLonger:
      return fmt::format("{} LENGTH GREATER THAN {}", path, one.number);
    case Term::Op::kMore:
      return fmt::format("{} LST.COUNT GREATER THAN {}", path, one.number);
  }
  return "";
}

// The elements of one block.
class BlockWriter {
 public:
  BlockWriter(const Block& block, const std::map<std::string, std::string>& types)
      : block_(block), types_(types) {}

  std::string json(const std::string& id) {
    for (const MapRow& one : block_.rows) row(one);
    const std::string title = fmt::format("{} {} to {} Map", block_.type ? "Datatype" : "Segment",
                                          block_.source, spelled(block_.target));
    std::string description = spelled(block_);
    if (!block_.origin.empty() && block_.origin != "own")
      description += ", after HL7's table " + block_.origin;
    std::string out = head(id, title, description);
    if (!elements_.empty()) out += ",\"group\":[{\"element\":[\n" + elements_ + "]}]";
    return out + "}";
  }

 private:
  // Where a path of elements leads.
  struct Place {
    std::string code;
    std::string type;
    bool required = false;
    bool many = false;
  };

  // Steps of a list are numbered as the guide does: a slot, or each row, is an item of its own.
  std::string number(const std::string& list, const std::string& item) {
    auto& known = numbers_[list];
    auto found = std::find(known.begin(), known.end(), item);
    if (found == known.end()) found = known.insert(known.end(), item);
    return fmt::format("[{}]", found - known.begin() + 1);
  }

  Place follow(const std::vector<PathStep>& steps, const std::string& source, int line) {
    Place place;
    std::string type = block_.target.steps[0].name;
    std::vector<PathStep> all(block_.target.steps.begin() + 1, block_.target.steps.end());
    all.insert(all.end(), steps.begin(), steps.end());
    for (const PathStep& step : all) {
      if (!place.code.empty()) place.code += '.';
      if (step.name == "ext" || step.name == "keep") {
        std::string url = step.name == "ext" ? step.url : "urn:pontis:v2:" + source;
        place.code += "extension('" + url + "')";
        place.type = type = "Extension";
        place.required = false;
        place.many = true;
        continue;
      }
      place.code += step.name;
      const TypeDef* in = Elements::r4().type(type);
      const auto found = in == nullptr ? std::nullopt : Elements::r4().find(*in, step.name);
      if (!found) return place;
      place.type = type = found->type;
      place.required = found->def->required;
      place.many = found->def->many;
      if (!place.many) continue;
      const std::string item = step.many ? fmt::format("line {}", line) : step.slot;
      place.code += number(place.code, item);
    }
    return place;
  }

  void row(const MapRow& row) {
    if (row.kind != MapRow::Kind::kRule) return unmatched(row);
    if (!row.forward) return;
    SourcePath path = row.value.path;
    path.repetition = SourcePath::kFirst;
    const bool read = row.value.kind == Value::Kind::kSource;
    const std::string source = read ? spelled(path, block_) : block_.source;
    std::string comment;
    if (row.otherwise) comment = "else '" + *row.otherwise + "'";
    element(source, row.target.steps, row.value, row.conversion, {&block_.when, &row.when}, comment,
            row.place.line);
    // The rows of `with` stand beside what makes the item.
    const auto many = std::find_if(row.target.steps.begin(), row.target.steps.end(),
                                   [](const PathStep& step) { return step.many; });
    for (const Assign& one : row.with) {
      std::vector<PathStep> steps(row.target.steps.begin(),
                                  many == row.target.steps.end() ? many : many + 1);
      steps.insert(steps.end(), one.target.steps.begin(), one.target.steps.end());
      const bool other = one.value.kind == Value::Kind::kSource;
      element(other ? spelled(one.value.path, block_) : source, steps, one.value, one.conversion,
              {&block_.when, &row.when, &one.when}, "", row.place.line);
    }
  }

  void unmatched(const MapRow& row) {
    const std::string why =
        row.kind == MapRow::Kind::kUsed ? "its meaning is in the shape of the output" : row.reason;
    add(fmt::format(R"({{"code":{},"target":[{{"equivalence":"unmatched","comment":{}}}]}})",
                    quoted(spelled(row.value.path, block_)), quoted(why)));
  }

  void element(const std::string& source, const std::vector<PathStep>& steps, const Value& value,
               const Conversion& conversion, const std::vector<const Condition*>& conditions,
               std::string comment, int line) {
    const Place place = follow(steps, source, line);
    std::string type_of_source, info;
    if (types_.count(conversion.name) > 0)
      type_of_source = fmt::format(R"("extension":[{{"url":"{}TypeInfo","extension":[)"
                                   R"({{"url":"type","valueCode":{}}}]}}],)",
                                   kGuide, quoted(conversion.name));
    if (!place.type.empty())
      info = fmt::format(R"({{"url":"type","valueCode":{}}},)"
                         R"({{"url":"cardinalityMin","valueInteger":{}}},)"
                         R"({{"url":"cardinalityMax","valueInteger":{}}})",
                         quoted(place.type), place.required ? 1 : 0, place.many ? -1 : 1);
    const auto say = [&](const std::string& part) { info += (info.empty() ? "" : ",") + part; };
    if (value.kind == Value::Kind::kText || value.kind == Value::Kind::kLiteral)
      say(R"({"url":"assignment","valueString":)" + quoted("\"" + value.text + "\"") + "}");
    if (const std::string map = mapOf(conversion, place.type); !map.empty())
      say(R"({"url":"mappedVia","valueUrl":)" + quoted("ConceptMap/" + map) + "}");
    if (value.kind == Value::Kind::kRef || value.kind == Value::Kind::kRefs)
      comment = "refers to the " + value.text + " of the message";
    std::string target = "{";
    if (!info.empty())
      target +=
          fmt::format(R"("extension":[{{"url":"{}TypeInfo","extension":[{}]}}],)", kGuide, info);
    target += fmt::format(R"("code":{},"equivalence":"equivalent")", quoted(place.code));
    if (!comment.empty()) target += ",\"comment\":" + quoted(comment);
    std::string depends;
    for (const Condition* one : conditions) {
      if (one->terms.empty()) continue;
      const std::string text = "IF " + antlr(*one, one->terms.size() - 1, block_, false);
      depends += fmt::format(R"({}{{"property":"Computable-ANTLR","value":{}}})",
                             depends.empty() ? "" : ",", quoted(text));
    }
    if (!depends.empty()) target += ",\"dependsOn\":[" + depends + "]";
    add("{" + type_of_source + "\"code\":" + quoted(source) + ",\"target\":[" + target + "}]}");
  }

  // The map of the table or the data type that converts a value.
  std::string mapOf(const Conversion& conversion, const std::string& type) const {
    if (!conversion.table.empty()) return slug("table " + conversion.table);
    const auto found =
        types_.find(conversion.name + " " + (conversion.as.empty() ? type : conversion.as));
    return found == types_.end() ? "" : found->second;
  }

  void add(const std::string& element) { elements_ += (elements_.empty() ? "" : ",\n") + element; }

  const Block& block_;
  const std::map<std::string, std::string>& types_;
  std::map<std::string, std::vector<std::string>> numbers_;
  std::string elements_;
};

// A code of FHIR: no blanks at its ends, and only single ones inside.
bool isCode(std::string_view text) {
  return !text.empty() && text == trimmed(text) && text.find("  ") == std::string_view::npos;
}

std::string tableJson(const std::string& id, const std::string& name, const Table& table) {
  struct Group {
    std::string elements, unmapped;
  };
  std::map<std::string, Group> groups;  // by the target's system
  std::string_view last;
  for (const auto& [source, entry] : table.entries()) {
    // Of several lines for one source the first is used forward.
    if (!isCode(source) || !isCode(entry.code) || source == last) continue;
    last = source;
    std::string code = "\"code\":" + quoted(entry.code);
    if (!entry.display.empty()) code += ",\"display\":" + quoted(entry.display);
    Group& group = groups[entry.system];
    if (entry.fallback) {
      group.unmapped = ",\"unmapped\":{\"mode\":\"fixed\"," + code + "}";
      continue;
    }
    group.elements += fmt::format(R"({}{{"code":{},"target":[{{{},"equivalence":"equivalent"}}]}})",
                                  group.elements.empty() ? "" : ",\n", quoted(source), code);
  }
  std::string list;
  for (const auto& [system, group] : groups) {
    if (group.elements.empty()) continue;
    if (!list.empty()) list += ",\n";
    list += system.empty() ? "{" : "{\"target\":" + quoted(system) + ",";
    list += "\"element\":[\n" + group.elements + "]" + group.unmapped + "}";
  }
  std::string out = head(id, "Table " + name + " Map", "code table " + name);
  if (!list.empty()) out += ",\"group\":[" + list + "]";
  return out + "}";
}

}  // namespace

std::vector<ConceptMap> conceptMaps(const MapFiles& maps) {
  std::vector<ConceptMap> out;
  std::set<std::string> taken;
  const auto unique = [&](const std::string& id) {
    std::string made = id;
    for (int again = 2; !taken.insert(made).second; ++again) made = fmt::format("{}-{}", id, again);
    return made;
  };
  std::map<std::string, std::string> types;  // "CX", "CX Identifier" -> id
  std::vector<std::string> ids;
  for (const Block& block : maps.syntax.blocks) {
    ids.push_back(unique(idOf(block)));
    if (!block.type) continue;
    types.try_emplace(block.source, ids.back());
    types.try_emplace(block.source + " " + block.target.steps[0].name, ids.back());
    // A reference is made by the block that makes the resource.
    if (Elements::r4().type(block.target.steps[0].name) != nullptr &&
        Elements::r4().find(*Elements::r4().type(block.target.steps[0].name), "meta"))
      types.try_emplace(block.source + " Reference", ids.back());
  }
  for (std::size_t i = 0; i < ids.size(); ++i)
    out.push_back({ids[i], BlockWriter(maps.syntax.blocks[i], types).json(ids[i])});
  for (const auto& [name, table] : maps.tables) {
    const std::string id = unique(slug("table " + name));
    out.push_back({id, tableJson(id, name, table)});
  }
  return out;
}

}  // namespace pontis
