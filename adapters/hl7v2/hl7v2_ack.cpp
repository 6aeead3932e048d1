#include "adapters/hl7v2/hl7v2_ack.h"

#include <algorithm>
#include <chrono>

#include "adapters/hl7v2/hl7v2_charset.h"
#include "adapters/hl7v2/hl7v2_escape.h"
#include "adapters/hl7v2/hl7v2_header.h"
#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/base/clock.h"

namespace pontis {
namespace {

// How a Code is said in HL7 v2: AE or AR, and a code of table 0357.
struct Refusal {
  Code code;
  const char* kind;  // ERR-7
  bool reject;       // AR: not for its content, or not a message at all
  const char* number;
  const char* text;
};
constexpr Refusal kRefusals[] = {
    {Code::kMalformed, "malformed", true, "100", "Segment sequence error"},
    {Code::kInvalid, "invalid", false, "101", "Required field missing"},
    {Code::kUnsupported, "unsupported", true, "200", "Unsupported message type"},
    {Code::kDenied, "denied", false, "199", "Other HL7 error"},
    {Code::kNotFound, "not found", false, "204", "Unknown key identifier"},
    {Code::kDuplicate, "duplicate", false, "205", "Duplicate key identifier"},
    {Code::kBusy, "busy", true, "207", "Application internal error"},
    {Code::kUnavailable, "unavailable", true, "207", "Application internal error"},
    {Code::kInternal, "internal", true, "207", "Application internal error"},
};

const Refusal& refusal(Code code) {
  for (const Refusal& entry : kRefusals)
    if (entry.code == code) return entry;
  return kRefusals[std::size(kRefusals) - 1];
}

// The message to answer, as far as it can be read. Views into a document or into `text`.
struct Question {
  Hl7v2Text text;
  std::string_view whole;
  const Charset* charset = &ascii();
  MshFields msh;
  std::string_view type, trigger;
  int minor = 5;  // 2.`minor`; 5 if unknown
};

void readTypeAndVersion(Question& out) {
  const Delimiters& d = out.msh.delimiters;
  out.type = piece(out.msh[9], d.component, 1);
  out.trigger = piece(out.msh[9], d.component, 2);
  if (out.type.size() == 7 && out.type[3] == '_' && out.trigger.empty()) {
    out.trigger = out.type.substr(4);
    out.type = out.type.substr(0, 3);
  }
  const std::string_view version = piece(out.msh[12], d.component, 1);
  if (version.size() >= 3 && version.substr(0, 2) == "2." && version[2] >= '0' && version[2] <= '9')
    out.minor = version[2] - '0';
}

void readQuestion(const Message& message, Question& out) {
  if (const auto* parsed = dynamic_cast<const Hl7v2Message*>(message.document.get())) {
    out.charset = &parsed->charsetUsed();
    out.msh.delimiters = parsed->delimiters();
    for (std::size_t n = 1; n < out.msh.fields.size(); ++n) out.msh.fields[n] = parsed->field(0, n);
    readTypeAndVersion(out);
    const std::string_view type = parsed->type();
    if (out.trigger.empty() && type.find('^') != type.npos)
      out.trigger = type.substr(type.find('^') + 1);
    return;
  }
  // The head is enough to answer, and all that is safe to decode of something broken.
  out.text = readText(message.payload.view().substr(0, 8192));
  out.charset = out.text.charset;
  out.msh = salvageHeader(out.text.decoded ? std::string_view(out.text.text)
                                           : message.payload.view().substr(0, 8192));
  readTypeAndVersion(out);
}

// Whether condition `asked` (table 0155) wants an answer; what it does not name is taken as AL.
bool wants(std::string_view asked, bool good) {
  if (asked.empty() || asked == "NE" || asked == "\"\"") return false;
  if (asked == "ER") return !good;
  if (asked == "SU") return good;
  return true;
}

// 'A' or 'C', the first letter of MSA-1; NUL if nothing is to be sent.
char answerLevel(const Question& question, bool good) {
  if (question.type == "ACK" || question.type == "MCF") return '\0';
  const std::string_view accept = question.msh[15], application = question.msh[16];
  if (accept.empty() && application.empty()) return 'A';
  if (wants(accept, good)) return 'C';
  return wants(application, good) ? 'A' : '\0';
}

// 100 of the 122 free bits of a UUIDv7 in Crockford's base 32: MSH-10 has 20 characters to v2.6.
std::string newControlId() {
  static constexpr char kDigits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string out;
  unsigned bits = 0, count = 0;
  const std::string id = newId();
  for (std::size_t at = 0; out.size() < 20 && at < id.size(); ++at) {
    if (id[at] == '-' || at == 14 || at == 19) continue;  // the version and the variant
    const char c = id[at];
    bits = bits << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    count += 4;
    if (count < 5) continue;
    count -= 5;
    out += kDigits[bits >> count & 31];
  }
  return out;
}

// Now, as an HL7 time: 20260105093000+0000. Written once a second: it costs as much as the rest.
const std::string& now() {
  thread_local std::chrono::sys_seconds written{};
  thread_local std::string text;
  const auto time = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (time == written) return text;
  written = time;
  text.clear();
  for (const char c : toText(time).substr(0, 19))
    if (c >= '0' && c <= '9') text += c;
  return text += "+0000";
}

class Answer {
 public:
  Answer(const Question& question, const Error* error)
      : question_(question), d_(question.msh.delimiters), error_(error) {
    out_.reserve(512);
  }

