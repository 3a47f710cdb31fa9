// The shipped rulebooks: each reproduces the worked example beside it, computed by hand in
// docs/rulebooks/README.md, and no mutilation of one makes the reader do anything but say what is
// wrong.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <turnout/io/csv.hpp>
#include <turnout/io/toml.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/sentences.hpp>
#include <turnout/points/standing.hpp>

namespace rulebooks_test {

using namespace turnout;
namespace fs = std::filesystem;

const fs::path kBooks = fs::path(TURNOUT_SOURCE_DIR) / "docs/rulebooks";

Table table_of(const fs::path& path) {
  return fs::exists(path) ? io::read_csv_table(path.string()) : Table();
}

/// The row whose `key` column has that text.
std::size_t row_of(const Table& table, const std::string& key, const std::string& value) {
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (table.find(key)->to_text(row) == value) return row;
  ADD_FAILURE() << "no row where " << key << " is " << value;
  return 0;
}

/// Each cell of `expected` stands in `actual`; an absent column is blank.
void expect_cells(const Table& expected, const Table& actual, const std::string& key) {
  ASSERT_NE(actual.find(key), nullptr);
  EXPECT_EQ(actual.rows(), expected.rows());
  for (std::size_t row = 0; row < expected.rows(); ++row) {
    const std::string who = expected.find(key)->to_text(row);
    const std::size_t at = row_of(actual, key, who);
    for (const NamedColumn& column : expected.columns()) {
      const Column* found = actual.find(column.name);
      EXPECT_EQ(found ? found->to_text(at) : "", column.values.to_text(row))
          << column.name << " of " << who;
    }
  }
}

void expect_balances(const Table& expected, const Standing& standing) {
  const Accounts& accounts = standing.accounts();
  for (std::size_t row = 0; row < expected.rows(); ++row) {
    const std::string name = expected.find("account")->to_text(row);
    const std::string kind = expected.find("kind")->to_text(row);
    std::size_t account = 0, k = 0;
    while (account < accounts.size() && accounts.name(account) != name) ++account;
    ASSERT_LT(account, accounts.size()) << name;
    while (standing.rulebook().kinds()[k].id != kind) ++k;
    EXPECT_EQ(points_text(accounts.balance(account, k)), expected.find("balance")->to_text(row))
        << name;
  }
}

TEST(Rulebooks, EachReproducesItsWorkedExample) {
  const Table examples = table_of(kBooks / "examples/examples.csv");
  ASSERT_EQ(examples.rows(), 15U);
  for (std::size_t row = 0; row < examples.rows(); ++row) {
    const std::string name = examples.find("name")->to_text(row);
    SCOPED_TRACE(name);
    const fs::path folder = kBooks / "examples" / name;
    const Rulebook book = io::read_rulebook((kBooks / (name + ".toml")).string());
    const Standing standing =
        score(book,
              make_services(table_of(folder / "services.csv"), table_of(folder / "members.csv"), {},
                            table_of(folder / "events.csv")),
              {.period = examples.find("period")->to_text(row)});
    expect_cells(table_of(folder / "expected.csv"), standing.frame(), "member_id");
    if (fs::exists(folder / "units.csv"))
      expect_cells(table_of(folder / "units.csv"), standing.unit_frame(), "unit");
    if (fs::exists(folder / "accounts.csv"))
      expect_balances(table_of(folder / "accounts.csv"), standing);
  }
}

TEST(Rulebooks, EachHasAnExampleAndSpeaksBothLanguages) {
  const Table examples = table_of(kBooks / "examples/examples.csv");
  std::set<std::string> named;
  for (std::size_t row = 0; row < examples.rows(); ++row)
    named.insert(examples.find("name")->to_text(row));
  std::size_t books = 0;
  for (const auto& entry : fs::directory_iterator(kBooks)) {
    if (entry.path().extension() != ".toml") continue;
    ++books;
    const Rulebook book = io::read_rulebook(entry.path().string());
    EXPECT_EQ(book.name(), entry.path().stem().string());
    EXPECT_TRUE(named.contains(book.name())) << book.name();
    EXPECT_NE(book.title().in("en"), book.title().in("zh")) << book.name();
    const std::vector<std::string> en = sentences(book, "en"), zh = sentences(book, "zh");
    ASSERT_EQ(en.size(), zh.size());
    for (const std::string& line : en) EXPECT_TRUE(line.ends_with(".")) << line;
    for (const std::string& line : zh) EXPECT_TRUE(line.ends_with("。")) << line;
  }
  EXPECT_EQ(books, named.size());
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Read, or refused with findings that name a place and a remedy: nothing else.
void read_or_refuse(const std::string& text) {
  try {
    const Rulebook book = make_rulebook(io::parse_toml(text, "m.toml"), "m.toml");
    EXPECT_FALSE(sentences(book, "en").empty());
    EXPECT_FALSE(sentences(book, "zh").empty());
  } catch (const InputError& error) {
    for (const Issue& issue : error.issues()) {
      EXPECT_FALSE(issue.message.empty() || issue.remedy.empty() || issue.code.empty()) << text;
      EXPECT_TRUE(issue.row.has_value()) << issue.column << "\n" << text;
    }
  }
}

TEST(Rulebooks, MutilatedOnesAreReadOrRefused) {
  std::vector<std::string> books;
  for (const auto& entry : fs::directory_iterator(kBooks))
    if (entry.path().extension() == ".toml") books.push_back(text_of(entry.path()));
  std::mt19937_64 dice(5);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(dice() % n); };
  const std::vector<std::string> words{"0",
                                       "-1",
                                       "1e300",
                                       "nan",
                                       "\"\"",
                                       "true",
                                       "2026-07-01",
                                       "[]",
                                       "{}",
                                       "[[kinds]]",
                                       "id",
                                       "\"points\"",
                                       "kinds",
                                       "0.0001",
                                       "\"earned\"",
                                       "\"tier\"",
                                       "[1, 2]",
                                       "{ a = 1 }",
                                       "rate",
                                       "\"balance\"",
                                       "\n",
                                       "inf",
                                       "9007199254740993"};
  for (int round = 0; round < 3000; ++round) {
    std::string text = books[below(books.size())];
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
      // A line is dropped, doubled or moved; what stands behind a `=` becomes something else.
      std::vector<std::string> lines;
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end == std::string::npos ? text.size() : end + 1;
      }
      const std::size_t line = below(lines.size());
      switch (below(5)) {
        case 0: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line)); break;
        case 1: lines.push_back(lines[line]); break;
        case 2: std::swap(lines[line], lines[below(lines.size())]); break;
        case 3:
          if (const std::size_t is = lines[line].rfind("= "); is != std::string::npos)
            lines[line] = lines[line].substr(0, is + 2) + words[below(words.size())] +
                          (lines[line].ends_with("}") ? " }" : "");
          break;
        default:
          if (!lines[line].empty())
            lines[line].insert(below(lines[line].size()), words[below(words.size())]);
      }
      text.clear();
      for (const std::string& each : lines) text += each + "\n";
      if (text.empty()) text = "\n";
    }
    read_or_refuse(text);
    if (HasFailure()) return;
  }
}

}  // namespace rulebooks_test
