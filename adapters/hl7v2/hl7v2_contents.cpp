#include "adapters/hl7v2/hl7v2_contents.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "adapters/hl7v2/hl7v2_consent.h"
#include "adapters/hl7v2/hl7v2_edit.h"
#include "adapters/hl7v2/hl7v2_label.h"
#include "adapters/hl7v2/hl7v2_persons.h"
#include "adapters/hl7v2/hl7v2_pid.h"
#include "adapters/hl7v2/hl7v2_pieces.h"
#include "engine/consent/period.h"

namespace pontis {
namespace {

// The fields of a segment that the decision asks for; 0: none.
struct Fields {
  std::string_view segment;
  std::array<std::uint8_t, 2> codes;
  std::array<std::uint8_t, 2> dates;  // the first that is valued
  std::array<std::uint8_t, 3> authors;
  std::array<std::uint8_t, 2> numbers;  // EI or CX: its own
};

constexpr Fields kFields[] = {
    {"PV1", {4, 10}, {44, 0}, {0, 0, 0}, {19, 0}},
    {"DG1", {3, 0}, {19, 0}, {16, 0, 0}, {20, 0}},
    {"DRG", {1, 0}, {2, 0}, {0, 0, 0}, {0, 0}},
    {"PRB", {3, 0}, {7, 0}, {0, 0, 0}, {4, 0}},
    {"GOL", {3, 0}, {2, 0}, {0, 0, 0}, {4, 0}},
    {"PTH", {2, 0}, {0, 0}, {0, 0, 0}, {3, 0}},
    {"AL1", {3, 2}, {0, 0}, {0, 0, 0}, {0, 0}},
    {"IAM", {3, 2}, {13, 0}, {14, 0, 0}, {7, 0}},
    {"PR1", {3, 0}, {5, 0}, {11, 12, 0}, {19, 0}},
    {"IN1", {2, 47}, {12, 0}, {0, 0, 0}, {0, 0}},
    {"CON", {2, 0}, {13, 0}, {24, 0, 0}, {0, 0}},
    {"FT1", {7, 25}, {4, 0}, {20, 21, 0}, {23, 0}},
    {"SCH", {7, 8}, {0, 0}, {12, 16, 20}, {1, 2}},
    {"ARQ", {7, 8}, {0, 0}, {15, 19, 0}, {1, 2}},
    {"AIS", {3, 0}, {4, 0}, {0, 0, 0}, {0, 0}},
    {"RF1", {3, 10}, {7, 9}, {0, 0, 0}, {6, 11}},
    {"TXA", {2, 0}, {6, 4}, {9, 0, 0}, {12, 0}},
    {"ORC", {0, 0}, {9, 15}, {12, 0, 0}, {2, 3}},
    {"OBR", {4, 0}, {22, 7}, {16, 32, 0}, {2, 3}},
    {"RXO", {1, 0}, {0, 0}, {14, 0, 0}, {0, 0}},
    {"RXE", {2, 0}, {32, 0}, {13, 0, 0}, {0, 0}},
    {"RXD", {2, 0}, {3, 0}, {10, 0, 0}, {0, 0}},
    {"RXG", {4, 0}, {0, 0}, {0, 0, 0}, {0, 0}},
    {"RXA", {5, 0}, {3, 0}, {10, 0, 0}, {0, 0}},
    {"RXC", {2, 0}, {0, 0}, {0, 0, 0}, {0, 0}},
    {"ODS", {3, 0}, {0, 0}, {0, 0, 0}, {0, 0}},
    {"BPO", {2, 0}, {8, 0}, {0, 0, 0}, {0, 0}},
    {"SPM", {4, 0}, {17, 18}, {0, 0, 0}, {2, 0}},
    {"OBX", {3, 0}, {14, 19}, {16, 15, 23}, {21, 0}},
};

const Fields* fieldsOf(std::string_view segment) {
  const auto found = std::find_if(std::begin(kFields), std::end(kFields), [&](const Fields& one) {
    return !segment.empty() && one.segment[0] == segment[0] && one.segment == segment;
  });
  return found == std::end(kFields) ? nullptr : found;
}

// Table 0396 as FHIR spells it (v2-to-FHIR STU 1, Coding System).
std::string systemOf(const std::string& name) {
  struct Known {
    std::string_view name, uri;
  };
  static constexpr Known kKnown[] = {
      {"LN", "http://loinc.org"},
      {"LOINC", "http://loinc.org"},
      {"SCT", "http://snomed.info/sct"},
      {"SNM", "http://snomed.info/sct"},
      {"I9", "http://hl7.org/fhir/sid/icd-9-cm"},
      {"I9C", "http://hl7.org/fhir/sid/icd-9-cm"},
      {"I9CDX", "http://hl7.org/fhir/sid/icd-9-cm"},
      {"I10", "http://hl7.org/fhir/sid/icd-10"},
      {"ICD10", "http://hl7.org/fhir/sid/icd-10"},
      {"ICD-10", "http://hl7.org/fhir/sid/icd-10"},
      {"I10C", "http://hl7.org/fhir/sid/icd-10-cm"},
      {"ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm"},
      {"I10P", "http://www.cms.gov/Medicare/Coding/ICD10"},
      {"ICPC", "http://hl7.org/fhir/sid/icpc-1"},
      {"ICPC2", "http://hl7.org/fhir/sid/icpc-2"},
      {"UCUM", "http://unitsofmeasure.org"},
      {"CVX", "http://hl7.org/fhir/sid/cvx"},
      {"MVX", "http://hl7.org/fhir/sid/mvx"},
      {"NDC", "http://hl7.org/fhir/sid/ndc"},
      {"RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"},
      {"RxNorm", "http://www.nlm.nih.gov/research/umls/rxnorm"},
      {"C4", "http://www.ama-assn.org/go/cpt"},
      {"CPT", "http://www.ama-assn.org/go/cpt"},
      {"ATC", "http://www.whocc.no/atc"},
  };
  for (const Known& one : kKnown)
    if (one.name == name) return std::string(one.uri);
  // Local codes: L and 99ZZZ (section 2.A.13.3) say no more than that.
  return name == "L" || name.starts_with("99") ? std::string() : name;
}

void addCodes(const Hl7v2Message& message, std::size_t segment, std::size_t field,
              std::vector<Coding>& out) {
  for (const Hl7v2Repetition& cwe : repetitions(message, segment, field)) {
    // The three codings of a CWE: components 1, 4 and, since v2.7, 10, each with its system.
    for (const auto& [code, system] : {std::pair<std::size_t, std::size_t>{1, 3}, {4, 6}, {10, 12}})
      if (std::string value = cwe.at(code); !value.empty()) {
        Coding coding{systemOf(cwe.at(system)), std::move(value)};
        if (std::find(out.begin(), out.end(), coding) == out.end())
          out.push_back(std::move(coding));
      }
  }
}

std::string spelled(const std::string& system, const std::string& value) {
  return system.empty() ? value : system + "|" + value;
}

// Whom an XCN, a CWE or an XON names; empty if it has no number.
std::string partyOf(const Hl7v2Repetition& party) {
  const std::string number = party.at(1).empty() ? party.at(10) : party.at(1);
  if (number.empty()) return {};
  std::string system = authority(party.at(9, 1), party.at(9, 2), party.at(9, 3));
  if (system.empty()) system = authority(party.at(6, 1), party.at(6, 2), party.at(6, 3));
  return spelled(system, number);
}

std::optional<PartialTime> timeAt(const Hl7v2Message& message, std::size_t segment,
                                  std::size_t field) {
  for (const Hl7v2Repetition& time : repetitions(message, segment, field))
    if (const auto read = readPartialTime(fhirTime(time.at(1)))) return *read;
  return std::nullopt;
}

std::optional<Period> dateOf(const Hl7v2Message& message, std::size_t segment) {
  const Fields* fields = fieldsOf(message.name(segment));
  if (fields == nullptr) return std::nullopt;
  for (const std::uint8_t field : fields->dates) {
    const auto time = field == 0 ? std::nullopt : timeAt(message, segment, field);
    if (!time) continue;
    Period period{time, time};
    if (fields->segment == "PV1") period.end = timeAt(message, segment, 45);
    return period;
  }
  return std::nullopt;
}

void addNumbers(const Hl7v2Message& message, std::size_t segment, std::vector<std::string>& out) {
  const Fields* fields = fieldsOf(message.name(segment));
  if (fields == nullptr) return;
  for (const std::uint8_t field : fields->numbers) {
    if (field == 0) continue;
    const bool cx = fields->segment == "PV1";
    for (const Hl7v2Repetition& number : repetitions(message, segment, field)) {
      const std::string value = number.at(1);
      if (value.empty()) continue;
      const std::string system = cx ? authority(number.at(4, 1), number.at(4, 2), number.at(4, 3))
                                    : authority(number.at(2), number.at(3), number.at(4));
      out.push_back(spelled(system, value));
    }
  }
}

ConsentResource resourceOf(const Hl7v2Message& message, const Hl7v2Piece& piece,
                           const std::vector<Contents::Piece>& before) {
  ConsentResource out;
  out.type = piece.type;
  out.date = dateOf(message, piece.head);
  for (const std::size_t segment : piece.members) {
    const Fields* fields = fieldsOf(message.name(segment));
    if (fields == nullptr) continue;
    for (const std::uint8_t field : fields->codes)
      if (field != 0) addCodes(message, segment, field, out.codes);
    // Who ordered results has not made them.
    const bool results = piece.type == "DiagnosticReport";
    for (const std::uint8_t field : fields->authors) {
      if (field == 0 || (results && fields->segment == "ORC") || (results && field == 16)) continue;
      for (const Hl7v2Repetition& party : repetitions(message, segment, field))
        if (std::string author = partyOf(party); !author.empty())
          out.authors.push_back(std::move(author));
    }
    addNumbers(message, segment, out.related);
    if (!out.date) out.date = dateOf(message, segment);
  }
  if (piece.type == "DocumentReference") addCodes(message, piece.head, 2, out.classes);
  // What it is a part of stands before it.
  if (piece.whole != Hl7v2Piece::kNone) {
    const ConsentResource& whole = before[piece.whole].resource;
    out.related.insert(out.related.end(), whole.related.begin(), whole.related.end());
    if (!out.date) out.date = whole.date;
  }
  return out;
}

// The visit of each group.
std::vector<std::string> encounters(const Hl7v2Message& message, const Hl7v2Pieces& pieces) {
  std::vector<std::string> out(pieces.pids.size());
  for (const Hl7v2Piece& piece : pieces.pieces) {
    std::vector<std::string> numbers;
    if (message.name(piece.head) == "PV1") addNumbers(message, piece.head, numbers);
    if (!numbers.empty() && out[piece.group].empty()) out[piece.group] = numbers.front();
  }
  return out;
}

}  // namespace

Contents readContents(const Hl7v2Message& message) {
  Hl7v2Pieces pieces = readPieces(message);
  auto labels = readSecurityLabels(message, pieces);
  const std::vector<std::string> visits = encounters(message, pieces);
  const std::vector<std::string> places = placesOf(message);
  const std::string facility =
      authority(message.value(0, 4), message.value(0, 4, 1, 2), message.value(0, 4, 1, 3));
  Contents out;
  for (std::size_t i = 0; i < pieces.pieces.size(); ++i) {
    ConsentResource resource = resourceOf(message, pieces.pieces[i], out.pieces);
    resource.custodian = facility;
    resource.id = places[pieces.pieces[i].head];
    resource.labels = std::move(labels[i]);
    resource.encounter = visits[pieces.pieces[i].group];
    out.pieces.push_back({std::move(resource), pieces.pieces[i].subject});
  }
  out.subjects = std::move(pieces.subjects);
  return out;
}

std::vector<ConsentArrival> readArrivals(const Hl7v2Message& message) {
  std::vector<ConsentArrival> out;
  std::vector<Directive> directives = readConsents(message);
  std::size_t pid = 0, next = 0;
  for (std::size_t at = 0; at < message.size(); ++at) {
    if (message.name(at) == "PID") pid = at;
    if (message.name(at) != "CON") continue;
    ConsentArrival arrival;
    arrival.directive = std::move(directives[next++]);
    if (pid != 0) arrival.patient = readPid(message, pid).identifiers;
    Hl7v2Edit edit(message);
    for (std::size_t other = 1; other < message.size(); ++other)
      if (other != at && (pid == 0 || other != pid)) edit.leaveOut(other);
    // What cannot be cut out stays in its message.
    const auto text = edit.apply();
    arrival.text = text ? text->view() : message.payload().view();
    out.push_back(std::move(arrival));
  }
  return out;
}

}  // namespace pontis
