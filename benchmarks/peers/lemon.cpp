// benchmarks/peers/lemon.cpp -- LEMON's min-cost flow algorithms on a city.
//
//   lemon FOLDER simplex|simplex-slots|scaling REPEATS
//
// NetworkSimplex in the model that suits it best: arcs from members to needs, each member a
// supply that may be left over (LEQ), and one node that supplies empty seats. With `slots`, a
// node for each member and slot lies between them. CostScaling does not end on
// supplies that may be left over, so there a sink takes the rest.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string_view>

#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include "flow_files.hpp"

namespace {

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, int, std::int64_t>;
using Scaling = lemon::CostScaling<Graph, int, std::int64_t>;

/// The network as LEMON takes it.
class Network {
 public:
  Network(const peers::FlowFiles& in, bool slots, bool balanced) {
    std::optional<peers::SlotNodes> nodes;
    if (slots) nodes.emplace(in);
    const std::size_t members = in.capacity.size();
    const std::size_t between = nodes ? nodes->member.size() : 0;
    first_need_ = static_cast<int>(members + between);
    const int unfilled = first_need_ + static_cast<int>(in.seats.size());
    graph_.reserveNode(unfilled + 2);
    graph_.reserveArc(static_cast<int>(in.need.size() + between + in.seats.size() + members + 1));
    for (int i = 0; i < unfilled + (balanced ? 2 : 1); ++i) graph_.addNode();

    for (std::size_t i = 0; i < in.need.size(); ++i) {
      const auto from =
          nodes ? static_cast<std::int64_t>(members) + nodes->of_pair[i] : in.member[i];
      add(from, first_need_ + in.need[i], 1, in.cost[i]);
    }
    for (std::size_t i = 0; i < between; ++i)
      add(nodes->member[i], static_cast<std::int64_t>(members + i), 1, 0);
    for (std::size_t n = 0; n < in.seats.size(); ++n)
      add(unfilled, first_need_ + static_cast<std::int64_t>(n), in.seats[n], in.unfilled[n]);

    supply_.assign(static_cast<std::size_t>(graph_.nodeNum()), 0);
    for (std::size_t m = 0; m < members; ++m) supply_[m] = static_cast<int>(in.capacity[m]);
    for (std::size_t n = 0; n < in.seats.size(); ++n)
      supply_[static_cast<std::size_t>(first_need_) + n] = -static_cast<int>(in.seats[n]);
    supply_[static_cast<std::size_t>(unfilled)] = static_cast<int>(in.all_seats());
    if (!balanced) return;
    supply_.back() = -static_cast<int>(in.all_capacity());
    for (std::size_t m = 0; m < members; ++m)
      add(static_cast<std::int64_t>(m), unfilled + 1, in.capacity[m], 0);
    add(unfilled, unfilled + 1, in.all_seats(), 0);
  }

  template <class Algorithm>
  void give(Algorithm& algorithm) const {
    Graph::ArcMap<int> upper(graph_);
    Graph::ArcMap<std::int64_t> cost(graph_);
    Graph::NodeMap<int> supply(graph_);
    for (int a = 0; a < graph_.arcNum(); ++a) {
      upper[Graph::arcFromId(a)] = upper_[static_cast<std::size_t>(a)];
      cost[Graph::arcFromId(a)] = cost_[static_cast<std::size_t>(a)];
    }
    for (int n = 0; n < graph_.nodeNum(); ++n)
      supply[Graph::nodeFromId(n)] = supply_[static_cast<std::size_t>(n)];
    algorithm.upperMap(upper).costMap(cost).supplyMap(supply);
  }
  [[nodiscard]] const Graph& graph() const { return graph_; }

 private:
  void add(std::int64_t from, std::int64_t to, std::int64_t upper, std::int64_t cost) {
    graph_.addArc(Graph::nodeFromId(static_cast<int>(from)),
                  Graph::nodeFromId(static_cast<int>(to)));
    upper_.push_back(static_cast<int>(upper));
    cost_.push_back(cost);
  }

  Graph graph_;
  std::vector<int> upper_, supply_;
  std::vector<std::int64_t> cost_;
  int first_need_ = 0;
};

template <class Algorithm>
class Peer {
 public:
  Peer(const peers::FlowFiles& in, bool slots, bool balanced)
      : network_(in, slots, balanced), algorithm_(network_.graph()) {
    network_.give(algorithm_);
    if constexpr (std::is_same_v<Algorithm, Simplex>) algorithm_.supplyType(Simplex::LEQ);
  }
  std::int64_t solve() {
    if (algorithm_.run() != Algorithm::OPTIMAL) throw std::runtime_error("LEMON: no optimum");
    return algorithm_.template totalCost<std::int64_t>();
  }

 private:
  Network network_;
  Algorithm algorithm_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: lemon FOLDER simplex|simplex-slots|scaling REPEATS\n";
    return 2;
  }
  try {
    const peers::FlowFiles files(argv[1]);
    const std::string_view model = argv[2];
    const int repeats = std::atoi(argv[3]);
    if (model == "scaling")
      return peers::measure(files, repeats, [](const peers::FlowFiles& in) {
        return std::make_unique<Peer<Scaling>>(in, false, true);
      });
    const bool slots = model == "simplex-slots";
    return peers::measure(files, repeats, [slots](const peers::FlowFiles& in) {
      return std::make_unique<Peer<Simplex>>(in, slots, false);
    });
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 3;
  }
}
