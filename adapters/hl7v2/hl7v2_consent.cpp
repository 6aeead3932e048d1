#include "adapters/hl7v2/hl7v2_consent.h"

#include <algorithm>

#include "adapters/hl7v2/hl7v2_persons.h"
#include "adapters/hl7v2/hl7v2_pid.h"
#include "engine/consent/label.h"
#include "engine/consent/period.h"

namespace pontis {
namespace {

using Type = Provision::Type;

std::string valueOf(const Hl7v2Message& message, std::size_t segment, std::size_t field) {
  const auto found = repetitions(message, segment, field);
  return found.empty() ? std::string() : found.front().at(1);
}

void keepFault(std::string_view where, Directive& out) {
  if (out.fault.empty()) out.fault = where;
}

std::optional<PartialTime> readWhen(const Hl7v2Message& message, std::size_t con, std::size_t field,
                                    Directive& out) {
  const std::string text = valueOf(message, con, field);
  if (text.empty()) return std::nullopt;
  const auto time = readPartialTime(fhirTime(text));
  if (time) return *time;
  keepFault("CON-" + std::to_string(field), out);
  return std::nullopt;
}

// What is released or restricted; false if it is no rule of privacy.
bool readKind(std::string_view type, Directive& out, bool& restricts) {
  restricts = type == "110";
  const auto about = [&](const char* label) {
    out.provision.labels.push_back({std::string(kActCode), label});
  };
  if (type == "057") about("HIV");
  if (type == "102") about("PSY");
  return restricts || type == "001" || type == "057" || type == "102";
}

// A permit that concerns one kind of data leaves the others as they were; as a root it would
// forbid them.
void asException(Directive& out) {
  if (out.provision.type != Type::kPermit || out.provision.labels.empty()) return;
  Provision root;
  root.period = out.provision.period;
  root.provisions.push_back(std::move(out.provision));
  out.provision = std::move(root);
}

void readStatus(const Hl7v2Message& message, std::size_t con, bool restricts, Directive& out) {
  const std::string status = valueOf(message, con, 11), level = valueOf(message, con, 21);
  const bool granted = status == "A" || status == "L";
  out.active = granted || status == "R" || status.empty();
  if (status.empty()) keepFault("CON-11", out);
  // A restriction that is refused restricts nothing.
  if (restricts && status == "R") out.active = false;
  const bool permit = granted && !restricts && level != "N";
  out.provision.type = permit ? Type::kPermit : Type::kDeny;
  if (!permit) return;
  if (status == "L") keepFault("CON-11", out);
  if (!level.empty() && level != "F") keepFault("CON-21", out);
  if (!valueOf(message, con, 9).empty()) keepFault("CON-9", out);
}

Directive readConsent(const Hl7v2Message& message, std::size_t con, const std::string& patient) {
  Directive out;
  out.patient = patient;
  if (patient.empty()) keepFault("PID-3", out);
  const std::string type = valueOf(message, con, 2), number = valueOf(message, con, 4);
  // CON-3 names a form, not what one patient signed: two consents on one form both count.
  if (!number.empty()) out.id = type + "|" + valueOf(message, con, 3) + "|" + number;
  bool restricts = false;
  out.privacy = readKind(type, out, restricts) || type.empty();
  if (type.empty()) keepFault("CON-2", out);
  readStatus(message, con, restricts, out);
  out.time = readWhen(message, con, 13, out);
  Period period{readWhen(message, con, 14, out), readWhen(message, con, 15, out)};
  if (isReversed(period, {})) keepFault("CON-15", out);
  if (period.start || period.end) out.provision.period = period;
  asException(out);
  return out;
}

}  // namespace

std::string fhirTime(std::string_view hl7) {
  constexpr std::size_t kDay = 8, kMinute = 12, kSecond = 14;
  const std::size_t digits = std::min(hl7.find_first_not_of("0123456789"), hl7.size());
  const std::size_t sign = hl7.find_first_of("+-");
  if (digits < kMinute || sign == std::string_view::npos || hl7.size() - sign < 5)
    return isoDate(hl7.substr(0, std::min(digits, kDay)));
  const auto two = [&](std::size_t at) { return std::string(hl7.substr(at, 2)); };
  return isoDate(hl7.substr(0, kDay)) + "T" + two(8) + ":" + two(10) + ":" +
         (digits >= kSecond ? two(12) : "00") + hl7[sign] + two(sign + 1) + ":" + two(sign + 3);
}

std::vector<Directive> readConsents(const Hl7v2Message& message) {
  std::vector<Directive> out;
  std::string patient;
  for (std::size_t at = 0; at < message.size(); ++at) {
    if (message.name(at) == "PID") {
      const Demographics person = readPid(message, at);
      patient.clear();
      if (!person.identifiers.empty())
        patient = person.identifiers.front().system + "|" + person.identifiers.front().value;
    }
    if (message.name(at) == "CON") out.push_back(readConsent(message, at, patient));
  }
  return out;
}

}  // namespace pontis
