// Files whole or not at all.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <turnout/io/files.hpp>
#include <turnout/model/error.hpp>

namespace files_test {

using namespace turnout;
namespace fs = std::filesystem;
using Files = std::vector<std::pair<std::string, std::string>>;

class Folder : public testing::Test {
 protected:
  Folder() {
    std::string name = (fs::temp_directory_path() / "turnout-files-XXXXXX").string();
    root = ::mkdtemp(name.data());
  }
  ~Folder() override { fs::remove_all(root); }

  [[nodiscard]] std::string at(const std::string& name) const { return (root / name).string(); }
  static void put(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  /// Every path under the root, folders with a '/'.
  [[nodiscard]] std::vector<std::string> tree() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(root))
      names.push_back(entry.path().lexically_relative(root).string() +
                      (entry.is_directory() ? "/" : ""));
    std::ranges::sort(names);
    return names;
  }
  template <class Call>
  static std::string code_of(const Call& call) {
    try {
      call();
    } catch (const InputError& error) {
      return error.issues().at(0).code;
    }
    return "done";
  }

  fs::path root;
};

using Names = std::vector<std::string>;

TEST_F(Folder, ReadsWhatIsThere) {
  put(at("a"), std::string("x\0y", 3));
  EXPECT_EQ(io::read_file(at("a")), std::string("x\0y", 3));
  EXPECT_EQ(code_of([&] { (void)io::read_file(at("none")); }), "no_such_file");
  EXPECT_EQ(code_of([&] { (void)io::read_file(root.string()); }), "is_folder");
  EXPECT_EQ(code_of([&] { (void)io::read_file("/dev/zero"); }), "cannot_read");
  if (::geteuid() != 0) {
    fs::permissions(at("a"), fs::perms::none);
    EXPECT_EQ(code_of([&] { (void)io::read_file(at("a")); }), "cannot_read");
  }
}

TEST_F(Folder, WritesInOneStep) {
  io::write_file(at("a"), "one");
  io::write_file(at("a"), "two");
  EXPECT_EQ(io::read_file(at("a")), "two");
  fs::create_symlink("a", root / "link");
  io::write_file(at("link"), "three");
  EXPECT_EQ(io::read_file(at("a")), "three");
  EXPECT_TRUE(fs::is_symlink(root / "link"));
  EXPECT_EQ(code_of([&] { io::write_file(at("no/such/folder"), "x"); }), "cannot_write");
  EXPECT_EQ(code_of([&] { io::write_file(root.string(), "x"); }), "cannot_write");
  EXPECT_EQ(tree(), (Names{"a", "link"}));
}

TEST_F(Folder, MakesFolders) {
  io::write_folder(at("new/plan/"), Files{{"a.csv", "1"}, {"b.csv", "2"}}, false);
  EXPECT_EQ(tree(), (Names{"new/", "new/plan/", "new/plan/a.csv", "new/plan/b.csv"}));
  EXPECT_EQ(io::read_file(at("new/plan/b.csv")), "2");
  fs::create_directory(root / "empty");
  io::write_folder(at("empty"), Files{{"a.csv", "1"}}, false);
  EXPECT_EQ(io::read_file(at("empty/a.csv")), "1");
}

TEST_F(Folder, AsksForForceAndKeepsTheRest) {
  io::write_folder(at("plan"), Files{{"a.csv", "old"}}, false);
  put(at("plan/mine.txt"), "mine");
  const Names before = tree();
  EXPECT_EQ(code_of([&] { io::write_folder(at("plan"), Files{{"a.csv", "new"}}, false); }),
            "folder_not_empty");
  EXPECT_EQ(io::read_file(at("plan/a.csv")), "old");
  EXPECT_EQ(tree(), before);
  io::write_folder(at("plan"), Files{{"a.csv", "new"}, {"b.csv", "b"}}, true);
  EXPECT_EQ(io::read_file(at("plan/a.csv")), "new");
  EXPECT_EQ(io::read_file(at("plan/mine.txt")), "mine");
  EXPECT_EQ(tree(), (Names{"plan/", "plan/a.csv", "plan/b.csv", "plan/mine.txt"}));
}

TEST_F(Folder, LeavesNothingBehindWhenItFails) {
  fs::create_directories(root / "plan" / "b.csv");  // A folder where a file should go.
  put(at("plan/a.csv"), "old");
  const Names before = tree();
  EXPECT_EQ(
      code_of([&] { io::write_folder(at("plan"), Files{{"a.csv", "new"}, {"b.csv", "x"}}, true); }),
      "cannot_write");
  EXPECT_EQ(io::read_file(at("plan/a.csv")), "old");
  EXPECT_EQ(tree(), before);
  for (const char* name : {"", ".", "..", "../x", "a/b"})
    EXPECT_EQ(code_of([&] { io::write_folder(at("other"), Files{{name, "x"}}, false); }),
              "cannot_write");
  // The second name is too long for any file system: the first must not appear.
  EXPECT_EQ(code_of([&] {
              io::write_folder(at("other"), Files{{"a", "x"}, {std::string(300, 'n'), "x"}}, false);
            }),
            "cannot_write");
  put(at("file"), "x");
  EXPECT_EQ(code_of([&] { io::write_folder(at("file"), Files{{"a", "x"}}, true); }),
            "cannot_write");
  fs::remove(root / "file");
  EXPECT_EQ(tree(), before);
}

TEST_F(Folder, ReadsPipes) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  ASSERT_EQ(std::system(("(printf 'a,b' > '" + at("pipe") + "') &").c_str()), 0);
  EXPECT_EQ(io::read_file(at("pipe")), "a,b");
}

}  // namespace files_test
