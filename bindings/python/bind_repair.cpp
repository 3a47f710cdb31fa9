// Repair: the one object that changes. Calls take microseconds, so they keep the GIL.
#include <memory>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <turnout/solve/repair.hpp>

#include "bind.hpp"
#include "convert.hpp"
#include "flow_in.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::FlowCost;
using turnout::Repair;
using turnout::RepairChange;
using turnout::UsedPair;

py::list tuples_of(const std::vector<UsedPair>& pairs) {
  py::list out(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i)
    out[i] = py::make_tuple(pairs[i].pair, pairs[i].need, pairs[i].member);
  return out;
}

// added, dropped, rise, id, first_pair, rounded.
py::tuple tuple_of(const RepairChange& change) {
  return py::make_tuple(tuples_of(change.added), tuples_of(change.dropped), change.rise, change.id,
                        change.first_pair, change.rounded);
}

std::unique_ptr<Repair> make(const py::object& need, const py::object& member,
                             const py::array& cost, const py::object& seats,
                             const py::object& capacity, const py::object& unfilled_cost,
                             bool maximise, bool matrix, bool sparse_matrix,
                             std::optional<std::int64_t> n_needs,
                             std::optional<std::int64_t> n_members, const Whole& pairs,
                             const Real& need_prices, const Real& member_prices) {
  const turnout::FlowProblem problem =
      flow_problem_of(need, member, cost, seats, capacity, unfilled_cost, maximise, matrix,
                      sparse_matrix, n_needs, n_members);
  turnout::FlowResult result;
  result.pairs = vector_of<std::int64_t>(pairs);
  result.need_prices = vector_of<double>(need_prices);
  result.member_prices = vector_of<double>(member_prices);
  const py::gil_scoped_release released;
  return std::make_unique<Repair>(problem, result);
}

// A call that changes something, as a method that answers with a tuple.
template <class... Arguments>
auto changing(RepairChange (Repair::*call)(Arguments...)) {
  return [call](Repair& self, Arguments... arguments) {
    return tuple_of((self.*call)(std::move(arguments)...));
  };
}

py::tuple add_need(Repair& self, const py::array& member, const py::array& cost, std::int64_t seats,
                   std::optional<FlowCost> unfilled_cost) {
  turnout::NewNeed need{.seats = seats, .unfilled_cost = unfilled_cost};
  need.member = span_of(py::cast<Whole>(member));
  if (is_real(cost))
    need.cost = span_of(py::cast<Real>(cost));
  else
    need.cost = span_of(py::cast<Whole>(cost));
  return tuple_of(self.add_need(need));
}

py::tuple add_member(Repair& self, const py::array& need, const py::array& cost,
                     std::int64_t capacity) {
  turnout::NewMember member{.capacity = capacity};
  member.need = span_of(py::cast<Whole>(need));
  if (is_real(cost))
    member.cost = span_of(py::cast<Real>(cost));
  else
    member.cost = span_of(py::cast<Whole>(cost));
  return tuple_of(self.add_member(member));
}

}  // namespace

void bind_repair(py::module_& m) {
  py::class_<Repair>(m, "Repair")
      .def(py::init(&make), py::arg("need"), py::arg("member"), py::arg("cost"), py::arg("seats"),
           py::arg("capacity"), py::arg("unfilled_cost"), py::arg("maximise"), py::arg("matrix"),
           py::arg("sparse_matrix"), py::arg("n_needs"), py::arg("n_members"), py::arg("pairs"),
           py::arg("need_prices"), py::arg("member_prices"))
      .def("add_pair", changing(&Repair::add_pair), py::arg("need"), py::arg("member"),
           py::arg("cost"))
      .def("remove_pair", changing(&Repair::remove_pair), py::arg("pair"))
      .def("set_cost", changing(&Repair::set_cost), py::arg("pair"), py::arg("cost"))
      .def("add_need", &add_need, py::arg("member"), py::arg("cost"), py::arg("seats"),
           py::arg("unfilled_cost"))
      .def("remove_need", changing(&Repair::remove_need), py::arg("need"))
      .def("set_seats", changing(&Repair::set_seats), py::arg("need"), py::arg("seats"))
      .def("set_unfilled_cost", changing(&Repair::set_unfilled_cost), py::arg("need"),
           py::arg("cost"))
      .def("add_member", &add_member, py::arg("need"), py::arg("cost"), py::arg("capacity"))
      .def("remove_member", changing(&Repair::remove_member), py::arg("member"))
      .def("set_capacity", changing(&Repair::set_capacity), py::arg("member"), py::arg("capacity"))
      .def_property_readonly("objective", &Repair::objective)
      .def_property_readonly("n_needs", &Repair::n_needs)
      .def_property_readonly("n_members", &Repair::n_members)
      .def_property_readonly("n_pairs", &Repair::n_pairs)
      .def("is_used", &Repair::is_used, py::arg("pair"))
      .def("short_by", &Repair::short_by, py::arg("need"))
      .def(
          "used_by_need",
          [](const Repair& self, std::int64_t need) { return tuples_of(self.used_by_need(need)); },
          py::arg("need"))
      .def(
          "used_by_member",
          [](const Repair& self, std::int64_t member) {
            return tuples_of(self.used_by_member(member));
          },
          py::arg("member"))
      .def("result", &Repair::result);
}

}  // namespace turnout_python
