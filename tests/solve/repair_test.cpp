// Repair against fresh solves: after every change of many random sequences the objective and the
// bound are those of solve_flow, prices prove them sign by sign, and the answer tells what moved.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/repair.hpp>

namespace repair_test {

using namespace turnout;

using Ints = std::vector<std::int64_t>;
using Floats = std::vector<double>;
constexpr double inf = std::numeric_limits<double>::infinity();

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Random {
  std::mt19937_64 engine;
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t k) { return in(1, k) == 1; }
};

/// The world as the test keeps it, by id; what is gone has no seats, places or pairs.
struct World {
  struct Pair {
    std::int64_t need, member;
    double cost;
    bool gone = false;
  };
  std::vector<Pair> pairs;
  Ints seats, capacity;
  Floats unfilled;  // inf: must be filled.
  std::set<std::int64_t> no_needs, no_members;
  bool floats = false, max = false;

  [[nodiscard]] FlowResult solve() const {
    Ints need, member, whole;
    Floats real;
    std::vector<std::size_t> id;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (pairs[i].gone) continue;
      need.push_back(pairs[i].need);
      member.push_back(pairs[i].member);
      whole.push_back(static_cast<std::int64_t>(pairs[i].cost));
      real.push_back(pairs[i].cost);
    }
    FlowProblem p{.need = need, .member = member, .seats = seats, .capacity = capacity};
    p.unfilled_cost = OneOrEach<double>(unfilled);
    p.sense = max ? Sense::max : Sense::min;
    if (floats) p.cost = std::span<const double>(real);
    if (!floats) p.cost = std::span<const std::int64_t>(whole);
    return solve_flow(p);
  }
  [[nodiscard]] Repair repair() const {
    Ints need, member, whole;
    Floats real;
    for (const Pair& p : pairs) {
      need.push_back(p.need);
      member.push_back(p.member);
      whole.push_back(static_cast<std::int64_t>(p.cost));
      real.push_back(p.cost);
    }
    FlowProblem p{.need = need, .member = member, .seats = seats, .capacity = capacity};
    p.unfilled_cost = OneOrEach<double>(unfilled);
    p.sense = max ? Sense::max : Sense::min;
    if (floats) p.cost = std::span<const double>(real);
    if (!floats) p.cost = std::span<const std::int64_t>(whole);
    return Repair(p, solve_flow(p));
  }
};

/// Limits kept, totals right, and every sign of the certificate.
void check_proof(const World& w, const FlowResult& r) {
  const double slack = r.resolution;
  ASSERT_EQ(r.status, Status::optimal);
  ASSERT_EQ(r.need_prices.size(), w.seats.size());
  ASSERT_EQ(r.member_prices.size(), w.capacity.size());
  const std::set<std::int64_t> used(r.pairs.begin(), r.pairs.end());
  ASSERT_EQ(used.size(), r.pairs.size());
  Ints filled(w.seats.size(), 0), serves(w.capacity.size(), 0);
  double objective = 0;
  for (std::size_t i = 0; i < r.pairs.size(); ++i) {
    const World::Pair& p = w.pairs.at(at(r.pairs[i]));
    ASSERT_FALSE(p.gone);
    ASSERT_EQ(p.need, r.need[i]);
    ASSERT_EQ(p.member, r.member[i]);
    ++filled[at(p.need)];
    ++serves[at(p.member)];
    objective += p.cost;
  }
  for (std::size_t n = 0; n < w.seats.size(); ++n) {
    ASSERT_EQ(w.seats[n] - filled[n], r.short_by[n]);
    ASSERT_GE(r.short_by[n], 0);
    if (w.no_needs.contains(static_cast<std::int64_t>(n))) continue;
    ASSERT_LE(r.need_prices[n], w.unfilled[n] + slack);
    if (r.short_by[n] == 0) continue;
    ASSERT_NEAR(r.need_prices[n], w.unfilled[n], slack);
    objective += (w.max ? -1.0 : 1.0) * w.unfilled[n] * static_cast<double>(r.short_by[n]);
  }
  for (std::size_t m = 0; m < w.capacity.size(); ++m) {
    ASSERT_LE(serves[m], w.capacity[m]);
    ASSERT_GE(r.member_prices[m], 0);
    if (serves[m] < w.capacity[m]) {
      ASSERT_EQ(r.member_prices[m], 0);
    }
  }
  for (std::size_t i = 0; i < w.pairs.size(); ++i) {
    const World::Pair& p = w.pairs[i];
    if (p.gone) continue;
    const double reduced =
        (w.max ? -p.cost : p.cost) - r.need_prices[at(p.need)] + r.member_prices[at(p.member)];
    if (used.contains(static_cast<std::int64_t>(i))) {
      ASSERT_LE(reduced, slack);
    } else {
      ASSERT_GE(reduced, -slack);
    }
  }
  ASSERT_NEAR(objective, r.objective, w.floats ? 1e-9 * (1 + std::abs(objective)) : 0);
}

