#include "engine/index/domains.h"

#include <algorithm>
#include <cassert>
#include <mutex>

namespace pontis {
namespace {

constexpr std::string_view kOidPrefix = "urn:oid:";

bool isOid(std::string_view text) {
  return text.find('.') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

}  // namespace

std::string systemOf(const Domain& domain) {
  if (!domain.oid.empty()) return std::string(kOidPrefix) + domain.oid;
  return domain.uri.empty() ? domain.name : domain.uri;
}

bool mayAssign(const Domain& domain, std::string_view application) {
  return domain.assigners.empty() || std::find(domain.assigners.begin(), domain.assigners.end(),
                                               application) != domain.assigners.end();
}

Domains::Domains(Domain own, std::vector<Domain> known) {
  add(std::move(own), true);
  for (Domain& domain : known) add(std::move(domain), true);
}

void Domains::add(Domain domain, bool known) {
  const Entry entry{static_cast<std::uint32_t>(all_.size()), known};
  for (const std::string* spelling : {&domain.name, &domain.oid, &domain.uri})
    if (!spelling->empty()) by_system_.try_emplace(*spelling, entry);
  all_.push_back(std::move(domain));
}

const Domains::Entry* Domains::entry(std::string_view system) const {
  if (system.starts_with(kOidPrefix)) system.remove_prefix(kOidPrefix.size());
  const auto found = by_system_.find(system);
  return found == by_system_.end() ? nullptr : &found->second;
}

std::uint32_t Domains::find(std::string_view system) const {
  const std::shared_lock lock(mutex_);
  const Entry* found = entry(system);
  return found && found->known ? found->domain : kUnknown;
}

std::uint32_t Domains::stored(std::string_view system) const {
  const std::shared_lock lock(mutex_);
  const Entry* found = entry(system);
  return found ? found->domain : kUnknown;
}

const Domain& Domains::at(std::uint32_t domain) const {
  const std::shared_lock lock(mutex_);
  return all_[domain];
}

std::size_t Domains::size() const {
  const std::shared_lock lock(mutex_);
  return all_.size();
}

std::uint32_t Domains::numberOf(std::string_view system) {
  if (const std::uint32_t known = stored(system); known != kUnknown) return known;
  const std::unique_lock lock(mutex_);
  if (const Entry* found = entry(system)) return found->domain;
  Domain domain;
  std::string_view bare = system;
  if (bare.starts_with(kOidPrefix)) bare.remove_prefix(kOidPrefix.size());
  if (isOid(bare))
    domain.oid = bare;
  else if (bare.find(':') != std::string_view::npos)
    domain.uri = bare;
  else
    domain.name = bare;
  const auto number = static_cast<std::uint32_t>(all_.size());
  // The empty system, too, needs a number: identifiers without authority are kept as they came.
  by_system_.try_emplace(std::string(bare), Entry{number, false});
  add(std::move(domain), false);
  return number;
}

std::uint32_t Domains::learn(std::string_view system) {
  assert(!system.empty());
  const std::uint32_t number = numberOf(system);
  const std::unique_lock lock(mutex_);
  for (auto& [spelling, entry] : by_system_)
    if (entry.domain == number) entry.known = true;
  return number;
}

}  // namespace pontis
