// The policy: every field a keyword, unknown ones with "did you mean", all findings together.
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pybind11/stl.h>

#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/policy.hpp>

#include "bind.hpp"
#include "policy_fields.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Policy;

struct BadValue {
  std::string message, remedy;
};

std::string shown(const py::handle& value) { return py::cast<std::string>(py::str(value)); }

bool is_bool(const py::handle& value) {
  return PyBool_Check(value.ptr()) ||
         py::isinstance(value, py::module_::import("numpy").attr("bool_"));
}

std::int64_t whole(const py::handle& value) {
  const BadValue bad{"is not a whole number", "give a whole number"};
  if (is_bool(value)) throw bad;
  if (PyIndex_Check(value.ptr())) {
    const auto number = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
    int overflow = 0;
    const long long out = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
    if (overflow != 0) throw BadValue{"leaves the range of 64 bits", "give a smaller number"};
    return out;
  }
  const double real = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    throw bad;
  }
  if (!(std::abs(real) <= 9007199254740992.0) || std::floor(real) != real) throw bad;
  return static_cast<std::int64_t>(real);
}

double real(const py::handle& value) {
  const BadValue bad{"is not a finite number", "give a number"};
  if (is_bool(value) || PyUnicode_Check(value.ptr())) throw bad;
  const double out = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    throw bad;
  }
  if (!std::isfinite(out)) throw bad;
  return out;
}

// A mapping {name: metres}.
void read_mapping(const py::handle& value,
                  const std::function<void(const py::handle&, std::int64_t)>& take) {
  for (const py::handle& item : value.attr("items")()) {
    const auto pair = py::cast<py::tuple>(item);
    take(pair[0], whole(pair[1]));
  }
}

void read(const py::handle& value, double& out) { out = real(value); }
void read(const py::handle& value, std::int64_t& out) { out = whole(value); }
void read(const py::handle& value, std::optional<double>& out) {
  out = value.is_none() ? std::nullopt : std::optional(real(value));
}
void read(const py::handle& value, std::optional<std::int64_t>& out) {
  out = value.is_none() ? std::nullopt : std::optional(whole(value));
}
void read(const py::handle& value, std::map<std::string, std::int64_t>& out) {
  out.clear();
  if (value.is_none()) return;
  if (!py::hasattr(value, "items")) throw BadValue{"is not a mapping", "give {skill: metres}"};
  read_mapping(value, [&](const py::handle& skill, std::int64_t metres) {
    if (!PyUnicode_Check(skill.ptr()))
      throw BadValue{"has a key that is not the name of a skill", "give {skill: metres}"};
    out[std::string(turnout::trim(py::cast<std::string>(skill)))] = metres;
  });
}
void read(const py::handle& value, std::array<std::int64_t, 5>& out) {
  const BadValue bad{"is neither five values nor a mapping from priority to metres",
                     "give five values for priority 1 to 5, or {5: 32000000}"};
  if (py::hasattr(value, "items")) {
    read_mapping(value, [&](const py::handle& key, std::int64_t metres) {
      // TOML knows only texts as keys.
      const std::int64_t priority =
          PyUnicode_Check(key.ptr())
              ? turnout::parse_integer(py::cast<std::string>(key)).value_or(0)
              : whole(key);
      if (priority < 1 || priority > 5) throw bad;
      out[static_cast<std::size_t>(priority - 1)] = metres;
    });
    return;
  }
  if (PyUnicode_Check(value.ptr()) || !py::isinstance<py::iterable>(value) ||
      !py::hasattr(value, "__len__") || py::len(value) != 5)
    throw bad;
  std::size_t i = 0;
  for (const py::handle& item : value) out[i++] = whole(item);
}

turnout::Issue issue(const std::string& field, std::string value, std::string code,
                     std::string message, std::string remedy) {
  return {.table = "policy",
          .row = {},
          .column = field,
          .value = std::move(value),
          .code = std::move(code),
          .message = std::move(message),
          .remedy = std::move(remedy)};
}

