// Persons and acts in few words, for tests of the index.
#pragma once

#include <string>
#include <vector>

#include "engine/index/index.h"

namespace pontis {

// "JONES^JENNIFER|1984-01-25|F|123 Main Street^NEWARK" with identifiers "RJ-439@TEST".
inline Identifier identifier(const std::string& text) {
  const std::size_t at = text.find('@');
  if (at == std::string::npos) return {"", text, ""};
  return {text.substr(at + 1), text.substr(0, at), ""};
}

inline std::vector<std::string> cut(const std::string& text, char mark) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == mark)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

inline Demographics personOf(const std::vector<std::string>& identifiers,
                             const std::string& text = "") {
  Demographics person;
  for (const std::string& one : identifiers) person.identifiers.push_back(identifier(one));
  std::vector<std::string> fields = cut(text, '|');
  fields.resize(5);
  if (std::vector<std::string> name = cut(fields[0], '^'); !fields[0].empty()) {
    name.resize(2);
    person.names.push_back({name[0], name[1], "", "", "", ""});
  }
  person.birth_date = fields[1];
  person.gender = fields[2];
  if (std::vector<std::string> address = cut(fields[3], '^'); !fields[3].empty()) {
    address.resize(3);
    person.addresses.push_back({address[0], "", address[1], "", address[2], "", ""});
  }
  if (!fields[4].empty()) person.phones.push_back(fields[4]);
  return person;
}

inline PersonAct registering(const std::vector<std::string>& identifiers,
                             const std::string& text = "") {
  return {PersonAct::Kind::kRegister, personOf(identifiers, text), {}, "PID"};
}

inline PersonAct mentioning(const std::vector<std::string>& identifiers,
                            const std::string& text = "") {
  return {PersonAct::Kind::kMention, personOf(identifiers, text), {}, "PID"};
}

inline PersonAct relating(PersonAct::Kind kind, const std::string& subject,
                          const std::string& other) {
  return {kind, personOf({subject}), {identifier(other)}, "PID"};
}

inline Origin from(const std::string& application, int minute = 0) {
  return {application, "TEST", "m",
          parseTime("2026-01-05T09:00:00Z").operator*() + std::chrono::minutes(minute)};
}

// "kNotFound PID-3.4", or "ok" with the remarks.
inline std::string outcome(const Result<Observed>& result) {
  if (result) {
    std::string out = "ok";
    for (const std::string& remark : result->remarks) out += "; " + remark;
    return out;
  }
  static const char* const kCodes[] = {"kMalformed", "kInvalid",     "kUnsupported",
                                       "kDenied",    "kNotFound",    "kDuplicate",
                                       "kBusy",      "kUnavailable", "kInternal"};
  return std::string(kCodes[static_cast<int>(result.error().code)]) + " " + result.error().where;
}

// The records of a person by their names: "RJ-439@TEST RJ-999@TEST(retired)"; "-" for nobody.
inline std::string recordsOf(const Index& index, const std::string& record) {
  const auto id = index.personOf(identifier(record));
  if (!id) return "-";
  const Result<PersonView> person = index.person(*id);
  std::string out;
  for (const RecordView& view : person->records)
    out += (out.empty() ? "" : " ") + view.key.value + "@" + view.key.system +
           (view.retired ? "(retired)" : "");
  return out;
}

}  // namespace pontis
