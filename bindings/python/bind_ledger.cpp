// Ledgers: in memory, in a file, in SQLite.
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include <turnout/io/ledger_file.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/ledger.hpp>
#ifdef TURNOUT_PYTHON_SQLITE
#include <turnout/io/sqlite.hpp>
#endif

#include "bind.hpp"
#include "convert.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

namespace io = turnout::io;
using turnout::AsOf;
using turnout::Instant;
using turnout::LedgerHead;
using turnout::LedgerRecord;
using turnout::Table;

// A ledger that several threads of Python may ask; one at a time. Closed: nothing is left of it.
class OpenLedger {
 public:
  explicit OpenLedger(turnout::Ledger ledger) : ledger_(std::move(ledger)) {}

  template <class Use>
  auto with(Use use) {
    const py::gil_scoped_release released;
    const std::scoped_lock lock(mutex_);
    if (!ledger_)
      throw turnout::InputError(turnout::Issue{.table = "ledger",
                                               .row = {},
                                               .column = {},
                                               .value = {},
                                               .code = "ledger_closed",
                                               .message = "this ledger was closed",
                                               .remedy = "open it again"});
    return use(*ledger_);
  }
  void close() {
    const py::gil_scoped_release released;
    const std::scoped_lock lock(mutex_);
    ledger_.reset();
  }

 private:
  std::mutex mutex_;
  std::optional<turnout::Ledger> ledger_;
};

using Held = std::unique_ptr<OpenLedger>;
using Head = std::pair<std::uint64_t, std::string>;

Held in_memory(const std::string& zone, const std::vector<std::string>& folders) {
  return std::make_unique<OpenLedger>(turnout::Ledger(turnout::TimeZone::load(zone, folders)));
}

Held open(const std::string& path, const std::string& access, bool sqlite, const std::string& zone,
          const std::vector<std::string>& folders, std::int64_t wait_milliseconds) {
  const py::gil_scoped_release released;
  io::LedgerOptions options{
      .zone = zone, .zone_folders = folders, .wait = std::chrono::milliseconds{wait_milliseconds}};
  options.access = access == "read"         ? io::LedgerAccess::read
                   : access == "create"     ? io::LedgerAccess::create
                   : access == "create_new" ? io::LedgerAccess::create_new
                                            : io::LedgerAccess::append;
#ifdef TURNOUT_PYTHON_SQLITE
  if (sqlite) return std::make_unique<OpenLedger>(io::open_sqlite_ledger(path, options));
#else
  if (sqlite)
    throw turnout::InputError(turnout::Issue{
        .table = path,
        .row = {},
        .column = {},
        .value = {},
        .code = "no_sqlite",
        .message = "this build of turnout has no SQLite",
        .remedy =
            "install libsqlite3-dev and build it again, or keep the ledger in a .jsonl file"});
#endif
  return std::make_unique<OpenLedger>(io::open_ledger_file(path, options));
}

// What Python calls a time, in the zone of the ledger. A day alone is its first or its last second.
Instant instant_of(const std::string& text, const turnout::TimeZone& zone, bool end_of_day) {
  if (const auto day = turnout::parse_day(text); day && end_of_day)
    return zone.to_instant(turnout::LocalTime{*day + std::chrono::days{1}}).instant -
           turnout::Seconds{1};
  const turnout::InstantOrError read = turnout::parse_instant(text, zone);
  if (!read.instant)
    throw turnout::InputError(turnout::Issue{.table = {},
                                             .row = {},
                                             .column = end_of_day ? std::string("as_of") : "at",
                                             .value = text,
                                             .code = read.error.code,
                                             .message = read.error.message,
                                             .remedy = read.error.remedy});
  return *read.instant;
}

AsOf as_of(const turnout::Ledger& ledger, const std::optional<std::uint64_t>& number,
           const std::optional<std::string>& at) {
  AsOf seen{.number = number};
  if (at) seen.at = instant_of(*at, ledger.zone(), true);
  return seen;
}

