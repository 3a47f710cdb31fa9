// The second door: small problems against every choice, prices sign by sign, and every kind of
// bad input with the error it gets.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/flow.hpp>

namespace flow_test {

using namespace turnout;

constexpr double inf = std::numeric_limits<double>::infinity();
using Ints = std::vector<std::int64_t>;
using Floats = std::vector<double>;

struct Random {
  std::mt19937_64 engine;
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(high - low + 1));
  }
};

/// A problem with the arrays that it reads.
struct Case {
  Ints need, member, cost, seats, capacity, unfilled, narrow, wide;
  Floats cost_float;
  std::int64_t narrow_limit = 1, wide_limit = 1;
  bool floats = false, must = false, groups = false, max = false;

  [[nodiscard]] double value(std::size_t i) const {
    return floats ? cost_float[i] : static_cast<double>(cost[i]);
  }
  [[nodiscard]] FlowResult solve() const {
    std::vector<FlowGroups> families;
    if (groups) families = {{narrow, narrow_limit}, {wide, wide_limit}};
    FlowProblem p{.need = need,
                  .member = member,
                  .seats = seats,
                  .capacity = capacity,
                  .groups = families,
                  .sense = max ? Sense::max : Sense::min};
    if (floats) {
      p.cost = cost_float;
    } else {
      p.cost = cost;
    }
    if (!must) p.unfilled_cost = OneOrEach<std::int64_t>(unfilled);
    return solve_flow(p);
  }
};

Case random_case(Random& rng, unsigned bits) {
  Case c;
  c.floats = (bits & 1U) != 0;
  c.groups = (bits & 2U) != 0;
  c.must = (bits & 4U) != 0;
  c.max = (bits & 8U) != 0;
  const std::int64_t needs = rng.in(1, 4);
  const std::int64_t members = rng.in(1, 4);
  for (std::int64_t n = 0; n < needs; ++n) {
    c.seats.push_back(c.must ? rng.in(0, 1) : rng.in(0, 3));
    c.unfilled.push_back(rng.in(-2, 15));
  }
  for (std::int64_t m = 0; m < members; ++m) c.capacity.push_back(rng.in(0, 3));
  c.narrow_limit = rng.in(0, 2);
  c.wide_limit = rng.in(1, 3);
  Ints all(static_cast<std::size_t>(needs * members));
  std::iota(all.begin(), all.end(), 0);
  for (std::size_t i = all.size(); i > 1; --i) {
    std::swap(all[i - 1],
              all[static_cast<std::size_t>(rng.in(0, static_cast<std::int64_t>(i) - 1))]);
  }
  all.resize(std::min<std::size_t>(all.size(), static_cast<std::size_t>(rng.in(0, 11))));
  for (const std::int64_t k : all) {
    c.need.push_back(k / members);
    c.member.push_back(k % members);
    c.cost.push_back(rng.in(-4, 14));
    c.cost_float.push_back(static_cast<double>(rng.in(-400, 1400)) / 97.0);
    c.narrow.push_back(rng.in(10, 13));
    c.wide.push_back(c.narrow.back() / 2);
  }
  return c;
}

bool within_limits(const Case& c, const Ints& pairs) {
  Ints seats(c.seats.size(), 0), capacity(c.capacity.size(), 0);
  for (std::size_t a = 0; a < pairs.size(); ++a) {
    const auto i = static_cast<std::size_t>(pairs[a]);
    if (++seats[static_cast<std::size_t>(c.need[i])] > c.seats[static_cast<std::size_t>(c.need[i])])
      return false;
    if (++capacity[static_cast<std::size_t>(c.member[i])] >
        c.capacity[static_cast<std::size_t>(c.member[i])])
      return false;
    if (!c.groups) continue;
    std::int64_t narrow = 0, wide = 0;
    for (const std::int64_t p : pairs) {
      const auto j = static_cast<std::size_t>(p);
      if (c.member[i] != c.member[j]) continue;
      narrow += c.narrow[i] == c.narrow[j] ? 1 : 0;
      wide += c.wide[i] == c.wide[j] ? 1 : 0;
    }
    if (narrow > c.narrow_limit || wide > c.wide_limit) return false;
  }
  return true;
}

