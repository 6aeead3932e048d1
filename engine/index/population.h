// Population: what is known of the people among whom two records are compared.
#pragma once

namespace pontis {

struct Population {
  // How many persons another one could be. An index may yet meet everybody in its region; a file
  // that is linked as a whole holds whom it holds.
  double persons = 1 << 20;
  // Whether families are among them. Then fields hang together: who shares an address as a rule
  // shares the family name, and the same birth date may be a twin's. Without families the score
  // alone tells (linkage.h learns it).
  bool families = true;
  // Whether birth dates are kept. Where they are, the lack of one is a reason to doubt.
  bool dated = true;
};

}  // namespace pontis
