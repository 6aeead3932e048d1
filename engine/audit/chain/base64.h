// Base64 (RFC 4648 section 4), read strictly: one text for each run of bytes, so that no bit of a
// signature can be changed without the change being seen.
//
// Thread safety: any thread may call any function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pontis {

std::string encodeBase64(std::string_view bytes);

// Nothing if `text` has other characters, the wrong padding, or bits that mean nothing.
std::optional<std::string> decodeBase64(std::string_view text);

}  // namespace pontis
