// Costs and capacities are whole numbers, and a real never becomes one in silence.
#include <turnout/model/plan.hpp>
#include <turnout/solve/flow_problem.hpp>

using namespace turnout;

std::int64_t right() {
#if WRONG == 1
  const OneOrEach<std::int64_t> seats = 1.5;
  return seats[0];
#endif
#if WRONG == 2
  return Assignment{.need = {}, .role = {}, .member = {}, .cost = 1.5}.cost;
#endif
#if WRONG == 3
  return CostParts{.distance = 1'300.4}.total();
#endif
#if WRONG == 4
  return Terms{.unfilled = 1e6}.total();
#endif
  const OneOrEach<std::int64_t> seats = 2;
  return seats[0] + CostParts{.distance = 1'300}.total() + Terms{.unfilled = 1'000'000}.total();
}
