#include "adapters/pix/pix_answer.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/base/text.h"

namespace pontis {
namespace {

// Table 0357.
std::string_view meaning(std::string_view code) {
  if (code == "100") return "Segment sequence error";
  if (code == "101") return "Required field missing";
  if (code == "102") return "Data type error";
  if (code == "103") return "Table value not found";
  if (code == "204") return "Unknown key identifier";
  return "Application internal error";
}

// MSH-10 has 20 characters in v2.5: the clock's last digits, the counter and the random bits.
std::string controlId() {
  std::string out;
  for (const char c : newId())
    if (c != '-') out += c;
  return out.substr(out.size() - 20);
}

}  // namespace

std::string PixAnswer::text() const {
  const std::string rest = body();
  const bool ascii = query_.value(0, 18).empty() && isAscii(rest) && isAscii(header(true));
  return header(ascii) + rest;
}

std::string PixAnswer::header(bool ascii) const {
  const Delimiters& d = query_.delimiters();
  PixSegment msh("MSH");
  std::string marks;
  for (const char c : {d.component, d.repetition, d.escape, d.subcomponent, d.truncation})
    if (c != '\0') marks += c;
  msh[1] = marks;  // MSH-2: MSH-1 is the separator before it
  const std::size_t swapped[] = {5, 6, 3, 4};
  for (std::size_t at = 0; at < 4; ++at) msh[2 + at] = query_.echo(0, swapped[at]);
  msh[6] = hl7Now();
  for (const std::string_view part : type_) {
    if (!msh[8].empty()) msh[8] += d.component;
    msh[8] += part;
  }
  msh[9] = controlId();
  msh[10] = query_.echo(0, 11).empty() ? "P" : query_.echo(0, 11);
  msh[11] = query_.echo(0, 12).empty() ? "2.5" : query_.echo(0, 12);
  if (!ascii) msh[17] = "UNICODE UTF-8";
  return msh.text(d.field);
}

std::string PixAnswer::body() const {
  const Delimiters& d = query_.delimiters();
  PixSegment msa("MSA");
  msa[1] = failed() ? "AE" : "AA";
  msa[2] = query_.echo(0, 10);
  std::string out = msa.text(d.field);
  for (const PixFault& fault : faults_) out += error(fault);
  if (const auto qpd = query_.find("QPD")) {
    PixSegment qak("QAK");
    qak[1] = query_.echo(*qpd, 2);
    qak[2] = failed() ? "AE" : found_.empty() ? "NF" : "OK";
    out += qak.text(d.field);
    out += query_.echo(*qpd) + '\r';
  }
  out += found_;
  if (!pointer_.empty()) {
    PixSegment dsc("DSC");
    dsc[1] = pointer_;
    dsc[2] = "I";
    out += dsc.text(d.field);
  }
  return out;
}

std::string PixAnswer::error(const PixFault& fault) const {
  const Delimiters& d = query_.delimiters();
  const auto list = [](const std::vector<std::string>& parts, char separator) {
    std::string out;
    std::size_t kept = 0;
    for (const std::string& part : parts) {
      out += part;
      if (!part.empty()) kept = out.size();
      out += separator;
    }
    return out.substr(0, kept);
  };
  const auto number = [](std::size_t n) { return n == 0 ? std::string() : std::to_string(n); };
  const std::string text(meaning(fault.code));
  PixSegment err("ERR");
  // Before v2.5 the place and the code share ERR-1.
  const std::string version = query_.value(0, 12);
  if (version.starts_with("2.") && version.size() > 2 && version[2] < '5') {
    err[1] = list({fault.segment, "1", number(fault.field),
                   list({fault.code, text, "HL70357"}, d.subcomponent)},
                  d.component);
  } else {
    err[2] = list({fault.segment, "1", number(fault.field), number(fault.repetition),
                   number(fault.component)},
                  d.component);
    err[3] = list({fault.code, text, "HL70357"}, d.component);
    err[4] = "E";
  }
  return err.text(d.field);
}

}  // namespace pontis
