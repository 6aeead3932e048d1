// Codes: through tables, and what of them travels beside for the way back.
#include "engine/mapping/json.h"
#include "engine/mapping/run.h"

namespace pontis {
namespace {

constexpr std::string_view kNull = "\"\"";  // HL7's way to say: delete

// "HL70005"
bool isHl7Table(std::string_view name) {
  return name.size() == 7 && name.starts_with("HL7") &&
         name.find_first_not_of("0123456789", 3) == std::string_view::npos;
}

}  // namespace

bool Run::coded(const Node& node, const Frame& frame) {
  const std::string_view raw = leafOf(frame);
  if (raw.empty() || raw == kNull) return false;
  const std::string_view text = trimmed(decoded(raw));
  if (text.empty()) return false;
  const Table::Entry* entry = plan_->tables[static_cast<std::size_t>(node.table)].find(text);
  if (node.convert == Convert::kSystem) {
    out_ += '"';
    if (entry != nullptr)
      out_ += entry->code;
    else if (isHl7Table(text))
      out_.append("http://terminology.hl7.org/CodeSystem/v2-").append(text.substr(3));
    else
      appendAuthority(out_, text, "");
    out_ += '"';
  } else if (entry == nullptr) {
    unmapped(node, raw, text);
    // The Coding of a CodeableConcept may fail: its text and own code remain.
    if (marking_ && node.convert == Convert::kTable) view_.mark(raw, Reason::kNotInTable);
    return false;
  } else if (node.convert == Convert::kCoding) {
    const Table& table = plan_->tables[static_cast<std::size_t>(node.table)];
    const bool kept = !node.counts || table.inverse(entry->code, entry->system) == text;
    if (!kept) {
      out_ += R"({"extension":[{"url":"urn:pontis:v2:code","valueString":)";
      appendString(out_, text);
      out_ += "}],";
    }
    out_.append(entry->coding, kept ? 0 : 1);
  } else {
    appendString(out_, entry->code);
  }
  // A table's default says nothing of the code itself.
  const bool known = entry == nullptr || !entry->fallback;
  if (!known) unmapped(node, raw, text);
  if (known && marking_) found_.push_back(raw.data());
  if (marking_) view_.mark(raw, known ? Reason::kRead : Reason::kNotInTable);
  ++content_;
  return true;
}

bool Run::sourceCode(const Node& node, const Frame& frame) {
  const std::string_view raw = leafOf(frame);
  if (raw.empty() || raw == kNull) return false;
  const std::string_view text = trimmed(decoded(raw));
  if (text.empty()) return false;
  const Table& table = plan_->tables[static_cast<std::size_t>(node.table)];
  const Table::Entry* entry = table.find(text);
  const bool kept = node.counts ? entry == nullptr || table.inverse(entry->code, "") != text ||
                                      entry->code == plan_->text(node.text, node.text_size)
                                : renamed(table, entry, text);
  if (!kept) return false;
  const std::size_t size = out_.size();
  appendString(out_, text);
  const bool written = out_.size() > size + 2;
  content_ += written;
  return written;
}

// Whether the URI of a code system does not tell what the sender calls it.
bool Run::renamed(const Table& table, const Table::Entry* entry, std::string_view text) {
  if (entry != nullptr)
    return table.inverse(entry->code, "") != text ||
           (text.size() > 2 && entry->code.find(text) == std::string::npos);
  if (isHl7Table(text) || text.find_first_of(" &#+,()") != std::string_view::npos) return true;
  // An OID, of a system that has a name as well.
  if (text[0] < '0' || text[0] > '2') return false;
  urn_.assign("urn:oid:").append(text);
  return table.inverse(urn_, "").has_value();
}

}  // namespace pontis