/// Cost of a choice, to be made small whatever the sense; nullopt: a seat must be filled.
std::optional<double> plain_cost(const Case& c, const Ints& pairs) {
  Ints left = c.seats;
  double total = 0;
  for (const std::int64_t p : pairs) {
    const auto i = static_cast<std::size_t>(p);
    total += c.max ? -c.value(i) : c.value(i);
    --left[static_cast<std::size_t>(c.need[i])];
  }
  for (std::size_t n = 0; n < left.size(); ++n) {
    if (c.must && left[n] > 0) return std::nullopt;
    if (!c.must) total += static_cast<double>(left[n] * c.unfilled[n]);
  }
  return total;
}

std::optional<double> brute_force(const Case& c) {
  std::optional<double> best;
  for (std::uint32_t set = 0; set < (1U << c.need.size()); ++set) {
    Ints pairs;
    for (std::size_t i = 0; i < c.need.size(); ++i) {
      if ((set >> i & 1U) != 0) pairs.push_back(static_cast<std::int64_t>(i));
    }
    if (!within_limits(c, pairs)) continue;
    const auto cost = plain_cost(c, pairs);
    if (cost && (!best || *cost < *best)) best = cost;
  }
  return best;
}

/// The words of contract section 8, sign by sign.
void expect_prices(const Case& c, const FlowResult& r) {
  const double slack = c.floats ? 2 * r.resolution : 0;
  std::vector<bool> used(c.need.size(), false);
  Ints load(c.capacity.size(), 0);
  for (std::size_t k = 0; k < r.pairs.size(); ++k) {
    const auto i = static_cast<std::size_t>(r.pairs[k]);
    used[i] = true;
    ++load[static_cast<std::size_t>(c.member[i])];
    EXPECT_EQ(r.need[k], c.need[i]);
    EXPECT_EQ(r.member[k], c.member[i]);
    EXPECT_TRUE(k == 0 || r.pairs[k - 1] < r.pairs[k]);
  }
  for (std::size_t i = 0; i < c.need.size(); ++i) {
    double reduced = (c.max ? -c.value(i) : c.value(i)) -
                     r.need_prices[static_cast<std::size_t>(c.need[i])] +
                     r.member_prices[static_cast<std::size_t>(c.member[i])];
    for (const auto& prices : r.group_prices) reduced += prices[i];
    if (used[i]) {
      EXPECT_LE(reduced, slack) << "pair " << i;
    } else {
      EXPECT_GE(reduced, -slack) << "pair " << i;
    }
    for (std::size_t f = 0; f < r.group_prices.size(); ++f) {
      EXPECT_GE(r.group_prices[f][i], 0);
      const Ints& group = f == 0 ? c.narrow : c.wide;
      std::int64_t in_group = 0;
      for (const std::int64_t p : r.pairs) {
        const auto j = static_cast<std::size_t>(p);
        in_group += c.member[i] == c.member[j] && group[i] == group[j] ? 1 : 0;
      }
      if (in_group < (f == 0 ? c.narrow_limit : c.wide_limit)) {
        EXPECT_EQ(r.group_prices[f][i], 0);
      }
    }
  }
  for (std::size_t n = 0; n < c.seats.size() && !c.must; ++n) {
    EXPECT_LE(r.need_prices[n], static_cast<double>(c.unfilled[n]) + slack);
    if (r.short_by[n] > 0) {
      EXPECT_NEAR(r.need_prices[n], static_cast<double>(c.unfilled[n]), slack);
    }
  }
  for (std::size_t m = 0; m < c.capacity.size(); ++m) {
    EXPECT_GE(r.member_prices[m], 0);
    if (load[m] < c.capacity[m]) {
      EXPECT_EQ(r.member_prices[m], 0);
    }
  }
}

class FlowBruteForce : public ::testing::TestWithParam<int> {};

