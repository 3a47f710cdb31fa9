// The extension module turnout._core: one bind_<layer>.cpp a layer, in the order of the layers.
//
// Rules of the binding
//   - Nothing is computed here. A bind file turns Python values into the library's, calls one
//     public function and hands the result back.
//   - Frames are copied into Tables at construction; arrays that go out are read-only views
//     that keep their owner alive.
//   - The GIL is released while the library works; see run.hpp for Ctrl-C and progress.
//   - Every error of the library is translated in bind_errors.cpp, and nowhere else.
#pragma once

#include <pybind11/pybind11.h>

namespace turnout_python {

void bind_errors(pybind11::module_& m);
void bind_tables(pybind11::module_& m);
void bind_policy(pybind11::module_& m);
void bind_model(pybind11::module_& m);
void bind_verify(pybind11::module_& m);
void bind_generate(pybind11::module_& m);
void bind_solve(pybind11::module_& m);
void bind_explain(pybind11::module_& m);
void bind_flow(pybind11::module_& m);
void bind_repair(pybind11::module_& m);
void bind_points(pybind11::module_& m);
void bind_ledger(pybind11::module_& m);
void bind_audit(pybind11::module_& m);
void bind_io(pybind11::module_& m);
void bind_reports(pybind11::module_& m);

}  // namespace turnout_python
