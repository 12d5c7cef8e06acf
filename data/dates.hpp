// Dates as people write them, to be brought into the one form of ISO 8601.
#pragma once

#include "data/pair_generator.hpp"

namespace heed::inline HEED_PRECISION {

// "the 3rd of may 1998", "sunday, 3 may 1998", "may 3rd, 1998", "3.5.98", "5/3/1998" all become
// "1998-05-03". Every day of 1950 … 2049 is as likely, and so is each of the forms; so two digits
// are enough for a year. With dots the day comes first, with slashes the month; weekdays are right.
// A day is in one part, with all its forms.
class Dates : public PairGenerator {
 public:
  static constexpr int kForms = 14;
  static constexpr int64_t kLongest = 28;  // characters of the longest form

  // Of that part; days and forms of another seed come in another order.
  Dates(Part part, uint64_t seed);
  // That day in that form, 0 … kForms-1. ValueError for a day outside those years, and for no form.
  TextPair written(int year, int month, int day, int form, Place at = Place::here()) const;

 protected:
  TextPair draw(Random& random) const override;
  std::string subject(const TextPair& pair) const override { return pair.target; }
};

}  // namespace heed::inline HEED_PRECISION
