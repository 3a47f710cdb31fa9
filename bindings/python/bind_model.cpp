// The problem and the plan as values: built once, compared, pickled.
#include <array>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/stl.h>

#include <turnout/model/plan.hpp>
#include <turnout/model/problem.hpp>

#include "bind.hpp"
#include "convert.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Plan;
using turnout::PlanData;
using turnout::Problem;
using turnout::ProblemOptions;
using turnout::Tables;

Problem make_problem(const Tables& tables, const ProblemOptions& options) {
  const py::gil_scoped_release released;
  return turnout::make_problem(tables, options);
}

py::tuple problem_state(const Problem& problem) {
  const Tables& t = problem.tables();
  return py::make_tuple(t.members, t.needs, t.availability, t.pins, t.history,
                        problem.options().zone, problem.options().zone_folders);
}

Problem problem_from(const turnout::Table& members, const turnout::Table& needs,
                     const turnout::Table& availability, const turnout::Table& pins,
                     const turnout::Table& history, const std::string& zone,
                     const std::vector<std::string>& zone_folders) {
  return make_problem({members, needs, availability, pins, history}, {zone, zone_folders});
}

using Numbers = std::vector<std::int64_t>;

template <class Id>
std::int64_t number(Id id) {
  return static_cast<std::int64_t>(turnout::index(id));
}

Numbers terms_to_numbers(const turnout::Terms& t) {
  return {t.distance,   t.climb,    t.spare,    t.idle,        t.continuity,
          t.preference, t.unfilled, t.fairness, t.min_services};
}
turnout::Terms terms_from(const Numbers& n) {
  return {n.at(0), n.at(1), n.at(2), n.at(3), n.at(4), n.at(5), n.at(6), n.at(7), n.at(8)};
}

// For pickling: columns of plain numbers, one list after the other.
py::dict plan_state(const PlanData& d) {
  std::vector<Numbers> assignments, parts, unfilled;
  for (const auto& a : d.assignments)
    assignments.push_back({number(a.need), number(a.role), number(a.member), a.cost});
  for (const auto& p : d.parts)
    parts.push_back({p.distance, p.climb, p.spare, p.idle, p.continuity, p.preference});
  for (const auto& u : d.unfilled)
    unfilled.push_back({number(u.need), number(u.role), u.short_by, u.below_min, u.cost,
                        static_cast<std::int64_t>(u.reason)});
  py::list counts, inexact, times;
  for (const auto& c : d.counts) counts.append(py::make_tuple(c.left, c.if_dropped, c.members));
  for (const auto& i : d.inexact) inexact.append(py::make_tuple(i.rule, i.count));
  for (const auto& t : d.times) times.append(py::make_tuple(t.stage, t.seconds));
  py::dict out;
  out["policy"] = d.policy;
  out["assignments"] = assignments;
  out["km"] = d.km;
  out["parts"] = parts;
  out["unfilled"] = unfilled;
  out["counts"] = counts;
  out["objective"] = d.objective;
  out["bound"] = d.bound;
  out["terms"] = terms_to_numbers(d.terms);
  out["prices"] = d.prices;
  out["status"] = static_cast<int>(d.status);
  out["ended_by"] = d.ended_by;
  out["bound_leaves_out"] = d.bound_leaves_out;
  out["inexact"] = inexact;
  out["most_seats"] = py::none();
  if (d.most_seats)
    out["most_seats"] =
        py::make_tuple(d.most_seats->filled, d.most_seats->at_most, d.most_seats->prices);
  out["times"] = times;
  return out;
}

template <class T>
T get(const py::dict& state, const char* key) {
  return py::cast<T>(state[key]);
}

template <class Id>
Id id_of(std::int64_t number) {
  return turnout::make_id<Id>(static_cast<std::size_t>(number));
}

