// turnout/generate/detail/history_cases.ipp -- what is not as it should be, planted among the
// honest, and the list of it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <turnout/generate/detail/history_past.ipp>
#include <turnout/generate/history.hpp>
#include <turnout/generate/random.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// A planted case; its services are those that bear its number.
struct PlantedCase {
  std::string_view kind;
  std::vector<Someone> people;
};

class CasePlanter {
 public:
  CasePlanter(const HistoryOptions& options, HonestPast& past)
      : o_(options),
        past_(past),
        given_(past.given()),
        honest_(given_.size()),
        dice_(options.seed, 12),
        taken_(options.members, false),
        rated_by_(options.members, 0),
        rated_(options.members, 0),
        services_of_(options.members, 0) {
    for (const Given& g : given_) {
      ++services_of_[g.member];
      if (g.rating == 0) continue;
      ++rated_[g.member];
      if (g.rated.letter == 'M') ++rated_by_[g.rated.number - 1];
    }
  }

  /// Rings first: they need members of whom little else is known.
  void plant() {
    for (std::uint32_t i = 0; i < o_.cases; ++i) plant_ring(i);
    for (std::uint32_t i = 0; i < o_.cases; ++i) {
      plant_overlap();
      plant_long_days();
      plant_twice(i);
      plant_travel();
      plant_long_service();
      plant_own(true);
      plant_own(false);
    }
    plant_bursts();
    for (std::uint32_t i = 0; i < o_.cases; ++i) plant_always_five(i);
  }
  [[nodiscard]] const std::vector<PlantedCase>& cases() const { return cases_; }

 private:
  [[nodiscard]] std::uint32_t number() const { return static_cast<std::uint32_t>(cases_.size()); }
  void begin(std::string_view kind, std::vector<Someone> people) {
    cases_.push_back({kind, std::move(people)});
  }
  static Someone someone(std::uint32_t member) { return {'M', member + 1}; }

  /// A member of no case yet.
  std::uint32_t take_member() {
    while (true) {
      const std::uint32_t member = dice_.below(o_.members);
      if (!taken_[member]) return take(member);
    }
  }
  std::uint32_t take(std::uint32_t member) {
    taken_[member] = true;
    return member;
  }
  /// The first of `count` days in a row on which the member does nothing else.
  std::uint32_t free_day(std::uint32_t member, std::uint32_t first, std::uint32_t last,
                         std::uint32_t count = 1) {
    std::uint32_t day = dice_.between(first, last - count);
    for (std::uint32_t tries = 0; tries < 1'000;
         ++tries, day = dice_.between(first, last - count)) {
      bool free = true;
      for (std::uint32_t d = day; d < day + count; ++d) free = free && !past_.is_busy(member, d);
      if (free) break;
    }
    for (std::uint32_t d = day; d < day + count; ++d) past_.make_busy(member, d);
    return day;
  }
  std::uint32_t new_need(std::uint32_t community, bool far = false) {
    past_.needs().push_back({community, dice_.below(3), far});
    return static_cast<std::uint32_t>(past_.needs().size() - 1);
  }
  /// A service of the case at hand, confirmed by the community's organiser.
  Given& add(std::uint32_t member, std::int64_t start, std::int64_t seconds, char source,
             std::uint32_t need) {
    const Someone by = HonestPast::organiser(past_.community_of(member));
    Given g{.member = member, .need = need, .start = start, .end = start + seconds};
    g.source = source;
    g.confirmed = by;
    g.confirmed_at = (g.end / kDay + dice_.between(1, 9)) * kDay;
    g.on_a_day = true;
    g.planted = number();
    given_.push_back(g);
    return given_.back();
  }

