// Repair against fresh solves: after every change of many random sequences the objective and the
// bound are those of solve_flow, prices prove them sign by sign, and the answer tells what moved.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/repair.hpp>

namespace {

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

}  // namespace
