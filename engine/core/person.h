// Person: what a document says of a person, whatever its standard, and what it wants to be done.
//
// A Format reads these from its documents; the shared patient index (engine/index) decides who is
// meant. All text is decoded UTF-8 as the sender spelled it; nothing here is normalised but what a
// comment says. Empty means not stated.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/clock.h"

namespace pontis {

// HL7 v2 CX, FHIR Identifier. `system` is the assigning authority: "urn:oid:2.16.840.1.113883.4.1"
// for an HD of type ISO, else its URI, else its namespace id ("TEST_A"); empty if none was named.
struct Identifier {
  std::string system;
  std::string value;
  std::string type;  // table 0203: "MR", "NI", "SS"

  bool operator==(const Identifier&) const = default;
};

struct PersonName {
  std::string family;
  std::string given;   // first given name
  std::string middle;  // further given names, blanks between
  std::string suffix;
  std::string prefix;
  std::string use;  // table 0200: "L" legal, "M" maiden, "A" alias, …

  bool operator==(const PersonName&) const = default;
};

struct PostalAddress {
  std::string line;          // street and what else stands on its lines, may hold the number
  std::string house_number;  // where it stands apart
  std::string city;
  std::string state;
  std::string postal_code;
  std::string country;
  std::string use;  // table 0190: "H" home, …

  bool operator==(const PostalAddress&) const = default;
};

struct Demographics {
  std::vector<Identifier> identifiers;  // the first names the record in its sender's own domain
  std::vector<PersonName> names;        // the first is the usual one
  std::string birth_date;               // "1984", "1984-01", "1984-01-25", or as sent if unreadable
  std::string gender;                   // table 0001: "F", "M", "O", "U", "A", "N"
  std::vector<PostalAddress> addresses;  // the first is the usual one
  std::vector<std::string> phones;
  std::vector<std::string> emails;
  std::string birth_place;
  std::string mother_family;  // the mother's family name, as a rule her maiden name
  std::vector<Identifier> mother_identifiers;
  std::string multiple_birth;  // "Y", "N"
  std::string birth_order;     // "1", "2", …
  std::string death_date;      // as birth_date
  std::string deceased;        // "Y", "N"
  std::string mother_given;    // the first given name that goes with mother_family
  std::vector<std::string> work_phones;
  std::string language;        // primary language, as the sender codes it
  std::string marital_status;  // table 0002: "S", "M", …

  bool operator==(const Demographics&) const = default;
};

// What a document wants of the index.
struct PersonAct {
  enum class Kind : std::uint8_t {
    kRegister,  // says who somebody is: make or update the record (ADT A01, A04, A05, A08, A28,
                // A31)
    kMention,  // names somebody: find the record, or make it, but overwrite nothing (ORU, ORM, …)
    kMerge,    // `others` are retired into `subject` (A18, A34, A40, A47 …)
    kLink,     // `subject` and `others` are one person (A24)
    kUnlink,   // … are not (A37)
    kRename,   // the identifier `others[0]` is from now on `subject.identifiers[0]` (A47)
    kRemove,   // the subject's identifier stands for nobody any more (FHIR DELETE)
  };
  Kind kind = Kind::kMention;
  Demographics subject;
  std::vector<Identifier> others;
  std::string place;  // of the subject in the document: "PID", "PID[2]", "Patient[0]"
};

// One line of the index's log: the truth from which all else is made again. `body` belongs to
// engine/index.
struct IdentityEvent {
  std::int64_t number = 0;  // ascends in the order in which the events happened; may have gaps
  Time at{};
  std::string message;  // id of the message that caused it; empty for an operator's act
  std::string body;     // empty if it was erased: the number alone is left
  std::vector<std::string> subjects{};  // whose data it holds: personKey() of each record
};

// How a person is named to the vault and in the audit log: "SYSTEM|VALUE".
inline std::string personKey(const Identifier& identifier) {
  return identifier.system + "|" + identifier.value;
}

}  // namespace pontis
