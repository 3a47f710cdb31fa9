// turnout/generate/detail/history.ipp -- the tables of a made-up half-year.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <turnout/generate/detail/history_cases.ipp>
#include <turnout/generate/detail/history_past.ipp>
#include <turnout/generate/detail/words.ipp>
#include <turnout/generate/detail/writing.ipp>
#include <turnout/generate/history.hpp>
#include <turnout/model/error.hpp>

namespace turnout::inline TURNOUT_ABI {

namespace detail::generate {

inline void check_options(const HistoryOptions& o) {
  const auto require = [](bool in_range, const char* option, const char* range) {
    if (!in_range) throw RangeError(std::string("HistoryOptions::") + option + " must be " + range);
  };
  require(o.members >= 1'000 && o.members <= 5'000'000, "members", "from 1,000 to 5,000,000");
  require(o.services >= o.members / 10 && o.services / 20 <= o.members, "services",
          "from one for ten members to twenty a member");
  require(o.cases <= o.members / 200, "cases", "at most one for 200 members");
  require(o.days >= 120 && o.days <= 250, "days", "from 120 to 250");
  const LocalDay least{std::chrono::year{1980} / 1 / 1};
  const LocalDay most{std::chrono::year{2150} / 1 / 1};
  require(o.first_day >= least && o.first_day < most, "first_day", "from the year 1980 to 2149");
}

inline std::string id_of(Someone who) {
  return who.letter == 0 ? std::string() : numbered(who.letter, who.number, 5);
}
inline std::string service_id_of(std::size_t i) { return numbered('S', i + 1, 7); }
inline std::string need_id_of(std::uint32_t need) { return numbered('N', need, 6); }

/// Days and times as the tables show them, by seconds from the first midnight.
class PastClock {
 public:
  explicit PastClock(const HistoryOptions& o) {
    // Confirmations follow up to three weeks later.
    for (std::uint32_t day = 0; day < o.days + 30; ++day)
      days_.push_back(to_text(o.first_day + std::chrono::days{day}));
  }
  [[nodiscard]] const std::string& day(std::int64_t seconds) const {
    return days_[static_cast<std::size_t>(seconds / kDay)];
  }
  /// "2026-03-01 09:00", with seconds where there are any.
  [[nodiscard]] std::string at(std::int64_t seconds) const {
    std::string text = day(seconds) + ' ';
    append_clock(text, static_cast<std::uint32_t>(seconds % kDay / 60));
    if (const std::int64_t rest = seconds % 60; rest != 0) {
      text += ':';
      text += static_cast<char>('0' + rest / 10);
      text += static_cast<char>('0' + rest % 10);
    }
    return text;
  }

 private:
  std::vector<std::string> days_;
};

inline Table services_table(const std::vector<Given>& given,
                            const std::vector<std::uint32_t>& order, const PastClock& past) {
  Texts ids, members, needs, starts, ends, sources, recorded, confirmed, confirmed_at, rated;
  OptionalIntegers ratings(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Given& g = given[order[i]];
    ids.push_back(service_id_of(i));
    members.push_back(id_of({'M', g.member + 1}));
    needs.push_back(g.need == 0 ? std::string() : need_id_of(g.need));
    starts.push_back(past.at(g.start));
    ends.push_back(past.at(g.end));
    sources.push_back(g.source == 'c'   ? "checkin"
                      : g.source == 's' ? "self"
                      : g.source == 'o' ? "organiser"
                                        : "admin");
    recorded.push_back(id_of(g.recorded));
    confirmed.push_back(id_of(g.confirmed));
    confirmed_at.push_back(g.confirmed.letter == 0 ? std::string()
                           : g.on_a_day            ? past.day(g.confirmed_at)
                                                   : past.at(g.confirmed_at));
    ratings.push_back(g.rating, g.rating != 0);
    rated.push_back(g.rating == 0 ? std::string() : id_of(g.rated));
  }
  return Table(
      "services",
      {text_column("service_id", std::move(ids)), text_column("member_id", std::move(members)),
       text_column("need_id", std::move(needs)), text_column("start", std::move(starts)),
       text_column("end", std::move(ends)), text_column("source", std::move(sources)),
       text_column("recorded_by", std::move(recorded)),
       text_column("confirmed_by", std::move(confirmed)),
       text_column("confirmed_at", std::move(confirmed_at)), std::move(ratings).named("rating"),
       text_column("rated_by", std::move(rated))});
}

/// Communities lie in rows of 0.85 km, turning at each end so that neighbours stay neighbours.
inline Table spots_table(const std::vector<NeedSpot>& needs, std::uint32_t communities) {
  std::uint32_t width = 1;
  while (width * width < communities) ++width;
  Texts ids, places;
  std::vector<double> lat, lon;
  for (std::uint32_t n = 1; n < needs.size(); ++n) {
    const NeedSpot& spot = needs[n];
    const std::uint32_t row = spot.community / width, at = spot.community % width;
    const std::uint32_t column = row % 2 == 0 ? at : width - 1 - at;
    ids.push_back(need_id_of(n));
    places.push_back(community_name(spot.community) + (spot.far ? " county site " : " site ") +
                     std::to_string(spot.site + 1));
    // In 1e-5 degree; the county begins 0.4 degree, 44 km, south of the city.
    lat.push_back(static_cast<double>(3'000'000 + row * 765 + spot.site * 150 -
                                      (spot.far ? 40'000 + row * 765 : 0)) /
                  1e5);
    lon.push_back(static_cast<double>(12'400'000 + column * 883 + spot.site * 90) / 1e5);
  }
  return Table("places", {text_column("need_id", std::move(ids)),
                          text_column("place", std::move(places)),
                          {"lat", Column::reals(std::move(lat))},
                          {"lon", Column::reals(std::move(lon))}});
}

inline Table truth_table(const std::vector<PlantedCase>& cases, const std::vector<Given>& given,
                         const std::vector<std::uint32_t>& order) {
  std::vector<std::string> services(cases.size() + 1);
  const auto append = [](std::string& list, const std::string& id) {
    list.append(list.empty() ? "" : ";").append(id);
  };
  for (std::size_t i = 0; i < order.size(); ++i)
    if (const std::uint32_t c = given[order[i]].planted; c != 0)
      append(services[c], service_id_of(i));
  Texts ids, kinds, people, evidence;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    ids.push_back(numbered('C', c + 1, 4));
    kinds.push_back(cases[c].kind);
    std::string who;
    for (const Someone person : cases[c].people) append(who, id_of(person));
    people.push_back(who);
    evidence.push_back(services[c + 1]);
  }
  return Table("truth",
               {text_column("case_id", std::move(ids)), text_column("kind", std::move(kinds)),
                text_column("member_ids", std::move(people)),
                text_column("service_ids", std::move(evidence))});
}

}  // namespace detail::generate

TURNOUT_INLINE History make_history(const HistoryOptions& options) {
  using namespace detail::generate;
  check_options(options);
  HonestPast past(options);
  past.draw();
  CasePlanter planter(options, past);
  planter.plant();

  const std::vector<Given>& given = past.given();
  std::vector<std::uint32_t> order(given.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(
      order, {}, [&](std::uint32_t i) { return std::pair(given[i].start, given[i].member); });
  History made;
  made.services = services_table(given, order, PastClock(options));
  made.places = spots_table(past.needs(), past.communities());
  made.truth = truth_table(planter.cases(), given, order);
  Texts ids, communities;
  for (std::uint32_t m = 0; m < options.members; ++m) {
    ids.push_back(id_of({'M', m + 1}));
    communities.push_back(community_name(past.community_of(m)));
  }
  made.members = Table("members", {text_column("member_id", std::move(ids)),
                                   text_column("community", std::move(communities))});
  return made;
}

}  // namespace turnout::inline TURNOUT_ABI
