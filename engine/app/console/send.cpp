#include <fmt/format.h>

#include <iostream>

#include "engine/app/console/files.h"
#include "engine/app/console/units.h"
#include "engine/base/log.h"
#include "engine/net/http_client.h"

namespace pontis {
namespace {

// The standard, but what the peer answered is kept to be shown, also when it is a refusal.
class Overheard : public Format {
 public:
  explicit Overheard(const Format& format) : format_(format) {}

  Result<std::shared_ptr<const Document>> parse(Bytes payload) const override {
    return format_.parse(std::move(payload));
  }
  Envelope envelope(const Document& document) const override { return format_.envelope(document); }
  Bytes acknowledge(const Message& message, const Error* error) const override {
    return format_.acknowledge(message, error);
  }
  Result<Done> readAcknowledgement(Bytes answer, std::string_view control_id) const override {
    // A message that cannot be read has no control id to answer to: any answer is its own.
    auto read = control_id.empty() ? format_.readAcknowledgement(answer, answeredBy(answer))
                                   : format_.readAcknowledgement(answer, control_id);
    if (read || read.error().code != Code::kNotFound) answer_ = std::move(answer);
    return read;
  }

  // The control id that an acknowledgement names (MSA-2).
  std::string answeredBy(const Bytes& answer) const {
    const auto document = format_.parse(answer);
    if (!document) return {};
    const auto found = (*document)->find("MSA-2");
    return found.empty() ? std::string() : found.front().value_or("");
  }

  Bytes takeAnswer() { return std::exchange(answer_, Bytes()); }

 private:
  const Format& format_;
  mutable Bytes answer_;  // one thread sends
};

void printLines(std::string_view answer) {
  while (!answer.empty()) {
    const std::size_t end = answer.find('\r');
    std::cout << answer.substr(0, end) << "\n";
    answer = end == std::string_view::npos ? std::string_view() : answer.substr(end + 1);
  }
}

// Sends one message, prints what the peer answered, and says whether it was taken.
using SendOne = std::function<Result<Done>(const Unit&)>;

Result<SendOne> overMllp(const SendOptions& options, std::string_view address) {
  const auto format = std::make_shared<Overheard>(*findAdapter("hl7v2")->format);
  const auto settings = Settings::parse(fmt::format(R"({{"address":{},"ack_timeout":{}}})",
                                                    jsonString(address), options.timeout.count()),
                                        "send");
  if (!settings) return settings.error();
  auto made = findAdapter("mllp")->sink(*settings, *format);
  if (!made) return made.error();
  return SendOne([format, sink = std::shared_ptr<Sink>(std::move(*made))](const Unit& unit) {
    if (unit.format != findAdapter("hl7v2")->format)
      return Result<Done>(
          Error{Code::kUnsupported, "MLLP carries HL7 v2: send FHIR to http://…", ""});
    Message message;
    message.payload = unit.payload;
    if (unit.document) message.envelope = unit.format->envelope(**unit.document);
    const Outgoing outgoing{&message, unit.payload, 0};
    const auto sent = sink->send({&outgoing, 1});
    printLines(format->takeAnswer().view());
    return sent.front() ? Result<Done>(Done{}) : sent.front().error();
  });
}

SendOne overHttp(const SendOptions& options) {
  return [client = std::make_shared<HttpClient>(options.to, options.timeout)](const Unit& unit) {
    std::string type(unit.format->mediaType());
    if (type.empty()) type = "application/hl7-v2";
    const auto answer = client->send({"POST", "", {{"Content-Type", type}}, unit.payload});
    if (!answer) return Result<Done>(answer.error());
    printLines(answer->body.view());
    return judgeStatus(answer->status);
  };
}

Result<SendOne> senderTo(const SendOptions& options) {
  constexpr std::string_view kMllp = "mllp://";
  if (options.to.starts_with(kMllp))
    return overMllp(options, std::string_view(options.to).substr(kMllp.size()));
  if (checkUrl(options.to).empty()) return overHttp(options);
  return Error{Code::kInvalid,
               "expected mllp://HOST:PORT or http://HOST:PORT/PATH, not " + options.to, ""};
}

}  // namespace

int send(const SendOptions& options) {
  const auto one = senderTo(options);
  if (!one) {
    std::cerr << "pontis: " << one.error().text << "\n";
    return 2;
  }
  std::size_t failed = 0;
  eachUnit(options.files, "sending file", [&](const Unit& unit) {
    const auto sent =
        unit.payload.empty() && !unit.document ? Result<Done>(unit.document.error()) : (*one)(unit);
    if (sent) return;
    ++failed;
    std::cerr << "pontis: " << unit.file << " message " << unit.number << ": " << sent.error().text
              << "\n";
  });
  return failed > 0 ? 1 : 0;
}

}  // namespace pontis
