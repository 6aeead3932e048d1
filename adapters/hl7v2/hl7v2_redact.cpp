#include "adapters/hl7v2/hl7v2_redact.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "adapters/hl7v2/hl7v2_edit.h"
#include "adapters/hl7v2/hl7v2_mask.h"
#include "adapters/hl7v2/hl7v2_pid.h"
#include "adapters/hl7v2/hl7v2_pieces.h"

namespace pontis {
namespace {

struct Field {
  std::string_view segment;
  std::size_t number;
};

// What a piece is called by.
constexpr Field kNames[] = {{"ORC", 2},  {"ORC", 3},  {"OBR", 2},  {"OBR", 3},  {"TXA", 12},
                            {"SCH", 1},  {"SCH", 2},  {"ARQ", 1},  {"ARQ", 2},  {"DG1", 20},
                            {"PR1", 19}, {"SPM", 2},  {"IAM", 7},  {"PRB", 4},  {"GOL", 4},
                            {"PTH", 3},  {"OBX", 21}, {"RF1", 6},  {"PV1", 19}, {"RXD", 7},
                            {"TXA", 14}, {"TXA", 15}, {"FT1", 23}, {"SAC", 3}};

// What another piece calls it by.
constexpr Field kReferences[] = {
    {"ORC", 8},  {"OBR", 26}, {"OBR", 29}, {"TXA", 13}, {"TXA", 14}, {"TXA", 15}, {"DG1", 21},
    {"PR1", 20}, {"SPM", 3},  {"FT1", 23}, {"FT1", 32}, {"SCH", 5},  {"SCH", 23}, {"SCH", 26},
    {"SCH", 27}, {"ARQ", 5},  {"ARQ", 24}, {"ARQ", 25}, {"OBX", 33}, {"BPX", 21}, {"OBR", 54},
    {"PV1", 5},  {"PV1", 50}, {"SAC", 4},  {"RXE", 15}, {"RXD", 7},  {"MRG", 5},  {"MRG", 6}};

// The segment with that field empty.
std::string withoutField(const std::string& segment, char separator, std::size_t field) {
  std::size_t at = 0;
  for (std::size_t n = 0; n < field; ++n) {
    at = segment.find(separator, at);
    if (at == std::string::npos) return segment;
    ++at;
  }
  const std::size_t end = std::min(segment.find(separator, at), segment.size());
  return segment.substr(0, at) + segment.substr(end);
}

class Redactor {
 public:
  Redactor(const Hl7v2Message& message, const Redaction& redaction)
      : message_(message),
        redaction_(redaction),
        pieces_(readPieces(message)),
        access_(redaction.pieces),
        edit_(message) {}

  Result<Bytes> apply();

 private:
  void settle();
  void cutSegments();
  void cutReferences();
  void countHits();
  Access accessOf(std::size_t segment) const;
  bool tells(std::size_t piece) const;
  bool isAnswer() const;
  bool isEmpty() const;
  // All decoded parts of a field.
  std::vector<std::string> parts(std::size_t segment, std::size_t field) const;

