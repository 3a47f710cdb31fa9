// Which pins of kind must bind: the member's side first, then the seats.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/solve/musts.hpp>

#include "support/bad_input.hpp"
#include "support/naive_fit.hpp"
#include "support/small_problems.hpp"

namespace musts_test {

using namespace turnout;
using namespace turnout::testing;

/// "M1 N1:medic, M2 N1:*" of what binds.
std::string in_words(const Problem& p, const std::vector<Must>& musts) {
  std::string text;
  for (const Must& must : musts) {
    text += (text.empty() ? "" : ", ") + std::string(p.id(must.member)) + ' ' +
            std::string(p.id(must.need)) + ':';
    for (const RoleId role : must.roles) text += std::string(p.text(role)) + ' ';
    text.pop_back();
  }
  return text;
}

struct Found {
  std::string bind, together;
};
Found musts_of(const CsvFiles& files, const Policy& policy = {}) {
  const Rules rules(problem_of(files), policy);
  const Candidates pairs = candidates(rules, {.threads = 1});
  const Clash clash(rules.problem(), rules.policy());
  return {in_words(rules.problem(), binding_musts(rules, pairs, clash)),
          in_words(rules.problem(), together_musts(rules, pairs, clash))};
}

const char* const two_needs =
    "need_id,start,end,roles,together\n"
    "N1,2026-10-05 09:00,2026-10-05 11:00,1 medic; 1 *,\n"
    "N2,2026-10-05 10:00,2026-10-05 12:00,2 *,\n";

TEST(Musts, AnyRoleForWhichTheMemberIsACandidate) {
  EXPECT_EQ(musts_of({.needs = two_needs,
                      .members = "member_id,skills\nM1,medic\nM2,\n",
                      .pins = "need_id,member_id,kind\nN1,M1,must\nN1,M2,must\n"})
                .bind,
            "M1 N1:* medic, M2 N1:*");
}

TEST(Musts, ARuleThatForbidsThePairUnbinds) {
  EXPECT_EQ(musts_of({.needs = two_needs,
                      .members = "member_id,skills,free\nM1,medic,Tue 09:00-12:00\nM2,,\n",
                      .pins = "need_id,member_id,kind,role\nN1,M1,must,\nN1,M2,must,medic\n"})
                .bind,
            "");
}

TEST(Musts, OfTwoThatClashTheFirstNeedBinds) {
  const CsvFiles files{.needs = two_needs,
                       .members = "member_id,skills\nM1,medic\nM2,\n",
                       .pins = "need_id,member_id,kind\nN2,M1,must\nN1,M1,must\n"};
  EXPECT_EQ(musts_of(files, {.max_per_day = {}}).bind, "M1 N1:* medic");
}

TEST(Musts, OfTooManyForTheSeatsTheFirstMembersBind) {
  // Neither M2 nor M3 is a medic: only one of them can be seated.
  EXPECT_EQ(musts_of({.needs = two_needs,
                      .members = "member_id\nM3\nM2\n",
                      .pins = "need_id,member_id,kind\nN1,M3,must\nN1,M2,must\n"})
                .bind,
            "M2 N1:*");
}

TEST(Musts, OfTogetherNeedsTheyStandApart) {
  const std::string needs =
      "need_id,start,end,seats,together\nN1,2026-10-05 09:00,2026-10-05 11:00,2,yes\n"
      "N2,2026-10-06 09:00,2026-10-06 11:00,1,no\n";
  const Found found =
      musts_of({.needs = needs, .pins = "need_id,member_id,kind\nN1,M1,must\nN2,M1,must\n"});
  EXPECT_EQ(found.bind, "M1 N2:*");
  EXPECT_EQ(found.together, "M1 N1:*");
}

TEST(Musts, FitTogetherIsPairByPairAndLimitByLimit) {
  std::size_t fits = 0, sets = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const SmallProblem small = small_problem(seed, {.most_members = 3, .most_needs = 8});
    const Rules rules(small.problem(), small.policy);
    const Candidates pairs = candidates(rules, {.threads = 1});
    const Clash clash(rules.problem(), rules.policy());
    for (std::size_t m = 0; m < rules.problem().members().size(); ++m) {
      const auto member = make_id<MemberId>(m);
      const std::vector<NeedId> needs = needs_of(rules, pairs, member);
      for (std::uint64_t bits = 0; bits < std::uint64_t{1} << needs.size(); ++bits) {
        const std::vector<NeedId> some = subset_of(needs, bits);
        const bool fit = naive_fit(rules, clash, member, some);
        ASSERT_EQ(fit_together(rules, clash, member, some), fit) << seed;
        fits += fit ? 1U : 0U;
        ++sets;
      }
    }
  }
  EXPECT_GT(fits, 1'000U);
  EXPECT_GT(sets - fits, 1'000U);
}

}  // namespace musts_test