  std::string compose(char level) {
    header(level);
    const Refusal* const why = error_ ? &refusal(error_->code) : nullptr;
    out_ += "MSA";
    field() += level;
    out_ += !why ? 'A' : why->reject ? 'R' : 'E';
    echo(10);
    if (error_ && old()) {
      field();
      encodeEscapes(std::string_view(error_->text).substr(0, 80), d_, out_);
    }
    out_ += '\r';
    if (why) refuse(*why);
    return std::move(out_);
  }

 private:
  bool old() const { return question_.minor < 5; }

  std::string& field() { return out_ += d_.field; }
  std::string& component() { return out_ += d_.component; }

  // The sender's own field, without the control characters that could break a frame.
  void echo(std::size_t number) {
    field();
    for (const char c : question_.msh[number])
      if (static_cast<unsigned char>(c) >= 0x20) out_ += c;
  }

  void header(char level) {
    out_ += "MSH";
    field();
    for (const char c : {d_.component, d_.repetition, d_.escape, d_.subcomponent, d_.truncation})
      if (c != '\0') out_ += c;
    echo(5);
    echo(6);
    echo(3);
    echo(4);
    field() += now();
    field();
    field() += "ACK";
    const bool structured = question_.minor > 3 || question_.msh[12].substr(0, 5) == "2.3.1";
    if (question_.minor >= 3 && !question_.trigger.empty()) {
      component().append(question_.trigger);
      if (structured) component() += "ACK";
    }
    field() += newControlId();
    question_.msh[11].empty() ? field() += 'P' : (echo(11), out_);
    question_.msh[12].empty() ? field() += "2.5.1" : (echo(12), out_);
    const bool charset = !question_.msh[18].empty();
    if (level == 'C' || charset) {
      field();
      field();
      field() += level == 'C' ? "NE" : "";
      field() += level == 'C' ? "NE" : "";
    }
    if (charset) {
      field();
      echo(18);
    }
    out_ += '\r';
  }

  // The place "PID[2]-3[1].4.2" as ERL: PID^2^3^1^4^2. Nothing of a place that is no such path.
  void place(std::string_view where, std::size_t parts) {
    if (where.size() < 3 || where.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789[]-.") !=
                                std::string_view::npos)
      return;
    std::string numbers[5] = {"1", "", "", "", ""};  // sequence, field, repetition, component, sub
    std::size_t part = 0;
    for (std::size_t at = 3; at < where.size(); ++at) {
      const char c = where[at];
      if (c == '[') {
        part = part == 0 ? 0 : 2;
        numbers[part].clear();
      } else if (c == '-') {
        part = 1;
      } else if (c == '.') {
        if (numbers[2].empty()) numbers[2] += '1';
        part = part < 3 ? 3 : 4;
      } else if (c >= '0' && c <= '9') {
        numbers[part] += c;
      }
    }
    out_.append(where.substr(0, 3));
    std::size_t last = 5;
    while (last > 0 && numbers[last - 1].empty()) --last;
    for (std::size_t i = 0; i < std::min(last, parts); ++i) component() += numbers[i];
  }

