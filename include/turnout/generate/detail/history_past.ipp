// turnout/generate/detail/history_past.ipp -- the honest half-year: who came, who wrote it down,
// who rated it.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include <turnout/generate/history.hpp>
#include <turnout/generate/random.hpp>

namespace turnout::inline TURNOUT_ABI::detail::generate {

/// Members, administrators, residents and raters on a street's behalf: 'M', 'A', 'R', 'T'.
struct Someone {
  char letter = 0;
  std::uint32_t number = 0;
  friend auto operator<=>(const Someone&, const Someone&) = default;
};

/// Seconds count from the first midnight.
struct Given {
  std::uint32_t member = 0, need = 0;  ///< From 0; need 0: none.
  std::int64_t start = 0, end = 0;
  char source = 0;  ///< 'c'heckin, 's'elf, 'o'rganiser, 'a'dmin.
  Someone recorded = {}, confirmed = {}, rated = {};
  std::int64_t confirmed_at = 0;
  bool on_a_day = false;  ///< Confirmed at some time of that day.
  std::uint8_t rating = 0;
  std::uint32_t planted = 0;  ///< The case it belongs to; 0: honest.
};

struct NeedSpot {
  std::uint32_t community = 0, site = 0;
  bool far = false;  ///< In the county, some 40 km away.
};

inline constexpr std::uint32_t kPerCommunity = 144, kCommunitiesAStreet = 10, kResidents = 60;
inline constexpr std::int64_t kHour = 3'600, kDay = 86'400;

/// How often someone gives a five, per mille: most in the middle, some generous, a few strict.
inline std::uint32_t share_of_fives(Someone who, std::uint64_t seed) {
  Random dice(seed ^ (std::uint64_t{static_cast<unsigned char>(who.letter)} << 40U), who.number);
  const std::uint32_t sort = dice.below(100);
  if (sort < 70) return dice.between(450, 700);
  if (sort < 92) return dice.between(850, 930);
  if (sort < 95) return dice.between(950, 980);
  return dice.between(150, 350);
}

class HonestPast {
 public:
  explicit HonestPast(const HistoryOptions& options)
      : o_(options),
        communities_(std::max(options.members / kPerCommunity, 1U)),
        dice_(options.seed, 11),
        free_from_(options.members, -kDay),
        busy_(options.members),
        needs_(1) {}

  void draw() {
    // Some four come to a shift.
    const std::uint64_t shifts = std::uint64_t{o_.services} * 10 / 41;
    const std::uint32_t days = o_.days - 2;  // confirmations need some time
    given_.reserve(o_.services + o_.services / 8);
    for (std::uint32_t day = 0; day < days; ++day)
      draw_day(day, static_cast<std::uint32_t>(shifts * (day + 1) / days - shifts * day / days));
  }

