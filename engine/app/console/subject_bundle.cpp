#include "engine/app/console/subject_bundle.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/audit/chain/base64.h"
#include "engine/base/log.h"
#include "engine/core/adapter.h"
#include "engine/flow/person_names.h"
#include "engine/tree/json_writer.h"

namespace pontis {
namespace {

std::string_view genderOf(std::string_view code) {
  if (code == "F") return "female";
  if (code == "M") return "male";
  if (code == "O") return "other";
  return code.empty() ? "" : "unknown";
}

// A FHIR identifier's system is a URI; a namespace id of HL7 v2 is made one.
std::string systemUri(const std::string& system) {
  return system.empty() || system.find(':') != std::string::npos ? system : "urn:id:" + system;
}

// What of the message is about this person: it may name others too. Empty if nothing can be shown.
Bytes ownPart(const Trace& trace, const Subject& subject, const Index* index) {
  const Adapter* adapter = findAdapter(trace.message.format);
  if (trace.lost || adapter == nullptr || adapter->format == nullptr) return {};
  auto document = adapter->format->parse(trace.message.payload);
  if (!document) return {};
  Message message = trace.message;
  message.document = std::move(*document);
  const Contents contents = adapter->format->contents(*message.document);
  Redaction redaction;
  for (const Contents::Piece& piece : contents.pieces) {
    const auto keys =
        piece.subject < contents.subjects.size()
            ? personNames(contents.subjects[piece.subject], message.envelope.sender, index).surely
            : std::vector<std::string>();
    const bool mine = std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return std::find(subject.keys.begin(), subject.keys.end(), key) != subject.keys.end();
    });
    redaction.pieces.push_back(mine ? Access::kPermit : Access::kWithhold);
  }
  const auto all = [&](Access access) {
    return std::all_of(redaction.pieces.begin(), redaction.pieces.end(),
                       [access](Access one) { return one == access; });
  };
  if (contents.pieces.empty() || all(Access::kPermit)) return message.payload;
  auto own = adapter->format->redact(message, redaction);
  return own ? std::move(*own) : Bytes();
}

class Bundle {
 public:
  Bundle(const Subject& subject, const Holding& holding, const Index* index)
      : subject_(subject), holding_(holding), index_(index) {}

  std::string write() {
    out_.object().text("resourceType", "Bundle").text("type", "collection");
    out_.text("timestamp", toText(std::chrono::system_clock::now()));
    out_.array("entry");
    patient();
    for (const Trace& trace : holding_.messages) message(trace);
    for (const ConsentRow& row : holding_.consents) consent(row);
    out_.end().end();
    return out_.written() + "\n";
  }

 private:
  std::string patientUrl() const {
    return "urn:uuid:" + (subject_.number.empty() ? std::string("subject") : subject_.number);
  }

  void begin(std::string_view url, std::string_view type) {
    out_.object().text("fullUrl", url).object("resource").text("resourceType", type);
  }
  void end() { out_.end().end(); }

  void reference(std::string_view name, std::string_view url) {
    out_.object(name).text("reference", url).end();
  }

  void patient() {
    begin(patientUrl(), "Patient");
    out_.array("identifier");
    for (const std::string& key : subject_.keys) {
      const std::size_t bar = key.find('|');
      out_.object().text("system", systemUri(key.substr(0, bar)));
      out_.text("value", key.substr(bar + 1)).end();
    }
    out_.end().array("name");
    for (const PersonName& name : subject_.golden.names) {
      out_.object().text("family", name.family).array("given");
      for (const std::string* given : {&name.given, &name.middle})
        if (!given->empty()) out_.raw({}, jsonString(*given));
      out_.end().end();
    }
    out_.end().array("telecom");
    for (const std::string& phone : subject_.golden.phones)
      out_.object().text("system", "phone").text("value", phone).end();
    for (const std::string& email : subject_.golden.emails)
      out_.object().text("system", "email").text("value", email).end();
    out_.end().text("gender", genderOf(subject_.golden.gender));
    out_.text("birthDate", subject_.golden.birth_date).array("address");
    for (const PostalAddress& one : subject_.golden.addresses) {
      out_.object().array("line");
      if (!one.line.empty()) out_.raw({}, jsonString(one.line));
      out_.end().text("city", one.city).text("state", one.state);
      out_.text("postalCode", one.postal_code).text("country", one.country).end();
    }
    out_.end();
    end();
  }

