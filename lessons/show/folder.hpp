// The folder that a run leaves its result, pictures and page in.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace heed::show {

// Nothing can be written where the run should leave its things: exit 1.
struct FolderError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// With --out DIR: DIR/LESSON. Otherwise a new out/LESSON/K in the repository, K = 1, 2, …, beside a
// link `latest` to the last run that came to its end; and where that cannot be written, the same
// under $XDG_STATE_HOME/heed, ~/.local/state/heed or the temporary folder.
class RunFolder {
 public:
  // Makes the folder and proves that it can be written to. FolderError with path and reason.
  RunFolder(const std::filesystem::path& root, const std::string& out, const std::string& lesson);
  ~RunFolder();  // removes the folder if it is numbered and still empty
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Why it is not in the repository's out/; "" if it is, or was chosen by --out.
  const std::string& note() const { return note_; }
  void publish() const;  // `latest` leads here from now on

 private:
  std::filesystem::path path_;
  bool numbered_ = false;
  std::string note_;
};

}  // namespace heed::show