void check_equal(const FlowResult& have, const FlowResult& want, bool floats) {
  if (!floats) {
    ASSERT_EQ(have.objective, want.objective);
    ASSERT_EQ(have.bound, want.bound);
    ASSERT_EQ(have.gap, 0);
    return;
  }
  const double near = 64 * std::max(have.resolution, want.resolution) + 1e-12;
  ASSERT_NEAR(have.objective, want.objective, near);
  ASSERT_NEAR(have.bound, want.bound, near);
}

/// A world that changes, and the Repair that follows it.
struct Sequence {
  World w;
  Random rng;
  bool must = false;
  std::optional<Repair> desk;
  std::set<std::int64_t> used;
  int refused = 0;

  double cost() {
    const std::int64_t k = rng.in(-6, 20);
    return w.floats ? static_cast<double>(k) / 7.0 + static_cast<double>(rng.in(0, 9)) / 97.0
                    : static_cast<double>(k);
  }
  double unfilled() {
    if (must && rng.one_in(2)) return inf;
    return w.floats ? static_cast<double>(rng.in(-3, 25)) / 3.0
                    : static_cast<double>(rng.in(-3, 25));
  }
  FlowCost given(double x) const {
    if (w.floats || !std::isfinite(x)) return x;
    return static_cast<std::int64_t>(x);
  }

  explicit Sequence(std::uint64_t seed, std::int64_t largest = 6) : rng{std::mt19937_64(seed)} {
    w.floats = rng.one_in(4);
    w.max = rng.one_in(3);
    must = rng.one_in(3);
    while (!desk) {  // Until what must be filled can be.
      w.pairs.clear(), w.seats.clear(), w.capacity.clear(), w.unfilled.clear();
      const std::int64_t needs = rng.in(0, largest), members = rng.in(0, largest);
      for (std::int64_t n = 0; n < needs; ++n) {
        w.seats.push_back(rng.in(0, 3));
        w.unfilled.push_back(unfilled());
      }
      for (std::int64_t m = 0; m < members; ++m) w.capacity.push_back(rng.in(0, 3));
      for (std::int64_t n = 0; n < needs; ++n) {
        for (std::int64_t m = 0; m < members; ++m) {
          if (rng.one_in(2)) w.pairs.push_back({n, m, cost()});
        }
      }
      if (w.floats && w.pairs.empty()) continue;  // Else no one could tell.
      try {
        desk.emplace(w.repair());
      } catch (const InputError&) {
      }
    }
    const FlowResult r = desk->result();
    used = {r.pairs.begin(), r.pairs.end()};
  }

  [[nodiscard]] std::int64_t some_need() {
    const std::int64_t n = rng.in(0, static_cast<std::int64_t>(w.seats.size()));
    return n < static_cast<std::int64_t>(w.seats.size()) && !w.no_needs.contains(n) ? n : -1;
  }
  [[nodiscard]] std::int64_t some_member() {
    const std::int64_t m = rng.in(0, static_cast<std::int64_t>(w.capacity.size()));
    return m < static_cast<std::int64_t>(w.capacity.size()) && !w.no_members.contains(m) ? m : -1;
  }
  [[nodiscard]] std::int64_t some_pair() {
    if (!used.empty() && rng.one_in(2)) {
      return *std::next(used.begin(), rng.in(0, static_cast<std::int64_t>(used.size()) - 1));
    }
    if (w.pairs.empty()) return -1;
    const std::int64_t p = rng.in(0, static_cast<std::int64_t>(w.pairs.size()) - 1);
    return w.pairs[at(p)].gone ? -1 : p;
  }

