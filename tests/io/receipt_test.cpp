#include <random>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <turnout/io/receipt.hpp>

#include "support/hand_plan.hpp"
#include "support/issued_plan.hpp"
#include "support/small_problems.hpp"

namespace turnout::testing {
namespace receipt_test {

using Json = nlohmann::ordered_json;

std::set<std::string> codes(const std::string& text, const Problem& problem) {
  try {
    static_cast<void>(io::read_receipt(text, problem));
  } catch (const InputError& error) {
    std::set<std::string> all;
    for (const Issue& issue : error.issues()) {
      EXPECT_EQ(issue.table, "receipt.json");
      EXPECT_FALSE(issue.message.empty());
      EXPECT_FALSE(issue.remedy.empty());
      all.insert(issue.code);
    }
    return all;
  }
  return {};
}

Plan plan_of(std::uint64_t seed) {
  const SmallProblem small = small_problem(seed);
  const Problem problem = small.problem();
  std::vector<std::int64_t> prices(problem.roles().size());
  for (std::size_t r = 0; r < prices.size(); ++r)
    prices[r] = 500 * static_cast<std::int64_t>(r) - 300;
  const std::vector<std::int64_t> seat_prices(prices.size(), 1);
  return issued_plan(problem, small.policy, prices, seat_prices);
}

TEST(Receipt, ReadsBackAsTheClaimOfThePlan) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Plan plan = plan_of(seed);
    const Claim claim = io::read_receipt(io::receipt_json(plan), plan.problem());
    const Claim wanted = claim_of(plan);
    EXPECT_EQ(claim.policy, wanted.policy);
    EXPECT_EQ(claim.zone, wanted.zone);
    EXPECT_EQ(claim.tables, wanted.tables);
    EXPECT_EQ(claim.plan_sha256, wanted.plan_sha256);
    EXPECT_EQ(claim.objective, wanted.objective);
    EXPECT_EQ(claim.bound, wanted.bound);
    EXPECT_EQ(claim.terms, wanted.terms);
    EXPECT_EQ(claim.status, wanted.status);
    EXPECT_EQ(claim.bound_leaves_out, wanted.bound_leaves_out);
    EXPECT_EQ(claim.prices, wanted.prices);
    EXPECT_EQ(claim.most_seats, wanted.most_seats);
  }
}

TEST(Receipt, DoublesOfThePolicyComeBackToTheLastBit) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200; ++i) {
    PlanData data;
    const auto draw = [&](double most) {
      return most * static_cast<double>(random() >> 11U) / 9007199254740992.0;
    };
    data.policy.within_km = draw(20);
    data.policy.rest_hours = draw(24);
    data.policy.travel_kmh = 1 + draw(100);
    data.policy.cost_per_km = draw(2000);
    data.policy.max_hours_per_week = draw(40);
    data.policy.idle_skill = {{"医生", 700}, {"say \"x\"", 1}};
    data.policy.tie_seed = static_cast<std::int64_t>(random());
    const Plan plan = hand_plan(small_town(), {}, {}, data);
    EXPECT_EQ(io::read_receipt(io::receipt_json(plan), plan.problem()).policy, data.policy);
  }
}

TEST(Receipt, HasTheKeysOfTheContractInOrderAndNothingOfTheMachine) {
  const Plan plan = plan_of(3);
  const Json json = Json::parse(io::receipt_json(plan));
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  EXPECT_EQ(keys,
            (std::vector<std::string>{"format", "version", "tables", "policy", "zone", "status",
                                      "ended_by", "objective", "terms", "bound", "bound_leaves_out",
                                      "prices", "most_seats", "plan_sha256"}));
  EXPECT_EQ(json["format"], "turnout-receipt/1");
  EXPECT_EQ(json["version"], TURNOUT_VERSION);
  EXPECT_EQ(json["policy"].size(), 22U);
  EXPECT_EQ(json["prices"].size(), plan.problem().roles().size());
  EXPECT_EQ(io::receipt_json(plan), io::receipt_json(plan_of(3)));
}

TEST(Receipt, CutOffAnywhereIsAnError) {
  const Plan plan = town_plan();
  const std::string text = io::receipt_json(plan);
  for (std::size_t length = 0; length + 2 < text.size(); ++length)
    EXPECT_THROW(static_cast<void>(io::read_receipt(text.substr(0, length), plan.problem())),
                 InputError)
        << length;
}