  void refuse(const Refusal& why) {
    out_ += "ERR";
    if (old()) {
      field();
      const std::size_t before = out_.size();
      place(error_->where, 2);
      // Component 4 has the code, whatever could be said of the place.
      for (std::ptrdiff_t n = std::count(out_.begin() + static_cast<std::ptrdiff_t>(before),
                                         out_.end(), d_.component);
           n < 3; ++n)
        component();
      out_ += why.number;
      if (d_.subcomponent != '\0') {
        out_.append(1, d_.subcomponent).append(why.text);
        out_.append(1, d_.subcomponent).append("HL70357");
      }
    } else {
      field();
      field();
      place(error_->where, 5);
      field() += why.number;
      component() += why.text;
      component() += "HL70357";
      field() += 'E';
      field();
      field();
      field() += why.kind;
      field();
      encodeEscapes(std::string_view(error_->text).substr(0, 250), d_, out_);
    }
    out_ += '\r';
  }

  const Question& question_;
  const Delimiters& d_;
  const Error* const error_;
  std::string out_;
};

std::string inCharset(std::string text, const Charset& charset) {
  if (&charset == &ascii() && isAscii(text)) return text;
  // In UTF-16 a letter may look like the end of an MLLP frame.
  auto encoded = encodeText(text, charset);
  if (encoded && encoded->find("\x1C\r") == std::string::npos) return std::move(*encoded);
  for (char& c : text)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return encodeText(text, charset).value_or(text);
}

// The error code an acknowledgement gives (table 0357): ERR-3 from v2.5 on, ERR-1.4 before, or
// MSA-6. Empty if there is none that is safe to show.
std::string errorCode(const Hl7v2Message& ack, std::size_t msa) {
  std::string code;
  for (std::size_t segment = 0; code.empty() && segment < ack.size(); ++segment) {
    if (ack.name(segment) != "ERR") continue;
    code = ack.value(segment, 3);
    if (code.empty()) code = ack.value(segment, 1, 1, 4);
  }
  if (code.empty()) code = ack.value(msa, 6);
  const bool safe = code.size() <= 10 && std::all_of(code.begin(), code.end(), [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                    });
  return safe ? code : std::string();
}

}  // namespace

Bytes composeAck(const Message& message, const Error* error) {
  Question question;
  readQuestion(message, question);
  const char level = answerLevel(question, error == nullptr);
  if (level == '\0') return {};
  return Bytes::own(inCharset(Answer(question, error).compose(level), *question.charset));
}

Result<Done> readAck(Bytes payload, std::string_view control_id) {
  auto parsed = Hl7v2Message::parse(std::move(payload));
  if (!parsed)
    return Error{Code::kMalformed, "the answer is no HL7 message: " + parsed.error().text, ""};
  const auto& ack = static_cast<const Hl7v2Message&>(**parsed);
  std::size_t msa = 0;
  while (msa < ack.size() && ack.name(msa) != "MSA") ++msa;
  if (msa == ack.size()) return Error{Code::kNotFound, "the message acknowledges nothing", "MSA"};
  if (ack.value(msa, 2) != control_id)
    return Error{Code::kNotFound, "an acknowledgement of another message", "MSA-2"};
  std::string code = ack.value(msa, 1);
  for (char& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (code == "AA" || code == "CA") return Done{};
  if (code != "AE" && code != "AR" && code != "CE" && code != "CR")
    return Error{Code::kMalformed, "the acknowledgement has no code of table 0008", "MSA-1"};
  const std::string number = errorCode(ack, msa);
  const bool again = number == "206" || (number == "207" && code[1] == 'R');
  std::string text = "the peer answers " + code;
  if (!number.empty()) text += " with error code " + number;
  return Error{again ? Code::kUnavailable : Code::kInvalid, text, "MSA-1"};
}

}  // namespace pontis
