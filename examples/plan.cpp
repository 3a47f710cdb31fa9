// Plans a roster and writes the plan, as the README's C++ does, with the paths from the command line:
//
//   plan members.csv needs.csv Asia/Shanghai plan/
//
// A test holds its files against those that Python writes: both faces give the same bytes.
#include <exception>
#include <iostream>
#include <string>

#include <turnout/turnout.hpp>

int main(int argc, char** argv) {
  using namespace turnout;
  if (argc != 5) {
    std::cerr << "usage: plan MEMBERS.csv NEEDS.csv ZONE FOLDER\n";
    return 2;
  }
  try {
    io::ReadOptions options;
    options.zone = argv[3];
    const Problem problem = io::read_csv(argv[1], argv[2], options);
    const Plan plan = solve(problem);
    std::cout << plan.summary();
    io::write_csv(plan, argv[4]);
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
  return 0;
}
