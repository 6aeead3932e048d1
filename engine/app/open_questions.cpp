// What a configuration leaves open for an impact assessment.
#include <iterator>

#include "engine/app/countries.h"
#include "engine/app/impact_assessment.h"
#include "engine/app/security_measures.h"

namespace pontis {
namespace {

using Questions = std::vector<std::string>;

void append(Questions& all, Questions more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Questions ofRecipient(const std::string& channel, const Recipient& recipient,
                      const Controller& controller) {
  Questions all;
  const std::string who = "Channel " + channel + ", " + recipient.name + ": ";
  if (recipient.kind == "processor") all.push_back(who + "is there a contract (GDPR 28(3))?");
  if (recipient.kind == "joint_controller")
    all.push_back(who +
                  "is there an arrangement, and do data subjects know its essence (GDPR 26)?");
  if (crossesBorder(recipient, controller) && !isInEea(recipient.country))
    all.push_back(who + "does \"" + recipient.safeguard + "\" hold for " + recipient.country +
                  ", and was the transfer assessed (GDPR 44 to 49)?");
  if (recipient.relation == "none")
    all.push_back(
        who +
        "it has no relation to the patient: nothing reaches it unless a consent or a duty "
        "permits it. Is that meant?");
  return all;
}

Questions ofChannel(const ChannelConfig& channel, const Controller& controller) {
  Questions all;
  const ChannelPrivacy& privacy = channel.privacy;
  const std::string which = "Channel " + channel.name + ": ";
  if (privacy.basis.article6 == "a" || privacy.basis.article9 == "a")
    all.push_back(
        which + "how is consent given and shown (GDPR 7(1)), and how withdrawn as easily (7(3))?");
  if (privacy.basis.article6 == "f")
    all.push_back(
        which +
        "which legitimate interest, and why do the interests of data subjects not outweigh "
        "it (GDPR 6(1)(f), 35(7)(a))?");
  if (privacy.retention.age.count() == 0 && privacy.retention.bytes == 0)
    all.push_back(which +
                  "payloads are kept without end: how long are they needed (GDPR 5(1)(e))?");
  for (const std::string& controller_served : privacy.on_behalf)
    all.push_back(which + "is there a contract with " + controller_served + " (GDPR 28(3))?");
  for (const SinkConfig& sink : channel.sinks)
    append(all, ofRecipient(channel.name, sink.recipient, controller));
  for (const Recipient& asker : channel.askers)
    append(all, ofRecipient(channel.name, asker, controller));
  return all;
}

}  // namespace

std::vector<std::string> openQuestions(const EngineConfig& config) {
  Questions all;
  if (config.privacy) {
    const PrivacyConfig& privacy = *config.privacy;
    if (privacy.controller.dpo.empty())
      all.push_back(
          "Who is the data protection officer? Health data on a large scale need one "
          "(GDPR 37(1)(c)).");
    if (!isInEea(privacy.controller.country) && privacy.controller.representative.empty())
      all.push_back("Who represents the controller in the Union (GDPR 27)?");
    if (privacy.labels_file.empty())
      all.push_back(
          "The table of security labels is the one that is shipped, which knows no "
          "clinical code: which codes are sensitive here?");
    for (const ChannelConfig& channel : config.channels)
      if (channel.privacy.personal) append(all, ofChannel(channel, privacy.controller));
  }
  for (const SecurityMeasure& measure : securityMeasures(config))
    if (!measure.on)
      all.push_back(measure.name + ": not there (" + measure.how + "). What stands in its place?");
  append(all, {"What is the advice of the data protection officer (GDPR 35(2))?",
               "Were data subjects or their representatives heard (GDPR 35(9))?",
               "Is the risk that remains high, so that the supervisory authority must be consulted "
               "(GDPR 36(1))?",
               "When is this reviewed (GDPR 35(11))?"});
  return all;
}

}  // namespace pontis
