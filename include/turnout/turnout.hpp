// turnout/turnout.hpp -- everything but TOML and SQLite: includes only.
//
// Members and needs in, a provably good plan out; services in, points that can be checked
// out. Who wants one layer includes its headers; who only names a type includes fwd.hpp.
// TOML (io/toml.hpp) and SQLite (io/sqlite.hpp) are targets of their own, turnout::toml and
// turnout::sqlite.
#pragma once

#include <turnout/config.hpp>
#include <turnout/eligibility/candidates.hpp>
#include <turnout/eligibility/clash.hpp>
#include <turnout/eligibility/parallel.hpp>
#include <turnout/eligibility/rules.hpp>
#include <turnout/explain/check.hpp>
#include <turnout/explain/message.hpp>
#include <turnout/explain/why_not.hpp>
#include <turnout/fwd.hpp>
#include <turnout/generate/around.hpp>
#include <turnout/generate/city.hpp>
#include <turnout/generate/random.hpp>
#include <turnout/io/candidate_table.hpp>
#include <turnout/io/csv.hpp>
#include <turnout/io/files.hpp>
#include <turnout/io/ledger_file.hpp>
#include <turnout/io/notice.hpp>
#include <turnout/io/page.hpp>
#include <turnout/io/plan_tables.hpp>
#include <turnout/io/read.hpp>
#include <turnout/io/receipt.hpp>
#include <turnout/io/write.hpp>
#include <turnout/model/calendar.hpp>
#include <turnout/model/cells.hpp>
#include <turnout/model/error.hpp>
#include <turnout/model/hash.hpp>
#include <turnout/model/ids.hpp>
#include <turnout/model/place.hpp>
#include <turnout/model/plan.hpp>
#include <turnout/model/policy.hpp>
#include <turnout/model/problem.hpp>
#include <turnout/model/reason.hpp>
#include <turnout/model/run.hpp>
#include <turnout/model/table.hpp>
#include <turnout/points/audit.hpp>
#include <turnout/points/ledger.hpp>
#include <turnout/points/ledger_keeper.hpp>
#include <turnout/points/accounts.hpp>
#include <turnout/points/dry_run.hpp>
#include <turnout/points/events.hpp>
#include <turnout/points/period.hpp>
#include <turnout/points/rulebook.hpp>
#include <turnout/points/sentences.hpp>
#include <turnout/points/services.hpp>
#include <turnout/points/standing.hpp>
#include <turnout/points/tree.hpp>
#include <turnout/solve/bound.hpp>
#include <turnout/solve/convex.hpp>
#include <turnout/solve/draft.hpp>
#include <turnout/solve/flow.hpp>
#include <turnout/solve/flow_problem.hpp>
#include <turnout/solve/most_seats.hpp>
#include <turnout/solve/musts.hpp>
#include <turnout/solve/network.hpp>
#include <turnout/solve/options.hpp>
#include <turnout/solve/plan_network.hpp>
#include <turnout/solve/repair.hpp>
#include <turnout/solve/solve.hpp>
#include <turnout/solve/structure.hpp>
#include <turnout/verify/verify.hpp>
