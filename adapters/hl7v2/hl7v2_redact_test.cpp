#include "adapters/hl7v2/hl7v2_redact.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/hl7v2/hl7v2_contents.h"
#include "adapters/hl7v2/hl7v2_format.h"

namespace pontis {
namespace {

const Hl7v2Format kFormat;

std::string message(const std::string& type, const std::string& segments) {
  return "MSH|^~\\&|A|GH|B|X|20260105||" + type + "|1|P|2.8\r" + segments;
}

Contents contentsOf(const std::string& text) {
  const auto parsed = kFormat.parse(Bytes::clone(text));
  EXPECT_TRUE(parsed) << text;
  return kFormat.contents(**parsed);
}

// The message without the pieces at those places; with `access` in place of withheld.
std::string redacted(const std::string& text, const std::vector<std::string>& places,
                     Access access = Access::kWithhold, bool pseudonymise = false) {
  Redaction redaction;
  redaction.pseudonymise = pseudonymise;
  redaction.pseudonym = [](const Identifier& one) { return "P" + one.value; };
  for (const Contents::Piece& piece : contentsOf(text).pieces) {
    const bool named = places.empty() ||
                       std::find(places.begin(), places.end(), piece.resource.id) != places.end();
    redaction.pieces.push_back(named ? access : Access::kPermit);
  }
  Message unit;
  unit.payload = Bytes::clone(text);
  const auto out = kFormat.redact(unit, redaction);
  if (!out) return out.error().code == Code::kDenied ? "denied" : out.error().text;
  std::string lines(out->view());
  std::replace(lines.begin(), lines.end(), '\r', '\n');
  return lines.substr(lines.find('\n') + 1);
}

// "PID[1] Patient 0, OBX[1] Observation 0"
std::string pieces(const std::string& text) {
  std::string out;
  for (const Contents::Piece& piece : contentsOf(text).pieces)
    out += (out.empty() ? "" : ", ") + piece.resource.id + " " + piece.resource.type + " " +
           std::to_string(piece.subject);
  return out;
}

// The labels of the pieces: "OBX[1] HIV R, …"; pieces without one are left out.
std::string labels(const std::string& text) {
  std::string out;
  for (const Contents::Piece& piece : contentsOf(text).pieces) {
    if (piece.resource.labels.empty()) continue;
    out += (out.empty() ? "" : ", ") + piece.resource.id;
    for (const Coding& label : piece.resource.labels) out += " " + label.code;
  }
  return out;
}

const std::string kResults = message(
    "ORU^R01",
    "PID|1||7^^^GH||Doe^Jane\rPV1|1|I\rORC|RE|P1|F1\rOBR|1|P1|F1|24326-1^Panel^LN\rNTE|1||of "
    "all\rOBX|1|NM|2951-2^Na^LN||139\rNTE|1||of Na\rOBX|2|NM|2823-3^K^LN||4\rORC|RE|P2|F2\r"
    "OBR|2|P2|F2|600-7^Culture^LN|||||||||||||||||||||||||P1^F1\rOBX|1|ST|600-7^C^LN||x\r");

TEST(Hl7v2Redact, CutsAMessageIntoThePiecesOfItsStandard) {
  EXPECT_EQ(pieces(kResults),
            "PID[1] Patient 0, PV1[1] Encounter 0, OBR[1] DiagnosticReport 0, OBX[1] Observation "
            "0, OBX[2] Observation 0, OBR[2] DiagnosticReport 0, OBX[3] Observation 0");
  EXPECT_EQ(pieces(message("RDE^O11", "PID|1||7\rORC|NW|1\rRXE||A\rRXR|PO\rZZZ|x\r")),
            "PID[1] Patient 0, RXE[1] MedicationRequest 0, ZZZ[1] Basic 0");
  EXPECT_EQ(pieces(message("RDS^O13", "PID|1||7\rORC|RE|1\rRXO|A\rRXD|1|A\rRXR|PO\r")),
            "PID[1] Patient 0, RXO[1] MedicationRequest 0, RXD[1] MedicationDispense 0");
  EXPECT_EQ(pieces(message("VXU^V04", "PID|1||7\rORC|RE|1\rRXA|0|1|||08\rOBX|1|ST|x||y\r")),
            "PID[1] Patient 0, RXA[1] Immunization 0, OBX[1] Observation 0");
  EXPECT_EQ(pieces(message("MDM^T02", "EVN|T02\rPID|1||7\rPV1|1|I\rTXA|1|HP\rOBX|1|TX|x||y\r")),
            "PID[1] Patient 0, PV1[1] Encounter 0, TXA[1] DocumentReference 0");
  EXPECT_EQ(pieces(message("QBP^Q22", "QPD|Q22|1|@PID.3.1^7\rRCP|I\r")), "");
}

TEST(Hl7v2Redact, WhatStandsBeforeSeveralPersonsIsOfEachOfThem) {
  const std::string schedule =
      message("SIU^S12", "SCH|1\rPID|1||7^^^GH\rPID|2||8^^^GH\rAIS|1||X\r");
  EXPECT_EQ(pieces(schedule),
            "SCH[1] Appointment 0, SCH[1] Appointment 1, PID[1] Patient 0, PID[2] Patient 1");
  EXPECT_EQ(redacted(schedule, {"PID[2]"}), "SCH|1\nPID|1||7^^^GH\nAIS|1||X\n");
}

TEST(Hl7v2Redact, TheRetiredIdentifierIsTheSamePersons) {
  const Contents merge = contentsOf(message("ADT^A40", "PID|1||7^^^GH\rMRG|8^^^GH\r"));
  ASSERT_EQ(merge.subjects.size(), 1u);
  EXPECT_EQ(merge.subjects[0], (std::vector<Identifier>{{"GH", "7", ""}, {"GH", "8", ""}}));
}

TEST(Hl7v2Redact, ReadsWhatTheSegmentsSayOfConfidentiality) {
  const std::string pid = "PID|1||7\r", dg1 = "DG1|1||B20\rDG1|2||E11";
  EXPECT_EQ(labels(message("ADT^A01", pid + dg1 + std::string(15, '|') + "Y\r")), "DG1[2] R");
  EXPECT_EQ(labels(message("ADT^A01", pid + "PD1||||||||||||Y\r" + dg1 + "\r")),
            "PID[1] R, DG1[1] R, DG1[2] R");
  EXPECT_EQ(labels(message("ADT^A01", pid + "ARV|1|A|HIV\r" + dg1 + "\r")),
            "ARV[1] HIV, DG1[1] HIV, DG1[2] HIV");
  EXPECT_EQ(labels(message("ADT^A01", pid + "ARV|1|A|DEM\rDG1|1||B20\r")), "PID[1] R, ARV[1] R");
  EXPECT_EQ(labels(message("ADT^A01", pid + "ARV|1|D|ALL\rDG1|1||B20\r")), "");
  EXPECT_EQ(labels(message("ADT^A01", pid + "ARV|1|A|NEW\rDG1|1||B20\r")),
            "PID[1] R, ARV[1] R, DG1[1] R");
  EXPECT_EQ(labels(message("ORU^R01", pid + "ORC|RE" + std::string(27, '|') +
                                          "PSY\rOBR|1|||X\rOBX|1|ST|x||y\rOBR|2|||Y\r")),
            "OBR[1] PSY, OBX[1] PSY");
  EXPECT_EQ(labels(message("MDM^T02", pid + "TXA|1" + std::string(17, '|') + "V\r")), "TXA[1] V");
}

TEST(Hl7v2Redact, AnOrderTakesItsResultsWithIt) {
  EXPECT_EQ(redacted(kResults, {"OBX[1]"}).find("Na"), std::string::npos);
  EXPECT_EQ(redacted(kResults, {"OBR[2]"}),
            "PID|1||7^^^GH||Doe^Jane\nPV1|1|I\nORC|RE|P1|F1\nOBR|1|P1|F1|24326-1^Panel^LN\nNTE|1||"
            "of all\nOBX|1|NM|2951-2^Na^LN||139\nNTE|1||of Na\nOBX|2|NM|2823-3^K^LN||4\n");
}

TEST(Hl7v2Redact, AReferenceToAWithheldOrderIsCut) {
  EXPECT_EQ(redacted(kResults, {"OBR[1]"}),
            "PID|1||7^^^GH||Doe^Jane\nPV1|1|I\nORC|RE|P2|F2\nOBR|2|P2|F2|600-7^Culture^LN"
            "|||||||||||||||||||||||||\nOBX|1|ST|600-7^C^LN||x\n")
      << "OBR-29";
}

TEST(Hl7v2Redact, WithoutItsContentAMessageIsDenied) {
  EXPECT_EQ(redacted(kResults, {"PID[1]"}), "denied");
  EXPECT_EQ(redacted(kResults, {"OBR[1]", "OBR[2]"}), "denied");
  EXPECT_EQ(redacted(message("ADT^A01", "PID|1||7\rDG1|1||B20\r"), {"DG1[1]"}), "PID|1||7\n");
}

TEST(Hl7v2Redact, AnAdmissionKeepsAVisitThatSaysNothing) {
  EXPECT_EQ(redacted(message("ADT^A01", "PID|1||7\rPV1|1|I|W^1\rPV2|||x\rAL1|1\r"), {"PV1[1]"}),
            "PID|1||7\nPV1||N\nAL1|1\n");
}

TEST(Hl7v2Redact, TheAnswerToAQueryCountsWhatIsLeft) {
  const std::string answer =
      message("RSP^K22", "MSA|AA|1\rQAK|1|OK|Q22|5|2|3\rQPD|Q22|1\rPID|1||7\rPID|2||8\rDSC|x\r");
  EXPECT_EQ(redacted(answer, {"PID[1]"}),
            "MSA|AA|1\nQAK|1|OK|Q22|4|1|3\nQPD|Q22|1\nPID|2||8\nDSC|x\n");
  EXPECT_EQ(redacted(answer, {"PID[1]", "PID[2]"}),
            "MSA|AA|1\nQAK|1|NF|Q22|0|0|3\nQPD|Q22|1\nDSC|x\n");
}

TEST(Hl7v2Redact, ReplacesWhatNamesThePerson) {
  const std::string text = message(
      "ORU^R01",
      "PID|1|9|7^^^GH~8^^^XX||Doe^Jane|Roe|19800203|F|||Str 1^^Town^^12345^DE||+49111|||M|REL|77\r"
      "NK1|1|Doe^John\rPV1|1|I|W^1||||3^Doc||||||||||||V1^^^GH\rOBR|1|P1|F1|X|||20260104||||||"
      "fell\r"
      "OBX|1|NM|Na||139\rOBX|2|TX|Note||Jane said\rNTE|1||Jane\rZXX|Jane\r");
  EXPECT_EQ(redacted(text, {}, Access::kMask, true),
            "PID|1||P7||^^^^^^S||1980|F|||^^^^12^DE|||||||\n"
            "PV1|1|I|||||3^Doc||||||||||||PV1\nOBR|1|P1|F1|X|||20260104||||||\nOBX|1|NM|Na||139\n");
  // One masked piece is enough: the person must not be known by the others.
  EXPECT_EQ(redacted(text, {"OBX[1]"}, Access::kMask, true),
            redacted(text, {}, Access::kMask, true));
}

TEST(Hl7v2Redact, LeavesOutWhatIsNotNeeded) {
  EXPECT_EQ(redacted(message("ADT^A01",
                             "PID|1|9|7^^^GH||Doe^Jane|Roe|19800203|F|||Str^^T||+49|||M|REL\r"
                             "NK1|1|Doe\rIN1|1|x\rDG1|1||B20\rNTE|1||x\r"),
                     {}, Access::kMask),
            "PID|1||7^^^GH||Doe^Jane||19800203|F|||Str^^T||||||\nDG1|1||B20\n");
}

TEST(Hl7v2Redact, AllOtherBytesStayAsTheyCame) {
  const std::string latin =
      "MSH|^~\\&|A|GH|B|X|20260105||ADT^A01|1|P|2.8||||||8859/1\r\n"
      "PID|1||7||M\xFCller\r\n\r\nDG1|1||B20^K\xE4se\nAL1|1||\xD6l";
  Redaction redaction;
  redaction.pieces = {Access::kPermit, Access::kWithhold, Access::kPermit};
  Message unit;
  unit.payload = Bytes::clone(latin);
  const auto out = kFormat.redact(unit, redaction);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->view(),
            "MSH|^~\\&|A|GH|B|X|20260105||ADT^A01|1|P|2.8||||||8859/1\r\n"
            "PID|1||7||M\xFCller\r\n\r\nAL1|1||\xD6l");
}

TEST(Hl7v2Redact, ARedactionOfAnotherMessageIsRefused) {
  Message unit;
  unit.payload = Bytes::clone(kResults);
  const auto out = kFormat.redact(unit, Redaction{});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::kInternal);
}

TEST(Hl7v2Redact, AConsentArrivesWithItsPatientAndAlone) {
  const std::string text = message("ADT^A01",
                                   "EVN|A01\rPID|1||7^^^GH~8^^^XX||Doe\rPV1|1|I\rCON|1|001|F|9|||||"
                                   "||A\rCON|2|110|F|8|||||||A\r");
  const auto parsed = kFormat.parse(Bytes::clone(text));
  ASSERT_TRUE(parsed);
  const auto arrivals = kFormat.consents(**parsed);
  ASSERT_EQ(arrivals.size(), 2u);
  EXPECT_EQ(arrivals[1].text,
            message("ADT^A01", "PID|1||7^^^GH~8^^^XX||Doe\rCON|2|110|F|8|||||||A\r"));
  const auto again = kFormat.consents(**kFormat.parse(Bytes::clone(arrivals[1].text)));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].patient, arrivals[1].patient);
  EXPECT_EQ(again[0].directive.id, arrivals[1].directive.id);
  EXPECT_EQ(again[0].directive.provision.type, Provision::Type::kDeny);
  EXPECT_EQ(again[0].text, arrivals[1].text);
}

}  // namespace
}  // namespace pontis
