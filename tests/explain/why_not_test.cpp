#include <map>

#include <gtest/gtest.h>

#include <turnout/explain/why_not.hpp>
#include <turnout/solve/solve.hpp>

#include "support/ascii_town.hpp"
#include "support/brute_force.hpp"
#include "support/small_problems.hpp"

namespace turnout::testing {
namespace why_not_test {

Policy plain_policy() {
  Policy policy;
  policy.fairness = 0;
  return policy;
}

Plan planned(const AsciiTown& town, const Policy& policy = plain_policy()) {
  return solve(town.problem(), {.policy = policy, .threads = 1});
}

Cells at(const std::string& from, const std::string& to, Cells more = {}) {
  more["start"] = "2026-10-01 " + from;
  more["end"] = "2026-10-01 " + to;
  return more;
}

std::string why(const Plan& plan, const std::string& need = "1", const std::string& member = "A") {
  return why_not(plan, need, member).message;
}

TEST(WhyNot, SaysWhoWouldMoveAndWhatItCosts) {
  // One step is 100 m. B serves 1 and C serves 2.
  AsciiTown town(R"(
      A-----------------B--1---C--2     )",
                 0.1);
  town.member("A").member("B").member("C");
  town.need("1", at("09:00", "10:00")).need("2", at("09:00", "10:00"));
  const Plan plan = planned(town);
  const WhyNot answer = why_not(plan, "2", "B");
  EXPECT_EQ(answer.message,
            "B could serve 2, but serves 1 at that time. With B there the plan costs 800 m more: "
            "B for C: 700 m more; C then takes 1 from B: 100 m more.");
  EXPECT_TRUE(answer.eligible);
  EXPECT_TRUE(answer.exact);
  EXPECT_EQ(answer.reason, Reason::clash);
  EXPECT_EQ(answer.rise, 800);
  EXPECT_EQ(answer.least_rise, 800);
  EXPECT_EQ(answer.changes, (std::vector<PlanChange>{{"2", "*", "B", true},
                                                     {"1", "*", "B", false},
                                                     {"1", "*", "C", true},
                                                     {"2", "*", "C", false}}));
  EXPECT_EQ(why(plan, "1", "A"),
            "A could serve 1, but others fill its seats. With A there the plan costs 1,800 m more: "
            "A for B: 1,800 m more.");
}

TEST(WhyNot, OfOneWhoServesThereSaysSo) {
  AsciiTown town("A--1");
  town.member("A").need("1", at("09:00", "10:00"));
  const WhyNot answer = why_not(planned(town), " 1 ", "A");
  EXPECT_EQ(answer.message, "A serves 1 already, for 3,000 m.");
  EXPECT_EQ(answer.rise, 0);
  EXPECT_EQ(answer.reason, std::nullopt);
  EXPECT_TRUE(answer.changes.empty());
}

TEST(WhyNot, LoadsAndEmptySeatsAreToldApart) {
  AsciiTown town("A-1");
  town.member("A").need("1", at("09:00", "10:00", {{"max_km", "9"}}));
  Policy policy;
  policy.unfilled_cost = {100, 100, 100, 100, 100};
  EXPECT_EQ(why(planned(town, policy)),
            "A could serve 1, but an empty seat is no dearer. With A there the plan costs 2,200 m "
            "more: A takes an empty seat: 1,900 m more; load of A: 300 m more.");
}

TEST(WhyNot, UnknownIdsAreNamedTogether) {
  AsciiTown town("A-1");
  town.member("A").need("1", at("09:00", "10:00"));
  const Plan plan = planned(town);
  try {
    (void)why_not(plan, "7", "Z");
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.issues().size(), 2U);
    EXPECT_EQ(error.issues()[0].code, "unknown_id");
    EXPECT_EQ(error.issues()[0].value, "7");
    EXPECT_EQ(error.issues()[1].column, "member_id");
    EXPECT_EQ(error.issues()[1].value, "Z");
  }
  EXPECT_THROW((void)why_not(plan, "", "A"), InputError);
}

