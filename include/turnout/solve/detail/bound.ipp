#pragma once

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <turnout/model/parallel.hpp>
#include <turnout/solve/bound.hpp>
#include <turnout/solve/detail/load_of.hpp>
#include <turnout/solve/detail/quick_minimum.hpp>
#include <turnout/solve/detail/wide.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace detail {

/// A need that a member may serve, in the role where cost less price is least.
struct Choice {
  NeedId need;
  Instant start, end;
  LocalDay day, week;
  std::int64_t weight;
  bool must;
};

/// A limit of hours in units of the greatest common divisor, and what it counts over.
enum class CountedOver : std::uint8_t { plan, week, day };

struct Counted {
  CountedOver period;
  bool hours;          ///< Counts units of time, else services.
  std::int64_t limit;  ///< Inclusive.
};

/// The limits that can bind for a member, and what has to be left out.
struct CountedLimits {
  std::vector<Counted> limits;
  std::int64_t unit = 1;
  bool hours_left_out = false;
  bool neighbours_only = false;  ///< Travel is asked of services that follow one another only.
};

template <class Key>
bool may_exceed(std::span<const Choice> choices, std::int64_t limit, const Key& key) {
  std::map<std::int64_t, Wide> sums;
  for (const Choice& c : choices) {
    Wide& sum = sums[key(c)];
    sum += (c.end - c.start).count();
    if (sum > limit) return true;
  }
  return false;
}

inline std::int64_t period_of(CountedOver period, const Choice& c) {
  switch (period) {
    case CountedOver::day: return c.day.time_since_epoch().count();
    case CountedOver::week: return c.week.time_since_epoch().count();
    case CountedOver::plan: break;
  }
  return 0;
}

inline CountedLimits counted_limits(const Rules& rules, const Clash& clash, MemberId member,
                                    std::span<const Choice> eligible) {
  constexpr std::int64_t most_states = 4096;
  const MemberLimits limits = rules.limits(member);
  CountedLimits counted;
  const Needs& needs = rules.problem().needs();
  if (clash.travels()) {
    const auto placed = std::ranges::count_if(
        eligible, [&](const Choice& c) { return needs.has_place[index(c.need)] != 0; });
    counted.neighbours_only = placed >= 2 && placed < std::ssize(eligible);
  }
  struct Pair {
    CountedOver period;
    std::int64_t services, seconds;
  };
  std::int64_t shortest = std::numeric_limits<std::int64_t>::max();
  std::int64_t longest = 0;
  std::int64_t unit = 0;
  for (const Choice& c : eligible) {
    const std::int64_t length = (c.end - c.start).count();
    unit = std::gcd(unit, length);
    shortest = std::min(shortest, length);
    longest = std::max(longest, length);
  }
  std::vector<Counted> hours;
  std::int64_t states = 1;
  for (const Pair& limit : {Pair{CountedOver::plan, limits.services, limits.seconds},
                            Pair{CountedOver::week, limits.per_week, limits.seconds_per_week},
                            Pair{CountedOver::day, limits.per_day, limits.seconds_per_day}}) {
    std::int64_t services = limit.services;
    if (limit.seconds != unlimited && may_exceed(eligible, limit.seconds, [&](const Choice& c) {
          return period_of(limit.period, c);
        })) {
      if (shortest == longest) {
        services = std::min(services, limit.seconds / longest);
      } else {
        const std::int64_t units = limit.seconds / unit;
        hours.push_back({limit.period, true, units});
        states =
            units < most_states ? std::min(states * (units + 1), most_states + 1) : most_states + 1;
      }
    }
    if (services != unlimited) counted.limits.push_back({limit.period, false, services});
  }
  if (states > most_states) {
    counted.hours_left_out = true;
  } else if (!hours.empty()) {
    counted.unit = unit;
    counted.limits.insert(counted.limits.end(), hours.begin(), hours.end());
  }
  return counted;
}

/// What has been used up when a service was the last so far: services, then one count a limit.
using Used = std::vector<std::int64_t>;

/// The member's minimum, by states reached: for each service as the last one, the cheapest sum for
/// every combination of what the limits count.
class MemberMinimum {
 public:
  MemberMinimum(const Clash& clash, const CountedLimits& limits, const LoadOf& load)
      : clash_(clash), limits_(limits), load_(load) {}

