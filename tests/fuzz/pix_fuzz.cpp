// Whatever the bytes: what the feed reads goes into an index or is refused, every query has an
// answer that can be read, and nothing crashes.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/hl7v2/hl7v2_format.h"
#include "adapters/hl7v2/hl7v2_message.h"
#include "adapters/pix/pix_responder.h"
#include "engine/base/text.h"

namespace {

using namespace pontis;

void require(bool holds) {
  if (!holds) std::abort();
}

Index& index() {
  static Index made({{"PONTIS", "1.2.99", "", "", {}, true}, {}, true});
  static const bool filled = [] {
    for (const char* given : {"Ann", "Bea", "Cyd"}) {
      PersonAct act{PersonAct::Kind::kRegister, {}, {}, "PID"};
      act.subject.identifiers = {{"A", given, "MR"}};
      act.subject.names = {{"Vogt", given, "", "", "", "L"}};
      require(static_cast<bool>(made.observe({&act, 1}, {"REG", "GH", "m", Time{}})));
    }
    return true;
  }();
  require(filled);
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Hl7v2Format kFormat;
  Message message;
  message.payload = Bytes::clone({reinterpret_cast<const char*>(data), size});
  auto parsed = kFormat.parse(message.payload);
  if (!parsed) return 0;
  message.document = *parsed;
  const PixResponder responder({}, index());
  if (responder.answers((*parsed)->type())) {
    const auto answer = responder.answer(message);
    require(answer && isUtf8(answer->view()) && kFormat.parse(*answer));
    require(answer->view().find("\x1C\r") == std::string_view::npos);
    return 0;
  }
  for (const PersonAct& act : kFormat.persons(**parsed))
    for (const Identifier& one : act.subject.identifiers)
      require(!one.value.empty() && isUtf8(one.value) && isUtf8(one.system));
  const Bytes numbered =
      kFormat.withIndexNumbers(message, [](const Identifier&) -> std::optional<Identifier> {
        return Identifier{"urn:oid:1.2.99", "P1", "PI"};
      });
  require(numbered.size() >= message.payload.size() && kFormat.parse(numbered));
  return 0;
}
