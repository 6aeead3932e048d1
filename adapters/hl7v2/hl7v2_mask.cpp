#include "adapters/hl7v2/hl7v2_mask.h"

#include <algorithm>
#include <span>
#include <vector>

#include "adapters/hl7v2/hl7v2_pid.h"
#include "engine/mapping/v2_types.h"

namespace pontis {
namespace {

constexpr std::size_t kLongestValue = 64;  // of an OBX; what is longer is free text

template <class T, std::size_t N>
bool isOneOf(T value, const T (&all)[N]) {
  return std::find(std::begin(all), std::end(all), value) != std::end(all);
}

// A segment's fields, raw, to be changed and joined again.
class Fields {
 public:
  Fields(const Hl7v2Message& message, std::size_t segment) : message_(message), segment_(segment) {
    for (std::size_t n = 1; n <= message.fields(segment); ++n)
      fields_.emplace_back(message.field(segment, n));
  }

  std::size_t size() const { return fields_.size(); }
  std::string_view operator[](std::size_t number) const {
    return number <= fields_.size() ? std::string_view(fields_[number - 1]) : std::string_view();
  }
  void set(std::size_t number, std::string text) {
    if (text.empty() && number > fields_.size()) return;
    if (number > fields_.size()) fields_.resize(number);
    fields_[number - 1] = std::move(text);
  }
  template <std::size_t N>
  void keepOnly(const std::size_t (&kept)[N]) {
    for (std::size_t n = 1; n <= fields_.size(); ++n)
      if (!isOneOf(n, kept)) fields_[n - 1].clear();
  }

  std::string text() const {
    std::string out(message_.name(segment_));
    for (const std::string& field : fields_)
      out.append(1, message_.delimiters().field).append(field);
    return out;
  }