  Wide operator()(std::vector<Choice> choices) {
    drop_useless(choices);
    std::ranges::sort(choices, {},
                      [](const Choice& c) { return std::tuple(c.start, c.end, c.need); });
    std::vector<std::map<Used, Wide>> reached(choices.size());
    std::size_t last_must = choices.size();
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if (last_must == choices.size())
        extend(Used(limits_.limits.size() + 1, 0), 0, nullptr, choices[i], reached[i]);
      for (std::size_t j = last_must == choices.size() ? 0 : last_must; j < i; ++j)
        if (clash_.can_follow(choices[j].need, choices[i].need))
          for (const auto& [used, sum] : reached[j])
            extend(used, sum, &choices[j], choices[i], reached[i]);
      if (choices[i].must) last_must = i;
    }
    Wide best = 0;
    bool found = last_must == choices.size();
    if (found) best = load_.at(0);
    for (std::size_t i = found ? 0 : last_must; i < choices.size(); ++i)
      for (const auto& [used, sum] : reached[i]) {
        const Wide total = sum + load_.at(used.front());
        if (!found || total < best) best = total;
        found = true;
      }
    return best;
  }

 private:
  /// Load is convex, so a service that does not pay as the first one never pays.
  void drop_useless(std::vector<Choice>& choices) const {
    const std::int64_t first = load_.at(1) - load_.at(0);
    std::erase_if(choices, [&](const Choice& c) { return !c.must && Wide{c.weight} + first >= 0; });
    std::vector<NeedId> musts;
    for (const Choice& c : choices)
      if (c.must) musts.push_back(c.need);
    std::erase_if(choices, [&](const Choice& c) {
      return !c.must && std::ranges::any_of(musts, [&](NeedId m) {
        const char* rule = clash_.rule(m, c.need);
        return rule != nullptr && (*rule != 't' || !limits_.neighbours_only);
      });
    });
  }

  void extend(const Used& used, Wide sum, const Choice* last, const Choice& next,
              std::map<Used, Wide>& out) const {
    Used after(used);
    ++after.front();
    for (std::size_t l = 0; l < limits_.limits.size(); ++l) {
      const Counted& limit = limits_.limits[l];
      const bool same =
          last != nullptr && period_of(limit.period, *last) == period_of(limit.period, next);
      if (!same) after[l + 1] = 0;
      after[l + 1] += limit.hours ? (next.end - next.start).count() / limits_.unit : 1;
      if (after[l + 1] > limit.limit) return;
    }
    const auto [it, fresh] = out.try_emplace(std::move(after), sum + next.weight);
    if (!fresh) it->second = std::min(it->second, sum + next.weight);
  }

  const Clash& clash_;
  const CountedLimits& limits_;
  const LoadOf& load_;
};

/// All needs that a member may serve, each in its best role; duties in a role they name.
inline std::vector<Choice> choices_of(const Rules& rules, const Candidates& candidates,
                                      std::span<const Must> musts, MemberId member,
                                      std::span<const std::int64_t> prices, Goal measure) {
  const Problem& p = rules.problem();
  std::vector<Choice> choices;
  for (const std::uint32_t pair : candidates.of_member(member)) {
    const RoleId role = candidates.role_of(pair);
    const NeedId need = p.need_of(role);
    const std::size_t n = index(need);
    const auto must = std::ranges::find(musts, need, &Must::need);
    const bool is_must = must != musts.end();
    if (is_must && !std::ranges::binary_search(must->roles, role)) continue;
    const std::int64_t cost = measure == Goal::cost ? candidates.pairs()[pair].cost : 0;
    const std::int64_t weight = cost - prices[index(role)];
    if (!choices.empty() && choices.back().need == need)
      choices.back().weight = std::min(choices.back().weight, weight);
    else
      choices.push_back({need, p.needs().start[n], p.needs().end[n], p.needs().day[n],
                         p.needs().week[n], weight, is_must});
  }
  return choices;
}

}  // namespace detail

TURNOUT_INLINE std::int64_t empty_cost(const Rules& rules, NeedId need, std::int64_t filled,
                                       Goal measure) {
  const Needs& needs = rules.problem().needs();
  const std::size_t n = index(need);
  const std::int64_t empty = needs.seats[n] - filled;
  if (measure == Goal::empty_seats) return empty;
  const Policy& policy = rules.policy();
  const std::int64_t below = std::max<std::int64_t>(0, needs.min_seats[n] - filled);
  return detail::narrow(detail::Wide{policy.unfilled_cost[needs.priority[n] - 1U]} *
                        (empty + (policy.min_seats_weight - 1) * below));
}

