// What PostgreSQL can keep as TEXT: UTF-8 (RFC 3629) without U+0000.
#pragma once

#include <string>
#include <string_view>

namespace pontis {

bool isPostgresText(std::string_view text);

// `text` with U+FFFD in place of each byte that cannot be kept.
std::string toPostgresText(std::string_view text);

}  // namespace pontis
