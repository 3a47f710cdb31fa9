// A standing does not depend on the order in which a ledger was filled.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/points/ledger.hpp>
#include <turnout/points/services.hpp>
#include <turnout/points/standing.hpp>

#include "points/trees.hpp"
#include "support/ledgers.hpp"

namespace ledger_score_test {

using namespace turnout;
using namespace turnout::testing;

/// However the rows arrive, in whatever batches, the standing is the same.
TEST(Ledger, OrderOfArrivalNeverMatters) {
  const Rulebook book =
      make_rulebook(book_of({plain_rule().add("caps", Keys().add("half", 5))}).tree());
  std::vector<std::string> rows;
  for (int i = 0; i < 24; ++i)
    rows.push_back("S" + std::to_string(i) + ",M" + std::to_string(1 + i % 2) + ",2026-03-" + "0" +
                   std::to_string(1 + i % 9) + " 09:00,,1,C1,,,\n");
  for (int i = 0; i < 5; ++i)
    rows.push_back("R" + std::to_string(i) + ",M" + std::to_string(1 + i % 2) +
                   ",2026-04-01,,,,,,S" + std::to_string(i) + "\n");
  std::mt19937_64 random(1);
  std::string expected;
  for (int round = 0; round < 20; ++round) {
    Ledger ledger;
    // Reversals come behind what they reverse: by batch, not by row.
    std::vector<std::string> given(rows.begin(), rows.begin() + 24),
        back(rows.begin() + 24, rows.end());
    std::shuffle(given.begin(), given.end(), random);
    std::shuffle(back.begin(), back.end(), random);
    std::string batch = given[0];
    for (std::size_t i = 1; i < given.size(); ++i) {
      if (random() % 3 == 0) {
        static_cast<void>(ledger.append(batch_of({.services = batch})));
        batch.clear();
      }
      batch += given[i];
    }
    static_cast<void>(ledger.append(
        batch_of({.members = std::string("M1,Ana,East,\nM2,Bo,West,\n"), .services = batch})));
    for (const std::string& row : back)
      static_cast<void>(ledger.append(batch_of({.services = row})));
    const Standing standing =
        score(book, make_services(ledger.services(), ledger.members(), ledger.zone()),
              {.period = "2026H1"});
    const std::string bytes = io::write_csv(standing.frame()) + io::write_csv(standing.entries());
    if (expected.empty()) expected = bytes;
    ASSERT_EQ(bytes, expected) << round;
  }
}

}  // namespace ledger_score_test