TURNOUT_INLINE std::int64_t need_minimum(const Rules& rules, NeedId need,
                                         std::span<const std::int64_t> prices, Goal measure) {
  const Problem& p = rules.problem();
  const std::size_t n = index(need);
  std::vector<std::pair<std::int64_t, std::int64_t>> seats;  // price, seats at it
  for (std::size_t r = p.needs().first_role[n]; r < p.needs().first_role[n + 1]; ++r)
    seats.emplace_back(prices[r], p.roles().seats[r]);
  std::ranges::sort(seats);
  const bool together = p.needs().together[n] != 0;
  const std::int64_t least = !together                    ? 0
                             : p.needs().min_seats[n] > 0 ? p.needs().min_seats[n]
                                                          : p.needs().seats[n];
  detail::Wide best = empty_cost(rules, need, 0, measure);
  detail::Wide spent = 0;
  std::int64_t filled = 0;
  // Between two breaks (a new price, the minimum) the sum is linear, so its ends are enough.
  const auto consider = [&] {
    if (filled >= least) best = std::min(best, spent + empty_cost(rules, need, filled, measure));
  };
  for (const auto& [price, count] : seats) {
    std::int64_t left = count;
    while (left > 0) {
      std::int64_t step = left;
      for (const std::int64_t mark : {least, p.needs().min_seats[n]})
        if (filled < mark) step = std::min(step, mark - filled);
      spent += detail::Wide{price} * step;
      filled += step;
      left -= step;
      consider();
    }
  }
  return detail::narrow(best);
}

TURNOUT_INLINE Bound lower_bound(const Rules& rules, const Candidates& candidates,
                                 const std::vector<Must>& musts,
                                 std::span<const std::int64_t> prices, Goal measure, int threads) {
  const Problem& p = rules.problem();
  const Clash clash(p, rules.policy());
  constexpr std::size_t members_a_chunk = 1024;
  const std::size_t n_members = p.members().size();
  const std::size_t chunks = (n_members + members_a_chunk - 1) / members_a_chunk;
  struct Part {
    detail::Wide sum = 0;
    bool hours = false, travel = false;
  };
  std::vector<Part> parts(chunks);
  const detail::RankedNeeds ranked(p);
  for_each_chunk(chunks, threads, [&](std::size_t chunk) {
    Part& part = parts[chunk];
    detail::QuickMinimum quick(rules, candidates, clash, ranked, prices, measure == Goal::cost);
    const std::size_t last = std::min(n_members, (chunk + 1) * members_a_chunk);
    for (std::size_t m = chunk * members_a_chunk; m < last; ++m) {
      const auto member = make_id<MemberId>(m);
      const auto own = std::ranges::equal_range(musts, member, {}, &Must::member);
      const detail::LoadOf load = detail::load_of(rules, member, measure);
      if (own.empty()) {
        if (const auto minimum = quick.find(member, load)) {
          part.sum += *minimum;
          continue;
        }
      }
      std::vector<detail::Choice> choices =
          detail::choices_of(rules, candidates, own, member, prices, measure);
      if (choices.empty()) {
        part.sum += load.at(0);
        continue;
      }
      const detail::CountedLimits limits = detail::counted_limits(rules, clash, member, choices);
      part.hours = part.hours || limits.hours_left_out;
      part.travel = part.travel || limits.neighbours_only;
      part.sum += detail::MemberMinimum(clash, limits, load)(std::move(choices));
    }
  });
  Bound bound;
  detail::Wide sum = 0;
  bool hours = false;
  bool travel = false;
  for (const Part& part : parts) {
    sum += part.sum;
    hours = hours || part.hours;
    travel = travel || part.travel;
  }
  for (std::size_t n = 0; n < p.needs().size(); ++n)
    sum += need_minimum(rules, make_id<NeedId>(n), prices, measure);
  bound.value = detail::narrow(sum);
  if (hours) bound.leaves_out.emplace_back("hours");
  if (!together_musts(rules, candidates, clash).empty()) bound.leaves_out.emplace_back("must");
  if (travel) bound.leaves_out.emplace_back("travel");
  return bound;
}

}  // namespace turnout::inline TURNOUT_ABI
