#include "adapters/hl7v2/hl7v2_label.h"

#include <algorithm>
#include <string>

#include "adapters/hl7v2/hl7v2_pid.h"
#include "engine/consent/label.h"

namespace pontis {
namespace {

enum class Reach : std::uint8_t { kAll, kPatient, kEncounter, kClinical };

struct Label {
  Coding code;
  Reach reach = Reach::kAll;
};

Coding confidentiality(std::string_view code) {
  return {std::string(kConfidentiality), std::string(code)};
}
Coding sensitivity(std::string_view code) { return {std::string(kActCode), std::string(code)}; }

// Table 0177 and, for a first letter of v3 Confidentiality, table 0952.
std::optional<Coding> ofCode(const std::string& code) {
  if (code.empty()) return std::nullopt;
  // 0177 and 0272 say U for usual control; v3's U (unrestricted) is less than that.
  if (code == "U" || code == "N") return confidentiality("N");
  if (code == "L" || code == "M" || code == "R" || code == "V") return confidentiality(code);
  if (code == "AID" || code == "HIV") return sensitivity("HIV");
  if (code == "PSY") return sensitivity("PSY");
  if (code == "ETH") return sensitivity("ETHUD");
  if (code == "EMP") return sensitivity("EMPL");
  if (code == "VIP") return sensitivity("CEL");
  return canonicalLabel({"", code});
}

// MSH-26 and ARV-7: table 0952 is v3 Confidentiality itself, where U is unrestricted.
std::optional<Coding> ofTag(const std::string& code) {
  if (code.empty()) return std::nullopt;
  const bool known = code.size() == 1 && std::string_view("ULMNRV").find(code) != code.npos;
  return known ? confidentiality(code) : canonicalLabel({"", code});
}

std::string textAt(const Hl7v2Message& message, std::size_t segment, std::size_t field) {
  const auto found = repetitions(message, segment, field);
  return found.empty() ? std::string() : found.front().at(1);
}

std::vector<Label> ofRestriction(const Hl7v2Message& message, std::size_t arv) {
  std::vector<Label> out;
  if (textAt(message, arv, 2) == "D") return out;
  const std::string value = textAt(message, arv, 3);
  const auto clinical = [&](Coding code) { out.push_back({std::move(code), Reach::kClinical}); };
  if (value == "DEM" || value == "PID-7" || value == "PID-17")
    out.push_back({confidentiality("R"), Reach::kPatient});
  else if (value == "LOC")
    out.push_back({confidentiality("R"), Reach::kEncounter});
  else if (value == "HIV" || value == "PSY" || value == "STD")
    clinical(sensitivity(value));
  else if (value == "DRG")
    clinical(sensitivity("SUD"));
  else if (value == "SMD")
    clinical(confidentiality("R"));
  else if (value != "NO" && value != "OI" && !value.empty())
    out.push_back({confidentiality("R")});
  for (const Hl7v2Repetition& reason : repetitions(message, arv, 4)) {
    if (reason.at(1) == "VIP") out.push_back({sensitivity("CEL")});
    if (reason.at(1) == "EMP") out.push_back({sensitivity("EMPL")});
  }
  if (auto tag = ofTag(textAt(message, arv, 7))) out.push_back({*std::move(tag)});
  return out;
}

bool reaches(Reach reach, std::string_view type) {
  const bool patient = type == "Patient" || type == "RelatedPerson";
  if (reach == Reach::kPatient) return patient;
  if (reach == Reach::kEncounter) return type == "Encounter";
  return reach == Reach::kAll || (!patient && type != "Coverage");
}

// What a segment says of all in its group.
std::vector<Label> ofGroup(const Hl7v2Message& message, std::size_t at) {
  const std::string_view name = message.name(at);
  if (name == "ARV") return ofRestriction(message, at);
  if (name == "PD1" && textAt(message, at, 12) == "Y") return {{confidentiality("R")}};
  if (name == "PV2" && textAt(message, at, 22) == "Y") return {{confidentiality("R")}};
  const std::string vip = name == "PV1" ? textAt(message, at, 16) : std::string();
  if (!vip.empty() && vip != "N" && vip != "0") return {{sensitivity("CEL")}};
  return {};
}

// What a segment says of its own piece.
std::optional<Coding> ofPiece(const Hl7v2Message& message, std::size_t at) {
  const std::string_view name = message.name(at);
  if (name == "DG1" && textAt(message, at, 18) == "Y") return confidentiality("R");
  if (name == "ORC") return ofCode(textAt(message, at, 28));
  if (name == "TXA") return ofCode(textAt(message, at, 18));
  if (name == "PRB") return ofCode(textAt(message, at, 25));
  return std::nullopt;
}

void addOnce(std::vector<Coding>& out, const Coding& code) {
  if (std::find(out.begin(), out.end(), code) == out.end()) out.push_back(code);
}

}  // namespace

std::vector<std::vector<Coding>> readSecurityLabels(const Hl7v2Message& message,
                                                    const Hl7v2Pieces& pieces) {
  std::vector<std::vector<Coding>> out(pieces.pieces.size());
  const auto spread = [&](const std::vector<Label>& labels, std::size_t group) {
    for (const Label& label : labels)
      for (std::size_t i = 0; i < out.size(); ++i)
        if ((group == 0 || pieces.pieces[i].group == group) &&
            reaches(label.reach, pieces.pieces[i].type))
          addOnce(out[i], label.code);
  };
  if (const auto tag = ofTag(textAt(message, 0, 26))) spread({{*tag}}, 0);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Hl7v2Piece& piece = pieces.pieces[i];
    for (const std::size_t segment : piece.members) {
      spread(ofGroup(message, segment), piece.group);
      if (const auto own = ofPiece(message, segment)) addOnce(out[i], *own);
    }
    if (piece.whole == Hl7v2Piece::kNone || pieces.pieces[piece.whole].type == "Patient") continue;
    // Its whole stands before it. Only what is said of the order itself is handed down.
    for (const std::size_t segment : pieces.pieces[piece.whole].members)
      if (const auto above = ofPiece(message, segment)) addOnce(out[i], *above);
  }
  // The restriction itself tells what there is.
  for (std::size_t i = 0; i < out.size(); ++i)
    if (message.name(pieces.pieces[i].head) == "ARV")
      for (const Label& label : ofRestriction(message, pieces.pieces[i].head))
        addOnce(out[i], label.code);
  return out;
}

}  // namespace pontis
