// What every configuration must say of personal data, for tests that are about something else.
#pragma once

namespace pontis {

// Members of an engine file, of a channel file and of a sink; each ends without a comma.
inline constexpr const char* kEnginePrivacy =
    R"("privacy": {"jurisdiction": "EE", "controller": {"name": "Test", "contact": "t@test"}})";
inline constexpr const char* kChannelPrivacy =
    R"("privacy": {"purpose": ["TREAT"], "basis": {"article6": "c", "article9": "h", "law": "x"}})";
inline constexpr const char* kRecipient =
    R"("recipient": {"name": "Ward", "organization": "Organization/1", "relation": "treating"})";

}  // namespace pontis
