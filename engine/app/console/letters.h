// Letters: what recipients are told when a person's data were corrected, erased or restricted
// (GDPR 19), ready to be sent by whoever answers for the data.
#pragma once

#include <string>
#include <vector>

#include "engine/app/config.h"
#include "engine/flow/subjects.h"

namespace pontis {

// Who stands behind each sink, and in whose name letters are written.
struct AddressBook {
  struct Entry {
    std::string sink, name, contact;
  };
  std::vector<Entry> entries;
  std::string controller;  // name and contact, a line each
};
AddressBook addressBook(const EngineConfig& config);

enum class LetterKind { kCorrected, kErased, kRestricted, kLifted };

// One letter for each who was given data, one after the other. A recipient that the configuration
// no longer knows is addressed by the name of its sink.
std::string letters(LetterKind kind, const Subject& subject, const std::vector<Given>& given,
                    const AddressBook& book);

}  // namespace pontis
