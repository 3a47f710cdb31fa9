#include "run.hpp"

#include <pybind11/stl.h>

namespace py = pybind11;

namespace turnout_python {

void Run::tell(const Told& told) {
  py::dict out;
  out["stage"] = told.stage;
  out["done"] = told.done < 0 ? py::object(py::none()) : py::object(py::float_(told.done));
  out["objective"] = py::cast(told.objective);
  out["bound"] = py::cast(told.bound);
  progress_(out);
}

// With the GIL, on the calling thread: signals first, then the caller's own code. The first
// exception wins; from then on nothing of the caller's is called any more.
void Run::look_after(std::stop_source& source) {
  std::optional<Told> told;
  {
    const std::lock_guard lock(mutex_);
    told = std::exchange(told_, std::nullopt);
  }
  try {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (raised_) return;
    if (!stop_.is_none() && py::cast<bool>(stop_.attr("is_set")())) source.request_stop();
    if (told && !progress_.is_none()) tell(*told);
  } catch (py::error_already_set& error) {
    const bool first_interrupt = !interrupted_ && error.matches(PyExc_KeyboardInterrupt);
    if (first_interrupt)
      interrupted_ = true;
    else if (!raised_)
      raised_.emplace(std::move(error));
    source.request_stop();
  }
}

void Run::start(const Body& body) {
  std::stop_source source;
  turnout::ProgressCallback callback;
  if (!progress_.is_none()) {
    callback = [this](const turnout::Progress& progress) {
      const std::lock_guard lock(mutex_);
      told_ = Told{std::string(progress.stage), progress.done, progress.objective, progress.bound};
      changed_.notify_one();
    };
  }
  look_after(source);  // A stop that was asked for before is heard before anything is done.
  {
    const py::gil_scoped_release released;
    std::jthread worker([&] {
      std::exception_ptr failed;
      try {
        body(source.get_token(), callback);
      } catch (...) {
        failed = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      failed_ = failed;
      ended_ = true;
      changed_.notify_one();
    });
    std::unique_lock lock(mutex_);
    while (!ended_) {
      changed_.wait_for(lock, std::chrono::milliseconds(50),
                        [this] { return ended_ || told_.has_value(); });
      if (ended_) break;
      lock.unlock();
      {
        const py::gil_scoped_acquire acquired;
        look_after(source);
      }
      lock.lock();
    }
  }
  // The last word, which may have come together with the end.
  if (!failed_) look_after(source);
  if (raised_) throw std::move(*raised_);
  if (failed_) std::rethrow_exception(failed_);
}

}  // namespace turnout_python
