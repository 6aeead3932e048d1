#include "engine/consent/labelling.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "engine/consent/label.h"

namespace pontis {
namespace {

// The next word of `line`, which it leaves; empty at the end or at a comment.
std::string_view word(std::string_view& line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos || line[begin] == '#') return line = {};
  line.remove_prefix(begin);
  const std::string_view found = line.substr(0, line.find_first_of(" \t\r"));
  line.remove_prefix(found.size());
  return found;
}

Error wrong(std::size_t number, std::string text) {
  return {Code::kInvalid, "label table: " + std::move(text), "line " + std::to_string(number)};
}

// The labels on the rest of a line; nothing if one is not known.
std::optional<std::vector<Coding>> labelsOn(std::string_view line) {
  std::vector<Coding> labels;
  for (std::string_view code = word(line); !code.empty(); code = word(line)) {
    Coding label = canonicalLabel({"", std::string(code)});
    if (!isSensitivity(label) && !isConfidentiality(label)) return std::nullopt;
    labels.push_back(std::move(label));
  }
  if (labels.empty()) return std::nullopt;
  return labels;
}

}  // namespace

Result<LabelTable> LabelTable::parse(std::string_view text) {
  LabelTable table;
  std::string system;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::string_view first = word(line);
    if (first.empty()) continue;
    if (first == "system") {
      system = word(line);
      if (system.empty()) return wrong(number, "a system has a name");
      continue;
    }
    const bool whole = first == "system-label";
    const std::string named(whole ? word(line) : system);
    if (named.empty()) return wrong(number, "which system is meant was not said");
    auto labels = labelsOn(line);
    if (!labels) return wrong(number, "a code is followed by labels of v3");
    const bool prefix = whole || first.ends_with('*');
    std::string code(whole ? "" : first.substr(0, first.size() - (prefix ? 1 : 0)));
    if (!table.entries_.try_emplace({named, std::move(code)}, Entry{*std::move(labels), prefix})
             .second)
      return wrong(number, "the code stands there twice");
  }
  return table;
}

Result<LabelTable> LabelTable::load(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) return Error{Code::kNotFound, "cannot read the label table " + file.string(), ""};
  return parse(text);
}

const LabelTable& LabelTable::shipped() {
  static const LabelTable table = *parse(R"(
# Kinds of place where care is given (HL7 v3 RoleCode, ServiceDeliveryLocationRoleType; CC0).
system http://terminology.hl7.org/CodeSystem/v3-RoleCode
CAPC    PSY
PHU     PSY
PSI     MH
PSY     PSY
PSYCHF  PSY
RHAT    SUD
SURF    SUD
# Codes of this program's own, to learn with.
system urn:pontis:example
alcohol-use        ETHUD
depression         PSY
hiv-test           HIV
domestic-violence  SDV V
genetic-*          GDIS
)");
  return table;
}

const LabelTable::Entry* LabelTable::find(const Coding& code) const {
  // The longest beginning that stands in the table; the whole code stands there without a star too.
  for (std::size_t length = code.code.size() + 1; length-- > 0;) {
    const auto found = entries_.find({code.system, code.code.substr(0, length)});
    if (found != entries_.end() && (found->second.prefix || length == code.code.size()))
      return &found->second;
  }
  return nullptr;
}

std::vector<Coding> LabelTable::labels(const ConsentResource& resource) const {
  std::vector<Coding> out;
  bool sensitive = false, level = false;
  const auto add = [&](const Coding& code) {
    const Entry* entry = find(code);
    if (entry == nullptr) return;
    for (const Coding& label : entry->labels) {
      (isConfidentiality(label) ? level : sensitive) = true;
      if (std::find(out.begin(), out.end(), label) == out.end()) out.push_back(label);
    }
  };
  for (const Coding& code : resource.codes) add(code);
  for (const Coding& code : resource.classes) add(code);
  if (sensitive || !level) out.push_back({std::string(kConfidentiality), sensitive ? "R" : "N"});
  return out;
}

}  // namespace pontis
