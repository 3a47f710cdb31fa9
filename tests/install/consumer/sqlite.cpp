// A program that keeps a ledger in SQLite, over the compiled library.
#include <cstdio>
#include <iostream>

#include <turnout/io/sqlite.hpp>
#include <turnout/turnout.hpp>

int main() {
  using namespace turnout;
  constexpr const char* path = "consumer-ledger.db";
  std::remove(path);
  try {
    Ledger ledger = io::open_sqlite_ledger(path, {.access = io::LedgerAccess::create_new});
    ledger.append({.services = io::parse_csv(
                       "service_id,member_id,start,hours\nS1,M1,2026-03-01,2\n", "services.csv"),
                   .by = "consumer",
                   .at = std::chrono::sys_days{std::chrono::year{2026} / 7 / 1}});
  } catch (const InputError& error) {
    std::cout << error.what() << '\n';
    return 1;
  }
  const Ledger ledger = io::open_sqlite_ledger(path, {.access = io::LedgerAccess::read});
  const bool good = ledger.verify() && make_services(ledger.services()).size() == 1;
  std::remove(path);
  return good ? 0 : 1;
}
