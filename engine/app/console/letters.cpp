#include "engine/app/console/letters.h"

#include <fmt/format.h>

#include <algorithm>

namespace pontis {
namespace {

std::string_view whatHappened(LetterKind kind) {
  switch (kind) {
    case LetterKind::kCorrected:
      return "were corrected (GDPR article 16). Please correct what you hold of them";
    case LetterKind::kErased:
      return "were erased (GDPR article 17). Please erase what you hold of them, unless a law "
             "obliges you to keep it";
    case LetterKind::kRestricted:
      return "may from now on only be stored (GDPR article 18). Please restrict their processing "
             "with you, too";
    case LetterKind::kLifted:
      break;
  }
  return "may be processed again: the restriction of which we told you (GDPR article 18) is lifted";
}

std::string letter(LetterKind kind, const Subject& subject, const Given& given,
                   const AddressBook& book) {
  const auto entry = std::find_if(book.entries.begin(), book.entries.end(),
                                  [&](const auto& one) { return one.sink == given.sink; });
  const bool known = entry != book.entries.end();
  std::string out = "To:   " + (known ? entry->name : given.sink) + "\n";
  if (known && !entry->contact.empty()) out += "      " + entry->contact + "\n";
  if (!book.controller.empty()) out += "From: " + book.controller + "\n";
  out += "Date: " + toText(std::chrono::system_clock::now()).substr(0, 10) + "\n\n";
  out += "The data of the person who is known to you by one of these numbers\n\n";
  for (const std::string& key : subject.keys) out += "  " + key + "\n";
  out += fmt::format(
      "\n{}.\n\nYou were given {} message{} about this person on the channel \"{}\", the last on "
      "{}.\nWe tell you so as article 19 of the GDPR asks of us, and will tell the person, if "
      "asked, that you were told.\n",
      whatHappened(kind), given.deliveries, given.deliveries == 1 ? "" : "s", given.channel,
      toText(given.last).substr(0, 10));
  return out;
}

}  // namespace

AddressBook addressBook(const EngineConfig& config) {
  AddressBook book;
  for (const ChannelConfig& channel : config.channels)
    for (const SinkConfig& sink : channel.sinks)
      book.entries.push_back({sink.route.sink, sink.recipient.name, sink.recipient.contact});
  if (!config.privacy) return book;
  const Controller& controller = config.privacy->controller;
  book.controller = controller.name + ", " + controller.contact;
  return book;
}

std::string letters(LetterKind kind, const Subject& subject, const std::vector<Given>& given,
                    const AddressBook& book) {
  std::string out;
  for (const Given& one : given)
    out += std::string(72, '-') + "\n" + letter(kind, subject, one, book);
  return out;
}

}  // namespace pontis