TEST_P(FlowBruteForce, EqualsTheBestChoice) {
  const auto bits = static_cast<unsigned>(GetParam());
  Random rng{std::mt19937_64(bits + 1)};
  for (int k = 0; k < 50; ++k) {
    SCOPED_TRACE(k);
    const Case c = random_case(rng, bits);
    const auto best = brute_force(c);
    if (!best) {
      EXPECT_THROW((void)c.solve(), InputError);
      continue;
    }
    const FlowResult r = c.solve();
    ASSERT_TRUE(within_limits(c, r.pairs));
    const double sign = c.max ? -1 : 1;
    EXPECT_EQ(r.status, Status::optimal);
    if (c.floats) {
      EXPECT_NEAR(sign * r.objective, *best, 1e-9);
      EXPECT_LE(sign * r.bound, *best + 1e-12);
      EXPECT_GE(sign * r.bound, *best - 1e-9);
      EXPECT_GE(r.gap, 0);
      EXPECT_GT(r.resolution, 0);
    } else {
      EXPECT_EQ(sign * r.objective, *best);
      EXPECT_EQ(r.bound, r.objective);
      EXPECT_EQ(r.gap, 0);
      EXPECT_EQ(r.resolution, 0);
    }
    EXPECT_NEAR(*plain_cost(c, r.pairs), sign * r.objective, 1e-9);
    expect_prices(c, r);
    // The order of the pairs is no matter.
    Case turned = c;
    for (Ints* column :
         {&turned.need, &turned.member, &turned.cost, &turned.narrow, &turned.wide}) {
      std::reverse(column->begin(), column->end());
    }
    std::reverse(turned.cost_float.begin(), turned.cost_float.end());
    const FlowResult again = turned.solve();
    EXPECT_NEAR(again.objective, r.objective, c.floats ? 1e-9 : 0);
    if (HasFailure()) return;
  }
}
INSTANTIATE_TEST_SUITE_P(Kinds, FlowBruteForce, ::testing::Range(0, 16));

TEST(FlowMatrix, RectanglesFillTheirShorterSide) {
  Random rng{std::mt19937_64(5)};
  for (int k = 0; k < 200; ++k) {
    const auto n = static_cast<std::size_t>(rng.in(1, 5));
    const auto m = static_cast<std::size_t>(rng.in(1, 5));
    Ints cost;
    for (std::size_t i = 0; i < n * m; ++i) cost.push_back(rng.in(-5, 20));
    // Try every order of the longer side.
    std::vector<std::size_t> order(std::max(n, m));
    std::iota(order.begin(), order.end(), 0U);
    std::int64_t best = std::numeric_limits<std::int64_t>::max();
    do {
      std::int64_t total = 0;
      for (std::size_t i = 0; i < std::min(n, m); ++i) {
        total += n <= m ? cost[i * m + order[i]] : cost[order[i] * m + i];
      }
      best = std::min(best, total);
    } while (std::next_permutation(order.begin(), order.end()));
    const FlowResult r = solve_flow({.cost = cost,
                                     .matrix = true,
                                     .n_needs = static_cast<std::int64_t>(n),
                                     .n_members = static_cast<std::int64_t>(m)});
    ASSERT_EQ(r.objective, static_cast<double>(best));
    ASSERT_EQ(r.bound, r.objective);
    ASSERT_EQ(r.pairs.size(), std::min(n, m));
    for (std::size_t i = 0; i < cost.size(); ++i) {
      const double reduced =
          static_cast<double>(cost[i]) - r.need_prices[i / m] + r.member_prices[i % m];
      const bool used =
          std::binary_search(r.pairs.begin(), r.pairs.end(), static_cast<std::int64_t>(i));
      ASSERT_TRUE(used ? reduced <= 0 : reduced >= 0);
    }
    for (const double price : r.member_prices) ASSERT_GE(price, 0);
  }
}

TEST(FlowMatrix, InfinityIsNoPair) {
  const Floats cost{inf, 2, 3, inf};
  const FlowResult r = solve_flow({.cost = cost, .matrix = true, .n_needs = 2, .n_members = 2});
  EXPECT_EQ(r.pairs, (Ints{1, 2}));
  EXPECT_EQ(r.objective, 5);
  EXPECT_EQ(r.resolution, 1);  // All costs are whole: no finer grid is needed.
  const Floats value{-inf, 2, 3, -inf};
  EXPECT_EQ(
      solve_flow({.cost = value, .sense = Sense::max, .matrix = true, .n_needs = 2, .n_members = 2})
          .objective,
      5);
}