  const Hl7v2Message& message_;
  const Redaction& redaction_;
  const Hl7v2Pieces pieces_;
  std::vector<Access> access_;
  std::vector<bool> gone_, replaced_;
  std::vector<std::string> masked_;  // what stands for a segment that is replaced
  Hl7v2Edit edit_;
};

// Carries what is withheld down to its parts, and what is pseudonymous over the person.
void Redactor::settle() {
  std::set<std::size_t> pseudonymous;
  for (std::size_t i = 0; i < access_.size(); ++i) {
    const Hl7v2Piece& piece = pieces_.pieces[i];
    if (piece.whole != Hl7v2Piece::kNone && access_[piece.whole] == Access::kWithhold)
      access_[i] = Access::kWithhold;
    if (redaction_.pseudonymise && access_[i] == Access::kMask) pseudonymous.insert(piece.subject);
  }
  for (std::size_t i = 0; i < access_.size(); ++i)
    if (access_[i] == Access::kPermit && pseudonymous.count(pieces_.pieces[i].subject) > 0)
      access_[i] = Access::kMask;
}

Access Redactor::accessOf(std::size_t segment) const {
  Access least = Access::kPermit;
  for (const std::size_t piece : pieces_.owners[segment]) least = std::min(least, access_[piece]);
  return least;
}

void Redactor::cutSegments() {
  const bool admission = message_.type().starts_with("ADT");
  gone_.resize(message_.size());
  replaced_.resize(message_.size());
  masked_.resize(message_.size());
  for (std::size_t at = 0; at < message_.size(); ++at) {
    const Access access = accessOf(at);
    if (access == Access::kPermit) continue;
    const Hl7v2Piece& piece = pieces_.pieces[pieces_.owners[at].front()];
    std::optional<std::string> text;
    if (access == Access::kMask)
      text = maskSegment(message_, at, redaction_, pieces_.subjects[piece.subject]);
    const bool visit = access == Access::kWithhold && message_.name(at) == "PV1";
    if (visit && admission && piece.whole != Hl7v2Piece::kNone &&
        access_[piece.whole] != Access::kWithhold)
      text = "PV1" + std::string(2, message_.delimiters().field) + "N";
    if (!text) {
      gone_[at] = true;
      edit_.leaveOut(at);
      continue;
    }
    replaced_[at] = true;
    masked_[at] = *std::move(text);
  }
}

std::vector<std::string> Redactor::parts(std::size_t segment, std::size_t field) const {
  std::vector<std::string> out;
  const Delimiters& d = message_.delimiters();
  const std::string_view raw = message_.field(segment, field);
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= raw.size(); ++at) {
    const bool ends = at == raw.size() || raw[at] == d.component || raw[at] == d.subcomponent ||
                      raw[at] == d.repetition;
    if (!ends) continue;
    if (at > begin) message_.decode(raw.substr(begin, at - begin), out.emplace_back());
    begin = at + 1;
  }
  return out;
}

void Redactor::cutReferences() {
  std::set<std::string> withheld, left;
  for (std::size_t at = 1; at < message_.size(); ++at)
    for (const Field& name : kNames) {
      if (message_.name(at) != name.segment) continue;
      for (const Hl7v2Repetition& number : repetitions(message_, at, name.number))
        if (std::string value = number.at(1); !value.empty())
          (accessOf(at) == Access::kWithhold ? withheld : left).insert(std::move(value));
    }
  for (const std::string& both : left) withheld.erase(both);
  // A parent result (OBR-26) is called by its code, and brings its value.
  std::set<std::string> codes;
  for (std::size_t at = 1; at < message_.size(); ++at)
    if (message_.name(at) == "OBX" && accessOf(at) == Access::kWithhold)
      codes.insert(message_.value(at, 3));
  const auto refers = [&](std::size_t segment, std::size_t field) {
    const auto all = parts(segment, field);
    const bool result = message_.name(segment) == "OBR" && field == 26;
    return std::any_of(all.begin(), all.end(), [&](const std::string& part) {
      return withheld.count(part) > 0 || (result && codes.count(part) > 0);
    });
  };
  for (std::size_t at = 1; at < message_.size(); ++at) {
    if (gone_[at]) continue;
    if (message_.name(at) == "REL" && (refers(at, 3) || refers(at, 4))) {
      gone_[at] = true;
      replaced_[at] = false;
      edit_.leaveOut(at);
      continue;
    }
    for (const Field& reference : kReferences) {
      if (message_.name(at) != reference.segment || !refers(at, reference.number)) continue;
      if (!replaced_[at]) edit_.setField(at, reference.number, "");
      // What is masked has been written anew already.
      else
        masked_[at] = withoutField(masked_[at], message_.delimiters().field, reference.number);
    }
  }
}

bool Redactor::isAnswer() const {
  for (std::size_t at = 1; at < message_.size(); ++at)
    if (message_.name(at) == "QAK") return true;
  return false;
}

// QAK-4 and QAK-5 count the persons of the answer.
void Redactor::countHits() {
  std::size_t persons = 0, left = 0;
  for (std::size_t group = 1; group < pieces_.pids.size(); ++group) {
    ++persons;
    left += !gone_[pieces_.pids[group]];
  }
  const bool none = isEmpty();
  for (std::size_t at = 1; at < message_.size(); ++at) {
    if (message_.name(at) != "QAK") continue;
    if (none && message_.value(at, 2) == "OK") edit_.setField(at, 2, "NF");
    for (const std::size_t field : {4, 5}) {
      const std::string count = message_.value(at, field);
      const bool number = !count.empty() && count.size() < 10 &&
                          count.find_first_not_of("0123456789") == std::string::npos;
      if (!number) continue;
      const std::size_t said = std::stoul(count), fewer = persons - left;
      edit_.setField(at, field, none ? "0" : std::to_string(said - std::min(said, fewer)));
    }
  }
}

bool Redactor::isEmpty() const {
  for (std::size_t at = 0; at < message_.size(); ++at)
    if (!pieces_.owners[at].empty() && !gone_[at]) return false;
  return true;
}

bool Redactor::tells(std::size_t piece) const {
  const std::string_view type = pieces_.pieces[piece].type;
  return type != "Patient" && type != "RelatedPerson" && type != "Encounter" &&
         type != "Coverage" && type != "Basic";
}

Result<Bytes> Redactor::apply() {
  if (access_.size() != pieces_.pieces.size())
    return Error{Code::kInternal, "the redaction is that of another message", ""};
  if (redaction_.pseudonymise && !redaction_.pseudonym)
    return Error{Code::kInternal, "pseudonyms are asked for and none can be made", ""};
  const auto permitted = [](Access access) { return access == Access::kPermit; };
  if (std::all_of(access_.begin(), access_.end(), permitted)) return message_.payload();
  settle();
  cutSegments();
  cutReferences();
  for (std::size_t at = 0; at < message_.size(); ++at)
    if (replaced_[at]) edit_.replaceSegment(at, std::move(masked_[at]));
  const Error denied{Code::kDenied, "nothing of the message may be sent", ""};
  if (isAnswer()) {
    countHits();
    return edit_.apply();
  }
  if (isEmpty()) return denied;
  const std::string_view kind = message_.type().substr(0, 3);
  bool told = false, still = false;
  for (std::size_t i = 0; i < access_.size(); ++i) {
    told |= tells(i);
    still |= tells(i) && !gone_[pieces_.pieces[i].head];
  }
  if (told && !still && kind != "ADT" && kind != "BAR" && kind != "DFT") return denied;
  return edit_.apply();
}

}  // namespace

Result<Bytes> redactMessage(const Hl7v2Message& message, const Redaction& redaction) {
  return Redactor(message, redaction).apply();
}

}  // namespace pontis