  void plant_overlap() {
    const std::uint32_t member = take_member();
    const std::uint32_t home = past_.community_of(member);
    begin("overlap", {someone(member)});
    const std::int64_t nine = free_day(member, 1, o_.days - 2) * kDay + 9 * kHour;
    add(member, nine, 2 * kHour, 's', new_need(home));
    add(member, nine + 60 * dice_.between(15, 110), 2 * kHour, dice_.per_mille(500) ? 's' : 'c',
        new_need(home));
  }
  void plant_long_days() {
    const std::uint32_t member = take_member();
    const std::uint32_t home = past_.community_of(member);
    begin("too_many_hours", {someone(member)});
    const std::int64_t midnight = free_day(member, 1, o_.days - 2) * kDay;
    add(member, midnight + kHour / 2, 12 * kHour, 's', new_need(home));
    add(member, midnight + 8 * kHour, 60 * dice_.between(500, 740), 's', new_need(home));
    add(member, midnight + 14 * kHour, 8 * kHour, 's', new_need(home));
  }
  /// On the phone and on paper: the list has the times of the plan, and sometimes no need.
  void plant_twice(std::uint32_t i) {
    for (std::uint32_t tries = 0; tries < 10'000; ++tries) {
      const std::uint32_t at = dice_.below(static_cast<std::uint32_t>(honest_));
      const Given first = given_[at];
      if (first.planted != 0 || taken_[first.member] || first.source != 'c') continue;
      begin("same_twice", {someone(take(first.member))});
      given_[at].planted = number();
      const auto nearest = [](std::int64_t t) { return (t + 450) / 900 * 900; };
      Given copy = first;
      copy.start = nearest(first.start);
      copy.end = std::max(nearest(first.end), copy.start + 900);
      copy.source = 'a';
      copy.recorded = copy.confirmed = past_.office(past_.community_of(first.member));
      copy.on_a_day = false;
      copy.confirmed_at = past_.next_list(static_cast<std::uint32_t>(first.end / kDay), dice_);
      copy.confirmed_at = std::max(copy.confirmed_at, copy.end);
      copy.rating = 0;
      copy.rated = {};
      if (i % 2 == 0) copy.need = 0;
      copy.planted = number();
      given_.push_back(copy);
      return;
    }
  }
  void plant_travel() {
    const std::uint32_t member = take_member();
    const std::uint32_t home = past_.community_of(member);
    begin("impossible_travel", {someone(member)});
    const std::int64_t nine = free_day(member, 1, o_.days - 2) * kDay + 9 * kHour;
    add(member, nine, kHour, 'c', new_need(home));
    add(member, nine + kHour + 60 * dice_.between(1, 12), kHour, 'c', new_need(home, true));
  }
  void plant_long_service() {
    const std::uint32_t member = take_member();
    begin("long_service", {someone(member)});
    const std::int64_t start = free_day(member, 1, o_.days - 2, 2) * kDay + 14 * kHour;
    add(member, start, 60 * dice_.between(970, 1'900), 'c', new_need(past_.community_of(member)));
  }
  void plant_own(bool confirmed) {
    for (std::uint32_t tries = 0; tries < 10'000; ++tries) {
      Given& g = given_[dice_.below(static_cast<std::uint32_t>(honest_))];
      if (g.planted != 0 || taken_[g.member] || (g.source != 's' && g.source != 'c')) continue;
      const std::string_view kind = confirmed ? "confirmed_by_self" : "rated_by_self";
      begin(kind, {someone(take(g.member))});
      g.planted = number();
      if (confirmed) {
        g.confirmed = someone(g.member);
        g.confirmed_at = (g.end / kDay + 1) * kDay;
        g.on_a_day = true;
      } else {
        g.rated = someone(g.member);
        g.rating = 5;
      }
      return;
    }
  }

  /// Every ordered pair a few times; a four now and then, and a rating for somebody else.
  void plant_ring(std::uint32_t i) {
    const std::uint32_t size = 2 + i % 5;
    std::vector<std::uint32_t> ring;
    const std::uint32_t community = dice_.below(past_.communities());
    for (std::uint32_t tries = 0; ring.size() < size && tries < 100'000; ++tries) {
      // Neighbours, as a rule; a community of too many old hands sends for others.
      const std::uint32_t member =
          tries < 2'000
              ? std::min(community * kPerCommunity + dice_.below(kPerCommunity), o_.members - 1)
              : dice_.below(o_.members);
      if (taken_[member] || rated_by_[member] > 1 || rated_[member] > 4) continue;
      ring.push_back(take(member));
    }
    std::vector<Someone> people;
    for (const std::uint32_t m : ring) people.push_back(someone(m));
    begin("rating_ring", people);
    constexpr std::array<std::uint32_t, 7> least{0, 0, 9, 5, 3, 3, 3};
    constexpr std::array<std::uint32_t, 7> most{0, 0, 14, 8, 6, 5, 4};
    for (const std::uint32_t by : ring)
      for (const std::uint32_t member : ring) {
        if (by == member) continue;
        for (std::uint32_t n = dice_.between(least[size], most[size]); n > 0; --n) {
          const std::int64_t day = free_day(member, 1, o_.days - 2);
          Given& g = add(member, day * kDay + 60 * dice_.between(480, 1'080), 3'600, 's',
                         new_need(past_.community_of(member)));
          g.rated = someone(by);
          g.rating = dice_.per_mille(960) ? 5 : 4;
        }
      }
    for (const std::uint32_t by : ring) {
      Given& g = given_[dice_.below(static_cast<std::uint32_t>(honest_))];
      if (!dice_.per_mille(400) || g.planted != 0 || g.rating != 0 || taken_[g.member]) continue;
      g.rated = someone(by);
      g.rating = 4;
    }
  }

  /// In one quarter of an hour, services of weeks before: some 50 on a day when an organiser enters
  /// one or two, some 110 where an office has lists of twenty.
  void plant_bursts() {
    const std::uint32_t offices =
        (past_.communities() + kCommunitiesAStreet - 1) / kCommunitiesAStreet;
    const std::uint32_t administrators = past_.communities() + offices;
    std::vector<std::uint32_t> order(administrators);
    for (std::uint32_t i = 0; i < administrators; ++i) order[i] = i;
    for (std::uint32_t i = administrators; i > 1; --i)
      std::swap(order[i - 1], order[dice_.below(i)]);
    for (std::uint32_t i = 0; i < o_.cases && i < administrators; ++i) plant_burst(order[i]);
  }
  void plant_burst(std::uint32_t administrator) {
    const bool office = administrator >= past_.communities();
    const std::uint32_t community =
        office ? (administrator - past_.communities()) * kCommunitiesAStreet : administrator;
    const Someone by{'A', administrator + 1};
    begin("burst", {by});
    const std::uint32_t day = dice_.between(70, o_.days - 3);
    const std::int64_t at = day * kDay + 60 * dice_.between(540, 1'000);
    std::vector<std::uint32_t> friends;
    for (std::uint32_t f = dice_.between(6, 14); f > 0; --f) {
      std::uint32_t member = community * kPerCommunity + dice_.below(kPerCommunity);
      while (member >= o_.members || taken_[member]) member = dice_.below(o_.members);
      friends.push_back(take(member));
    }
    const bool with_need = dice_.per_mille(500);
    for (std::uint32_t n = office ? dice_.between(100, 160) : dice_.between(30, 80); n > 0; --n) {
      const std::uint32_t member = friends[dice_.below(static_cast<std::uint32_t>(friends.size()))];
      const std::int64_t start =
          free_day(member, day - 65, day - 1) * kDay + 900 * dice_.between(32, 72);
      Given& g =
          add(member, start, 3'600 * dice_.between(1, 3), 'a', with_need ? new_need(community) : 0);
      g.recorded = g.confirmed = by;
      g.confirmed_at = at + dice_.below(900);
      g.on_a_day = false;
    }
  }

  /// Ratings of services that nobody else has rated.
  void plant_always_five(std::uint32_t i) {
    const Someone rater{'R', past_.communities() * kResidents + 1 + i};
    begin("always_five", {rater});
    std::uint32_t left = dice_.between(80, 220);
    for (std::uint32_t tries = 0; left > 0 && tries < 100'000; ++tries) {
      Given& g = given_[dice_.below(static_cast<std::uint32_t>(honest_))];
      if (g.planted != 0 || g.rating != 0) continue;
      g.rated = rater;
      g.rating = 5;
      --left;
    }
  }

  const HistoryOptions& o_;
  HonestPast& past_;
  std::vector<Given>& given_;
  std::size_t honest_;  ///< How many services stand in front of what is added here.
  Random dice_;
  std::vector<bool> taken_;
  std::vector<std::uint32_t> rated_by_, rated_, services_of_;  ///< By member, of the honest.
  std::vector<PlantedCase> cases_;
};

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
