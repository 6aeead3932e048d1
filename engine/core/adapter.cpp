#include "engine/core/adapter.h"

namespace pontis {

const Adapter* findAdapter(std::string_view name) {
  for (const Adapter* adapter : adapters())
    if (adapter->name == name) return adapter;
  return nullptr;
}

}  // namespace pontis
