// Bad input beside the tables of a problem: policy, second door, receipts, generator.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <turnout/generate/around.hpp>
#include <turnout/io/read.hpp>
#include <turnout/io/receipt.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/solve.hpp>

#include "support/bad_input.hpp"

namespace turnout::testing {

inline std::vector<BadInput> bad_policies() {
  constexpr auto in = "Policy";
  const auto policy = [](Policy p) { return [p = std::move(p)] { check_policy(p); }; };
  return {
      {in,
       "too_small",
       "a limit below zero",
       "policy",
       {},
       "max_per_day",
       "-1",
       policy({.max_per_day = -1})},
      {in,
       "too_small",
       "a cost below zero",
       "policy",
       {},
       "preference",
       "-500",
       policy({.preference = -500})},
      {in,
       "too_small",
       "a speed that is no number",
       "policy",
       {},
       "travel_kmh",
       "nan",
       policy({.travel_kmh = std::numeric_limits<double>::quiet_NaN()})},
      {in,
       "too_large",
       "a distance farther than the antipodes",
       "policy",
       {},
       "within_km",
       "40000",
       policy({.within_km = 40'000})},
      {in,
       "too_large",
       "a cost for which sums would not be exact",
       "policy",
       {},
       "unfilled_cost.5",
       "1000000000000",
       policy({.unfilled_cost = {1, 2, 3, 4, 1'000'000'000'000}})},
  };
}

/// The second door with some arrays, which live as long as the call.
struct FlowArrays {
  std::vector<std::int64_t> need{0, 0}, member{0, 1}, cost{4, 7};
  std::vector<double> real = {};  ///< Used as costs where not empty.
  std::vector<std::int64_t> narrow = {}, wide = {};
  std::int64_t group_limit = 1;
  FlowProblem problem = {};
};
inline std::function<void()> flow_of(FlowArrays arrays) {
  return [arrays = std::move(arrays)] {
    FlowProblem p = arrays.problem;
    p.need = arrays.need;
    p.member = arrays.member;
    p.cost = std::span<const std::int64_t>(arrays.cost);
    if (!arrays.real.empty()) p.cost = std::span<const double>(arrays.real);
    std::vector<FlowGroups> groups;
    if (!arrays.narrow.empty()) groups.push_back({arrays.narrow, arrays.group_limit});
    if (!arrays.wide.empty()) groups.push_back({arrays.wide, 1});
    p.groups = groups;
    static_cast<void>(solve_flow(p, {.threads = 1}));
  };
}

inline std::vector<BadInput> bad_flows() {
  constexpr auto in = "Second door";
  const auto with = [](FlowProblem p) { return flow_of({.problem = p}); };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  return {
      {in,
       "bad_size",
       "a number of needs below zero",
       "pairs",
       {},
       "n_needs",
       "-1",
       with({.n_needs = -1})},
      {in,
       "bad_length",
       "arrays of different lengths",
       "pairs",
       {},
       "cost",
       "1",
       flow_of({.cost = {4}})},
      {in,
       "bad_length",
       "a matrix that lacks costs",
       "matrix",
       {},
       "cost",
       "2",
       flow_of(
           {.need = {}, .member = {}, .problem = {.matrix = true, .n_needs = 2, .n_members = 2}})},
      {in,
       "bad_length",
       "not one number of seats a need",
       "needs",
       {},
       "seats",
       "2",
       [] {
         const std::vector<std::int64_t> seats{1, 1};
         flow_of({.problem = {.seats = seats, .n_needs = 1}})();
       }},
      {in,
       "bad_length",
       "not one unfilled cost a need",
       "needs",
       {},
       "unfilled_cost",
       "2",
       [] {
         const std::vector<std::int64_t> costs{1, 1};
         flow_of({.problem = {.unfilled_cost = OneOrEach<std::int64_t>(costs)}})();
       }},
      {in,
       "bad_length",
       "not one group a pair",
       "pairs",
       {},
       "group",
       "1",
       flow_of({.narrow = {1}})},
      {in,
       "matrix_with_ids",
       "a matrix together with ids",
       "matrix",
       {},
       "need",
       "",
       with({.matrix = true, .n_needs = 1, .n_members = 2})},
      {in, "unknown_id", "an id below zero, or above the number of ids", "pairs", 1, "member", "7",
       flow_of({.member = {0, 7}, .problem = {.unfilled_cost = 9, .n_members = 2}})},
      {in, "id_too_large", "an id far above the number of pairs", "pairs", 1, "need", "99000000000",
       flow_of({.need = {0, 99'000'000'000}, .problem = {.unfilled_cost = 9}})},
      {in, "negative", "seats below zero", "needs", {}, "seats", "-1", with({.seats = -1})},
      {in,
       "too_large",
       "seats of a need beyond 2^31",
       "needs",
       {},
       "seats",
       "2147483648",
       with({.seats = std::int64_t{1} << 31})},
      {in,
       "negative",
       "a limit of a group below zero",
       "pairs",
       {},
       "group_limit",
       "-1",
       flow_of({.narrow = {1, 2}, .group_limit = -1})},
      {in, "not_a_number", "a cost that is NaN", "pairs", 1, "cost", "nan",
       flow_of({.real = {1, nan}})},
      {in, "not_finite", "a cost of minus infinity", "pairs", 0, "cost", "-inf",
       flow_of({.real = {-infinity, 1}})},
      {in,
       "not_a_number",
       "an unfilled cost that is NaN",
       "needs",
       {},
       "unfilled_cost",
       "nan",
       with({.unfilled_cost = nan})},
      {in, "duplicate_pair", "one pair given twice", "pairs", 1, "need", "0",
       flow_of({.member = {1, 1}})},
      {in, "groups_not_nested", "groups that do not lie within one another", "pairs", 2, "group",
       "5",
       flow_of({.need = {0, 1, 2},
                .member = {0, 0, 0},
                .cost = {1, 1, 1},
                .narrow = {5, 6, 5},
                .wide = {1, 1, 2},
                .problem = {.unfilled_cost = 9}})},
      {in,
       "cannot_fill",
       "seats that must be filled and cannot be",
       "pairs",
       {},
       "need",
       "0",
       with({.seats = 3})},
      {in,
       "bad_network",
       "a network whose arrays do not fit (kernel)",
       "network",
       {},
       "leaf",
       "",
       [] {
         FlowNetwork network;
         network.row_start = {0};
         network.value_start = {0};
         network.cost = {1};
         Watch watch;
         static_cast<void>(solve_network(network, watch));
       }},
  };
}

inline const Plan& small_plan() {
  static const Plan plan = solve(problem_of({}), {.threads = 1});
  return plan;
}
/// The receipt of a good plan in which one text is replaced by another.
inline std::function<void()> receipt_with(std::string from, std::string to) {
  return [=] {
    std::string json = io::receipt_json(small_plan());
    const std::size_t at = json.find(from);
    if (at != std::string::npos) json.replace(at, from.size(), to);
    static_cast<void>(io::read_receipt(json, small_plan().problem()));
  };
}

inline std::vector<BadInput> bad_receipts() {
  constexpr auto in = "Plans and receipts";
  constexpr auto file = "receipt.json";
  const auto rows = [](std::string csv) {
    return [csv = std::move(csv)] {
      static_cast<void>(io::plan_rows(io::parse_csv(csv, "assignments.csv")));
    };
  };
  return {
      {in,
       "missing_column",
       "a plan without `member_id`",
       "assignments.csv",
       {},
       "member_id",
       "",
       rows("need_id\nN1\n")},
      {in, "missing_value", "a plan with a blank id", "assignments.csv", 2, "member_id", "",
       rows("need_id,member_id\nN1,\n")},
      {in, "bad_json", "a receipt that is no JSON", file, {}, "", "", receipt_with("{", "")},
      {in,
       "bad_json",
       "lists in lists in lists",
       file,
       {},
       "",
       "",
       receipt_with("\"zone\": \"UTC\"", "\"zone\": [[[[[[[[[[1]]]]]]]]]]")},
      {in,
       "unknown_format",
       "a receipt of another format",
       file,
       {},
       "format",
       "turnout-receipt/9",
       receipt_with("turnout-receipt/1", "turnout-receipt/9")},
      {in,
       "missing_key",
       "a receipt that lacks a value",
       file,
       {},
       "zone",
       "",
       receipt_with("\"zone\": \"UTC\",", "")},
      {in,
       "unknown_key",
       "a receipt with a value of its own",
       file,
       {},
       "note",
       "",
       receipt_with("\"zone\"", "\"note\": 1, \"zone\"")},
      {in,
       "duplicate_key",
       "a key twice",
       file,
       {},
       "zone",
       "",
       receipt_with("\"zone\"", "\"zone\": \"UTC\", \"zone\"")},
      {in,
       "bad_value",
       "a text where a number is meant",
       file,
       {},
       "zone",
       "7",
       receipt_with("\"zone\": \"UTC\"", "\"zone\": 7")},
      {in,
       "bad_value",
       "a status that there is not",
       file,
       {},
       "status",
       "perfect",
       receipt_with("\"status\": \"optimal\"", "\"status\": \"perfect\"")},
      {in,
       "unknown_need",
       "a price for an unknown need",
       file,
       {},
       "prices",
       "N9",
       receipt_with("\"prices\": [", "\"prices\": [[\"N9\", \"*\", 0],")},
      {in,
       "unknown_role",
       "a price for an unknown role",
       file,
       {},
       "prices",
       "N1, medic",
       receipt_with("\"prices\": [", "\"prices\": [[\"N1\", \"medic\", 0],")},
      {in,
       "duplicate_price",
       "two prices of one role",
       file,
       {},
       "prices",
       "N1, *",
       receipt_with("\"prices\": [", "\"prices\": [[\"N1\", \"*\", 0],")},
      {in,
       "missing_price",
       "a role without a price",
       file,
       {},
       "prices",
       "N1, *",
       [] {
         const std::string json = io::receipt_json(small_plan());
         const std::size_t open = json.find('[', json.find("\"prices\""));
         const std::size_t close = json.find("]]", open) == std::string::npos
                                       ? json.find("\n  ]", open) + 3
                                       : json.find("]]", open) + 1;
         static_cast<void>(io::read_receipt(json.substr(0, open + 1) + json.substr(close),
                                            small_plan().problem()));
       }},
      {in,
       "no_place",
       "members to be made around needs without places",
       "needs",
       {},
       "lat",
       "",
       [] {
         const Table needs("needs", {{"lat", Column::text({""})}, {"lon", Column::text({""})}});
         static_cast<void>(members_around(needs, {.members = 1}));
       }},
  };
}

}  // namespace turnout::testing