  void message(const Trace& trace) {
    const Message& message = trace.message;
    const std::string url = "urn:uuid:" + message.id;
    const Bytes own = ownPart(trace, subject_, index_);
    begin(url, "DocumentReference");
    out_.text("status", "current").object("type").text("text", message.envelope.type).end();
    reference("subject", patientUrl());
    out_.text("date", toText(message.received));
    out_.text("description", trace.lost ? trace.lost->text : "");
    out_.array("content").object().object("attachment");
    out_.text("contentType",
              message.format == "fhir" ? "application/fhir+json" : "application/edi-hl7v2");
    out_.text("data", encodeBase64(own.view()));
    out_.text("title",
              own.size() == message.payload.size() ? "as received" : "without the data of others");
    out_.end().end().end();
    end();
    begin("urn:uuid:" + newId(), "Provenance");
    out_.array("target").object().text("reference", url).end().end();
    out_.text("recorded", toText(message.received)).object("activity");
    out_.text("text", "received on the channel " + message.channel).end();
    out_.array("agent").object().object("who");
    out_.text("display", message.envelope.sender.empty() ? message.peer : message.envelope.sender);
    out_.end().end().end();
    end();
    for (const DeliveryLine& line : trace.deliveries) {
      if (line.state != DeliveryState::kDelivered) continue;
      begin("urn:uuid:" + newId(), "Communication");
      out_.text("status", "completed");
      reference("subject", patientUrl());
      out_.array("about").object().text("reference", url).end().end();
      out_.text("sent", toText(line.settled)).array("recipient");
      out_.object().text("display", line.sink).end().end();
      end();
    }
  }

  void consent(const ConsentRow& row) {
    if (row.format == "fhir") {
      out_.object().raw("resource", row.text).end();
      return;
    }
    begin("urn:uuid:" + newId(), "DocumentReference");
    out_.text("status", "current").object("type").text("text", "consent").end();
    reference("subject", patientUrl());
    out_.text("date", toText(row.at)).array("content").object().object("attachment");
    out_.text("contentType", "application/edi-hl7v2").text("data", encodeBase64(row.text));
    out_.end().end().end();
    end();
  }

  const Subject& subject_;
  const Holding& holding_;
  const Index* const index_;
  JsonWriter out_;
};

}  // namespace

std::string subjectBundle(const Subject& subject, const Holding& holding, const Index* index) {
  return Bundle(subject, holding, index).write();
}

std::string subjectText(const Subject& subject, const Holding& holding, const Index* index) {
  std::string out = "# What is held of this person\n\n";
  if (!subject.number.empty()) out += "Number in the patient index: " + subject.number + "\n\n";
  out += "Known as:\n";
  for (const std::string& key : subject.keys) out += "- " + key + "\n";
  for (const PersonName& name : subject.golden.names)
    out += fmt::format("- {}, {} {}\n", name.family, name.given, name.middle);
  if (!subject.golden.birth_date.empty()) out += "- born " + subject.golden.birth_date + "\n";
  for (const PostalAddress& one : subject.golden.addresses)
    out += fmt::format("- {} {} {} {}\n", one.line, one.postal_code, one.city, one.country);
  if (holding.restricted) out += "\nProcessing is restricted (GDPR 18).\n";
  out += fmt::format("\n## Records of the index: {}\n\n", subject.records.size());
  for (const RecordView& record : subject.records)
    out += fmt::format("- {}, from {}, last changed {}{}\n", personKey(record.key), record.source,
                       toText(record.updated), record.retired ? ", retired" : "");
  out += fmt::format("\n## Messages: {}\n", holding.messages.size());
  for (const Trace& trace : holding.messages) {
    const Message& message = trace.message;
    out += fmt::format("\n### {} {}\n\nReceived {} from {} on the channel {}.\n",
                       message.envelope.type, message.envelope.control_id, toText(message.received),
                       message.envelope.sender.empty() ? message.peer : message.envelope.sender,
                       message.channel);
    for (const DeliveryLine& line : trace.deliveries)
      out += fmt::format("- to {}: {} {}\n", line.sink, toString(line.state),
                         toText(line.state == DeliveryState::kQueued ? line.due : line.settled));
    if (trace.lost) {
      out += "\n" + trace.lost->text + "\n";
      continue;
    }
    std::string text(ownPart(trace, subject, index).view());
    std::replace(text.begin(), text.end(), '\r', '\n');
    out += "\n```\n" + text + (text.ends_with('\n') ? "" : "\n") + "```\n";
  }
  out += fmt::format("\n## Consents: {}\n\n", holding.consents.size());
  for (const ConsentRow& row : holding.consents)
    out += fmt::format("Of {} ({}):\n\n```\n{}\n```\n", toText(row.at), row.format, row.text);
  out += "\n## Who was given data\n\n";
  for (const Given& given : holding.given)
    out += fmt::format("- {} (channel {}): {} messages, the last {}\n", given.sink, given.channel,
                       given.deliveries, toText(given.last));
  if (holding.given.empty()) out += "Nobody.\n";
  return out;
}

}  // namespace pontis
