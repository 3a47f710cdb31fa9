// The second door and Repair under bad and extreme input: one error that names every bad row, or
// the exact answer that is documented; never a crash, a hang, or memory taken for nothing.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/repair.hpp>

namespace turnout {
namespace flow_bad_input_test {

using Ints = std::vector<std::int64_t>;
using Floats = std::vector<double>;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t top = std::int64_t{1} << 53;  // The largest cost that is exact.
constexpr std::int64_t many = 2'147'483'647;         // The largest number of seats.

/// The arrays of a problem; what is empty is not given.
struct Arrays {
  Ints need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
  Floats real = {};
  std::vector<Ints> groups = {};
  Ints seats = {}, capacity = {}, unfilled = {};
  Floats unfilled_real = {};
  FlowProblem rest = {};
};

/// Calls `f` with the problem while the arrays live.
template <class F>
auto with(const Arrays& a, F f) {
  FlowProblem p = a.rest;
  p.need = a.need;
  p.member = a.member;
  p.cost = std::span<const std::int64_t>(a.cost);
  if (!a.real.empty()) p.cost = std::span<const double>(a.real);
  if (!a.seats.empty()) p.seats = a.seats;
  if (!a.capacity.empty()) p.capacity = a.capacity;
  if (!a.unfilled.empty()) p.unfilled_cost = OneOrEach<std::int64_t>(a.unfilled);
  if (!a.unfilled_real.empty()) p.unfilled_cost = OneOrEach<double>(a.unfilled_real);
  std::vector<FlowGroups> groups;
  for (const Ints& group : a.groups) groups.push_back({group, 1});
  p.groups = groups;
  return f(p);
}

/// "pairs:1:cost:not_a_number ...", or the kind of error and its words, or "answered".
std::string outcome(const std::function<void()>& call) {
  try {
    call();
  } catch (const InputError& e) {
    std::string all;
    for (const Issue& i : e.issues()) {
      if (!all.empty()) all += ' ';
      all += i.table + ':' + (i.row ? std::to_string(*i.row) : "") + ':' + i.column + ':' + i.code;
      EXPECT_FALSE(i.message.empty());
      EXPECT_FALSE(i.remedy.empty());
    }
    EXPECT_EQ(e.total(), e.issues().size());
    return all;
  } catch (const RangeError& e) {
    return "RangeError: " + std::string(e.what());
  } catch (const LimitError& e) {
    return "LimitError: " + std::string(e.what());
  }
  return "answered";
}

struct Case {
  std::string what;
  Arrays arrays;
  std::string expected;  ///< As outcome() says it; of errors without rows the beginning.
  bool repair_too = true;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  const auto add = [&](std::string what, Arrays a, std::string expected, bool repair_too = true) {
    all.push_back({std::move(what), std::move(a), std::move(expected), repair_too});
  };
  // Lengths.
  add("member too short", {.member = {0, 1}}, "pairs::cost:bad_length");
  add("cost too short", {.cost = {4}}, "pairs::cost:bad_length");
  add("lengths of everything at once",
      {.groups = {{1}},
       .seats = {1},
       .capacity = {1, 2, 3},
       .unfilled = {1, 2, 3},
       .rest = {.n_needs = 2, .n_members = 2}},
      "pairs::group:bad_length needs::seats:bad_length needs::unfilled_cost:bad_length "
      "members::capacity:bad_length");
  add("sizes below zero", {.rest = {.n_needs = -1, .n_members = least}},
      "pairs::n_needs:bad_size pairs::n_members:bad_size");
  // Ids.
  add("ids below zero and beyond",
      {.need = {0, -1, 7}, .member = {0, least, most}, .rest = {.n_needs = 2, .n_members = 2}},
      "pairs:1:need:unknown_id pairs:1:member:unknown_id pairs:2:need:unknown_id "
      "pairs:2:member:unknown_id");
  add("ids far off", {.need = {0, 99'000'000'000, 1}, .member = {0, 1, most}},
      "pairs:1:need:id_too_large pairs:2:member:id_too_large");
  add("ids where there are none", {.rest = {.n_needs = 0, .n_members = 0}},
      "pairs:0:need:unknown_id pairs:0:member:unknown_id pairs:1:need:unknown_id "
      "pairs:1:member:unknown_id pairs:2:need:unknown_id pairs:2:member:unknown_id");
  add("pairs twice", {.need = {0, 0, 0, 1}, .member = {1, 0, 1, 1}, .cost = {1, 2, 3, 4}},
      "pairs:2:need:duplicate_pair");
  add("pairs twice, by the flat kernel",
      {.need = {1, 0, 0, 1}, .member = {1, 0, 0, 1}, .cost = {1, 2, 3, 4}, .unfilled = {9, 9}},
      "pairs:2:need:duplicate_pair pairs:3:need:duplicate_pair");
  // Counts.
  add("seats and capacities below zero",
      {.seats = {-1, 1}, .capacity = {1, least}, .unfilled = {9, 9}},
      "needs:0:seats:negative members:1:capacity:negative");
  add("seats and capacities too large",
      {.unfilled = {9, 9}, .rest = {.seats = most, .capacity = many + 1}},
      "needs::seats:too_large members::capacity:too_large");
  add("seats that add up to 2^31", {.seats = {many, 1}, .unfilled = {9, 9}},
      "RangeError: the seats add up to 2^31");
  add("one number of seats that adds up to 2^31", {.unfilled = {9, 9}, .rest = {.seats = many}},
      "RangeError: the seats add up to 2^31");
  // Costs.
  add("costs that are no numbers", {.real = {nan, -inf, 5}},
      "pairs:0:cost:not_a_number pairs:1:cost:not_finite");
  add("values that are no numbers", {.real = {nan, inf, -inf}, .rest = {.sense = Sense::max}},
      "pairs:0:cost:not_a_number pairs:1:cost:not_finite");
  add("unfilled costs that are no numbers", {.unfilled_real = {nan, -inf}},
      "needs:0:unfilled_cost:not_a_number needs:1:unfilled_cost:not_a_number");
  add("costs past 2^53", {.cost = {4, least, most}},
      "RangeError: the cost at position 1, -9223372036854775808, is past 2^53 (and 1 more)");
  add("unfilled costs past 2^53", {.unfilled = {1, least}},
      "RangeError: an unfilled_cost is past 2^53");
  add("costs that add up past 2^53", {.cost = {top, 7, top}, .unfilled = {9, 9}},
      "RangeError: costs could add up to more than 2^53");
  add("unfilled costs that add up past 2^53", {.seats = {many, 1}, .unfilled = {top, 9}},
      "RangeError");
  add("unfilled costs that add up", {.seats = {many - 1, 1}, .unfilled = {top, 9}},
      "RangeError: costs could add up to more than 2^53");
  add("floats that add up to infinity", {.real = {1e308, 1e308, 1e308}}, "RangeError: costs could");
  // Everything at once.
  add("bad rows of all tables",
      {.need = {0, 5, 1, 0},
       .member = {0, 1, -1, 0},
       .real = {1, 2, nan, -inf},
       .seats = {1, -2},
       .capacity = {-3, 1},
       .unfilled_real = {nan, 1}},
      "pairs:1:need:unknown_id pairs:2:member:unknown_id pairs:2:cost:not_a_number "
      "pairs:3:cost:not_finite needs:0:unfilled_cost:not_a_number needs:1:seats:negative "
      "members:0:capacity:negative");
  add("pairs twice beside a cost that is no number",
      {.need = {0, 0, 1}, .member = {0, 0, 1}, .real = {1, 2, nan}},
      "pairs:1:need:duplicate_pair pairs:2:cost:not_a_number");
  // Groups.
  add("groups crossed",
      {.need = {0, 1, 2},
       .member = {0, 0, 0},
       .groups = {{1, 1, 1}, {1, 2, 3}},
       .rest = {.unfilled_cost = 9}},
      "pairs:1:group:groups_not_nested pairs:2:group:groups_not_nested", false);
  // Matrices.
  add("a matrix with ids",
      {.cost = {1, 2, 3, 4}, .rest = {.matrix = true, .n_needs = 2, .n_members = 2}},
      "matrix::need:matrix_with_ids");
  add("a matrix that lacks costs",
      {.need = {}, .member = {}, .rest = {.matrix = true, .n_needs = 2, .n_members = 2}},
      "matrix::cost:bad_length");
  add("a matrix without rows that has costs",
      {.need = {}, .member = {}, .rest = {.matrix = true, .n_needs = 0, .n_members = 3}},
      "matrix::cost:bad_length");
  add("a matrix of more cells than numbers can count",
      {.need = {}, .member = {}, .rest = {.matrix = true, .n_needs = most, .n_members = most}},
      "RangeError: there are 2^29");
  add("cells of a matrix",
      {.need = {},
       .member = {},
       .real = {1, nan, nan, -inf},
       .rest = {.matrix = true, .n_needs = 2, .n_members = 2}},
      "matrix:0:1:not_a_number matrix:1:0:not_a_number matrix:1:1:not_finite");
  add("cells of a matrix that is solved across",
      {.need = {},
       .member = {},
       .real = {1, nan},
       .rest = {.matrix = true, .n_needs = 2, .n_members = 1}},
      "matrix:1:0:not_a_number");
  add("a matrix of costs past 2^53",
      {.need = {},
       .member = {},
       .cost = {1, most, 1, 2},
       .rest = {.matrix = true, .n_needs = 2, .n_members = 2}},
      "RangeError: the cost at position 1");
  add("a matrix of costs that add up past 2^53",
      {.need = {},
       .member = {},
       .cost = {top, top, top, top},
       .rest = {.matrix = true, .n_needs = 2, .n_members = 2}},
      "RangeError: costs could add up");
  // Seats that cannot be filled.
  add("a need without pairs", {.rest = {.n_needs = 3}}, "pairs::need:cannot_fill");
  add("more seats than members", {.rest = {.seats = 3}}, "pairs::need:cannot_fill");
  add("members who cannot serve", {.rest = {.capacity = 0}}, "pairs::need:cannot_fill");
  add("a row of a matrix without pairs",
      {.need = {},
       .member = {},
       .real = {inf, inf, 1, 2},
       .rest = {.matrix = true, .n_needs = 2, .n_members = 2}},
      "matrix::need:cannot_fill");
  return all;
}

TEST(FlowBadInput, TheTable) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.what);
    const std::string got = with(c.arrays, [](const FlowProblem& p) {
      return outcome([&] { static_cast<void>(solve_flow(p)); });
    });
    if (c.expected.find("Error") != std::string::npos) {
      EXPECT_EQ(got.substr(0, c.expected.size()), c.expected);
    } else {
      EXPECT_EQ(got, c.expected);
    }
  }
}

TEST(FlowBadInput, ARepairRefusesTheSame) {
  for (const Case& c : cases()) {
    if (!c.repair_too) continue;
    SCOPED_TRACE(c.what);
    const std::string got = with(c.arrays, [](const FlowProblem& p) {
      FlowResult none;
      none.need_prices.assign(static_cast<std::size_t>(p.n_needs.value_or(2) & 7), 0);
      none.member_prices.assign(static_cast<std::size_t>(p.n_members.value_or(2) & 7), 0);
      return outcome([&] { Repair(p, none); });
    });
    EXPECT_NE(got, "answered");
    if (c.expected.find("cannot_fill") != std::string::npos) continue;  // In words of its own.
    if (c.expected.find("Error") != std::string::npos) {
      EXPECT_EQ(got.substr(0, 10), c.expected.substr(0, 10));
    } else {
      EXPECT_EQ(got, c.expected);
    }
  }
}

/// Spans that claim far more than there is: whoever reads them is at fault.
TEST(FlowBadInput, SizesAreCheckedBeforeAnythingIsRead) {
  const Ints one{0};
  const Floats real{0};
  const auto ids = [&](std::size_t n) { return std::span(one.data(), n); };
  const auto reals = [&](std::size_t n) { return std::span(real.data(), n); };
  const auto range = [](const FlowProblem& p) {
    return outcome([&] { static_cast<void>(solve_flow(p)); }).substr(0, 10);
  };
  constexpr std::size_t past = std::size_t{1} << 32;
  FlowProblem p{.need = ids(past), .member = ids(past), .cost = ids(past), .unfilled_cost = 9};
  EXPECT_EQ(range(p), "RangeError");
  p.cost = reals(past);
  EXPECT_EQ(range(p), "RangeError");
  p.n_needs = p.n_members = 1;
  EXPECT_EQ(range(p), "RangeError");
  EXPECT_EQ(outcome([&] { Repair(p, FlowResult{}); }).substr(0, 10), "RangeError");
  // A matrix of 2^16 by 2^16, with and without what makes it a plain assignment.
  FlowProblem m{.cost = reals(past), .matrix = true, .n_needs = 1 << 16, .n_members = 1 << 16};
  EXPECT_EQ(range(m), "RangeError");
  m.unfilled_cost = 1.5;
  EXPECT_EQ(range(m), "RangeError");
  // As many seats, capacities or unfilled costs as there cannot be.
  FlowProblem s{.need = ids(1), .member = ids(1), .cost = ids(1), .unfilled_cost = 9};
  s.seats = OneOrEach<std::int64_t>(ids(past));
  EXPECT_EQ(range(s), "RangeError");
  s.seats = 1;
  s.capacity = OneOrEach<std::int64_t>(ids(past));
  EXPECT_EQ(range(s), "RangeError");
  s.capacity = 1;
  s.unfilled_cost = OneOrEach<double>(reals(past));
  EXPECT_EQ(outcome([&] { static_cast<void>(solve_flow(s)); }), "needs::unfilled_cost:bad_length");
  s.unfilled_cost = 9;
  const std::vector<FlowGroups> families{{ids(past), 1}};
  s.groups = families;
  EXPECT_EQ(outcome([&] { static_cast<void>(solve_flow(s)); }), "pairs::group:bad_length");
  // Pairs enough, but for one array.
  EXPECT_EQ(outcome([&] {
              static_cast<void>(solve_flow({.need = ids(past), .member = ids(1), .cost = ids(1)}));
            }),
            "pairs::cost:bad_length");
}

TEST(FlowBadInput, MillionsOfBadRowsAreCounted) {
  const std::size_t n = 3'000'000;
  const Ints bad(n, -1), cost(n, 1);
  try {
    static_cast<void>(solve_flow({.need = bad, .member = bad, .cost = cost, .unfilled_cost = 1}));
    FAIL() << "accepted";
  } catch (const InputError& e) {
    EXPECT_EQ(e.total(), 2 * n);
    EXPECT_EQ(e.issues().size(), IssueCollector::kept);
  }
}

TEST(FlowBadInput, AllThatIsWrongWithANewcomerIsSaidAtOnce) {
  with({.real = {4.5, 7, 5}, .unfilled = {9, 9}}, [](const FlowProblem& p) {
    Repair desk(p, solve_flow(p));
    const Ints who{0, 9, 1, -1, 0};
    const Floats cost{1, nan, -inf, 2, inf};
    EXPECT_EQ(outcome([&] { desk.add_need({.member = who, .cost = cost}); }),
              "pairs:1:member:unknown_id pairs:1:cost:not_a_number pairs:2:cost:not_finite "
              "pairs:3:member:unknown_id");
    EXPECT_EQ(outcome([&] { desk.add_member({.need = who, .cost = cost}); }),
              "pairs:1:need:unknown_id pairs:1:cost:not_a_number pairs:2:cost:not_finite "
              "pairs:3:need:unknown_id");
    const Ints twice{0, 1, 0, 0};
    const Floats costs{1, 2, 3, 4};
    EXPECT_EQ(outcome([&] { desk.add_need({.member = twice, .cost = costs}); }),
              "pairs:2:member:duplicate_pair pairs:3:member:duplicate_pair");
    const std::span<const std::int64_t> claimed(who.data(), std::size_t{1} << 32);
    const std::span<const double> as_many(cost.data(), std::size_t{1} << 32);
    EXPECT_EQ(outcome([&] { desk.add_need({.member = claimed, .cost = as_many}); }),
              "RangeError: there are 2^32 pairs or more");
    EXPECT_EQ(desk.n_needs(), 2);
    EXPECT_EQ(desk.n_pairs(), 3);
  });
}

// What is extreme but not wrong has an exact answer.

TEST(FlowExtremes, ANeedThatAsksForMoreThanThereAreStaysShort) {
  for (const bool floats : {false, true}) {
    for (const Sense sense : {Sense::min, Sense::max}) {
      Arrays a{.seats = {many - 1, 1}, .rest = {.capacity = many, .sense = sense}};
      if (floats) a.real = {4.5, 7, 5};
      if (!floats) a.cost = {4, 7, 5};
      a.unfilled = sense == Sense::min ? Ints{9, 9} : Ints{0, 0};
      with(a, [&](const FlowProblem& p) {
        const FlowResult r = solve_flow(p);
        EXPECT_EQ(r.pairs, (Ints{0, 1, 2}));
        EXPECT_EQ(r.short_by, (Ints{many - 3, 0}));
        const double pairs = floats ? 16.5 : 16;
        EXPECT_EQ(r.objective, sense == Sense::min ? pairs + 9.0 * (many - 3) : pairs);
        EXPECT_EQ(r.bound, r.objective);
        EXPECT_EQ(r.status, Status::optimal);
        Repair desk(p, r);
        EXPECT_EQ(desk.short_by(0), many - 3);
        EXPECT_EQ(desk.objective(), r.objective);
        desk.decline(2);
        EXPECT_EQ(desk.result().short_by, (Ints{many - 3, 1}));
      });
    }
  }
}

TEST(FlowExtremes, CapacitiesMayAddUpToAnything) {
  Arrays a;
  a.capacity = Ints(1000, many);
  a.unfilled = {9, 9};
  for (const bool floats : {false, true}) {
    if (floats) a.real = {4.5, 7, 5};
    with(a, [&](const FlowProblem& p) {
      const FlowResult r = solve_flow(p);
      EXPECT_EQ(r.objective, floats ? 9.5 : 9);
      EXPECT_EQ(r.bound, r.objective);
      EXPECT_EQ(r.member_prices, Floats(1000, 0));
      EXPECT_EQ(Repair(p, r).objective(), r.objective);
    });
  }
  // As they do where members are a matrix's columns.
  const Ints cost{3, 1, 4, 1};
  FlowProblem m{.cost = cost, .capacity = many, .matrix = true, .n_needs = 2, .n_members = 2};
  EXPECT_EQ(solve_flow(m).objective, 2);
  m.unfilled_cost = 3;
  m.seats = 2;
  EXPECT_EQ(solve_flow(m).objective, 3 + 1 + 1 + 3);
}

TEST(FlowExtremes, CostsAtTheVeryEdgeAreExact) {
  const Ints need{0}, member{0}, edge{top}, below{-top};
  const FlowResult dear = solve_flow({.need = need, .member = member, .cost = edge});
  EXPECT_EQ(dear.objective, static_cast<double>(top));
  EXPECT_EQ(dear.bound, dear.objective);
  const FlowResult cheap =
      solve_flow({.need = need, .member = member, .cost = below, .unfilled_cost = 0});
  EXPECT_EQ(cheap.objective, -static_cast<double>(top));
  // Either side of what the 32-bit kernel takes.
  for (const std::int64_t c : {(1LL << 28) - 1, 1LL << 28, (1LL << 28) + 1}) {
    for (const std::int64_t sign : {1, -1}) {
      const Ints two_needs{0, 1}, two_members{0, 0}, costs{sign * c, sign * (c - 1)};
      const FlowResult r = solve_flow({.need = two_needs,
                                       .member = two_members,
                                       .cost = costs,
                                       .unfilled_cost = OneOrEach<std::int64_t>(c)});
      EXPECT_EQ(r.objective, static_cast<double>(c + std::min(costs[0], costs[1])));
      EXPECT_EQ(r.bound, r.objective);
      EXPECT_EQ(r.status, Status::optimal);
    }
  }
}

TEST(FlowExtremes, NothingAtAll) {
  const FlowResult none = solve_flow({});
  EXPECT_EQ(none.status, Status::optimal);
  EXPECT_EQ(none.objective, 0);
  Repair desk({}, none);
  EXPECT_EQ(desk.objective(), 0);
  const Ints no_ids;
  const Floats no_costs;
  EXPECT_EQ(solve_flow({.need = no_ids, .member = no_ids, .cost = no_costs}).pairs.size(), 0U);
  for (const std::int64_t rows : {0, 3}) {
    for (const std::int64_t columns : {0, 3}) {
      if (rows > 0 && columns > 0) continue;
      const FlowResult r =
          solve_flow({.cost = no_costs, .matrix = true, .n_needs = rows, .n_members = columns});
      EXPECT_EQ(r.status, Status::optimal);
      EXPECT_EQ(r.objective, 0);
      EXPECT_EQ(r.need_prices.size(), static_cast<std::size_t>(rows));
      EXPECT_EQ(r.member_prices.size(), static_cast<std::size_t>(columns));
      EXPECT_EQ(solve_flow({.cost = no_costs,
                            .unfilled_cost = 2.5,
                            .matrix = true,
                            .n_needs = rows,
                            .n_members = columns})
                    .objective,
                2.5 * static_cast<double>(rows));
    }
  }
  EXPECT_EQ(solve_flow({.seats = 0, .n_needs = 4, .n_members = 2}).objective, 0);
  EXPECT_EQ(solve_flow({.seats = 5, .unfilled_cost = 7, .n_needs = 3}).objective, 105);
}

TEST(FlowExtremes, TheFarthestLimitOfTimeIsNone) {
  const Ints need{0, 0, 1}, member{0, 1, 1}, cost{4, 7, 5};
  const FlowProblem p{.need = need, .member = member, .cost = cost};
  EXPECT_EQ(solve_flow(p, {.limit = std::chrono::nanoseconds::max()}).status, Status::optimal);
  EXPECT_EQ(solve_flow(p, {.limit = std::chrono::nanoseconds::min()}).status, Status::timed_out);
}

// A limit of memory is kept by every kernel, and the error says what would have done.

struct Sized {
  std::string kernel;
  Arrays arrays;
};

std::vector<Sized> sized() {
  std::vector<Sized> all;
  Arrays flat{.need = {}, .member = {}, .cost = {}, .rest = {.seats = 3, .unfilled_cost = 5000}};
  for (std::int64_t n = 0; n < 60; ++n) {
    for (std::int64_t m = 0; m < 90; ++m) {
      flat.need.push_back(n);
      flat.member.push_back(m);
      flat.cost.push_back((n * 37 + m * m * 11) % 1009);
    }
  }
  all.push_back({"flat", flat});
  std::ranges::reverse(flat.need);
  all.push_back({"flat, not in order", flat});
  Arrays network = flat;
  network.groups = {Ints(flat.need.size(), 1)};
  all.push_back({"network", network});
  Arrays floats = flat;
  for (const std::int64_t c : flat.cost) floats.real.push_back(static_cast<double>(c) + 0.25);
  all.push_back({"network of floats", floats});
  Arrays dense{.need = {}, .member = {}, .cost = flat.cost};
  dense.rest = {.matrix = true, .n_needs = 60, .n_members = 90};
  all.push_back({"dense", dense});
  dense.rest = {.matrix = true, .n_needs = 90, .n_members = 60};
  all.push_back({"dense, solved across", dense});
  // Products: lists have to grow.
  Arrays grown{.need = {},
               .member = {},
               .cost = {},
               .rest = {.matrix = true, .n_needs = 300, .n_members = 300}};
  for (std::int64_t i = 0; i < 300; ++i) {
    for (std::int64_t j = 0; j < 300; ++j) grown.cost.push_back(i * j);
  }
  all.push_back({"dense, lists that grow", grown});
  return all;
}

TEST(FlowMemory, ALimitIsKeptAndTheErrorSaysWhatWouldDo) {
  for (const Sized& s : sized()) {
    SCOPED_TRACE(s.kernel);
    with(s.arrays, [](const FlowProblem& p) {
      const FlowResult r = solve_flow(p);
      const std::uint64_t peak = r.stats.peak_bytes;
      EXPECT_GT(peak, 0U);
      EXPECT_EQ(solve_flow(p, {.memory_limit = peak}).pairs, r.pairs);
      for (const std::uint64_t limit : {std::uint64_t{0}, peak / 2, peak - 1}) {
        const std::string told =
            outcome([&] { static_cast<void>(solve_flow(p, {.memory_limit = limit})); });
        const std::string from = "LimitError: solve_flow needs about ";
        ASSERT_EQ(told.substr(0, from.size()), from) << limit;
        EXPECT_LE(std::stoull(told.substr(from.size())), peak);
        EXPECT_GT(std::stoull(told.substr(from.size())), limit);
        EXPECT_NE(told.find("memory_limit of " + std::to_string(limit)), std::string::npos);
      }
    });
  }
}

TEST(FlowMemory, ManyNeedsAreRefusedBeforeMemoryIsTakenForThem) {
  const std::int64_t n = (1 << 29) - 2;  // Would be some 70 GB.
  for (const bool whole : {true, false}) {
    FlowProblem p{.n_needs = n, .n_members = n};
    if (whole) p.unfilled_cost = 9;
    if (!whole) p.unfilled_cost = 9.5;
    EXPECT_EQ(
        outcome([&] { static_cast<void>(solve_flow(p, {.memory_limit = 1 << 30})); }).substr(0, 10),
        "LimitError");
  }
}

}  // namespace flow_bad_input_test
}  // namespace turnout
