// Whatever the bytes: nothing crashes, what is decoded is UTF-8, what is accepted is written back,
// and what is answered can be read.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/hl7v2/hl7v2_format.h"
#include "adapters/hl7v2/hl7v2_message.h"
#include "engine/base/text.h"

namespace {

using namespace pontis;

void require(bool holds) {
  if (!holds) std::abort();
}

void exercise(const Format& format, Message& message) {
  auto parsed = format.parse(message.payload);
  const Error* error = nullptr;
  if (parsed) {
    message.document = *parsed;
    const auto& document = static_cast<const Hl7v2Message&>(**parsed);
    std::string text = document.write();
    require(isUtf8(text));
    if (document.charset() == "UTF-8" && isUtf8(message.payload.view()))
      require(text == message.payload.view());
    for (std::size_t s = 0; s < document.size(); ++s)
      for (std::size_t n = 1; n <= document.fields(s); ++n)
        document.decode(document.field(s, n), text);
    require(isUtf8(text));
    for (const char* path : {"MSH-9", "PID-3.4.2", "PID-5[2].1", "OBX[2]-5"})
      for (const auto& value : document.find(path)) require(!value || isUtf8(*value));
    message.envelope = format.envelope(document);
    document.remarks();
  } else {
    error = &parsed.error();
  }
  const Bytes answer = format.acknowledge(message, error);
  require(answer.view().find("\x1C\r") == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Hl7v2Format kFormat;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Bytes& unit : kFormat.split(Bytes::clone(text))) {
    Message message;
    message.payload = unit;
    exercise(kFormat, message);
    (void)kFormat.readAcknowledgement(unit, "42");
  }
  return 0;
}