/// The sentence of a member A beside a need 1, 7 km apart.
std::string broken(Cells member, Cells need = {}, const Policy& policy = plain_policy(),
                   bool pinned = false) {
  AsciiTown town("A------1");
  town.member("A", std::move(member)).need("1", at("19:00", "21:00", std::move(need)));
  if (pinned) town.pin("1", "A", "never");
  const WhyNot answer = why_not(planned(town, policy), "1", "A");
  EXPECT_FALSE(answer.eligible);
  EXPECT_EQ(answer.rise, std::nullopt);
  const std::string start = "A cannot serve 1: ";
  EXPECT_TRUE(answer.message.starts_with(start)) << answer.message;
  return std::string(to_string(*answer.reason)) + ": " + answer.message.substr(start.size());
}

TEST(WhyNot, SaysWhichRuleAndByHowMuch) {
  const Cells near{{"max_km", "100"}};
  const auto with = [&](Cells cells) {
    cells.insert(near.begin(), near.end());
    return cells;
  };
  EXPECT_EQ(broken({}), "too_far: A lives 7.00 km away, 2.00 km above the limit of 5.00 km.");
  EXPECT_EQ(broken({{"max_km", "6.999"}}),
            "too_far: A lives 7.000 km away, 0.001 km above the limit of 6.999 km.");
  EXPECT_EQ(broken(near, {}, plain_policy(), true),
            "pinned_never: a pin says that A never serves there.");
  EXPECT_EQ(broken(with({{"community", "East/One"}}), {{"scope", "West"}}),
            "out_of_scope: 1 is only for members of West, and A belongs to East/One.");
  Policy flat = plain_policy();
  flat.max_climb = 0;
  EXPECT_EQ(broken(with({{"community", "East/One"}}), {{"community", "East/Two"}}, flat),
            "out_of_scope: from East/Two it is 1 level up to a branch that contains A (East/One), "
            "and the limit is 0.");
  EXPECT_EQ(broken(with({{"accepts", "wish; milk"}}), {{"kind", "post"}}),
            "not_accepted: A accepts only milk and wish, and 1 is of kind post.");
  EXPECT_EQ(broken(with({{"skills", "cook"}}), {{"skills", "medic; cook; driver"}}),
            "no_skill: A does not have driver and medic.");
  EXPECT_EQ(broken(with({{"skills", "medic:2"}}), {{"skills", "medic:3"}}),
            "level_too_low: A has medic at level 2, where 3 is asked.");
  EXPECT_EQ(broken(with({{"skills", "medic@2026-09-30"}}), {{"skills", "medic"}}),
            "expired: medic is valid until 2026-09-30, and 1 is on 2026-10-01.");
  EXPECT_EQ(broken(with({{"free", "2026-10-01 08:00-12:00; 2026-10-01 18:30-20:00"}})),
            "not_free: 1 runs 2026-10-01 19:00-21:00, and A is free 2026-10-01 18:30-20:00 at the "
            "nearest.");
  EXPECT_EQ(broken(with({{"free", "2026-10-01 22:00-02:00; 2026-10-01 12:00-13:00"}})),
            "not_free: 1 runs 2026-10-01 19:00-21:00, and A is free 2026-10-01 22:00 to 2026-10-02 "
            "02:00 at the nearest.");
  EXPECT_EQ(broken(with({{"max_per_week", "0"}})), "limit_zero: A may give 0 services a week.");
  EXPECT_EQ(broken(with({{"max_hours", "1.5"}})),
            "limit_zero: 1 lasts 2.00 hours, and A may serve at most 1.50 hours in all.");
  EXPECT_EQ(broken({{"skills", "cook"}}, {{"skills", "medic"}}),
            "no_skill: A does not have medic; A lives 7.00 km away, 2.00 km above the limit of "
            "5.00 km.");
}

TEST(WhyNot, SpeaksOfTheRoleThatComesNearest) {
  AsciiTown town("A-1");
  town.member("A", {{"skills", "medic"}});
  town.need("1", at("09:00", "10:00", {{"roles", "1 cook+driver; 1 medic:2"}, {"max_km", "1"}}));
  EXPECT_EQ(why(planned(town)),
            "A cannot serve 1 as medic:2: A has medic at level 1, where 2 is asked; A lives 2.00 "
            "km away, 1.00 km above the limit of 1.00 km.");
}

