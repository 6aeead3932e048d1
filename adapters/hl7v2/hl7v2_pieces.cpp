#include "adapters/hl7v2/hl7v2_pieces.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "adapters/hl7v2/hl7v2_pid.h"

namespace pontis {
namespace {

constexpr std::size_t kNone = Hl7v2Piece::kNone;

constexpr std::string_view kEnvelope[] = {
    // chapters 2 and 5
    "BHS", "BTS", "DSC", "EQL", "ERQ", "ERR", "EVN", "FHS", "FTS", "MSA", "MSH", "OVR", "QAK",
    "QID", "QPD", "QRD", "QRF", "RCP", "RDF", "SFT", "SGH", "SGT", "SPR", "UAC", "URD", "URS",
    "VTQ",
    // chapters 8, 13, 14 and 15: catalogues, places, staff and devices
    "AFF", "CDM", "CDO", "CER", "CM0", "CM1", "CM2", "DMI", "EDU", "EQU", "IIM", "INV", "ISD",
    "ITM", "IVT", "LAN", "LCC", "LCH", "LDP", "LOC", "LRL", "MCP", "MFA", "MFE", "MFI", "NCK",
    "NDS", "NSC", "NST", "OM1", "OM2", "OM3", "OM4", "OM5", "OM6", "OM7", "OMC", "ORG", "PRA",
    "PRC", "STF", "STZ", "VND"};

// What a segment does.
enum class Part : std::uint8_t {
  kOwn,          // opens a piece that holds nothing
  kHolder,       // opens a piece whose parts may follow
  kFollows,      // belongs to the piece before it
  kOrder,        // ORC: opens an order whose kind its detail says
  kDetail,       // says an order's kind, or opens an order
  kObservation,  // OBX
  kJoins,        // belongs to the last piece of its type in this group, else opens one
  kPatient,      // PID: opens a group
};

struct Rule {
  std::string_view name;
  Part part;
  std::string_view type;
};

constexpr Rule kRules[] = {
    {"PID", Part::kPatient, "Patient"},
    {"PD1", Part::kJoins, "Patient"},
    {"QRI", Part::kJoins, "Patient"},
    {"MRG", Part::kJoins, "Patient"},
    {"NK1", Part::kOwn, "RelatedPerson"},
    {"PV1", Part::kOwn, "Encounter"},
    {"PV2", Part::kJoins, "Encounter"},
    {"DG1", Part::kOwn, "Condition"},
    {"DRG", Part::kOwn, "Condition"},
    {"PRB", Part::kHolder, "Condition"},
    {"GOL", Part::kHolder, "Goal"},
    {"PTH", Part::kHolder, "CarePlan"},
    {"AL1", Part::kOwn, "AllergyIntolerance"},
    {"IAM", Part::kOwn, "AllergyIntolerance"},
    {"IAR", Part::kFollows, ""},
    {"PR1", Part::kOwn, "Procedure"},
    {"IN1", Part::kOwn, "Coverage"},
    {"IN2", Part::kJoins, "Coverage"},
    {"IN3", Part::kJoins, "Coverage"},
    {"GT1", Part::kOwn, "Coverage"},
    {"CON", Part::kOwn, "Consent"},
    {"FT1", Part::kHolder, "ChargeItem"},
    {"SCH", Part::kHolder, "Appointment"},
    {"ARQ", Part::kHolder, "Appointment"},
    {"RGS", Part::kJoins, "Appointment"},
    {"AIS", Part::kJoins, "Appointment"},
    {"AIG", Part::kJoins, "Appointment"},
    {"AIL", Part::kJoins, "Appointment"},
    {"AIP", Part::kJoins, "Appointment"},
    {"RF1", Part::kHolder, "ServiceRequest"},
    {"TXA", Part::kHolder, "DocumentReference"},
    {"ORC", Part::kOrder, "ServiceRequest"},
    {"OBR", Part::kDetail, "ServiceRequest"},
    {"RXO", Part::kDetail, "MedicationRequest"},
    {"RXE", Part::kDetail, "MedicationRequest"},
    {"RXD", Part::kDetail, "MedicationDispense"},
    {"RXG", Part::kDetail, "MedicationAdministration"},
    {"RXA", Part::kDetail, "MedicationAdministration"},
    {"ODS", Part::kDetail, "NutritionOrder"},
    {"ODT", Part::kDetail, "NutritionOrder"},
    {"RQD", Part::kDetail, "SupplyRequest"},
    {"BPO", Part::kDetail, "ServiceRequest"},
    {"RXR", Part::kFollows, ""},
    {"RXC", Part::kFollows, ""},
    {"RXV", Part::kFollows, ""},
    {"RQ1", Part::kFollows, ""},
    {"BPX", Part::kFollows, ""},
    {"BTX", Part::kFollows, ""},
    {"BLG", Part::kFollows, ""},
    {"SPM", Part::kHolder, "Specimen"},
    {"SAC", Part::kJoins, "Specimen"},
    {"OBX", Part::kObservation, "Observation"},
    {"DSP", Part::kJoins, "Basic"},
    {"NTE", Part::kFollows, ""},
    {"ADD", Part::kFollows, ""},
    {"ROL", Part::kFollows, ""},
    {"PRT", Part::kFollows, ""},
    {"CTD", Part::kFollows, ""},
    {"CTI", Part::kFollows, ""},
    {"PRD", Part::kFollows, ""},
    {"TQ1", Part::kFollows, ""},
    {"TQ2", Part::kFollows, ""},
    {"TCD", Part::kFollows, ""},
    {"VAR", Part::kFollows, ""},
    {"APR", Part::kFollows, ""},
};

// Most names differ in their first letter.
bool isNamed(std::string_view one, std::string_view other) {
  return one.size() == other.size() && !one.empty() && one[0] == other[0] && one == other;
}

const Rule& ruleOf(std::string_view name) {
  static constexpr Rule kOther{"", Part::kOwn, "Basic"};
  const auto found = std::find_if(std::begin(kRules), std::end(kRules),
                                  [&](const Rule& rule) { return isNamed(rule.name, name); });
  return found == std::end(kRules) ? kOther : *found;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

// The kind of an order's detail, where the kind of message says it.
std::string_view typeOf(const Rule& rule, std::string_view message) {
  const std::string_view kind = message.substr(0, 3);
  if (rule.name == "RXA" && (kind.starts_with("VX") || kind == "RSP")) return "Immunization";
  const bool order = kind.starts_with("OM") || kind.starts_with("RQ") || kind == "ORM" ||
                     isOneOf(kind, {"ORG", "ORL", "ORI", "ORR", "ORN", "ORB", "OPL", "OPR", "OSM",
                                    "REF", "RRI", "RPI", "SIU", "SRM", "SRR"});
  if (rule.name == "OBR" && !order) return "DiagnosticReport";
  return rule.type;
}

// Goes through the segments once.
class PieceReader {
 public:
  explicit PieceReader(const Hl7v2Message& message) : message_(message) {
    const std::string_view type = message.type();
    // Chapter 7.3.7 ff.: in these a specimen comes before its orders, in all others after them.
    specimen_first_ = type == "OUL^R22" || type == "OUL^R23";
    by_segment_.resize(message.size(), kNone);
    for (std::size_t at = 0; at < message.size(); ++at) add(at);
  }

  Hl7v2Pieces take();

 private:
  void add(std::size_t at);
  void open(std::size_t at, std::string_view type, std::size_t whole) {
    Hl7v2Piece piece;
    piece.type = type;
    piece.head = at;
    piece.group = pids_.size();
    piece.whole = whole != kNone ? whole : patient_;
    pieces_.push_back(std::move(piece));
    last_ = pieces_.size() - 1;
    join(at, last_);
  }
  void join(std::size_t at, std::size_t piece) {
    pieces_[piece].members.push_back(at);
    by_segment_[at] = last_ = piece;
  }
  void openGroup(std::size_t at) {
    holder_ = order_ = specimen_ = patient_ = kNone;
    pids_.push_back(at);
    open(at, "Patient", kNone);
    patient_ = last_;
  }
  void openHolder(std::size_t at, const Rule& rule);
  void openOrder(std::size_t at, std::string_view type, bool detailed);
  void addDetail(std::size_t at, std::string_view type);
  void addObservation(std::size_t at);
  void joinLast(std::size_t at, std::string_view type);
  std::vector<Identifier> personOf(std::size_t group) const;

  const Hl7v2Message& message_;
  bool specimen_first_ = false;
  std::vector<Hl7v2Piece> pieces_;
  std::vector<std::size_t> by_segment_, pids_;
  std::size_t last_ = kNone, patient_ = kNone, holder_ = kNone, order_ = kNone, specimen_ = kNone;
  bool detailed_ = false;  // the order's kind is known
};

void PieceReader::openHolder(std::size_t at, const Rule& rule) {
  if (rule.name == "SPM") {
    open(at, rule.type, specimen_first_ ? kNone : holder_);
    if (!specimen_first_) return;
    specimen_ = holder_ = last_;
  } else {
    open(at, rule.type, kNone);
    holder_ = last_;
  }
  order_ = kNone;
}

void PieceReader::openOrder(std::size_t at, std::string_view type, bool detailed) {
  // Orders under a charge (DFT) or a goal are parts of it.
  const std::size_t above = holder_ != kNone && holder_ != order_ ? holder_ : specimen_;
  open(at, type, specimen_first_ ? specimen_ : order_ == kNone ? above : pieces_[order_].whole);
  order_ = holder_ = last_;
  detailed_ = detailed;
}

void PieceReader::addDetail(std::size_t at, std::string_view type) {
  if (order_ == kNone) return openOrder(at, type, true);
  if (!detailed_) {
    join(at, order_);
    pieces_[order_].type = type;
    pieces_[order_].head = at;
    detailed_ = true;
    return;
  }
  const Hl7v2Piece& order = pieces_[order_];
  const bool orders = message_.name(order.head) != "OBR" && message_.name(at) != "OBR";
  if (!orders) return openOrder(at, type, true);
  // RXE after RXO says the same order anew; RXD, RXG and RXA are what was done about it.
  if (order.type == type && message_.name(at) != message_.name(order.head)) return join(at, order_);
  const bool begins = message_.name(order.members.front()) == "ORC" && order.type != type;
  if (!begins) return openOrder(at, type, true);
  open(at, type, order_);
  holder_ = order_;
}

void PieceReader::addObservation(std::size_t at) {
  if (holder_ != kNone && pieces_[holder_].type == "DocumentReference") return join(at, holder_);
  open(at, "Observation", holder_);
}

void PieceReader::joinLast(std::size_t at, std::string_view type) {
  for (std::size_t i = pieces_.size(); i-- > 0;) {
    const bool near = pieces_[i].group == pids_.size() || type == "Appointment";
    if (!near || pieces_[i].type != type) continue;
    // Basic is whatever is not known: only lines of one display (DSP) are one.
    if (type == "Basic" && message_.name(pieces_[i].head) != message_.name(at)) break;
    return join(at, i);
  }
  open(at, type, kNone);
}

void PieceReader::add(std::size_t at) {
  const std::string_view name = message_.name(at);
  if (isEnvelope(name)) {
    last_ = kNone;
    return;
  }
  const Rule& rule = ruleOf(name);
  switch (rule.part) {
    case Part::kPatient:
      return openGroup(at);
    case Part::kHolder:
      return openHolder(at, rule);
    case Part::kOrder:
      return openOrder(at, rule.type, false);
    case Part::kDetail:
      return addDetail(at, typeOf(rule, message_.type()));
    case Part::kObservation:
      return addObservation(at);
    case Part::kJoins:
      return joinLast(at, rule.type);
    case Part::kFollows:
      if (last_ != kNone) return join(at, last_);
      return open(at, "Basic", kNone);
    case Part::kOwn:
      break;
  }
  const bool charged =
      rule.name == "PR1" && holder_ != kNone && pieces_[holder_].type == "ChargeItem";
  open(at, rule.type, charged ? holder_ : kNone);
}

std::vector<Identifier> PieceReader::personOf(std::size_t group) const {
  std::vector<Identifier> out = readPid(message_, pids_[group - 1]).identifiers;
  for (std::size_t at = 0; at < message_.size(); ++at) {
    if (by_segment_[at] == kNone || pieces_[by_segment_[at]].group != group ||
        message_.name(at) != "MRG")
      continue;
    for (const std::size_t field : {1, 2, 4}) readIdentifiers(message_, at, field, out);
  }
  return out;
}

Hl7v2Pieces PieceReader::take() {
  Hl7v2Pieces out;
  out.owners.resize(message_.size());
  out.pids.push_back(kNone);
  out.pids.insert(out.pids.end(), pids_.begin(), pids_.end());
  std::vector<std::size_t> subject_of{0};
  for (std::size_t group = 1; group <= pids_.size(); ++group) {
    std::vector<Identifier> person = personOf(group);
    const auto same = std::find(out.subjects.begin(), out.subjects.end(), person);
    // Two without identifiers may be two.
    const bool known = same != out.subjects.end() && !person.empty();
    subject_of.push_back(known ? static_cast<std::size_t>(same - out.subjects.begin())
                               : out.subjects.size());
    if (!known) out.subjects.push_back(std::move(person));
  }
  if (out.subjects.empty() && !pieces_.empty()) out.subjects.emplace_back();
  std::vector<std::size_t> placed(pieces_.size());
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    Hl7v2Piece& piece = pieces_[i];
    placed[i] = out.pieces.size();
    if (piece.whole != kNone) piece.whole = placed[piece.whole];
    const std::size_t copies = piece.group == 0 ? out.subjects.size() : 1;
    for (std::size_t copy = 0; copy < copies; ++copy) {
      for (const std::size_t segment : piece.members)
        out.owners[segment].push_back(out.pieces.size());
      out.pieces.push_back(piece);
      out.pieces.back().subject = piece.group == 0 ? copy : subject_of[piece.group];
      if (piece.whole != kNone) out.pieces.back().whole += copy;
    }
  }
  return out;
}

}  // namespace

bool isEnvelope(std::string_view segment) {
  return std::any_of(std::begin(kEnvelope), std::end(kEnvelope),
                     [&](std::string_view one) { return isNamed(one, segment); });
}

std::vector<std::string> placesOf(const Hl7v2Message& message) {
  std::map<std::string_view, std::size_t> counts;
  std::vector<std::string> out;
  for (std::size_t at = 0; at < message.size(); ++at)
    out.push_back(std::string(message.name(at)) + "[" + std::to_string(++counts[message.name(at)]) +
                  "]");
  return out;
}

Hl7v2Pieces readPieces(const Hl7v2Message& message) { return PieceReader(message).take(); }

}  // namespace pontis
