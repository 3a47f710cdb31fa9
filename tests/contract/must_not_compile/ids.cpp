// A member is not a need, and neither is a number.
#include <turnout/model/ids.hpp>
#include <turnout/model/plan.hpp>

using namespace turnout;

bool serves(NeedId need, MemberId member);

bool right() {
  const auto need = make_id<NeedId>(3);
  const auto member = make_id<MemberId>(5);
#if WRONG == 1
  return serves(member, need);
#endif
#if WRONG == 2
  return serves(3, 5);
#endif
#if WRONG == 3
  return need == member;
#endif
#if WRONG == 4
  const std::size_t position = need;
  return position == 3;
#endif
#if WRONG == 5
  return index(3) == index(need);
#endif
  return serves(need, member) && index(need) == 3;
}

Assignment assignment(NeedId need, RoleId role, MemberId member) {
#if WRONG == 6
  return {.need = need, .role = member, .member = role, .cost = 0};
#endif
  return {.need = need, .role = role, .member = member, .cost = 0};
}