  /// One change of the world and of the Repair; nullopt: there was nothing to change.
  std::optional<RepairChange> change_both() {
    switch (rng.in(0, 10)) {
      case 0:
      case 1: {
        const std::int64_t p = some_pair();
        if (p < 0) return {};
        w.pairs[at(p)].gone = true;
        return desk->decline(p);
      }
      case 2: {
        const std::int64_t n = some_need(), m = some_member();
        if (n < 0 || m < 0) return {};
        for (const World::Pair& p : w.pairs) {
          if (!p.gone && p.need == n && p.member == m) return {};
        }
        w.pairs.push_back({n, m, cost()});
        return desk->add_pair(n, m, given(w.pairs.back().cost));
      }
      case 3:
      case 4: {
        const std::int64_t p = some_pair();
        if (p < 0) return {};
        w.pairs[at(p)].cost = cost();
        return desk->set_cost(p, given(w.pairs[at(p)].cost));
      }
      case 5: {
        const std::int64_t n = some_need();
        if (n < 0) return {};
        w.seats[at(n)] = rng.in(0, 4);
        return desk->set_seats(n, w.seats[at(n)]);
      }
      case 6: {
        const std::int64_t n = some_need();
        if (n < 0) return {};
        w.unfilled[at(n)] = unfilled();
        return desk->set_unfilled_cost(n, given(w.unfilled[at(n)]));
      }
      case 7: {
        const std::int64_t m = some_member();
        if (m < 0) return {};
        w.capacity[at(m)] = rng.in(0, 3);
        return desk->set_capacity(m, w.capacity[at(m)]);
      }
      case 8: return rng.one_in(2) ? remove_need() : remove_member();
      case 9: return add_need();
      default: return add_member();
    }
  }
  std::optional<RepairChange> remove_need() {
    const std::int64_t n = some_need();
    if (n < 0) return {};
    w.no_needs.insert(n);
    w.seats[at(n)] = 0;
    for (World::Pair& p : w.pairs) p.gone = p.gone || p.need == n;
    return desk->remove_need(n);
  }
  std::optional<RepairChange> remove_member() {
    const std::int64_t m = some_member();
    if (m < 0) return {};
    w.no_members.insert(m);
    w.capacity[at(m)] = 0;
    for (World::Pair& p : w.pairs) p.gone = p.gone || p.member == m;
    return desk->remove_member(m);
  }
  void give(std::int64_t need, std::int64_t member, Ints& with, bool needs, Ints& whole,
            Floats& real) {
    w.pairs.push_back({need, member, cost()});
    with.push_back(needs ? need : member);
    whole.push_back(static_cast<std::int64_t>(w.pairs.back().cost));
    real.push_back(w.pairs.back().cost);
    if (!w.floats || !rng.one_in(6)) return;
    w.pairs.back().gone = true;
    real.back() = w.max ? -inf : inf;
  }
  std::optional<RepairChange> add_need() {
    const auto n = static_cast<std::int64_t>(w.seats.size());
    w.seats.push_back(rng.in(0, 3));
    w.unfilled.push_back(unfilled());
    Ints with, whole;
    Floats real;
    for (std::int64_t m = 0; m < static_cast<std::int64_t>(w.capacity.size()); ++m) {
      if (!w.no_members.contains(m) && rng.one_in(2)) give(n, m, with, false, whole, real);
    }
    NewNeed x{.seats = w.seats.back(), .unfilled_cost = given(w.unfilled.back()), .member = with};
    if (w.floats) x.cost = std::span<const double>(real);
    if (!w.floats) x.cost = std::span<const std::int64_t>(whole);
    return desk->add_need(x);
  }
  std::optional<RepairChange> add_member() {
    const auto m = static_cast<std::int64_t>(w.capacity.size());
    w.capacity.push_back(rng.in(0, 3));
    Ints with, whole;
    Floats real;
    for (std::int64_t n = 0; n < static_cast<std::int64_t>(w.seats.size()); ++n) {
      if (!w.no_needs.contains(n) && rng.one_in(2)) give(n, m, with, true, whole, real);
    }
    NewMember x{.capacity = w.capacity.back(), .need = with};
    if (w.floats) x.cost = std::span<const double>(real);
    if (!w.floats) x.cost = std::span<const std::int64_t>(whole);
    return desk->add_member(x);
  }

