// benchmarks/make_pairs.cpp -- writes seeded cities to files that any language reads.
//
//   make_pairs FOLDER [NAME...]        no name: village to festival, without growth
//
// FOLDER/NAME/ then holds members.csv and needs.csv, and the same problem as bare arrays of
// little-endian int64: need, member, cost (of a pair), seats, unfilled, slot (of a need),
// capacity (of a member), each as NAME.i64; meta.txt has the sizes and the policy.
#include <bit>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <turnout/io/csv.hpp>

#include "cities.hpp"

namespace {

static_assert(std::endian::native == std::endian::little, "the files are little-endian");

void write(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

void write(const std::filesystem::path& path, std::span<const std::int64_t> numbers) {
  const auto bytes = std::as_bytes(numbers);
  write(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void write_city(const bench::NamedCity& city, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const turnout::Tables tables = bench::tables_of(city);
  write(folder / "members.csv", turnout::io::write_csv(tables.members));
  write(folder / "needs.csv", turnout::io::write_csv(tables.needs));

  const turnout::Policy policy = bench::policy_of(city);
  const bench::Pairs pairs =
      bench::pairs_of(turnout::make_problem(tables, {.zone = std::string(bench::zone)}), policy);
  write(folder / "need.i64", pairs.need);
  write(folder / "member.i64", pairs.member);
  write(folder / "cost.i64", pairs.cost);
  write(folder / "seats.i64", pairs.seats);
  write(folder / "unfilled.i64", pairs.unfilled_cost);
  write(folder / "slot.i64", pairs.slot);
  write(folder / "capacity.i64", pairs.capacity);

  const auto total = [](const std::vector<std::int64_t>& numbers) {
    return std::to_string(std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0}));
  };
  std::string meta = "name " + std::string(city.name) + "\nstory " + std::string(city.story);
  meta += "\nmembers " + std::to_string(pairs.capacity.size());
  meta += "\nneeds " + std::to_string(pairs.seats.size());
  meta += "\npairs " + std::to_string(pairs.cost.size());
  meta += "\nseats " + total(pairs.seats) + "\ncapacity " + total(pairs.capacity);
  meta += "\nwithin_km " + std::to_string(city.within_km) + "\n";
  write(folder / "meta.txt", meta);
  std::cout << meta << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: make_pairs FOLDER [NAME...]\n";
    return 2;
  }
  try {
    const std::filesystem::path folder = argv[1];
    const std::vector<std::string_view> names(argv + 2, argv + argc);
    for (const std::string_view name : names) write_city(bench::city_named(name), folder / name);
    if (names.empty())
      for (const bench::NamedCity& city : bench::named_cities())
        if (!city.name.starts_with("growth")) write_city(city, folder / city.name);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 3;
  }
  return 0;
}
