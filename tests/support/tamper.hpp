// Ways to falsify a plan that was issued. `verify` must reject every one of them.
//
// Two doors: rows and receipt as files have them (`tamperings`), and a Plan in memory
// (`tampered_plans`). A way that would change nothing on this plan is left out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <turnout/verify/verify.hpp>

namespace turnout::testing {

struct Tampering {
  std::string name;
  std::vector<PlanRow> rows;
  Claim claim;
};

struct TamperedPlan {
  std::string name;
  Plan plan;
};

inline std::vector<PlanRow> rows_of(const Plan& plan) {
  std::vector<PlanRow> rows;
  for (const Assignment& a : plan.assignments()) {
    rows.push_back({std::string(plan.problem().id(a.need)),
                    std::string(plan.problem().id(a.member)),
                    std::string(plan.problem().text(a.role))});
  }
  return rows;
}

/// `claim` as claim_of(plan) gives it.
inline std::vector<Tampering> tamperings(const Plan& plan, const Claim& claim) {
  const Problem& problem = plan.problem();
  const std::vector<PlanRow> rows = rows_of(plan);
  std::vector<Tampering> all;
  const auto with_rows = [&](std::string name, auto change) {
    Tampering t{std::move(name), rows, claim};
    change(t.rows);
    all.push_back(std::move(t));
  };
  const auto with_claim = [&](std::string name, auto change) {
    Tampering t{std::move(name), rows, claim};
    change(t.claim);
    all.push_back(std::move(t));
  };

  if (!rows.empty()) {
    with_rows("dropped row", [](auto& r) { r.pop_back(); });
    with_rows("duplicated row", [](auto& r) { r.push_back(r.front()); });
    with_rows("unknown need", [](auto& r) { r.front().need_id += "?"; });
    with_rows("unknown member", [](auto& r) { r.front().member_id += "?"; });
    with_rows("unknown role", [](auto& r) { r.front().role = "no such role"; });
    for (const std::string_view id :
         {problem.members().id[0], problem.members().id[problem.members().size() - 1]}) {
      if (id == rows.front().member_id) continue;
      with_rows("swapped member", [&](auto& r) { r.front().member_id = std::string(id); });
    }
    const Assignment& first = plan.assignments().front();
    for (std::size_t r = problem.needs().first_role[index(first.need)];
         r < problem.needs().first_role[index(first.need) + 1]; ++r) {
      if (r == index(first.role)) continue;
      with_rows("wrong role",
                [&](auto& t) { t.front().role = std::string(problem.roles().text[r]); });
    }
    for (std::size_t n = 0; n < problem.needs().size(); ++n) {
      if (problem.needs().id[n] == rows.front().need_id) continue;
      with_rows("booked elsewhere too", [&](auto& r) {
        r.push_back({std::string(problem.needs().id[n]), r.front().member_id, ""});
      });
    }
    with_claim("changed policy", [](Claim& c) { ++c.policy.fairness; });
    // A price raised far where somebody serves makes that member's minimum fall. (A little may
    // prove as much as before: under a duty prices are free within wide bounds.)
    with_claim("raised price", [&](Claim& c) { c.prices[index(first.role)] += 1'000'000'000'000; });
  }
  for (std::size_t n = 0; n < problem.needs().size(); ++n) {
    with_rows("overfull need", [&](auto& r) {
      const std::string id(problem.needs().id[n]);
      const std::string role(problem.roles().text[problem.needs().first_role[n]]);
      std::erase_if(r, [&](const PlanRow& row) { return row.need_id == id; });
      for (std::int64_t s = 0; s <= problem.needs().seats[n]; ++s) {
        const std::size_t m = static_cast<std::size_t>(s) % problem.members().size();
        r.push_back({id, std::string(problem.members().id[m]), role});
      }
    });
  }
  for (std::size_t r = 0; r < problem.roles().size(); ++r) {
    // Where duties fill the seats a low price proves as much as any other.
    const NeedId need = problem.roles().need[r];
    if (std::ranges::any_of(problem.pins(), [&](const Pin& pin) { return pin.need == need; }))
      continue;
    with_claim("lowered price", [&](Claim& c) { c.prices[r] -= 1'000'000'000'000; });
    break;
  }
  with_claim("a price less", [](Claim& c) { c.prices.pop_back(); });
  with_claim("a price out of all range",
             [](Claim& c) { c.prices.front() = std::numeric_limits<std::int64_t>::max(); });
  with_claim("smaller objective", [](Claim& c) { --c.objective; });
  with_claim("larger bound", [](Claim& c) { ++c.bound; });
  with_claim("smaller bound", [](Claim& c) { --c.bound; });
  with_claim("traded terms", [](Claim& c) { ++c.terms.distance, --c.terms.unfilled; });
  with_claim("changed table", [](Claim& c) { c.tables.front().sha256[0] ^= 1; });
  with_claim("table of other length", [](Claim& c) { ++c.tables.back().rows; });
  with_claim("forgotten table", [](Claim& c) { c.tables.pop_back(); });
  with_claim("other zone", [](Claim& c) { c.zone += "/Elsewhere"; });
  with_claim("other plan's hash", [](Claim& c) { c.plan_sha256[7] ^= 1; });
  with_claim("a rule left out that was not",
             [](Claim& c) { c.bound_leaves_out.push_back("rest"); });
  with_claim("policy out of range", [](Claim& c) { c.policy.cost_per_km = -1; });
  if (claim.objective != claim.bound) {
    with_claim("called optimal", [](Claim& c) { c.status = Status::optimal; });
  }
  if (claim.most_seats) {
    with_claim("fewer seats at most", [](Claim& c) { --c.most_seats->at_most; });
    with_claim("more seats filled", [](Claim& c) { ++c.most_seats->filled; });
  }
  return all;
}

inline std::vector<TamperedPlan> tampered_plans(const Plan& plan) {
  std::vector<TamperedPlan> all;
  const auto with = [&](std::string name, auto change) {
    PlanData data = plan.data();
    change(data);
    all.push_back({std::move(name), Plan(plan.problem(), std::move(data))});
  };
  if (!plan.assignments().empty()) {
    with("dropped assignment",
         [](PlanData& d) { d.assignments.pop_back(), d.km.pop_back(), d.parts.pop_back(); });
    with("doubled assignment", [](PlanData& d) {
      d.assignments.push_back(d.assignments[0]), d.km.push_back(d.km[0]),
          d.parts.push_back(d.parts[0]);
    });
    with("member off the end",
         [](PlanData& d) { d.assignments[0].member = make_id<MemberId>(1'000'000); });
    with("role off the end",
         [](PlanData& d) { d.assignments[0].role = make_id<RoleId>(1'000'000); });
    with("need off the end",
         [](PlanData& d) { d.assignments[0].need = make_id<NeedId>(1'000'000); });
    with("traded parts", [](PlanData& d) { ++d.parts[0].distance, --d.parts[0].climb; });
    with("cheaper row", [](PlanData& d) { --d.assignments[0].cost; });
    with("other kilometres", [](PlanData& d) { d.km[0] += 0.001; });
    with("km missing", [](PlanData& d) { d.km.clear(); });
  }
  if (!plan.unfilled().empty()) {
    with("forgotten empty seats", [](PlanData& d) { d.unfilled.pop_back(), d.counts.clear(); });
    with("one empty seat less", [](PlanData& d) { --d.unfilled[0].short_by; });
    with("one more below the least", [](PlanData& d) { ++d.unfilled[0].below_min; });
    with("empty seat at another cost", [](PlanData& d) { ++d.unfilled[0].cost; });
    with("unfilled off the end",
         [](PlanData& d) { d.unfilled[0].role = make_id<RoleId>(1'000'000); });
  }
  with("smaller objective", [](PlanData& d) { --d.objective; });
  with("larger bound", [](PlanData& d) { ++d.bound; });
  with("traded terms", [](PlanData& d) { ++d.terms.fairness, --d.terms.unfilled; });
  with("no prices", [](PlanData& d) { d.prices.clear(); });
  with("dearer fairness", [](PlanData& d) {
    d.policy.fairness = d.policy.fairness * 2 + 1;
    d.terms.fairness += 1;
  });
  return all;
}

}  // namespace turnout::testing
