#include "adapters/atna/syslog_export.h"

#include <unistd.h>

#include <array>
#include <utility>

namespace pontis {
namespace {

// One turn; a record more may go over it. A receipt costs a handshake, a loss the whole turn again.
constexpr std::size_t kTurnBytes = 1u << 20;

std::string hostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Error unavailable(std::string text) { return {Code::kUnavailable, std::move(text), ""}; }

}  // namespace

const Spec<SyslogExportOptions>& SyslogExport::spec() {
  using Options = SyslogExportOptions;
  static const Spec<Options> kSpec =
      Spec<Options>()
          .field("host", &Options::host,
                 "Name or address of the audit record repository, as its certificate has it; "
                 "required.")
          .field("port", &Options::port, "Its port for syslog over TLS.",
                 {[](const std::size_t& port) {
                   return port > 0 && port < 65536 ? std::string() : "expected 1 to 65535";
                 }})
          .field("ca", &Options::ca,
                 "PEM file of the certificate authority that vouches for it; empty: the system's.")
          .field("certificate", &Options::certificate,
                 "PEM file of this engine's certificate, which IHE ATNA asks for.")
          .field("key", &Options::key, "PEM file of its private key.")
          .field("source", &Options::source, "AuditSourceID: who reports.")
          .field("site", &Options::site, "AuditEnterpriseSiteID: where.")
          .field("timeout", &Options::timeout, "How long to wait for the repository.")
          .field("first_retry", &Options::first_retry, "Wait after the first failure; it doubles.")
          .field("last_retry", &Options::last_retry, "The longest wait.")
          .field("end_confirms", &Options::end_confirms,
                 "The end of the connection is a receipt even without TLS's close_notify, which "
                 "some receivers never send (against RFC 5425, 4.4).");
  return kSpec;
}

SyslogExport::SyslogExport(SyslogExportOptions options, TlsClient tls)
    : options_(std::move(options)),
      tls_(std::move(tls)),
      origin_{hostName(), options_.source, std::to_string(::getpid())},
      backoff_(options_.first_retry, options_.last_retry) {}

std::string SyslogExport::frame(const AuditRecord& record) const {
  return syslogFrame(syslogMessage(auditMessage(record, {options_.source, options_.site}),
                                   record.recorded, origin_));
}

Result<std::size_t> SyslogExport::send(std::span<const AuditRecord> records) {
  if (stopped_.isSet()) return unavailable("the engine is stopping");
  if (!backoff_.isDue())
    return Error{Code::kBusy, "waiting before " + options_.host + " is asked again", ""};
  std::string frames;
  std::size_t count = 0;
  while (count < records.size() && frames.size() < kTurnBytes) frames += frame(records[count++]);
  if (const auto delivered = deliver(frames); !delivered) {
    backoff_.failed();
    return delivered.error();
  }
  backoff_.succeeded();
  return count;
}

Result<Done> SyslogExport::deliver(std::string_view frames) {
  const auto stream = tls_.connect(options_.host, options_.port);
  if (!stream) return unavailable(stream.error().text);
  if (auto written = write(**stream, frames); !written) return written;
  (*stream)->endWriting();
  return awaitReceipt(**stream);
}

Result<Done> SyslogExport::write(TlsStream& stream, std::string_view frames) {
  while (!frames.empty()) {
    const auto moved = stream.write(frames);
    frames.remove_prefix(moved.count);
    if (moved.state == Stream::State::kMoved) continue;
    if (auto ready = await(stream, moved.state); !ready) return ready;
  }
  return Done{};
}

Result<Done> SyslogExport::awaitReceipt(TlsStream& stream) {
  std::array<char, 4096> ignored;
  const auto until = std::chrono::steady_clock::now() + options_.timeout;
  while (std::chrono::steady_clock::now() < until) {
    const auto moved = stream.read(ignored);
    if (moved.state == Stream::State::kEnded) return Done{};
    if (moved.state == Stream::State::kMoved) continue;  // a repository has nothing to say
    if (stream.truncated() && options_.end_confirms) return Done{};
    if (auto ready = await(stream, moved.state); !ready) return ready;
  }
  return unavailable(options_.host + " does not confirm that it got everything");
}

Result<Done> SyslogExport::await(TlsStream& stream, Stream::State state) {
  if (state == Stream::State::kEnded || state == Stream::State::kFailed)
    return unavailable(stream.failure().empty() ? options_.host + " ended the connection"
                                                : stream.failure());
  const short event = state == Stream::State::kWantRead ? POLLIN : POLLOUT;
  const std::array<pollfd, 1> ready{{{stream.descriptor(), event, 0}}};
  const auto until = std::chrono::steady_clock::now() + options_.timeout;
  stopped_.wait(ready, options_.timeout);
  if (stopped_.isSet()) return unavailable("the engine is stopping");
  if (std::chrono::steady_clock::now() >= until) return unavailable(options_.host + " is silent");
  return Done{};
}

}  // namespace pontis