TEST(WhyNot, APinInTheWayIsNamed) {
  AsciiTown town("A-1-B2");
  town.member("A").member("B");
  town.need("1", at("09:00", "10:00")).need("2", at("09:00", "10:00"));
  town.pin("1", "A", "must");
  const Plan plan = planned(town);
  EXPECT_EQ(why(plan, "1", "B"),
            "B could serve 1, but a pin says that A must serve 1, which leaves no room.");
  EXPECT_EQ(why(plan, "2", "A"),
            "A could serve 2, but a pin says that A must serve 1, which leaves no room.");
  EXPECT_EQ(why_not(plan, "2", "A").reason, Reason::must_pin);
}

TEST(WhyNot, WhereRepairAndBoundMeetTheRiseIsExact) {
  // 2 overlaps 1 and 3, which follow one another: no equivalence for A.
  AsciiTown town("2---A-13", 0.5);
  town.member("A");
  town.need("1", at("09:00", "10:00")).need("2", at("09:30", "10:30"));
  town.need("3", at("10:00", "11:00"));
  Policy policy = plain_policy();
  policy.max_per_day = std::nullopt;
  policy.unfilled_cost = {10'000, 10'000, 10'000, 10'000, 10'000};
  const Plan plan = planned(town, policy);
  ASSERT_FALSE(plan.data().inexact.empty());
  const WhyNot answer = why_not(plan, "2", "A");
  EXPECT_TRUE(answer.exact);
  EXPECT_EQ(answer.rise, 10'000 + 2'000 - 1'000 - 1'500);
  EXPECT_EQ(answer.message,
            "A could serve 2, but serves 1 at that time. With A there the plan costs 9,500 m more: "
            "A takes an empty seat: 8,000 m less; 1 loses A: 9,000 m more; 3 loses A: 8,500 m "
            "more.");
}

// ---- against every plan of small problems --------------------------------------------------

using PairKey = std::pair<std::size_t, std::size_t>;  // need, member

/// What the cheapest valid plan with each pair costs.
std::map<PairKey, std::int64_t> cheapest_with(const BruteForce& brute) {
  std::map<PairKey, std::int64_t> cheapest;
  const auto& all = brute.candidates();
  for (std::uint64_t set = 0; set < (std::uint64_t{1} << all.size()); ++set) {
    std::vector<BruteCandidate> plan;
    for (std::size_t i = 0; i < all.size(); ++i)
      if ((set >> i & 1) != 0) plan.push_back(all[i]);
    if (!brute.valid(plan)) continue;
    const std::int64_t sum = brute.objective(plan);
    for (const BruteCandidate& c : plan) {
      const auto [it, fresh] = cheapest.try_emplace({c.need, c.member}, sum);
      if (!fresh) it->second = std::min(it->second, sum);
    }
  }
  return cheapest;
}

struct Seen {
  std::size_t exact = 0, repaired = 0, broken = 0, impossible = 0, not_found = 0;
};

void expect_answers(std::uint64_t seed, const SmallTraits& traits, Seen& seen) {
  const SmallProblem small = small_problem(seed, traits);
  const Problem problem = small.problem();
  const BruteForce brute(problem, small.policy);
  if (brute.candidates().size() > 12) return;
  const Plan plan = solve(problem, {.policy = small.policy, .threads = 1});
  const std::map<PairKey, std::int64_t> cheapest = cheapest_with(brute);
  for (std::size_t n = 0; n < problem.needs().size(); ++n) {
    for (std::size_t m = 0; m < problem.members().size(); ++m) {
      SCOPED_TRACE(::testing::Message() << "seed " << seed << ", need " << n << ", member " << m);
      const WhyNot answer = why_not(plan, problem.needs().id[n], problem.members().id[m]);
      EXPECT_EQ(answer.message.back(), '.');
      const bool eligible = std::ranges::any_of(brute.candidates(), [&](const BruteCandidate& c) {
        return c.need == n && c.member == m;
      });
      EXPECT_EQ(answer.eligible, eligible);
      if (!eligible) {
        ++seen.broken;
        EXPECT_EQ(answer.rise, std::nullopt);
        EXPECT_LT(static_cast<std::size_t>(*answer.reason), eligibility_rules);
        continue;
      }
      if (!answer.reason) {  // serves there
        EXPECT_TRUE(std::ranges::any_of(plan.assignments(), [&](const Assignment& a) {
          return index(a.need) == n && index(a.member) == m;
        }));
        EXPECT_EQ(answer.rise, 0);
        continue;
      }
      const auto truth = cheapest.find({n, m});
      if (truth == cheapest.end()) {
        ++seen.impossible;
        EXPECT_EQ(answer.rise, std::nullopt) << answer.message;
        continue;
      }
      const std::int64_t rise = truth->second - plan.objective();
      const bool says_so = answer.message.find("at most") != std::string::npos &&
                           answer.message.find("one repair") != std::string::npos;
      EXPECT_EQ(says_so, answer.rise && !answer.exact) << answer.message;
      if (answer.exact) {
        ++seen.exact;
        EXPECT_EQ(answer.rise, rise) << answer.message;
        EXPECT_EQ(answer.least_rise, rise);
      } else if (answer.rise) {
        ++seen.repaired;
        EXPECT_GE(*answer.rise, rise) << answer.message;
        EXPECT_LE(answer.least_rise.value(), rise) << answer.message;
      } else {
        ++seen.not_found;
        EXPECT_EQ(plan.data().inexact.empty() && plan.status() == Status::optimal, false)
            << answer.message;
      }
    }
  }
}

TEST(WhyNot, OfOneFlowIsExactAgainstEveryPlan) {
  Seen seen;
  for (std::uint64_t seed = 0; seed < 250; ++seed) expect_answers(seed, flow_traits(), seen);
  EXPECT_GT(seen.exact, 150U);
  EXPECT_GT(seen.broken, 300U);
  EXPECT_EQ(seen.repaired + seen.not_found, 0U);
}

TEST(WhyNot, ElsewhereTheTruthLiesBetweenItsBounds) {
  Seen seen;
  for (std::uint64_t seed = 1000; seed < 1250; ++seed) expect_answers(seed, {}, seen);
  EXPECT_GT(seen.repaired, 20U);
  EXPECT_LT(seen.not_found, seen.repaired);
}

TEST(WhyNot, IsWhatAMustPinCosts) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SmallProblem small = small_problem(seed, flow_traits());
    const Problem problem = small.problem();
    const Plan plan = solve(problem, {.policy = small.policy, .threads = 1});
    std::vector<Cells> rows;
    for (const Pin& pin : problem.pins()) {
      rows.push_back({{"need_id", std::string(problem.id(pin.need))},
                      {"member_id", std::string(problem.id(pin.member))},
                      {"kind", pin.kind == PinKind::must ? "must" : "never"}});
      if (pin.role) rows.back()["role"] = std::string(problem.text(*pin.role));
    }
    for (std::size_t n = 0; n < problem.needs().size(); ++n) {
      for (std::size_t m = 0; m < problem.members().size(); ++m) {
        const std::string need(problem.needs().id[n]), member(problem.members().id[m]);
        const WhyNot answer = why_not(plan, need, member);
        const bool pinned = std::ranges::any_of(problem.pins(), [&](const Pin& pin) {
          return index(pin.need) == n && (index(pin.member) == m || pin.kind == PinKind::must);
        });
        if (!answer.exact || !answer.rise || !answer.reason || pinned) continue;
        std::vector<Cells> pins = rows;
        pins.push_back({{"need_id", need}, {"member_id", member}, {"kind", "must"}});
        SmallProblem other = small;
        other.tables.pins = text_table("pins", pins);
        const Plan forced = solve(other.problem(), {.policy = small.policy, .threads = 1});
        EXPECT_EQ(forced.objective() - plan.objective(), *answer.rise)
            << "seed " << seed << ": " << answer.message;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 50U);
}

}  // namespace why_not_test
}  // namespace turnout::testing
