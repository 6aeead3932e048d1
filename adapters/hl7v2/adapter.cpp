#include "engine/core/adapter.h"

#include "adapters/hl7v2/hl7v2_format.h"

namespace pontis {
namespace {

const Hl7v2Format kFormat;

}  // namespace

extern const Adapter kHl7v2Adapter = {
    .name = "hl7v2",
    .summary = "HL7 version 2 messages, 2.1 to 2.9, with their acknowledgements",
    .maturity = Maturity::kTrial,
    .posture = Posture::kHostilePeers,
    .format = &kFormat,
};

}  // namespace pontis
