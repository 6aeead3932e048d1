// Syslog: an audit message in the frame of ITI-20 (ITI TF-2 3.20.4.1.2): RFC 5424, and over TLS the
// octet counting of RFC 5425 section 4.3.
//
// Thread safety: any thread may call any function.
#pragma once

#include <string>

#include "engine/base/clock.h"

namespace pontis {

// The fields of an RFC 5424 header that do not change from message to message.
struct SyslogOrigin {
  std::string host;         // HOSTNAME: a name or an address
  std::string application;  // APP-NAME
  std::string process;      // PROCID
};

// "<85>1 TIME HOST APP PROC IHE+RFC-3881 - MESSAGE": facility 10 (security/authorization), severity
// 5 (notice). Characters that a header must not hold become '_', what is too long is cut, and an
// empty field is "-" (RFC 5424 section 6). Without a byte order mark, as ITI's CP-477 asks.
std::string syslogMessage(std::string_view message, Time time, const SyslogOrigin& origin);

// "LENGTH MESSAGE", the length in bytes.
std::string syslogFrame(std::string_view syslog_message);

}  // namespace pontis
