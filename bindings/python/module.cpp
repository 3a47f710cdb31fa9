// The module turnout._core. The package `turnout` is what people import.
#include <turnout/config.hpp>

#include "bind.hpp"

PYBIND11_MODULE(_core, m) {
  using namespace turnout_python;
  m.doc() = "The C++ library behind the package turnout. Private: import turnout instead.";
  m.attr("__version__") = TURNOUT_VERSION;
  bind_errors(m);
  bind_tables(m);
  bind_policy(m);
  bind_model(m);
  bind_verify(m);
  bind_generate(m);
  bind_solve(m);
  bind_flow(m);
  bind_repair(m);
  bind_explain(m);
  bind_points(m);
  bind_ledger(m);
  bind_audit(m);
  bind_io(m);
  bind_reports(m);
}