  /// A step, with all that must hold after it.
  void step() {
    const World before = w;
    const FlowResult was = desk->result();
    std::optional<RepairChange> change;
    try {
      change = change_both();
    } catch (const InputError& error) {
      ASSERT_EQ(error.issues().front().code, "cannot_fill") << error.what();
      ++refused;
      EXPECT_THROW(static_cast<void>(w.solve()), InputError) << "a fresh solve can";
      w = before;
      check_same(was, desk->result());
      check_proof(w, desk->result());
      return;
    }
    if (!change) return;
    const FlowResult r = desk->result();
    check_proof(w, r);
    check_equal(r, w.solve(), w.floats);
    for (const UsedPair& p : change->dropped) ASSERT_EQ(used.erase(p.pair), 1U);
    for (const UsedPair& p : change->added) {
      ASSERT_TRUE(used.insert(p.pair).second);
      ASSERT_EQ(w.pairs[at(p.pair)].need, p.need);
      ASSERT_EQ(w.pairs[at(p.pair)].member, p.member);
    }
    ASSERT_EQ(used, std::set<std::int64_t>(r.pairs.begin(), r.pairs.end()));
    ASSERT_EQ(desk->n_needs(), static_cast<std::int64_t>(w.seats.size()));
    ASSERT_EQ(desk->n_members(), static_cast<std::int64_t>(w.capacity.size()));
    ASSERT_EQ(desk->n_pairs(), static_cast<std::int64_t>(w.pairs.size()));
    if (w.floats) return;
    ASSERT_EQ(desk->objective(), r.objective);
    ASSERT_EQ(change->rise, r.objective - was.objective);
  }
  static void check_same(const FlowResult& a, const FlowResult& b) {
    ASSERT_EQ(a.pairs, b.pairs);
    ASSERT_EQ(a.objective, b.objective);
    ASSERT_EQ(a.need_prices, b.need_prices);
    ASSERT_EQ(a.member_prices, b.member_prices);
    ASSERT_EQ(a.short_by, b.short_by);
  }
};

TEST(Repair, EqualsAFreshSolveAfterEveryChangeOfAThousandSequences) {
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Sequence s(seed);
    for (int i = 0; i < 30; ++i) {
      SCOPED_TRACE("step " + std::to_string(i));
      s.step();
      if (::testing::Test::HasFatalFailure() || ::testing::Test::HasNonfatalFailure()) return;
    }
    refused += s.refused;
  }
  EXPECT_GT(refused, 100) << "changes that cannot be are a part of the test";
}

TEST(Repair, LongSequencesStayProven) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Sequence s(seed + 5000, 25);
    for (int i = 0; i < 400; ++i) {
      const World before = s.w;
      try {
        const std::optional<RepairChange> change = s.change_both();
        if (!change) continue;
        for (const UsedPair& p : change->dropped) s.used.erase(p.pair);
        for (const UsedPair& p : change->added) s.used.insert(p.pair);
      } catch (const InputError&) {
        s.w = before;
      }
    }
    check_proof(s.w, s.desk->result());
    check_equal(s.desk->result(), s.w.solve(), s.w.floats);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

/// Members and needs at random in a square; a pair where they are near, at the cost of the way.
struct Town {
  World w;
  Random rng{std::mt19937_64(11)};
  std::vector<std::pair<std::int64_t, std::int64_t>> home;

  static constexpr std::int64_t side = 10'000, reach = 900;

