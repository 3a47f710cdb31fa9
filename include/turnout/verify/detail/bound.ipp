// The bound from the prices, over all pairs of members and roles.
//
// No index of places and none of candidates: what is shared is shared by what the problem shares.
// Members of one profile may fill the same roles as far as skills go, members of one calendar
// serve the same needs as far as time goes; both are rows of bits, and what is left of a member's
// two rows is looked at pair by pair. Members are independent given the prices, so threads take
// chunks of them; sums of integers do not depend on who takes which.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <turnout/config.hpp>
#include <turnout/verify/detail/member_minimum.ipp>
#include <turnout/verify/detail/musts.ipp>
#include <turnout/verify/detail/need_minimum.ipp>
#include <turnout/verify/detail/rules.ipp>

namespace turnout::inline TURNOUT_ABI {
namespace detail::checking {

/// What all pairs say of a vector of prices.
struct Bound {
  std::int64_t total = 0;             ///< L(u).
  std::int64_t least_empty = 0;       ///< The same for the prices of MostSeats, when given.
  std::vector<std::string> left_out;  ///< Ascending.
  std::vector<std::pair<std::size_t, std::size_t>> far_apart;  ///< Member, need: two distances.
};

/// Runs work(chunk) for each chunk on so many threads; the first exception is thrown again.
template <class Work>
void in_chunks(std::size_t chunks, int threads, const Work& work) {
  const std::size_t wanted = threads > 0 ? static_cast<std::size_t>(threads)
                                         : std::max(1u, std::thread::hardware_concurrency());
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex guard;
  const auto run = [&] {
    try {
      auto one = work();
      for (std::size_t c = next++; c < chunks; c = next++) one(c);
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < std::min(wanted, chunks); ++t) others.emplace_back(run);
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

class AllPairs {
 public:
  /// `prices` and `seat_prices` are one a role, or empty. `neighbours_only`: see LimitShape.
  AllPairs(const Rules& rules, std::span<const Must> musts, std::span<const std::int64_t> lately,
           std::span<const std::int64_t> prices, std::span<const std::int64_t> seat_prices,
           bool neighbours_only, int threads)
      : rules_(rules),
        problem_(rules.problem()),
        musts_(musts),
        lately_(lately),
        prices_(prices),
        seat_prices_(seat_prices),
        neighbours_only_(neighbours_only),
        threads_(threads),
        words_((problem_.roles().size() + 63) / 64) {
    within_ = chord2_limit(rules.policy().within_km.value_or(1e9) * 1000.0);
    for (std::size_t n = 0; n < problem_.needs().size(); ++n) {
      need_reach_.push_back(chord2_limit(problem_.needs().max_km[n] * 1000.0));
      by_start_.push_back(n);
    }
    std::ranges::sort(by_start_, {}, [&](std::size_t n) { return rules_.start(n); });
    group_roles();
  }

  [[nodiscard]] Bound operator()() {
    Bound bound;
    Wide total = 0, least_empty = 0;
    for (std::size_t n = 0; n < problem_.needs().size(); ++n) {
      EmptySeats empty = empty_seats(problem_, rules_.policy(), n);
      total += need_part(empty, n, prices_);
      empty.price = empty.weight = 1;
      least_empty += need_part(empty, n, seat_prices_);
    }
    std::vector<std::size_t> order(problem_.members().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t m) {
      return std::tuple(problem_.members().calendar[m], problem_.members().profile[m], m);
    });
    constexpr std::size_t chunk = 1024;
    std::set<std::string> left_out;
    std::mutex guard;
    in_chunks((order.size() + chunk - 1) / chunk, threads_, [&] {
      return [&, worker = Worker(*this)](std::size_t c) mutable {
        worker.begin();
        for (std::size_t i = c * chunk; i < std::min(order.size(), (c + 1) * chunk); ++i) {
          worker.member(order[i]);
        }
        const std::lock_guard lock(guard);
        total += worker.total;
        least_empty += worker.least_empty;
        left_out.insert(worker.left_out.begin(), worker.left_out.end());
        bound.far_apart.insert(bound.far_apart.end(), worker.far_apart.begin(),
                               worker.far_apart.end());
      };
    });
    if (std::ranges::any_of(musts_, &Must::if_held)) left_out.insert("must");
    bound.total = narrow(total);
    bound.least_empty = narrow(least_empty);
    bound.left_out.assign(left_out.begin(), left_out.end());
    std::ranges::sort(bound.far_apart);
    return bound;
  }

 private:
  using Bits = std::vector<std::uint64_t>;

  Wide need_part(const EmptySeats& empty, std::size_t n,
                 std::span<const std::int64_t> prices) const {
    if (prices.empty()) return 0;
    std::vector<PricedSeats> roles;
    for (std::size_t r = problem_.needs().first_role[n]; r < problem_.needs().first_role[n + 1];
         ++r) {
      roles.emplace_back(prices[r], problem_.roles().seats[r]);
    }
    return need_minimum(empty, roles);
  }

  /// Roles that ask the same, whose skills are looked at once for all of them.
  struct Alike {
    std::vector<std::size_t> roles;
    Bits bits;
    LocalDay last = LocalDay::min();  ///< Of the last of them.
  };
  void group_roles() {
    std::map<std::vector<std::pair<SkillId, std::uint8_t>>, std::size_t> groups;
    for (std::size_t r = 0; r < problem_.roles().size(); ++r) {
      std::vector<std::pair<SkillId, std::uint8_t>> asked;
      for (const Asked& a : problem_.roles().asked[r]) asked.emplace_back(a.skill, a.least_level);
      const auto [group, fresh] = groups.try_emplace(std::move(asked), alike_.size());
      if (fresh) alike_.push_back({{}, Bits(words_)});
      Alike& alike = alike_[group->second];
      alike.roles.push_back(r);
      alike.bits[r / 64] |= std::uint64_t{1} << (r % 64);
      alike.last = std::max(alike.last, last_day(r));
    }
  }
  [[nodiscard]] LocalDay last_day(std::size_t r) const {
    return problem_.needs().last_day[index(problem_.roles().need[r])];
  }
  /// Roles for which a profile has the skills.
  void skill_row(ProfileId profile, Bits& row) const {
    row.assign(words_, 0);
    for (const Alike& alike : alike_) {
      const auto until = rules_.skilled_until(profile, problem_.roles().asked[alike.roles.front()]);
      if (!until) continue;
      if (*until >= alike.last) {
        for (std::size_t w = 0; w < words_; ++w) row[w] |= alike.bits[w];
        continue;
      }
      for (const std::size_t r : alike.roles) {
        if (last_day(r) <= *until) row[r / 64] |= std::uint64_t{1} << (r % 64);
      }
    }
  }
  /// Roles of needs for which a calendar is free: one walk along both.
  void free_row(CalendarId calendar, Bits& row) const {
    row.assign(words_, 0);
    const auto intervals = problem_.calendars()[index(calendar)];
    std::size_t i = 0;
    for (const std::size_t n : by_start_) {
      if (index(calendar) != 0) {
        const Instant start = problem_.needs().start[n];
        while (i + 1 < intervals.size() && intervals[i + 1].start <= start) ++i;
        if (i >= intervals.size() || intervals[i].start > start ||
            intervals[i].end < problem_.needs().end[n]) {
          continue;
        }
      }
      for (std::size_t r = problem_.needs().first_role[n]; r < problem_.needs().first_role[n + 1];
           ++r) {
        row[r / 64] |= std::uint64_t{1} << (r % 64);
      }
    }
  }

  /// The work of one thread.
  class Worker {
   public:
    explicit Worker(const AllPairs& all) : all_(all), minimum_(all.rules_) {}

    Wide total = 0, least_empty = 0;
    std::set<std::string> left_out;
    std::vector<std::pair<std::size_t, std::size_t>> far_apart;

    void begin() {
      total = least_empty = 0;
      left_out.clear();
      far_apart.clear();
    }

    void member(std::size_t m) {
      const Rules& rules = all_.rules_;
      const Members& members = all_.problem_.members();
      if (!calendar_ || *calendar_ != members.calendar[m]) {
        calendar_ = members.calendar[m];
        all_.free_row(*calendar_, free_);
      }
      if (!profile_ || *profile_ != members.profile[m]) {
        profile_ = members.profile[m];
        all_.skill_row(*profile_, skills_);
      }
      const Limits limits = rules.limits(m);
      const LoadCost load{rules.policy().fairness, all_.lately_[m],
                          rules.policy().min_services_cost, members.min_services[m]};
      gather(m, limits, load);
      const LimitShape shape = limit_shape(limits, choices_, rules, all_.neighbours_only_);
      if (shape.hours_left_out) left_out.insert("hours");
      if (shape.travel_between_neighbours_only) left_out.insert("travel");
      if (!all_.seat_prices_.empty()) {
        by_seats_ = choices_;
        for (std::size_t i = 0; i < by_seats_.size(); ++i) by_seats_[i].weight = seat_weights_[i];
        least_empty += minimum_(by_seats_, shape, LoadCost{});
      }
      if (!all_.prices_.empty()) total += minimum_(choices_, shape, load);
    }

   private:
    /// The needs that the member may serve, in the best role of each. A role whose price shows that
    /// it is of no use is passed over before anything dear is asked, unless the rules of the
    /// minimum depend on all that the member may serve.
    void gather(std::size_t m, const Limits& limits, const LoadCost& load) {
      choices_.clear();
      seat_weights_.clear();
      const Rules& rules = all_.rules_;
      const Members& members = all_.problem_.members();
      const auto duties = musts_of(all_.musts_, m);
      const bool all_count = limits.any_seconds() || rules.travels() || !duties.empty();
      const double own =
          std::isnan(members.max_km[m]) ? -1 : chord2_limit(members.max_km[m] * 1000.0);
      const Spot& home = rules.home(m);
      const bool has_pins = !rules.pins_of(m).empty();
      for (std::size_t w = 0; w < all_.words_; ++w) {
        for (std::uint64_t left = skills_[w] & free_[w]; left != 0; left &= left - 1) {
          const std::size_t r = w * 64 + static_cast<std::size_t>(std::countr_zero(left));
          const std::int64_t price = all_.prices_.empty() ? 0 : all_.prices_[r];
          const std::int64_t seat_price = all_.seat_prices_.empty() ? 0 : all_.seat_prices_[r];
          if (!all_count && seat_price <= 0 && !MemberMinimum::may_be_of_use(-price, load))
            continue;
          const std::size_t n = index(all_.problem_.roles().need[r]);
          const Spot& place = rules.place(n);
          if (home.given && place.given) {
            const double asked = all_.need_reach_[n];
            const bool stated = !std::isnan(all_.problem_.needs().max_km[n]);
            const double reach =
                own < 0 ? (stated ? asked : all_.within_) : (stated ? std::min(own, asked) : own);
            if (chord2(home, place) > reach) continue;
          }
          if (!rules.in_scope(m, n) || !rules.accepts(m, n)) continue;
          if (has_pins && rules.pinned_never(m, r)) continue;
          if (!limits.room_for(rules.length(n))) continue;
          const Measured way = measure(home, place);
          if (!way.agreed) far_apart.emplace_back(m, n);
          if (way.metres > rules.farthest(m, n)) continue;
          const auto duty = std::ranges::find(duties, n, &Must::need);
          bool bound = false;
          if (duty != duties.end() && !duty->if_held) {
            if (std::ranges::find(duty->roles, r) == duty->roles.end()) continue;
            bound = true;
          }
          const std::int64_t cost = rules.cost(m, r, way.metres).total();
          add(n, narrow(Wide{cost} - price), narrow(-Wide{seat_price}), bound);
        }
      }
    }
    /// Roles come by need, so those of one need come one after the other.
    void add(std::size_t n, std::int64_t weight, std::int64_t seat_weight, bool bound) {
      if (!choices_.empty() && choices_.back().need == n) {
        choices_.back().weight = std::min(choices_.back().weight, weight);
        seat_weights_.back() = std::min(seat_weights_.back(), seat_weight);
        return;
      }
      const Needs& needs = all_.problem_.needs();
      choices_.push_back({n, all_.rules_.start(n), all_.rules_.end(n),
                          needs.day[n].time_since_epoch().count(),
                          needs.week[n].time_since_epoch().count(), weight, bound});
      seat_weights_.push_back(seat_weight);
    }

    const AllPairs& all_;
    MemberMinimum minimum_;
    std::optional<CalendarId> calendar_;
    std::optional<ProfileId> profile_;
    Bits free_, skills_;
    std::vector<Choice> choices_, by_seats_;
    std::vector<std::int64_t> seat_weights_;
  };

  const Rules& rules_;
  const Problem& problem_;
  std::span<const Must> musts_;
  std::span<const std::int64_t> lately_, prices_, seat_prices_;
  bool neighbours_only_;
  int threads_;
  std::size_t words_;
  double within_ = 0;
  std::vector<double> need_reach_;
  std::vector<std::size_t> by_start_;
  std::vector<Alike> alike_;
};

}  // namespace detail::checking
}  // namespace turnout::inline TURNOUT_ABI