 private:
  const Hl7v2Message& message_;
  const std::size_t segment_;
  std::vector<std::string> fields_;
};

std::string encoded(const Hl7v2Message& message, const std::string& text) {
  std::string out;
  encodeEscapes(text, message.delimiters(), out);
  return out;
}

std::string pseudonymOf(const Hl7v2Message& message, const Redaction& redaction,
                        const std::vector<Identifier>& known) {
  return known.empty() ? std::string() : encoded(message, redaction.pseudonym(known.front()));
}

// The first identifier (CX) of a field.
std::vector<Identifier> identifiersAt(const Hl7v2Message& message, std::size_t segment,
                                      std::size_t field) {
  std::vector<Identifier> out;
  readIdentifiers(message, segment, field, out);
  return out;
}

// "^^^^13^DE": of XAD.5 the first two characters, and XAD.6.
std::string reducedAddress(const Hl7v2Message& message, std::size_t pid) {
  for (const Hl7v2Repetition& xad : repetitions(message, pid, 11)) {
    std::string code = xad.at(5), country = xad.at(6);
    std::size_t cut = 0;
    for (int n = 0; n < 2 && cut < code.size(); ++n)
      cut += std::max<std::size_t>(1, utf8Sequence(std::string_view(code).substr(cut)));
    code.resize(cut);
    if (code.empty() && country.empty()) continue;
    const char c = message.delimiters().component;
    return std::string(4, c) + encoded(message, code) + c + encoded(message, country);
  }
  return {};
}

std::string year(std::string_view date) {
  const bool digits = date.size() >= 4 &&
                      date.substr(0, 4).find_first_not_of("0123456789") == std::string_view::npos;
  return digits ? std::string(date.substr(0, 4)) : std::string();
}

std::string pseudonymousPid(const Hl7v2Message& message, std::size_t pid,
                            const Redaction& redaction, const std::vector<Identifier>& person) {
  static constexpr std::size_t kKept[] = {1, 3, 5, 7, 8, 11, 29, 30, 31};
  Fields fields(message, pid);
  fields.keepOnly(kKept);
  fields.set(3, pseudonymOf(message, redaction, person));
  fields.set(5, std::string(6, message.delimiters().component) + "S");
  fields.set(7, year(fields[7]));
  fields.set(11, reducedAddress(message, pid));
  fields.set(29, year(fields[29]));
  return fields.text();
}

std::string minimalPid(const Hl7v2Message& message, std::size_t pid) {
  static constexpr std::size_t kKept[] = {1, 2, 3, 4, 5, 7, 8, 11, 19, 24, 25, 29, 30, 31};
  Fields fields(message, pid);
  fields.keepOnly(kKept);
  if (!fields[3].empty())
    for (const std::size_t other : {2, 4, 19}) fields.set(other, "");
  return fields.text();
}

std::string pseudonymousVisit(const Hl7v2Message& message, std::size_t pv1,
                              const Redaction& redaction) {
  static constexpr std::size_t kKept[] = {1, 2, 4, 7, 8, 9, 10, 14, 17, 18, 19, 36, 39, 44, 45};
  Fields fields(message, pv1);
  fields.keepOnly(kKept);
  fields.set(19, pseudonymOf(message, redaction, identifiersAt(message, pv1, 19)));
  return fields.text();
}

std::string minimalVisit(const Hl7v2Message& message, std::size_t pv1) {
  Fields fields(message, pv1);
  for (const std::size_t number : {5, 16, 50}) fields.set(number, "");
  for (std::size_t number = 20; number <= 35; ++number) fields.set(number, "");
  for (std::size_t number = 46; number <= 49; ++number) fields.set(number, "");
  return fields.text();
}

std::string pseudonymousMerge(const Hl7v2Message& message, std::size_t mrg,
                              const Redaction& redaction) {
  static constexpr std::size_t kKept[] = {1};
  Fields fields(message, mrg);
  std::vector<Identifier> retired = identifiersAt(message, mrg, 1);
  if (retired.empty()) retired = identifiersAt(message, mrg, 4);
  fields.keepOnly(kKept);
  fields.set(1, pseudonymOf(message, redaction, retired));
  return fields.text();
}

// Whether a field was ever of a type that may name, number or locate a person, or of free text.
bool mayTell(std::string_view segment, std::size_t field, bool pseudonymise) {
  static constexpr std::string_view kTelling[] = {"XPN", "PN", "XAD", "AD",  "XTN", "TN",  "CX",
                                                  "FT",  "TX", "ED",  "RP",  "SAD", "PPN", "DLN",
                                                  "FN",  "CK", "CN",  "CNN", "NDL", "PL"};
  static constexpr std::string_view kNumbers[] = {"XTN", "TN"};
  // Who cared for somebody, and where, does not name the person.
  static constexpr std::string_view kOfStaff[] = {"CN", "CNN", "NDL", "PL"};
  const V2Types::Composite* known = V2Types::all().segment(segment);
  if (known == nullptr) return true;
  const V2Types::Part part = known->part(static_cast<int>(field));
  if (pseudonymise && part.empty()) return true;
  for (const V2Types::Era& era : part) {
    if (!pseudonymise && isOneOf(era.type, kNumbers)) return true;
    if (pseudonymise && isOneOf(era.type, kTelling) && !isOneOf(era.type, kOfStaff)) return true;
  }
  return false;
}

bool isFreeOrPersonal(const Hl7v2Message& message, std::size_t obx) {
  static constexpr std::string_view kTypes[] = {"TX",  "FT", "ED",  "RP",  "XPN", "PN",
                                                "XAD", "AD", "XTN", "TN",  "CX",  "CK",
                                                "XCN", "CN", "CNN", "PPN", "SAD", "FN"};
  const std::string type = message.value(obx, 2);
  return isOneOf(std::string_view(type), kTypes) || message.field(obx, 5).size() > kLongestValue;
}

// Whether the first part of a field is one of the person's identifiers.
bool isIdentifierOf(const Hl7v2Message& message, std::size_t segment, std::size_t field,
                    const std::vector<Identifier>& person) {
  constexpr std::size_t kShortest = 4;  // what is shorter is a number like any other
  const std::string value = message.value(segment, field);
  return value.size() >= kShortest &&
         std::any_of(person.begin(), person.end(),
                     [&](const Identifier& one) { return one.value == value; });
}

bool isLeftOut(std::string_view name, bool pseudonymise) {
  static constexpr std::string_view kAlways[] = {"NTE", "NK1", "GT1", "IN1", "IN2",
                                                 "IN3", "PD1", "CON", "DSP", "ADD"};
  // They may speak of a relative, with a name.
  static constexpr std::string_view kPseudonymous[] = {"ARV", "QRI", "ROL", "PRT", "CTD", "PDA"};
  if (isOneOf(name, kAlways) || V2Types::all().segment(name) == nullptr) return true;
  return pseudonymise && isOneOf(name, kPseudonymous);
}

}  // namespace

std::optional<std::string> maskSegment(const Hl7v2Message& message, std::size_t segment,
                                       const Redaction& redaction,
                                       const std::vector<Identifier>& person) {
  const std::string_view name = message.name(segment);
  const bool pseudonymise = redaction.pseudonymise;
  if (isLeftOut(name, pseudonymise)) return std::nullopt;
  if (pseudonymise && name == "OBX" && isFreeOrPersonal(message, segment)) return std::nullopt;
  if (name == "PID")
    return pseudonymise ? pseudonymousPid(message, segment, redaction, person)
                        : minimalPid(message, segment);
  if (name == "PV1")
    return pseudonymise ? pseudonymousVisit(message, segment, redaction)
                        : minimalVisit(message, segment);
  if (name == "MRG" && pseudonymise) return pseudonymousMerge(message, segment, redaction);
  Fields fields(message, segment);
  for (std::size_t n = 1; n <= fields.size(); ++n) {
    const bool value = name == "OBX" && n == 5;
    if (!value && mayTell(name, n, pseudonymise)) fields.set(n, "");
  }
  if (pseudonymise)
    for (std::size_t n = 1; n <= fields.size(); ++n)
      if (isIdentifierOf(message, segment, n, person)) fields.set(n, "");
  if (pseudonymise && name == "OBR") fields.set(13, "");
  if (pseudonymise && name == "PV2")
    for (const std::size_t number : {5, 12}) fields.set(number, "");
  return fields.text();
}

}  // namespace pontis