  [[nodiscard]] std::vector<Given>& given() { return given_; }
  [[nodiscard]] std::vector<NeedSpot>& needs() { return needs_; }
  [[nodiscard]] std::uint32_t communities() const { return communities_; }
  [[nodiscard]] std::uint32_t community_of(std::uint32_t member) const {
    return std::min(member / kPerCommunity, communities_ - 1);
  }
  /// The one who writes down a community's services, and the office that enters its paper lists.
  [[nodiscard]] static Someone organiser(std::uint32_t community) { return {'A', community + 1}; }
  [[nodiscard]] Someone office(std::uint32_t community) const {
    return {'A', communities_ + 1 + community / kCommunitiesAStreet};
  }
  [[nodiscard]] bool is_busy(std::uint32_t member, std::uint32_t day) const {
    return busy_[member][day];
  }
  void make_busy(std::uint32_t member, std::uint32_t day) { busy_[member].set(day); }
  /// Monday of the week behind `day`; the lists of two holiday weeks come with the next.
  [[nodiscard]] std::int64_t next_list(std::uint32_t day, Random& dice) const {
    const auto weekday = std::chrono::weekday(o_.first_day + std::chrono::days{day}).iso_encoding();
    std::int64_t monday = std::int64_t{day} + 8 - weekday;
    if (monday / 7 == 6 || monday / 7 == 17) monday += 7;
    return monday * kDay + 9 * kHour + dice.below(7'200);
  }

 private:
  struct Shift {
    std::uint32_t community, site, start, minutes, people;
    bool far;
  };

  void draw_day(std::uint32_t day, std::uint32_t count) {
    constexpr std::array<std::uint32_t, 7> starts{430, 510, 540, 570, 840, 990, 1'140};
    constexpr std::array<std::uint32_t, 4> lengths{60, 90, 120, 150};
    std::vector<Shift> shifts;
    for (std::uint32_t i = 0; i < count; ++i) {
      Shift shift{.community = dice_.below(communities_),
                  .site = dice_.below(3),
                  .start = starts[dice_.below(7)],
                  .minutes = lengths[dice_.below(4)],
                  .people = 1 + dice_.below(7),
                  .far = dice_.per_mille(10)};
      if (dice_.per_mille(4)) shift.people = dice_.between(50, 110);
      if (dice_.per_mille(5)) shift = {shift.community, shift.site, 18 * 60, 14 * 60, 2, false};
      shifts.push_back(shift);
    }
    std::ranges::stable_sort(shifts, {}, &Shift::start);
    for (const Shift& shift : shifts) draw_shift(day, shift);
  }

  void draw_shift(std::uint32_t day, const Shift& shift) {
    needs_.push_back({shift.community, shift.site, shift.far});
    const auto need = static_cast<std::uint32_t>(needs_.size() - 1);
    const std::int64_t start = day * kDay + shift.start * 60;
    const std::size_t first = given_.size();
    const std::uint32_t mode = dice_.below(100);
    const char source = mode < 55 ? 'c' : mode < 70 ? 'o' : mode < 82 ? 's' : 'a';
    const std::int64_t list = next_list(day, dice_);
    for (std::uint32_t i = 0; i < shift.people && given_.size() < first + shift.people; ++i) {
      const std::uint32_t member = draw_member(shift.community);
      if (!join(member, need, start, shift, source, list)) continue;
      // Couples go together every other time.
      const std::uint32_t partner = partner_of(member);
      if (partner != member && dice_.per_mille(500))
        static_cast<void>(join(partner, need, start, shift, source, list));
    }
    for (std::size_t i = first; i < given_.size(); ++i) rate(given_[i], first);
  }

  /// Some come every week and most hardly ever; one in ten comes from next door.
  std::uint32_t draw_member(std::uint32_t community) {
    if (dice_.per_mille(100) && community + 1 < communities_) ++community;
    const std::uint32_t begin = community * kPerCommunity;
    const std::uint32_t end = community + 1 == communities_ ? o_.members : begin + kPerCommunity;
    return begin + dice_.below(dice_.below(end - begin) + 1);
  }
  [[nodiscard]] std::uint32_t partner_of(std::uint32_t member) const {
    if (member % 20 >= 2 || (member ^ 1U) >= o_.members) return member;
    return member ^ 1U;
  }

  bool join(std::uint32_t member, std::uint32_t need, std::int64_t start, const Shift& shift,
            char source, std::int64_t list) {
    const std::int64_t way = shift.far ? 90 * 60 : 30 * 60;
    if (free_from_[member] + way > start) return false;
    Given g{.member = member, .need = need, .start = start, .end = start + shift.minutes * 60};
    free_from_[member] = g.end + (shift.far ? 60 * 60 : 0);
    for (std::int64_t day = g.start / kDay; day <= g.end / kDay; ++day)
      busy_[member].set(static_cast<std::size_t>(day));
    g.source = source;
    if (source == 'c') {  // phones know the second
      g.start += 300 - static_cast<std::int64_t>(dice_.below(900));
      g.end += 600 - static_cast<std::int64_t>(dice_.below(1'200));
    }
    write_down(g, shift.community, list);
    given_.push_back(g);
    return true;
  }

  void write_down(Given& g, std::uint32_t community, std::int64_t list) {
    const std::int64_t day = g.end / kDay;
    if (g.source == 'a') {
      g.recorded = g.confirmed = office(community);
      g.confirmed_at = std::max(list, g.end + 60);
    } else if (g.source == 'o') {
      g.recorded = g.confirmed = organiser(community);
      g.confirmed_at = g.end + 60 * dice_.between(5, 3'000);
    } else if (dice_.per_mille(900)) {
      g.confirmed = organiser(community);
      g.on_a_day = true;
      g.confirmed_at = (day + dice_.between(1, 9)) * kDay;
    }
  }

  void rate(Given& g, std::size_t first) {
    if (!dice_.per_mille(550)) return;
    const std::uint32_t community = needs_[g.need].community;
    const std::uint32_t sort = dice_.below(100);
    g.rated = {'R', community * kResidents + dice_.below(dice_.below(kResidents) + 1) + 1};
    if (sort < 15) g.rated = {'T', community / 3 + 1};
    if (sort >= 88) {
      const auto others = static_cast<std::uint32_t>(given_.size() - first);
      Given& peer = given_[first + dice_.below(others)];
      Someone by{'M', peer.member + 1};
      const std::uint32_t partner = partner_of(g.member);
      if (partner != g.member && dice_.per_mille(400))
        for (std::size_t i = first; i < given_.size(); ++i)
          if (given_[i].member == partner) by = {'M', partner + 1};
      if (by.number != g.member + 1) g.rated = by;
    }
    g.rating = draw_rating(g.rated);
  }
  std::uint8_t draw_rating(Someone rater) {
    if (dice_.per_mille(share_of_fives(rater, o_.seed))) return 5;
    const std::uint32_t at = dice_.below(100);
    return at < 72 ? 4 : at < 93 ? 3 : at < 98 ? 2 : 1;
  }

  const HistoryOptions& o_;
  std::uint32_t communities_;
  Random dice_;
  std::vector<std::int64_t> free_from_;
  std::vector<std::bitset<256>> busy_;
  std::vector<NeedSpot> needs_;  ///< Need 0 is none.
  std::vector<Given> given_;
};

}  // namespace turnout::inline TURNOUT_ABI::detail::generate
