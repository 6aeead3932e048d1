#include "engine/mapping/conversions.h"

#include <algorithm>
#include <string_view>

namespace pontis {
namespace {

constexpr Builtin kBuiltins[] = {
    {"string", Convert::kString, " string markdown "},
    {"text", Convert::kText, " string markdown ", false},
    {"lines", Convert::kLines, " string markdown "},
    {"words", Convert::kWords, " string markdown ", false},
    {"code", Convert::kCode, " code string "},
    {"uri", Convert::kUri, " uri url canonical "},
    {"system", Convert::kSystem, " uri "},
    {"authority", Convert::kAuthority, " uri url string "},
    {"issuer", Convert::kIssuer, " uri "},
    {"phone", Convert::kPhone, " string ", false},
    {"date", Convert::kDate, " date "},
    {"dateTime", Convert::kDateTime, " dateTime "},
    {"instant", Convert::kInstant, " instant "},
    {"moment", Convert::kMoment, " instant "},
    {"time", Convert::kTime, " time "},
    {"decimal", Convert::kDecimal, " decimal "},
    {"number", Convert::kNumber, " decimal "},
    {"comparator", Convert::kComparator, " code ", false},
    {"unsignedInt", Convert::kUnsigned, " unsignedInt "},
    {"positiveInt", Convert::kPositive, " positiveInt "},
    {"integer", Convert::kInteger, " integer "},
    {"boolean", Convert::kBoolean, " boolean "},
    {"base64", Convert::kBase64, " base64Binary "},
    {"hex", Convert::kHex, " base64Binary ", false},
    {"encode", Convert::kEncode, " base64Binary ", false},
    {"media", Convert::kMedia, " code "},
};

bool isResource(const std::string& type) {
  const TypeDef* def = Elements::r4().type(type);
  return def != nullptr && Elements::r4().find(*def, "meta").has_value();
}

bool among(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

const Builtin* builtin(const std::string& name) {
  for (const Builtin& known : kBuiltins)
    if (name == known.name) return &known;
  return nullptr;
}

const Builtin* builtinFor(const std::string& type) {
  for (const Builtin& known : kBuiltins)
    if (std::string_view(known.types).starts_with(" " + type + " ")) return &known;
  return builtin(type == "markdown" ? "string" : type == "url" ? "uri" : "string");
}

const Block* typeBlock(const Syntax& syntax, const Conversion& conversion, const std::string& type,
                       const ElementDef* def) {
  for (const Block& block : syntax.blocks) {
    if (!block.type || block.source != conversion.name) continue;
    const std::string& made = block.target.steps[0].name;
    if (!conversion.as.empty() && conversion.as != made) continue;
    if (made == type) return &block;
    if (type != "Reference" || def == nullptr) continue;
    if ((def->targets.empty() || among(def->targets, made)) && isResource(made)) return &block;
  }
  return nullptr;
}

std::string extensionType(const Syntax& syntax, const Value& value, const Conversion& conversion) {
  if (value.kind == Value::Kind::kRef || value.kind == Value::Kind::kRefs) return "Reference";
  if (value.kind == Value::Kind::kText) return "string";
  if (value.kind == Value::Kind::kLiteral) return "boolean";
  if (conversion.name.empty()) return conversion.table.empty() ? "string" : "code";
  if (const Builtin* known = builtin(conversion.name)) {
    const std::string_view types = std::string_view(known->types).substr(1);
    return std::string(types.substr(0, types.find(' ')));
  }
  const auto allowed =
      Elements::r4().find(*Elements::r4().type("Extension"), "valueString")->def->types;
  for (const Block& block : syntax.blocks) {
    if (!block.type || block.source != conversion.name) continue;
    const std::string& made = block.target.steps[0].name;
    if (!conversion.as.empty() && conversion.as != made) continue;
    if (among(allowed, made)) return made;
    if (isResource(made)) return "Reference";
  }
  return "";
}

std::vector<MapRow> tagRows(const Block& block) {
  std::vector<MapRow> out;
  if (block.type || block.name.empty() || block.name == block.target.steps[0].name) return out;
  for (const bool system : {true, false}) {
    MapRow row;
    row.place = block.place;
    row.source = "'" + block.name + "'";
    row.value.kind = Value::Kind::kText;
    row.value.text = system ? std::string(kMapTag) : block.name;
    row.target.place = block.place;
    PathStep tag{"tag", false, "map", ""};
    row.target.steps = {{"meta", false, "", ""}, tag, {system ? "system" : "code", false, "", ""}};
    out.push_back(std::move(row));
  }
  return out;
}

std::string keepUrl(const Block& block, const MapRow& row) {
  std::string field = row.source;
  if (const std::size_t open = field.find('['); open != std::string::npos)
    field.erase(open, field.find(']') - open + 1);
  return "urn:pontis:v2:" + block.source + "-" + field;
}

}  // namespace pontis
