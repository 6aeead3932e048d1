// Checked: what was read of a configuration, and every mistake in it.
#pragma once

#include <string>

namespace pontis {

template <class T>
struct Checked {
  T value{};
  std::string mistakes;  // a line each, each with file:line:column; empty: none
};

}  // namespace pontis
