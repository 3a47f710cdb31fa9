// Made-up districts and cities.
#include <string>

#include <pybind11/stl.h>

#include <turnout/generate/around.hpp>
#include <turnout/generate/city.hpp>

#include "bind.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

py::dict city_to_python(const turnout::City& city) {
  py::dict out;
  out["members"] = city.members;
  out["needs"] = city.needs;
  out["availability"] = city.availability;
  out["pins"] = city.pins;
  out["services"] = city.services;
  return out;
}

// Without a size the sample district; with one a city of the same density.
turnout::City city(std::optional<std::pair<std::uint32_t, std::uint32_t>> size,
                   std::optional<std::uint64_t> seed) {
  turnout::CityOptions options =
      size ? turnout::city(size->first, size->second) : turnout::district();
  if (seed) options.seed = *seed;
  const py::gil_scoped_release released;
  return turnout::make_city(options);
}

}  // namespace

void bind_generate(py::module_& m) {
  m.def(
      "city",
      [](std::optional<std::pair<std::uint32_t, std::uint32_t>> size,
         std::optional<std::uint64_t> seed) { return city_to_python(city(size, seed)); },
      py::arg("size"), py::arg("seed"));
  m.def(
      "members_around",
      [](const turnout::Table& needs, std::uint32_t members, std::uint64_t seed) {
        turnout::AroundOptions options;
        options.members = members;
        options.seed = seed;
        const py::gil_scoped_release released;
        return turnout::members_around(needs, options);
      },
      py::arg("needs"), py::arg("members"), py::arg("seed"));
}

}  // namespace turnout_python
