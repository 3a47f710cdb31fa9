// Points: rulebooks as trees, services as tables, standings.
#include <map>
#include <optional>
#include <string>

#include <pybind11/stl.h>

#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/dry_run.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/sentences.hpp>
#include <turnout/points/services.hpp>
#include <turnout/points/standing.hpp>

#include "bind.hpp"
#include "convert.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Rulebook;
using turnout::RuleTree;
using turnout::Standing;
using turnout::Table;

bool is_day(const py::handle& value) {
  const py::module_ datetime = py::module_::import("datetime");
  return py::isinstance(value, datetime.attr("date")) &&
         !py::isinstance(value, datetime.attr("datetime"));
}

// Lines by key path, as the reader of the file found them.
using Lines = std::map<std::string, std::int64_t>;

// The tree of a TOML file as tomllib gives it. Clock times have no meaning in a rulebook.
RuleTree tree_of(const py::handle& value, const std::string& source, const std::string& path,
                 const Lines& lines) {
  RuleTree tree;
  if (const auto line = lines.find(path); line != lines.end()) tree.line = line->second;
  if (PyDict_Check(value.ptr())) {
    RuleTree::Table table;
    for (const auto& [key, item] : py::cast<py::dict>(value)) {
      const auto name = py::cast<std::string>(key);
      RuleTree child = tree_of(item, source, path.empty() ? name : path + "." + name, lines);
      const std::int64_t line = child.line;
      table.push_back({name, std::move(child), line});
    }
    tree.value = std::move(table);
  } else if (PyList_Check(value.ptr()) || PyTuple_Check(value.ptr())) {
    RuleTree::Array array;
    for (const py::handle& item : value)
      array.push_back(
          tree_of(item, source, path + "[" + std::to_string(array.size() + 1) + "]", lines));
    tree.value = std::move(array);
  } else if (PyUnicode_Check(value.ptr())) {
    tree.value = py::cast<std::string>(value);
  } else if (PyBool_Check(value.ptr())) {
    tree.value = value.ptr() == Py_True;
  } else if (PyLong_Check(value.ptr())) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
    if (overflow != 0)
      tree.value = PyLong_AsDouble(value.ptr());
    else
      tree.value = static_cast<std::int64_t>(number);
  } else if (PyFloat_Check(value.ptr())) {
    tree.value = PyFloat_AS_DOUBLE(value.ptr());
  } else if (is_day(value)) {
    tree.value = *turnout::parse_day(py::cast<std::string>(value.attr("isoformat")()));
  } else {
    throw turnout::InputError(
        turnout::Issue{.table = source,
                       .row = tree.line > 0 ? std::optional(tree.line) : std::nullopt,
                       .column = path,
                       .value = {},
                       .code = "not_supported_yet",
                       .message = "a time of day is not supported in a rulebook",
                       .remedy = "give a date, such as 2026-07-01"});
  }
  return tree;
}

Rulebook rulebook_of(const py::dict& tree, const std::string& source, const Lines& lines) {
  return turnout::make_rulebook(tree_of(tree, source, "", lines), source);
}

// What there is to count, and how, as Python hands it over.
struct Given {
  Table services, members, events, opening;
  std::string zone;
  std::vector<std::string> zone_folders;
  std::string period, as_of;
  int threads = 0;
};

turnout::Services services_of(const Given& given) {
  return turnout::make_services(given.services, given.members,
                                turnout::TimeZone::load(given.zone, given.zone_folders),
                                given.events, given.threads);
}

turnout::ScoreOptions options_of(const Given& given) {
  return {.period = given.period,
          .as_of = given.as_of,
          .opening = given.opening,
          .threads = given.threads};
}

Standing score(const Rulebook& book, const Given& given) {
  const py::gil_scoped_release released;
  return turnout::score(book, services_of(given), options_of(given));
}

turnout::DryRun dry_run(const Rulebook& book, const Rulebook& new_book, const Given& given) {
  const py::gil_scoped_release released;
  return turnout::dry_run(book, new_book, services_of(given), options_of(given));
}

std::string day_text(const std::optional<turnout::LocalDay>& day) {
  return day ? turnout::to_text(*day) : std::string();
}

}  // namespace

void bind_points(py::module_& m) {
  py::class_<Rulebook>(m, "Rulebook")
      .def(py::init(&rulebook_of), py::arg("tree"), py::arg("source"), py::arg("lines"))
      .def_property_readonly("name", &Rulebook::name)
      .def_property_readonly("version", &Rulebook::version)
      .def_property_readonly("languages",
                             [](const Rulebook& book) {
                               return std::vector<std::string>(book.languages().begin(),
                                                               book.languages().end());
                             })
      .def(
          "title",
          [](const Rulebook& book, const std::string& language) {
            return std::string(book.title().in(language));
          },
          py::arg("language"))
      .def(
          "note",
          [](const Rulebook& book, const std::string& language) {
            return std::string(book.note().in(language));
          },
          py::arg("language"))
      .def("in_words", &turnout::sentences, py::arg("language"));
  py::class_<Standing>(m, "Standing")
      .def("frame", &Standing::frame, py::call_guard<py::gil_scoped_release>())
      .def("entries", &Standing::entries, py::call_guard<py::gil_scoped_release>())
      .def("entries_of", &Standing::entries_of, py::arg("member_id"))
      .def("ledger", &Standing::ledger, py::call_guard<py::gil_scoped_release>())
      .def("units", &Standing::unit_frame, py::call_guard<py::gil_scoped_release>())
      .def_property_readonly("threads", &Standing::threads)
      .def("explain", &Standing::explain, py::arg("member_id"), py::arg("language"))
      .def_property_readonly("provisional", &Standing::provisional)
      .def_property_readonly("closes", [](const Standing& s) { return day_text(s.closes()); })
      .def_property_readonly("objections_until",
                             [](const Standing& s) { return day_text(s.objections_until()); })
      .def_property_readonly("period", [](const Standing& s) { return s.period().text; })
      .def_property_readonly("warnings", [](const Standing& s) {
        const auto warnings = s.services().warnings();
        return issues_to_python({warnings.begin(), warnings.end()});
      });
  py::class_<Given>(m, "Given")
      .def(py::init([](Table services, Table members, Table events, Table opening, std::string zone,
                       std::vector<std::string> zone_folders, std::string period, std::string as_of,
                       int threads) {
             return Given{std::move(services), std::move(members), std::move(events),
                          std::move(opening),  std::move(zone),    std::move(zone_folders),
                          std::move(period),   std::move(as_of),   threads};
           }),
           py::kw_only(), py::arg("services"), py::arg("members"), py::arg("events"),
           py::arg("opening"), py::arg("zone"), py::arg("zone_folders"), py::arg("period"),
           py::arg("as_of"), py::arg("threads"));
  py::class_<turnout::DryRun>(m, "DryRun")
      .def("changes", &turnout::DryRun::changes)
      .def("totals", &turnout::DryRun::totals)
      .def_property_readonly("before", &turnout::DryRun::before)
      .def_property_readonly("after", &turnout::DryRun::after);
  m.def("score", &score, py::arg("book"), py::arg("given"));
  m.def("dry_run", &dry_run, py::arg("book"), py::arg("new_book"), py::arg("given"));
}

}  // namespace turnout_python
