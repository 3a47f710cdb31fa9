// Answers for Python's own csv and zoneinfo to be held against; built and called by
// test_csv_oracle.py and test_zone_oracle.py, header-only, without the extension.
//
//   oracle csv FILE           rows in hexadecimal: cells end in ',', rows in LF; or "refused: " and codes
//   oracle zone NAME < times  for each "l SECONDS": kind, instant and later instant of that local time;
//                             for each "u SECONDS": the local time of that instant
#include <iostream>
#include <string>
#include <string_view>

#include <turnout/io/csv.hpp>
#include <turnout/model/calendar.hpp>

namespace {

using namespace turnout;

void print_hex(std::string_view cell) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : cell) {
    const auto byte = static_cast<unsigned char>(c);
    std::cout << digits[byte >> 4U] << digits[byte & 0xFU];
  }
  std::cout << ',';
}

void csv(const std::string& path) {
  const Table table = io::read_csv_table(path);
  for (const NamedColumn& column : table.columns()) print_hex(column.name);
  std::cout << '\n';
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (const NamedColumn& column : table.columns()) print_hex(column.values.text_at(row));
    std::cout << '\n';
  }
}

void zone(const std::string& name) {
  const TimeZone rules = TimeZone::load(name);
  char way = 0;
  std::int64_t time = 0;
  while (std::cin >> way >> time) {
    if (way == 'u') {
      std::cout << rules.to_local(Instant(Seconds(time))).time_since_epoch().count() << '\n';
    } else {
      const LocalLookup found = rules.to_instant(LocalTime(Seconds(time)));
      std::cout << static_cast<int>(found.kind) << ' ' << found.instant.time_since_epoch().count()
                << ' ' << found.later.time_since_epoch().count() << '\n';
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc == 3 ? argv[1] : "";
  try {
    if (what == "csv")
      csv(argv[2]);
    else if (what == "zone")
      zone(argv[2]);
    else
      return 2;
  } catch (const InputError& error) {
    std::cout << "refused:";
    for (const Issue& issue : error.issues()) std::cout << ' ' << issue.code;
    std::cout << '\n';
  }
}