TEST(FlowMatrix, NothingAtAll) {
  const FlowResult none = solve_flow({});
  EXPECT_EQ(none.status, Status::optimal);
  EXPECT_TRUE(none.pairs.empty());
  const Ints no_cost;
  EXPECT_EQ(solve_flow({.cost = no_cost, .matrix = true, .n_needs = 0, .n_members = 3}).objective,
            0);
  EXPECT_EQ(solve_flow({.unfilled_cost = 7, .n_needs = 3}).objective, 21);
}

TEST(FlowFloats, BoundIsTrueAcrossScales) {
  Random rng{std::mt19937_64(9)};
  for (const double scale : {1e-300, 1e-12, 1.0, 1e9, 1e280}) {
    Floats cost;
    for (int i = 0; i < 400; ++i) {
      cost.push_back(scale * std::ldexp(static_cast<double>(rng.in(1, 1 << 30)), -30));
    }
    const FlowResult r = solve_flow({.cost = cost, .matrix = true, .n_needs = 20, .n_members = 20});
    EXPECT_LE(r.bound, r.objective) << scale;
    EXPECT_GE(r.bound, r.objective - 40 * r.resolution) << scale;
    EXPECT_EQ(r.status, Status::optimal);
    EXPECT_LE(r.resolution, std::max(scale * 1e-9, 0x1p-1000));
  }
}

/// Code of the first issue, or what else was thrown.
std::string code_of(const FlowProblem& p, const SolveOptions& options = {}) {
  try {
    (void)solve_flow(p, options);
  } catch (const InputError& e) {
    return e.issues().front().code;
  } catch (const RangeError&) {
    return "RangeError";
  } catch (const LimitError&) {
    return "LimitError";
  }
  return "accepted";
}

TEST(FlowBadInput, EveryKindGetsItsCode) {
  const Ints need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
  const FlowProblem good{.need = need, .member = member, .cost = cost};
  EXPECT_EQ(code_of(good), "accepted");
  FlowProblem p = good;
  const Ints two{1, 2}, four{1, 2, 3, 4}, below{1, -1};
  p.member = two;
  EXPECT_EQ(code_of(p), "bad_length");
  p = good;
  p.seats = four;
  EXPECT_EQ(code_of(p), "cannot_fill");  // Four needs then, two of them without pairs.
  p.n_needs = 2;
  EXPECT_EQ(code_of(p), "bad_length");
  p = good;
  p.n_needs = 1;
  EXPECT_EQ(code_of(p), "unknown_id");
  const Ints negative{0, -1, 1};
  p = good;
  p.member = negative;
  EXPECT_EQ(code_of(p), "unknown_id");
  p = good;
  p.seats = -1;
  EXPECT_EQ(code_of(p), "negative");
  p = good;
  p.capacity = below;
  EXPECT_EQ(code_of(p), "negative");
  p = good;
  p.seats = std::int64_t{1} << 40;
  EXPECT_EQ(code_of(p), "too_large");
  p = good;
  p.seats = 2'000'000'000;
  EXPECT_EQ(code_of(p), "RangeError");
  const Ints huge{4, std::numeric_limits<std::int64_t>::min(), 5};
  p = good;
  p.cost = huge;
  EXPECT_EQ(code_of(p), "RangeError");
  const Ints large{std::int64_t{1} << 53, std::int64_t{1} << 53, std::int64_t{1} << 53};
  p = good;
  p.cost = large;
  EXPECT_EQ(code_of(p), "RangeError");
  const Ints twice_need{0, 1, 0}, twice_member{0, 1, 0};
  EXPECT_EQ(code_of({.need = twice_need, .member = twice_member, .cost = cost}), "duplicate_pair");
  const Floats nan{4, std::nan(""), 5}, minus{4, -inf, 5}, plus{4, inf, 5};
  p = good;
  p.cost = nan;
  EXPECT_EQ(code_of(p), "not_a_number");
  p.cost = minus;
  EXPECT_EQ(code_of(p), "not_finite");
  p.cost = plus;
  EXPECT_EQ(code_of(p), "accepted");
  p.sense = Sense::max;
  EXPECT_EQ(code_of(p), "not_finite");
  p = good;
  p.unfilled_cost = std::nan("");
  EXPECT_EQ(code_of(p), "not_a_number");
  p.unfilled_cost = OneOrEach<std::int64_t>(four);
  EXPECT_EQ(code_of(p), "bad_length");
  const Ints far_off{0, 0, 1'000'000'000'000};
  p = good;
  p.need = far_off;
  EXPECT_EQ(code_of(p), "id_too_large");
  p = good;
  p.n_members = -2;
  EXPECT_EQ(code_of(p), "bad_size");
  p = good;
  p.n_members = std::int64_t{1} << 40;
  EXPECT_EQ(code_of(p), "RangeError");
  EXPECT_EQ(code_of({.cost = cost, .matrix = true, .n_needs = 2, .n_members = 2}), "bad_length");
  EXPECT_EQ(code_of({.need = need,
                     .member = member,
                     .cost = cost,
                     .matrix = true,
                     .n_needs = 1,
                     .n_members = 3}),
            "matrix_with_ids");
  const Ints narrow{1, 1, 1}, wide{1, 2, 3};
  const std::vector<FlowGroups> crossed{{narrow, 1}, {wide, 1}}, less{{narrow, -1}},
      brief{{two, 1}};
  p = good;
  p.groups = crossed;
  EXPECT_EQ(code_of(p), "groups_not_nested");
  p.groups = less;
  EXPECT_EQ(code_of(p), "negative");
  p.groups = brief;
  EXPECT_EQ(code_of(p), "bad_length");
  EXPECT_EQ(code_of(good, {.memory_limit = 10}), "LimitError");
}

