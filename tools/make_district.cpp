// tools/make_district.cpp -- writes the sample district, docs/district, from its seed.
//
//   c++ -std=c++20 -O2 -Iinclude tools/make_district.cpp -o /tmp/make_district
//   /tmp/make_district docs/district
#include <exception>
#include <fstream>
#include <iostream>
#include <string>

#include <turnout/generate/city.hpp>
#include <turnout/io/csv.hpp>

int main(int argc, char** argv) {
  using namespace turnout;
  if (argc != 2) {
    std::cerr << "usage: make_district FOLDER\n";
    return 2;
  }
  try {
    const City sample = make_city(district());
    for (const Table* table :
         {&sample.members, &sample.needs, &sample.availability, &sample.pins, &sample.services}) {
      const std::string path = std::string(argv[1]) + "/" + table->name() + ".csv";
      std::ofstream file(path, std::ios::binary);
      file << io::write_csv(*table);
      if (!file.flush()) {
        std::cerr << "cannot write " << path << "; does the folder exist?\n";
        return 2;
      }
      std::cout << path << ": " << table->rows() << " rows\n";
    }
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 3;
  }
  return 0;
}
