// Pieces: the parts of an HL7 v2 message that consent decides on one by one.
//
// Envelope (v2.9 chapters 2 and 5: MSH, EVN, MSA, ERR, QAK, QPD, DSC, …) and master files (chapter
// 8: MFI, OM1, LOC, STF, …) tell of no patient and belong to no piece. Every other segment belongs
// to one; a Z segment, or one that is not known here, is a piece of its own of type Basic.
//
//   Patient              PID with PD1, QRI and MRG        RelatedPerson   NK1
//   Encounter            PV1 with PV2                     Coverage        IN1 with IN2, IN3; GT1
//   Condition            DG1, DRG, PRB                    Consent         CON
//   AllergyIntolerance   AL1, IAM with IAR                ChargeItem      FT1
//   Procedure            PR1                              Appointment     SCH, ARQ with RGS, AI*
//   ServiceRequest       OBR of an order, RF1             Specimen        SPM with SAC
//   DiagnosticReport     OBR of results, with its ORC     Observation     OBX
//   MedicationRequest    RXO, RXE with their ORC          MedicationDispense  RXD
//   Immunization         RXA of vaccinations, else MedicationAdministration; RXG too
//   DocumentReference    TXA with all OBX after it
//
// An ORC, or ORC-less detail, opens an order. NTE, ROL, PRT, TQ1 and the like belong to the piece
// before them.
//
// A PID opens a group, which lasts to the next PID; all in it is of that PID's person (its MRG's
// identifiers are that person's too). What stands before the first PID is of every person in the
// message: there it is a piece once for each of them. Without a PID all is of one person without
// identifiers.
//
// Thread safety: every function may be called by any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/core/person.h"

namespace pontis {

struct Hl7v2Piece {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::string_view type;             // FHIR resource type
  std::vector<std::size_t> members;  // its segments, in order
  std::size_t head = 0;              // the segment that it is named after: OBR, not its ORC
  std::size_t group = 0;             // number of the PID it stands under, from 1; 0: before any
  std::size_t subject = 0;
  // The piece that it is a part of: of an OBX its order, of an order its patient. Left alone it
  // would be read as part of the one before.
  std::size_t whole = kNone;
};

struct Hl7v2Pieces {
  std::vector<std::vector<Identifier>> subjects;
  std::vector<Hl7v2Piece> pieces;                // a whole stands before its parts
  std::vector<std::vector<std::size_t>> owners;  // of each segment; none: envelope
  std::vector<std::size_t> pids;                 // of each group from 1: its PID segment
};

Hl7v2Pieces readPieces(const Hl7v2Message& message);

// Whether segments of that name are envelope or master file.
bool isEnvelope(std::string_view segment);

// Of each segment its place: "OBX[3]" is the third OBX of the message.
std::vector<std::string> placesOf(const Hl7v2Message& message);

}  // namespace pontis