TEST(Receipt, ChangedAnywhereIsAnErrorOrAnotherClaimNeverACrash) {
  const Plan plan = plan_of(11);
  const std::string text = io::receipt_json(plan);
  std::mt19937_64 random(11);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string changed = text;
    for (std::size_t hits = 1 + random() % 3; hits > 0; --hits) {
      const std::size_t at = random() % changed.size();
      switch (random() % 3) {
        case 0: changed[at] = static_cast<char>(random() % 256); break;
        case 1: changed.erase(at, 1 + random() % 8); break;
        default: changed.insert(at, 1, "[]{}\",:0-e.tn\\"[random() % 14]);
      }
    }
    try {
      static_cast<void>(io::read_receipt(changed, plan.problem()));
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1500);
}

TEST(Receipt, EveryKeyMayBeOfAnyWrongSort) {
  const Plan plan = plan_of(5);
  const Json json = Json::parse(io::receipt_json(plan));
  const std::vector<Json> values{nullptr,
                                 true,
                                 -1,
                                 1.5,
                                 "x",
                                 Json::array(),
                                 Json::array({1}),
                                 Json::object(),
                                 Json{{"a", 1}},
                                 18446744073709551615U};
  for (const auto& item : json.items()) {
    Json without = json;
    without.erase(item.key());
    EXPECT_TRUE(codes(without.dump(), plan.problem()).contains("missing_key")) << item.key();
    for (const Json& value : values) {
      Json changed = json;
      changed[item.key()] = value;
      codes(changed.dump(), plan.problem());
    }
  }
  for (const auto& item : json["policy"].items())
    for (const Json& value : values) {
      Json changed = json;
      changed["policy"][item.key()] = value;
      codes(changed.dump(), plan.problem());
    }
}

TEST(Receipt, SaysWhatIsWrong) {
  const Plan plan = town_plan();
  const Json json = Json::parse(io::receipt_json(plan));
  const auto with = [&](const auto& change) {
    Json changed = json;
    change(changed);
    return codes(changed.dump(), plan.problem());
  };
  using Codes = std::set<std::string>;
  EXPECT_EQ(with([](Json&) {}), Codes{});
  EXPECT_EQ(with([](Json& j) { j["format"] = "turnout-receipt/2"; }), Codes{"unknown_format"});
  EXPECT_EQ(with([](Json& j) { j["host"] = "here"; }), Codes{"unknown_key"});
  EXPECT_EQ(with([](Json& j) { j["policy"]["by"] = 1; }), Codes{"unknown_key"});
  EXPECT_EQ(with([](Json& j) { j["policy"].erase("fairness"); }), Codes{"missing_key"});
  EXPECT_EQ(with([](Json& j) { j["policy"]["fairness"] = -1; }), Codes{"too_small"});
  EXPECT_EQ(with([](Json& j) { j["objective"] = 1.5; }), Codes{"bad_value"});
  EXPECT_EQ(with([](Json& j) { j["objective"] = 9223372036854775808U; }), Codes{"bad_value"});
  EXPECT_EQ(with([](Json& j) { j["status"] = "perfect"; }), Codes{"bad_value"});
  EXPECT_EQ(with([](Json& j) { j["prices"][0][0] = "N9"; }),
            (Codes{"unknown_need", "missing_price"}));
  EXPECT_EQ(with([](Json& j) { j["prices"][0][1] = "pilot"; }),
            (Codes{"unknown_role", "missing_price"}));
  EXPECT_EQ(with([](Json& j) { j["prices"].erase(1); }), Codes{"missing_price"});
  EXPECT_EQ(with([](Json& j) { j["prices"].push_back(j["prices"][0]); }), Codes{"duplicate_price"});
  EXPECT_EQ(codes("", plan.problem()), Codes{"bad_json"});
  EXPECT_EQ(codes("[1]", plan.problem()), Codes{"bad_value"});
  EXPECT_EQ(codes("{\"format\": \"turnout-receipt/1\", \"format\": \"turnout-receipt/1\"}",
                  plan.problem()),
            Codes{"duplicate_key"});
  EXPECT_TRUE(codes(std::string(200'000, '['), plan.problem()).contains("bad_json"));
  EXPECT_TRUE(codes(std::string(200'000, '[') + std::string(200'000, ']'), plan.problem())
                  .contains("bad_json"));
  std::string changed = io::receipt_json(plan);
  changed.replace(changed.find("\"bound\": "), 9, "\"bound\": 1e999, \"x\": ");
  EXPECT_TRUE(codes(changed, plan.problem()).contains("bad_json"));
}

}  // namespace receipt_test
}  // namespace turnout::testing
