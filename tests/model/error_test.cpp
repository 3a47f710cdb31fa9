// Errors are for people: one exception, all findings, with place and remedy.
#include <string>

#include <gtest/gtest.h>

#include <turnout/model/error.hpp>

namespace error_test {

using namespace turnout;

Issue late() {
  return {.table = "needs.csv",
          .row = 14,
          .column = "end",
          .value = "08:00",
          .code = "end_before_start",
          .message = "the need ends before it starts",
          .remedy = "give an end after the start"};
}

TEST(Error, SentenceNamesPlaceValueAndRemedy) {
  EXPECT_EQ(to_string(late()),
            "needs.csv, line 14, end '08:00': the need ends before it starts; give an end after "
            "the start");
  Issue memory = late();
  memory.table = "needs";
  memory.row = 0;
  EXPECT_TRUE(to_string(memory).starts_with("needs, row 0, end"));
  EXPECT_EQ(to_string(Issue{.message = "something is wrong"}), "something is wrong");
}

TEST(Error, CollectorThrowsAllTogether) {
  IssueCollector bad;
  EXPECT_NO_THROW(bad.throw_if_any());
  EXPECT_TRUE(bad.empty());
  bad.add(late());
  bad.add({.table = "members.csv", .code = "x", .message = "no"});
  try {
    bad.throw_if_any();
    FAIL();
  } catch (const Error& error) {
    const auto& input = dynamic_cast<const InputError&>(error);
    EXPECT_EQ(input.total(), 2U);
    EXPECT_EQ(input.issues().at(0), late());
    EXPECT_EQ(std::string(error.what()), to_string(late()) + "\nmembers.csv: no");
  }
}

TEST(Error, ListsFiftyAndCountsTheRest) {
  IssueCollector bad;
  const std::size_t total = IssueCollector::kept + 5;
  for (std::size_t i = 0; i < total; ++i) bad.add({.message = "m" + std::to_string(i)});
  EXPECT_EQ(bad.total(), total);
  EXPECT_EQ(bad.issues().size(), IssueCollector::kept);
  try {
    bad.throw_if_any();
    FAIL();
  } catch (const InputError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("m49\n"), std::string::npos);
    EXPECT_EQ(text.find("m50"), std::string::npos);
    EXPECT_TRUE(text.ends_with("... and " + std::to_string(total - 50) + " more"));
    EXPECT_EQ(error.total(), total);
  }
}

TEST(Error, LongValuesAreCutBetweenCharacters) {
  IssueCollector bad;
  Issue issue = late();
  issue.value = std::string(79, 'x') + "\xE5\x85\xAB\xE8\xA7\x92";
  bad.add(issue);
  EXPECT_EQ(bad.issues()[0].value, std::string(79, 'x') + "...");
  issue.value = std::string(80, 'y');
  bad.add(issue);
  EXPECT_EQ(bad.issues()[1].value, issue.value);
}

}  // namespace error_test
