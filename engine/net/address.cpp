#include "engine/net/address.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

namespace pontis {

std::string checkAddress(const std::string& address) {
  const std::string expected = "expected host:port, such as 127.0.0.1:2575";
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0) return expected;
  const std::string host = address.substr(0, colon), port = address.substr(colon + 1);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (host.find(':') != std::string::npos && !bracketed)
    return "write an IPv6 address in brackets, such as [::1]:2575";
  const bool digits =
      std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (port.empty() || port.size() > 5 || !digits || std::stoi(port) > 65535)
    return "the port is a number from 0 to 65535";
  return "";
}

Result<Poco::Net::SocketAddress> resolve(const std::string& address) {
  if (const std::string wrong = checkAddress(address); !wrong.empty())
    return Error{Code::kInvalid, "\"" + address + "\": " + wrong, ""};
  try {
    return Poco::Net::SocketAddress(address);
  } catch (const Poco::Exception&) {
    return Error{Code::kUnavailable, "cannot resolve the name in \"" + address + "\"", ""};
  }
}

Error bindError(const std::string& listen, int code) {
  std::string why = "cannot listen at " + listen + ": ";
  if (code == EADDRINUSE) {
    why += "address in use: stop the other program or change \"listen\"";
  } else if (code == EACCES) {
    why += "permission denied: choose a port above 1023 in \"listen\"";
  } else if (code == EADDRNOTAVAIL) {
    why += "this machine has no such address: change \"listen\"";
  } else {
    why += "system error " + std::to_string(code);
  }
  return Error{Code::kUnavailable, why, ""};
}

void raiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace pontis