py::tuple append(OpenLedger& open, const Table& members, const Table& opening,
                 const Table& services, const Table& events, const Table& postings,
                 const std::string& by, const std::string& at) {
  const turnout::Appended done = open.with([&](turnout::Ledger& ledger) {
    return ledger.append(
        {.members = members,
         .opening = opening,
         .services = services,
         .events = events,
         .postings = postings,
         .by = by,
         .at = at.empty() ? Instant::min() : instant_of(at, ledger.zone(), false)});
  });
  return py::make_tuple(done.first, done.last, Head{done.head.number, done.head.hash},
                        issues_to_python(done.warnings));
}

py::dict tables(OpenLedger& open, const std::optional<std::uint64_t>& number,
                const std::optional<std::string>& at) {
  const turnout::LedgerTables all = open.with(
      [&](const turnout::Ledger& ledger) { return ledger.tables(as_of(ledger, number, at)); });
  py::dict out;
  out["members"] = all.members;
  out["opening"] = all.opening;
  out["services"] = all.services;
  out["events"] = all.events;
  out["postings"] = all.postings;
  return out;
}

Table table(OpenLedger& open, const std::string& name, const std::optional<std::uint64_t>& number,
            const std::optional<std::string>& at) {
  return open.with([&](const turnout::Ledger& ledger) {
    const AsOf seen = as_of(ledger, number, at);
    return name == "members"    ? ledger.members(seen)
           : name == "opening"  ? ledger.opening(seen)
           : name == "services" ? ledger.services(seen)
           : name == "events"   ? ledger.events(seen)
                                : ledger.postings(seen);
  });
}

py::tuple verify(OpenLedger& open, const std::optional<Head>& known) {
  const turnout::LedgerVerdict verdict = open.with([&](const turnout::Ledger& ledger) {
    std::optional<LedgerHead> head;
    if (known) head = LedgerHead{.number = known->first, .hash = known->second};
    return ledger.verify(head);
  });
  return py::make_tuple(verdict.holds, verdict.records,
                        Head{verdict.head.number, verdict.head.hash}, verdict.finding);
}

std::vector<std::string> lines(OpenLedger& open, std::uint64_t first, std::uint64_t last) {
  return open.with([&](const turnout::Ledger& ledger) {
    std::vector<std::string> texts;
    if (first == 0) texts.push_back(turnout::ledger_first_line(ledger.zone().name()));
    ledger.read(first, last, [&](const LedgerRecord& record) {
      texts.push_back(turnout::ledger_line(record));
      return true;
    });
    return texts;
  });
}

}  // namespace

void bind_ledger(py::module_& m) {
#ifdef TURNOUT_PYTHON_SQLITE
  m.attr("has_sqlite") = true;
#else
  m.attr("has_sqlite") = false;
#endif
  py::class_<OpenLedger>(m, "Ledger", "A ledger, wherever it is kept.")
      .def_static("in_memory", &in_memory, py::arg("zone"), py::arg("zone_folders"))
      .def_static("open", &open, py::arg("path"), py::arg("access"), py::arg("sqlite"),
                  py::arg("zone"), py::arg("zone_folders"), py::arg("wait_milliseconds"))
      .def("append", &append, py::arg("members"), py::arg("opening"), py::arg("services"),
           py::arg("events"), py::arg("postings"), py::arg("by"), py::arg("at"))
      .def("tables", &tables, py::arg("number"), py::arg("at"))
      .def("table", &table, py::arg("name"), py::arg("number"), py::arg("at"))
      .def("verify", &verify, py::arg("known"))
      .def("lines", &lines, py::arg("first"), py::arg("last"),
           "Lines of JSON; from 0 with the first line of the ledger.")
      .def("close", &OpenLedger::close)
      .def_property_readonly(
          "zone",
          [](OpenLedger& open) {
            return open.with([](const turnout::Ledger& l) { return l.zone().name(); });
          })
      .def_property_readonly("name",
                             [](OpenLedger& open) {
                               return open.with([](const turnout::Ledger& l) { return l.name(); });
                             })
      .def_property_readonly("head", [](OpenLedger& open) {
        return open.with([](const turnout::Ledger& l) {
          const LedgerHead head = l.head();
          return Head{head.number, head.hash};
        });
      });
}

}  // namespace turnout_python