turnout::Issue unknown_field(const std::string& field) {
  for (const std::string_view later : {"even_cover", "keep", "per_change", "strict_priority"})
    if (field == later)
      return issue(field, "", "not_supported_yet", "`" + field + "` is not supported yet",
                   "leave it out");
  std::string nearest;
  std::size_t distance = 4;
  Policy policy;
  for_each_field(policy, [&](std::string_view name, const auto&) {
    const std::size_t d = turnout::edit_distance(field, name, 3);
    if (d < distance) {
      distance = d;
      nearest = name;
    }
  });
  return issue(
      field, "", "unknown_field", "the policy has no field of this name",
      nearest.empty() ? "see docs/formats.md for its fields" : "did you mean `" + nearest + "`?");
}

py::object to_python(const std::array<std::int64_t, 5>& value) {
  py::tuple out(5);
  for (std::size_t i = 0; i < 5; ++i) out[i] = value[i];
  return out;
}
template <class T>
py::object to_python(const T& value) {
  return py::cast(value);
}

py::dict fields_of(const Policy& policy, bool changed_only) {
  Policy copy = policy, plain;
  py::dict out;
  for_each_field(copy, [&](std::string_view name, const auto& value) {
    out[py::str(std::string(name))] = to_python(value);
  });
  if (!changed_only) return out;
  for_each_field(plain, [&](std::string_view name, const auto& value) {
    const py::str key{std::string(name)};
    if (py::object(out[key]).equal(to_python(value))) PyDict_DelItem(out.ptr(), key.ptr());
  });
  return out;
}

Policy make_policy(Policy policy, const py::dict& fields) {
  turnout::IssueCollector bad;
  for (const auto& [key, value] : fields) {
    const auto field = py::cast<std::string>(key);
    bool known = false;
    for_each_field(policy, [&](std::string_view name, auto& out) {
      if (field != name) return;
      known = true;
      try {
        read(value, out);
      } catch (const BadValue& reason) {
        bad.add(issue(field, shown(value), "bad_value", "`" + field + "` " + reason.message,
                      reason.remedy));
      }
    });
    if (!known) bad.add(unknown_field(field));
  }
  try {
    turnout::check_policy(policy);
  } catch (const turnout::InputError& error) {
    bad.add_all(error.issues(), error.total());
  }
  bad.throw_if_any();
  return policy;
}

std::string repr(const Policy& policy) {
  std::string out = "Policy(";
  for (const auto& [key, value] : fields_of(policy, true)) {
    if (out.size() > 7) out += ", ";
    out += py::cast<std::string>(key) + "=" + py::cast<std::string>(py::repr(value));
  }
  return out + ")";
}

}  // namespace

void bind_policy(py::module_& m) {
  py::class_<Policy> cls(m, "Policy",
                         "The hard rules and the weights of the soft ones; immutable.\n\n"
                         "Every field is a keyword with the contract's default; None means no "
                         "limit. Costs are in metres.");
  cls.def(py::init([](const py::kwargs& fields) { return make_policy({}, fields); }))
      .def(
          "replace",
          [](const Policy& policy, const py::kwargs& fields) {
            return make_policy(policy, fields);
          },
          "The same policy with these fields changed.")
      .def(
          "to_dict", [](const Policy& policy) { return fields_of(policy, false); },
          "All fields by name, defaults included.")
      .def(
          "in_words", [](const Policy& policy) { return turnout::in_words(policy); },
          "The policy in short sentences, defaults included.")
      .def("__repr__", &repr)
      .def(
          "__eq__", [](const Policy& a, const Policy& b) { return a == b; }, py::is_operator())
      .def("__hash__", [](const Policy& policy) { return py::hash(py::str(repr(policy))); })
      .def(py::pickle([](const Policy& policy) { return fields_of(policy, true); },
                      [](const py::dict& fields) { return make_policy({}, fields); }));
  Policy defaults;
  for_each_field(defaults, [&](std::string_view name, const auto&) {
    const std::string field(name);
    cls.def_property_readonly(field.c_str(), [field](const Policy& policy) {
      return py::object(fields_of(policy, false)[py::str(field)]);
    });
  });
}

}  // namespace turnout_python
