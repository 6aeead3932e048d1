// FakeInlet, FakeFormat: an engine and a standard for tests of transports.
//
// The fake standard: a payload is "ID" or "ID|anything". A payload that begins with '!' is refused
// for good (kInvalid), one that begins with '?' for now (kUnavailable). Acknowledgements are
// "AA|ID", "AR|ID", "AE|ID". A batch is cut at '\n'.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/adapter.h"

namespace pontis {

class FakeDocument final : public Document {
 public:
  explicit FakeDocument(std::string control_id) : id(std::move(control_id)) {}
  const std::string id;

  std::string_view type() const override { return "FAKE"; }
  std::vector<std::optional<std::string>> find(std::string_view) const override { return {}; }
};

class FakeFormat final : public Format {
 public:
  explicit FakeFormat(std::string_view media_type = {}) : media_type_(media_type) {}

  static std::string_view idOf(std::string_view payload) {
    return payload.substr(0, payload.find('|'));
  }

  std::vector<Bytes> split(Bytes payload) const override {
    std::vector<Bytes> parts;
    const std::string_view all = payload.view();
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = std::min(all.find('\n', at), all.size());
      if (end > at) parts.push_back(payload.slice(at, end - at));
      at = end + 1;
    }
    return parts;
  }
  Result<std::shared_ptr<const Document>> parse(Bytes payload) const override {
    return std::shared_ptr<const Document>(
        std::make_shared<FakeDocument>(std::string(idOf(payload.view()))));
  }
  Envelope envelope(const Document& document) const override {
    return {"FAKE", dynamic_cast<const FakeDocument&>(document).id, "", "", {}};
  }
  Bytes acknowledge(const Message& message, const Error* error) const override {
    if (message.payload.view().starts_with('-')) return {};  // asks for no answer
    const char* const code = error == nullptr ? "AA|" : error->retryable() ? "AE|" : "AR|";
    return Bytes::own(code + std::string(idOf(message.payload.view())));
  }
  Result<Done> readAcknowledgement(Bytes bytes, std::string_view control_id) const override {
    const std::string_view all = bytes.view();
    if (all.size() < 3 || all[2] != '|') return Error{Code::kMalformed, "no acknowledgement", ""};
    if (all.substr(3) != control_id) return Error{Code::kNotFound, "of another message", ""};
    if (all.starts_with("AA")) return Done{};
    return Error{all.starts_with("AE") ? Code::kUnavailable : Code::kInvalid, "peer refuses", ""};
  }
  std::string_view mediaType() const override { return media_type_; }

 private:
  const std::string_view media_type_;
};

class FakeInlet final : public Inlet {
 public:
  explicit FakeInlet(std::string_view media_type = {}) : format_(media_type) {}

  std::vector<Reply> accept(std::span<Message> messages) override {
    if (before) before();
    std::vector<Reply> replies;
    const std::lock_guard lock(mutex_);
    ++calls_;
    for (const Message& message : messages) {
      const std::string_view payload = message.payload.view();
      std::optional<Error> error;
      if (payload.starts_with('!')) error = Error{Code::kInvalid, "refused", ""};
      if (payload.starts_with('?') && unavailable) error = Error{Code::kUnavailable, "not now", ""};
      seen_.emplace_back(payload);
      replies.push_back({format_.acknowledge(message, error ? &*error : nullptr), error});
    }
    changed_.notify_all();
    return replies;
  }
  void quarantine(std::string_view, Bytes bytes, const Error& why) override {
    const std::lock_guard lock(mutex_);
    kept_.push_back(std::string(bytes.view()) + ": " + why.text);
    changed_.notify_all();
  }
  const Format& format() const override { return format_; }

  // What was accepted (and refused) so far, in one line: "[A][B]".
  std::string seen() const {
    const std::lock_guard lock(mutex_);
    return fold(seen_);
  }
  // What was quarantined so far: "[BYTES: reason]".
  std::string kept() const {
    const std::lock_guard lock(mutex_);
    return fold(kept_);
  }
  std::size_t calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  // Waits until that many messages and quarantined pieces have come, or five seconds have passed.
  bool await(std::size_t messages, std::size_t pieces = 0) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(5),
                             [&] { return seen_.size() >= messages && kept_.size() >= pieces; });
  }

  std::function<void()> before;          // called by accept(), with no lock held
  std::atomic<bool> unavailable = true;  // whether '?' is refused

 private:
  static std::string fold(const std::vector<std::string>& all) {
    std::string line;
    for (const std::string& one : all) line += "[" + one + "]";
    return line;
  }

  const FakeFormat format_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> seen_, kept_;
  std::size_t calls_ = 0;
};

}  // namespace pontis
