// benchmarks/peers/boost_graph.cpp -- Boost Graph's min-cost flow on a village.
//
//   boost_graph FOLDER REPEATS
//
// Successive shortest paths with potentials. It looks at the whole graph for each unit of flow,
// so a district takes it more than a minute.
#include <cstdlib>
#include <iostream>
#include <memory>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/successive_shortest_path_nonnegative_weights.hpp>
// find_flow_cost.hpp stands on what the algorithm includes.
#include <boost/graph/find_flow_cost.hpp>

#include "flow_files.hpp"

namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Edge = Traits::edge_descriptor;
using EdgeProperties = boost::property<
    boost::edge_capacity_t, std::int64_t,
    boost::property<boost::edge_residual_capacity_t, std::int64_t,
                    boost::property<boost::edge_reverse_t, Edge,
                                    boost::property<boost::edge_weight_t, std::int64_t>>>>;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                    EdgeProperties>;

/// Source to members and to empty seats, both to needs, needs to the sink.
class Peer {
 public:
  explicit Peer(const peers::FlowFiles& in)
      : graph_(in.capacity.size() + in.seats.size() + 2),
        source_(in.capacity.size() + in.seats.size()),
        sink_(source_ + 1) {
    const std::size_t members = in.capacity.size();
    for (std::size_t i = 0; i < in.need.size(); ++i)
      add(static_cast<std::size_t>(in.member[i]), members + static_cast<std::size_t>(in.need[i]), 1,
          in.cost[i]);
    for (std::size_t m = 0; m < members; ++m) add(source_, m, in.capacity[m], 0);
    for (std::size_t n = 0; n < in.seats.size(); ++n) {
      add(source_, members + n, in.seats[n], in.unfilled[n]);
      add(members + n, sink_, in.seats[n], 0);
    }
  }
  std::int64_t solve() {
    boost::successive_shortest_path_nonnegative_weights(graph_, source_, sink_);
    return boost::find_flow_cost(graph_);
  }

 private:
  void add(std::size_t from, std::size_t to, std::int64_t capacity, std::int64_t cost) {
    const Edge there = boost::add_edge(from, to, graph_).first;
    const Edge back = boost::add_edge(to, from, graph_).first;
    boost::put(boost::edge_capacity, graph_, there, capacity);
    boost::put(boost::edge_capacity, graph_, back, 0);
    boost::put(boost::edge_weight, graph_, there, cost);
    boost::put(boost::edge_weight, graph_, back, -cost);
    boost::put(boost::edge_reverse, graph_, there, back);
    boost::put(boost::edge_reverse, graph_, back, there);
  }

  Graph graph_;
  std::size_t source_, sink_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: boost_graph FOLDER REPEATS\n";
    return 2;
  }
  try {
    return peers::measure(peers::FlowFiles(argv[1]), std::atoi(argv[2]),
                          [](const auto& in) { return std::make_unique<Peer>(in); });
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 3;
  }
}