TEST(FlowBadInput, WhatCannotBeFilledIsNamedWithAllItsMembers) {
  // Needs 1 and 2 both know only member 3; need 0 has one of its own.
  const Ints need{0, 1, 2}, member{0, 3, 3}, cost{1, 1, 1};
  try {
    (void)solve_flow({.need = need, .member = member, .cost = cost});
    FAIL() << "accepted";
  } catch (const InputError& e) {
    EXPECT_EQ(e.issues().front().code, "cannot_fill");
    const std::string& text = e.issues().front().message;
    EXPECT_NE(text.find("needs 1, 2 have 2 seats"), std::string::npos) << text;
    EXPECT_NE(text.find("members together cannot: 3"), std::string::npos) << text;
  }
}

TEST(FlowRun, StopsAndStaysTrue) {
  Random rng{std::mt19937_64(3)};
  Ints cost;
  for (int i = 0; i < 60 * 60; ++i) cost.push_back(rng.in(0, 1000));
  const FlowProblem p{
      .cost = cost, .unfilled_cost = 5000, .matrix = true, .n_needs = 60, .n_members = 60};
  const FlowResult all = solve_flow(p);
  const FlowResult some = solve_flow(p, {.work_limit = 30});
  EXPECT_EQ(some.status, Status::timed_out);
  EXPECT_FALSE(some.pairs.empty());
  EXPECT_GE(some.objective, all.objective);
  EXPECT_LE(some.bound, all.objective);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(solve_flow(p, {.stop = stop.get_token()}).status, Status::stopped);
  FlowProblem must = p;
  must.unfilled_cost = {};
  const FlowResult cut = solve_flow(must, {.work_limit = 30});
  EXPECT_EQ(cut.gap, inf);
  EXPECT_LE(cut.bound, solve_flow(must).objective);
}

TEST(FlowRun, UnfilledCostMayBeInfinite) {
  const Ints need{0, 1}, member{0, 0}, cost{4, 5};
  const Floats unfilled{inf, 3};
  const FlowResult r = solve_flow(
      {.need = need, .member = member, .cost = cost, .unfilled_cost = OneOrEach<double>(unfilled)});
  EXPECT_EQ(r.objective, 7);
  EXPECT_EQ(r.short_by, (Ints{0, 1}));
}

}  // namespace flow_test
