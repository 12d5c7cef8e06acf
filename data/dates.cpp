// The forms of a date.
#include "data/dates.hpp"

#include <array>
#include <chrono>

namespace heed::inline HEED_PRECISION {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1950, kLastYear = 2049;
constexpr const char* kMonths[] = {"january",   "february", "march",    "april",
                                   "may",       "june",     "july",     "august",
                                   "september", "october",  "november", "december"};
constexpr const char* kWeekdays[] = {"sunday",   "monday", "tuesday", "wednesday",
                                     "thursday", "friday", "saturday"};

// Everything that a form may show.
struct Parts {
  std::string day, two_digit_day, nth;                            // "3", "03", "3rd"
  std::string month, short_month, month_number, two_digit_month;  // "may", "may", "5", "05"
  std::string year, short_year;                                   // "1998", "98"
  std::string weekday, short_weekday;                             // "sunday", "sun"
};

std::string two_digits(unsigned number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string nth(unsigned day) {
  const bool teen = day >= 11 && day <= 13;
  const char* ending = teen            ? "th"
                       : day % 10 == 1 ? "st"
                       : day % 10 == 2 ? "nd"
                       : day % 10 == 3 ? "rd"
                                       : "th";
  return std::to_string(day) + ending;
}

Parts parts_of(const year_month_day& date) {
  const unsigned day = unsigned(date.day()), month = unsigned(date.month());
  const std::string name = kMonths[month - 1], year = std::to_string(int(date.year()));
  const std::string weekday = kWeekdays[std::chrono::weekday(sys_days(date)).c_encoding()];
  return {std::to_string(day),   two_digits(day),   nth(day), name,           name.substr(0, 3),
          std::to_string(month), two_digits(month), year,     year.substr(2), weekday,
          weekday.substr(0, 3)};
}

std::string iso(const Parts& p) { return p.year + "-" + p.two_digit_month + "-" + p.two_digit_day; }

using Form = std::string (*)(const Parts&);
constexpr std::array<Form, Dates::kForms> kWays = {
    [](const Parts& p) { return "the " + p.nth + " of " + p.month + " " + p.year; },
    [](const Parts& p) { return p.nth + " of " + p.month + " " + p.year; },
    [](const Parts& p) { return p.day + " " + p.month + " " + p.year; },
    [](const Parts& p) { return p.month + " " + p.day + ", " + p.year; },
    [](const Parts& p) { return p.month + " " + p.nth + ", " + p.year; },
    [](const Parts& p) { return p.weekday + ", " + p.day + " " + p.month + " " + p.year; },
    [](const Parts& p) {
      return p.short_weekday + " " + p.day + " " + p.short_month + " " + p.year;
    },
    [](const Parts& p) { return p.day + " " + p.short_month + " " + p.short_year; },
    [](const Parts& p) { return p.two_digit_day + "-" + p.short_month + "-" + p.year; },
    [](const Parts& p) { return p.year + " " + p.short_month + " " + p.two_digit_day; },
    [](const Parts& p) { return p.two_digit_day + "." + p.two_digit_month + "." + p.year; },
    [](const Parts& p) { return p.day + "." + p.month_number + "." + p.short_year; },
    [](const Parts& p) { return p.month_number + "/" + p.day + "/" + p.year; },
    [](const Parts& p) { return p.year + p.two_digit_month + p.two_digit_day; },
};

TextPair written_as(const year_month_day& date, int form) {
  const Parts parts = parts_of(date);
  return {kWays[size_t(form)](parts), iso(parts)};
}

}  // namespace

Dates::Dates(Part part, uint64_t seed)
    : PairGenerator(Vocabulary::characters(" ,-./0123456789abcdefghijlmnoprstuvwy"),
                    Vocabulary::characters("-0123456789"), part, seed) {}

TextPair Dates::written(int year, int month, int day, int form, Place at) const {
  const year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(month)),
                            std::chrono::day(unsigned(day))};
  if (!date.ok() || year < kFirstYear || year > kLastYear)
    throw ValueError(explain("Dates", at,
                             "there is no day " + std::to_string(year) + "-" +
                                 std::to_string(month) + "-" + std::to_string(day),
                             {}, "years are 1950 … 2049"));
  if (form < 0 || form >= kForms)
    throw ValueError(explain("Dates", at, "there is no form " + std::to_string(form), {},
                             "forms are 0 … " + std::to_string(kForms - 1)));
  return written_as(date, form);
}

TextPair Dates::draw(Random& random) const {
  const sys_days first = std::chrono::year(kFirstYear) / 1 / 1;
  const sys_days end = std::chrono::year(kLastYear + 1) / 1 / 1;
  const sys_days day = first + std::chrono::days(random.integer((end - first).count()));
  return written_as(year_month_day(day), int(random.integer(kForms)));
}

}  // namespace heed::inline HEED_PRECISION