PlanData plan_data_from(const py::dict& state) {
  PlanData d;
  d.policy = get<turnout::Policy>(state, "policy");
  for (const Numbers& a : get<std::vector<Numbers>>(state, "assignments"))
    d.assignments.push_back({id_of<turnout::NeedId>(a.at(0)), id_of<turnout::RoleId>(a.at(1)),
                             id_of<turnout::MemberId>(a.at(2)), a.at(3)});
  d.km = get<std::vector<double>>(state, "km");
  for (const Numbers& p : get<std::vector<Numbers>>(state, "parts"))
    d.parts.push_back({p.at(0), p.at(1), p.at(2), p.at(3), p.at(4), p.at(5)});
  for (const Numbers& u : get<std::vector<Numbers>>(state, "unfilled"))
    d.unfilled.push_back({id_of<turnout::NeedId>(u.at(0)), id_of<turnout::RoleId>(u.at(1)),
                          static_cast<std::int32_t>(u.at(2)), static_cast<std::int32_t>(u.at(3)),
                          u.at(4), static_cast<turnout::Reason>(u.at(5))});
  using Counts = std::array<std::uint32_t, turnout::eligibility_rules>;
  for (const auto& [left, dropped, members] :
       get<std::vector<std::tuple<Counts, Counts, std::uint32_t>>>(state, "counts"))
    d.counts.push_back({left, dropped, members});
  d.objective = get<std::int64_t>(state, "objective");
  d.bound = get<std::int64_t>(state, "bound");
  d.terms = terms_from(get<Numbers>(state, "terms"));
  d.prices = get<Numbers>(state, "prices");
  d.status = static_cast<turnout::Status>(get<int>(state, "status"));
  d.ended_by = get<std::string>(state, "ended_by");
  d.bound_leaves_out = get<std::vector<std::string>>(state, "bound_leaves_out");
  for (const auto& [rule, count] :
       get<std::vector<std::pair<std::string, std::size_t>>>(state, "inexact"))
    d.inexact.push_back({rule, count});
  if (!state["most_seats"].is_none()) {
    const auto [filled, at_most, prices] =
        get<std::tuple<std::int64_t, std::int64_t, Numbers>>(state, "most_seats");
    d.most_seats = turnout::MostSeats{filled, at_most, prices};
  }
  for (const auto& [stage, seconds] :
       get<std::vector<std::pair<std::string, double>>>(state, "times"))
    d.times.push_back({stage, seconds});
  return d;
}

py::object most_seats(const Plan& plan) {
  if (!plan.most_seats()) return py::none();
  py::dict out;
  out["filled"] = plan.most_seats()->filled;
  out["at_most"] = plan.most_seats()->at_most;
  return out;
}

}  // namespace

void bind_model(py::module_& m) {
  py::class_<Problem>(m, "Problem", "A roster and a list of needs, validated once.")
      .def(py::init(&problem_from), py::arg("members"), py::arg("needs"), py::arg("availability"),
           py::arg("pins"), py::arg("history"), py::arg("zone"), py::arg("zone_folders"))
      .def_property_readonly("zone", [](const Problem& p) { return p.zone().name(); })
      .def_property_readonly("warnings",
                             [](const Problem& p) { return issues_to_python(p.warnings()); })
      .def_property_readonly("members", [](const Problem& p) { return p.members().size(); })
      .def_property_readonly("needs", [](const Problem& p) { return p.needs().size(); })
      .def_property_readonly("roles", [](const Problem& p) { return p.roles().size(); })
      .def_property_readonly("seats",
                             [](const Problem& p) {
                               std::int64_t seats = 0;
                               for (const std::int64_t s : p.roles().seats) seats += s;
                               return seats;
                             })
      .def_property_readonly("tables",
                             [](const Problem& p) {
                               const Tables& t = p.tables();
                               return py::make_tuple(t.members, t.needs, t.availability, t.pins,
                                                     t.history);
                             })
      .def("canonical_hashes",
           [](const Problem& p) {
             py::list out;
             for (const turnout::TableHash& h : turnout::canonical_hashes(p))
               out.append(py::make_tuple(h.table, h.rows, h.sha256));
             return out;
           })
      .def(
          "__eq__", [](const Problem& a, const Problem& b) { return a == b; }, py::is_operator())
      .def(py::pickle(&problem_state, [](const py::tuple& s) {
        return problem_from(py::cast<turnout::Table>(s[0]), py::cast<turnout::Table>(s[1]),
                            py::cast<turnout::Table>(s[2]), py::cast<turnout::Table>(s[3]),
                            py::cast<turnout::Table>(s[4]), py::cast<std::string>(s[5]),
                            py::cast<std::vector<std::string>>(s[6]));
      }));

  py::class_<Plan>(m, "Plan", "Who goes where, what stays empty and why, and the proof.")
      .def_property_readonly("problem", &Plan::problem)
      .def_property_readonly("policy", &Plan::policy)
      .def_property_readonly("objective", &Plan::objective)
      .def_property_readonly("bound", &Plan::bound)
      .def_property_readonly("gap", &Plan::gap)
      .def_property_readonly("gap_metres", &Plan::gap_metres)
      .def_property_readonly(
          "status", [](const Plan& p) { return std::string(turnout::to_string(p.status())); })
      .def_property_readonly("seats", &Plan::seats)
      .def_property_readonly("filled", &Plan::filled)
      .def_property_readonly("most_seats", &most_seats)
      .def_property_readonly("times",
                             [](const Plan& p) {
                               py::dict out;
                               for (const turnout::StageTime& t : p.data().times)
                                 out[py::str(t.stage)] = t.seconds;
                               return out;
                             })
      .def("summary", &Plan::summary)
      .def("proof", &Plan::proof)
      .def(
          "__eq__", [](const Plan& a, const Plan& b) { return a == b; }, py::is_operator())
      .def(py::pickle(
          [](const Plan& p) { return py::make_tuple(p.problem(), plan_state(p.data())); },
          [](const py::tuple& s) {
            return Plan(py::cast<Problem>(s[0]), plan_data_from(py::cast<py::dict>(s[1])));
          }));
}

}  // namespace turnout_python