  Town(std::int64_t members, std::int64_t needs, std::int64_t most_seats) {
    for (std::int64_t m = 0; m < members; ++m) {
      home.emplace_back(rng.in(0, side), rng.in(0, side));
      w.capacity.push_back(1);
    }
    for (std::int64_t n = 0; n < needs; ++n) {
      Ints who, cost;
      around(who, cost);
      for (std::size_t i = 0; i < who.size(); ++i) {
        w.pairs.push_back({n, who[i], static_cast<double>(cost[i])});
      }
      w.seats.push_back(rng.in(1, most_seats));
      w.unfilled.push_back(20'000);
    }
  }
  void around(Ints& who, Ints& cost) {
    const std::int64_t x = rng.in(0, side), y = rng.in(0, side);
    for (std::size_t m = 0; m < home.size(); ++m) {
      const auto dx = static_cast<double>(home[m].first - x);
      const auto dy = static_cast<double>(home[m].second - y);
      const double way = std::hypot(dx, dy);
      if (way > static_cast<double>(reach) || w.no_members.contains(static_cast<std::int64_t>(m))) {
        continue;
      }
      who.push_back(static_cast<std::int64_t>(m));
      cost.push_back(std::llround(way));
    }
  }
};

TEST(Repair, ATownAfterALongNightIsProven) {
  Town town(5000, 250, 30);
  Repair desk = town.w.repair();
  World& w = town.w;
  Random& rng = town.rng;
  std::size_t moved = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t p = rng.in(0, static_cast<std::int64_t>(w.pairs.size()) - 1);
    if (i % 10 == 0) {
      Ints who, cost;
      town.around(who, cost);
      const RepairChange c = desk.add_need({.seats = 13,
                                            .unfilled_cost = std::int64_t{20'000},
                                            .member = who,
                                            .cost = std::span<const std::int64_t>(cost)});
      for (std::size_t k = 0; k < who.size(); ++k) {
        w.pairs.push_back({c.id, who[k], static_cast<double>(cost[k])});
      }
      w.seats.push_back(13);
      w.unfilled.push_back(20'000);
      moved += c.added.size();
    } else if (i % 10 == 5) {
      const std::int64_t n = rng.in(0, static_cast<std::int64_t>(w.seats.size()) - 1);
      if (!w.no_needs.insert(n).second) continue;
      for (World::Pair& x : w.pairs) x.gone = x.gone || x.need == n;
      w.seats[at(n)] = 0;
      moved += desk.remove_need(n).dropped.size();
    } else if (desk.is_used(p) && !w.pairs[at(p)].gone) {
      w.pairs[at(p)].gone = true;
      const RepairChange c = desk.decline(p);
      ASSERT_GE(c.rise, 0);
      ASSERT_LE(c.added.size(), c.dropped.size());
      moved += c.dropped.size();
    }
  }
  EXPECT_GT(moved, 1000U);
  check_proof(w, desk.result());
  check_equal(desk.result(), w.solve(), false);
  ASSERT_EQ(desk.objective(), desk.result().objective);
}

/// A result that was ended early, or has poor prices, is finished.
TEST(Repair, FinishesWhatIsNotOptimal) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Sequence s(seed + 9000);
    if (s.w.floats) continue;
    Ints need, member, cost;
    for (const World::Pair& p : s.w.pairs) {
      need.push_back(p.need);
      member.push_back(p.member);
      cost.push_back(static_cast<std::int64_t>(p.cost));
    }
    FlowProblem p{.need = need, .member = member, .seats = s.w.seats, .capacity = s.w.capacity};
    p.cost = std::span<const std::int64_t>(cost);
    p.unfilled_cost = OneOrEach<double>(s.w.unfilled);
    p.sense = s.w.max ? Sense::max : Sense::min;
    const FlowResult best = solve_flow(p);
    FlowResult poor = best;
    for (std::size_t i = poor.pairs.size(); i-- > 0;) {
      if (s.rng.one_in(3)) poor.pairs.erase(poor.pairs.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (double& u : poor.need_prices) u += static_cast<double>(s.rng.in(-9, 9));
    for (double& q : poor.member_prices) q += static_cast<double>(s.rng.in(-9, 9));
    if (s.rng.one_in(4)) poor.need_prices.assign(poor.need_prices.size(), 0);
    if (s.rng.one_in(6)) poor.member_prices.assign(poor.member_prices.size(), 1e300);
    if (s.rng.one_in(6)) poor.need_prices.assign(poor.need_prices.size(), std::nan(""));
    const Repair desk(p, poor);
    check_proof(s.w, desk.result());
    check_equal(desk.result(), best, false);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.issues().front().code;
  } catch (const RangeError&) {
    return "range";
  }
  return "";
}

TEST(Repair, ResultsOfAnotherProblemAreRefused) {
  const Ints need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5}, group{1, 1, 1};
  const FlowProblem p{.need = need, .member = member, .cost = cost, .unfilled_cost = 100};
  const FlowResult good = solve_flow(p);
  const auto with = [&](const auto& spoil) {
    FlowResult r = good;
    spoil(r);
    return code_of([&] { Repair(p, r); });
  };
  EXPECT_EQ(with([](FlowResult&) {}), "");
  EXPECT_EQ(with([](FlowResult& r) { r.pairs = {3}; }), "unknown_id");
  EXPECT_EQ(with([](FlowResult& r) { r.pairs = {-1}; }), "unknown_id");
  EXPECT_EQ(with([](FlowResult& r) { r.pairs = {0, 0}; }), "duplicate_id");
  EXPECT_EQ(with([](FlowResult& r) { r.pairs = {0, 1}; }), "too_many_seats");
  EXPECT_EQ(with([](FlowResult& r) { r.pairs = {1, 2}; }), "too_many_seats");
  EXPECT_EQ(with([](FlowResult& r) { r.need_prices.clear(); }), "bad_length");
  EXPECT_EQ(with([](FlowResult& r) { r.member_prices.push_back(0); }), "bad_length");
  const std::vector<FlowGroups> families{{group, 1}};
  FlowProblem grouped = p;
  grouped.groups = families;
  EXPECT_EQ(code_of([&] { Repair(grouped, solve_flow(grouped)); }), "not_supported_yet");
  const Ints two{1, 2};
  const FlowProblem tall{.cost = two, .matrix = true, .n_needs = 2, .n_members = 1};
  EXPECT_EQ(code_of([&] { Repair(tall, solve_flow(tall)); }), "not_supported_yet");
}

TEST(Repair, WhatIsWrongIsSaidAndChangesNothing) {
  const Ints need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
  const FlowProblem p{.need = need, .member = member, .cost = cost, .unfilled_cost = 100};
  Repair desk(p, solve_flow(p));
  desk.remove_need(0);
  const FlowResult was = desk.result();
  const Ints twice{1, 1}, costs{1, 1}, both{0, 1}, huge{std::int64_t{1} << 53, 1};
  const std::span<const std::int64_t> c(costs), h(huge);
  const std::vector<std::pair<std::string, std::function<void()>>> calls{
      {"unknown_id", [&] { desk.decline(0); }},  // went with its need
      {"unknown_id", [&] { desk.decline(3); }},
      {"unknown_id", [&] { desk.decline(-1); }},
      {"unknown_id", [&] { desk.set_seats(0, 1); }},
      {"unknown_id", [&] { desk.remove_need(0); }},
      {"unknown_id", [&] { desk.add_pair(0, 0, 1); }},
      {"unknown_id", [&] { desk.set_capacity(2, 1); }},
      {"unknown_id", [&] { static_cast<void>(desk.short_by(0)); }},
      {"duplicate_pair", [&] { desk.add_pair(1, 1, 1); }},
      {"duplicate_pair", [&] { desk.add_member({.need = twice, .cost = c}); }},
      {"bad_length", [&] { desk.add_member({.need = twice}); }},
      {"negative", [&] { desk.set_seats(1, -1); }},
      {"too_large", [&] { desk.set_capacity(1, std::int64_t{1} << 31); }},
      {"not_whole", [&] { desk.set_cost(2, 0.5); }},
      {"not_a_number", [&] { desk.set_cost(2, std::nan("")); }},
      {"not_finite", [&] { desk.set_cost(2, inf); }},
      {"not_finite", [&] { desk.set_cost(2, -inf); }},
      {"range", [&] { desk.set_cost(2, (std::int64_t{1} << 53) + 1); }},
      {"range", [&] { desk.set_cost(2, std::int64_t{1} << 53); }},  // with what the seat costs
      {"range", [&] { desk.set_unfilled_cost(1, std::int64_t{1} << 53); }},
      {"range", [&] { desk.add_need({.seats = 2, .member = both, .cost = h}); }},
      {"cannot_fill", [&] { desk.add_need({}); }},
  };
  for (std::size_t i = 0; i < calls.size(); ++i) {
    EXPECT_EQ(code_of(calls[i].second), calls[i].first) << "call " << i;
    Sequence::check_same(was, desk.result());
    EXPECT_EQ(desk.n_pairs(), 3);
    EXPECT_EQ(desk.n_needs(), 2);
  }
  EXPECT_EQ(desk.set_unfilled_cost(1, std::nullopt).rise, 0);
  EXPECT_EQ(code_of([&] { desk.decline(2); }), "cannot_fill");
  EXPECT_EQ(code_of([&] { desk.remove_member(1); }), "cannot_fill");
  EXPECT_TRUE(desk.is_used(2));
}

TEST(Repair, IdsAreNeverUsedTwice) {
  const Ints need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
  const FlowProblem p{.need = need, .member = member, .cost = cost, .unfilled_cost = 100};
  Repair desk(p, solve_flow(p));
  desk.remove_pair(2);
  EXPECT_EQ(desk.add_pair(1, 1, 6).id, 3);
  desk.remove_member(1);
  const Ints both{0, 1}, ones{1, 1};
  const RepairChange m =
      desk.add_member({.need = both, .cost = std::span<const std::int64_t>(ones)});
  EXPECT_EQ(m.id, 2);
  EXPECT_EQ(m.first_pair, 4);
  desk.remove_need(1);
  EXPECT_EQ(desk.add_need({.seats = 0}).id, 2);
  EXPECT_EQ(desk.n_needs(), 3);
  EXPECT_EQ(desk.n_members(), 3);
  EXPECT_EQ(desk.n_pairs(), 6);
}

}  // namespace repair_test
