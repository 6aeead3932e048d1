#include <fmt/format.h>

#include <iostream>

#include "engine/app/console/files.h"
#include "engine/app/console/units.h"
#include "engine/base/log.h"

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

Result<std::unique_ptr<Sink>> sinkTo(const SendOptions& options, const Format& format) {
  constexpr std::string_view kScheme = "mllp://";
  if (!options.to.starts_with(kScheme))
    return Error{Code::kInvalid, "expected mllp://HOST:PORT, not " + options.to, ""};
  const auto settings = Settings::parse(
      fmt::format(R"({{"address":{},"ack_timeout":{}}})",
                  jsonString(options.to.substr(kScheme.size())), options.timeout.count()),
      "send");
  if (!settings) return settings.error();
  return findAdapter("mllp")->sink(*settings, format);
}

}  // namespace

int send(const SendOptions& options) {
  Overheard format(*findAdapter("hl7v2")->format);
  auto sink = sinkTo(options, format);
  if (!sink) {
    std::cerr << "pontis: " << sink.error().text << "\n";
    return 2;
  }
  std::size_t failed = 0;
  eachUnit(options.files, "sending file", [&](const Unit& unit) {
    Message message;
    message.payload = unit.payload;
    if (unit.document) message.envelope = unit.format->envelope(**unit.document);
    const Outgoing outgoing{&message, unit.payload, 0};
    const auto sent = (*sink)->send({&outgoing, 1});
    printLines(format.takeAnswer().view());
    if (sent.front()) return;
    ++failed;
    std::cerr << "pontis: " << unit.file << " message " << unit.number << ": "
              << sent.front().error().text << "\n";
  });
  return failed > 0 ? 1 : 0;
}

}  // namespace pontis
