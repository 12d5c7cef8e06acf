// A headless Chromium, steered over a pipe: messages are JSON, a zero byte ends each.
// Protocol: https://chromedevtools.github.io/devtools-protocol/
#include "tests/lessons/browser.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "engine/error.hpp"

namespace heed {

std::string chromium() {
  for (const char* path : {"/usr/bin/chromium", "/usr/bin/chromium-browser"})
    if (std::filesystem::exists(path)) return path;
  return "";
}

namespace {

constexpr int kCommands = 3, kAnswers = 4;  // where --remote-debugging-pipe reads and writes

// A pipe whose ends stand above those two numbers, and are closed in programs started later.
std::array<int, 2> pipe_above() {
  std::array<int, 2> ends{}, high{};
  if (pipe(ends.data()) != 0) throw Error("no pipe to the browser");
  for (size_t i = 0; i < 2; ++i) {
    high[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, 10);
    close(ends[i]);
  }
  return high;
}

void become_browser(const std::string& program, const std::string& profile, int commands,
                    int answers) {
  dup2(commands, kCommands);
  dup2(answers, kAnswers);
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int standard : {0, 1, 2}) dup2(nowhere, standard);
  setpgid(0, 0);  // with its helpers one group, to be ended together
  const std::string folder = "--user-data-dir=" + profile;
  execl(program.c_str(), program.c_str(), "--headless", "--no-sandbox", "--disable-gpu",
        "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage",
        "--remote-debugging-pipe", "--window-size=1000,900", folder.c_str(), "about:blank",
        static_cast<char*>(nullptr));
  _exit(127);
}

}  // namespace

void Browser::start(const std::string& program) {
  const auto [commands, write_commands] = pipe_above();
  const auto [read_answers, answers] = pipe_above();
  const std::string profile = profile_.path();
  process_ = fork();
  if (process_ == 0) become_browser(program, profile, commands, answers);
  close(commands);
  close(answers);
  to_ = write_commands;
  from_ = read_answers;
  if (process_ < 0) throw Error("the browser did not start");
}

Browser::Browser() {
  signal(SIGPIPE, SIG_IGN);  // a browser that has ended is an Error, not the end of the tests
  start(chromium());
  const Json target = call("Target.createTarget", {{"url", "about:blank"}});
  const Json attached =
      call("Target.attachToTarget", {{"targetId", target["targetId"]}, {"flatten", true}});
  session_ = attached["sessionId"];
  for (const char* domain : {"Page.enable", "Runtime.enable", "Network.enable", "Log.enable"})
    call(domain);
}

Browser::~Browser() {
  close(to_);
  close(from_);
  if (process_ <= 0) return;
  kill(-process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

Browser::Json Browser::receive() {
  for (;;) {
    if (const size_t end = unread_.find('\0'); end != std::string::npos) {
      const Json message = Json::parse(unread_.substr(0, end));
      unread_.erase(0, end + 1);
      return message;
    }
    std::array<char, 65536> bytes;
    const auto count = read(from_, bytes.data(), bytes.size());
    if (count <= 0) throw Error("the browser has ended");
    unread_.append(bytes.data(), size_t(count));
  }
}

Browser::Json Browser::call(const std::string& method, const Json& parameters) {
  Json message = {{"id", ++calls_}, {"method", method}, {"params", parameters}};
  if (!session_.empty()) message["sessionId"] = session_;
  const std::string text = message.dump() + '\0';
  if (write(to_, text.data(), text.size()) != ssize_t(text.size()))
    throw Error("the browser takes no command");
  for (;;) {
    const Json answer = receive();
    const std::string event = answer.value("method", "");
    if (event == "Network.requestWillBeSent")
      requests_.push_back(answer["params"]["request"]["url"]);
    else if (event == "Runtime.exceptionThrown" ||
             (event == "Log.entryAdded" && answer["params"]["entry"]["level"] == "error"))
      problems_.push_back(answer["params"]);
    else if (event == "Page.loadEventFired")
      loaded_ = true;
    if (answer.value("id", 0) != calls_) continue;
    if (answer.contains("error")) throw Error(method + ": " + answer["error"].dump());
    return answer["result"];
  }
}

void Browser::open(const std::string& path) {
  loaded_ = false;
  call("Page.navigate", {{"url", "file://" + path}});
  while (!loaded_) call("Runtime.evaluate", {{"expression", "0"}});
}

nlohmann::json Browser::evaluate(const std::string& script) {
  const Json answer = call("Runtime.evaluate", {{"expression", script}, {"returnByValue", true}});
  if (answer.contains("exceptionDetails")) throw Error(answer["exceptionDetails"].dump());
  return answer["result"].value("value", Json());
}

void Browser::mouse(const char* type, double x, double y) {
  const bool moves = std::string(type) == "mouseMoved";
  call("Input.dispatchMouseEvent", {{"type", type},
                                    {"x", x},
                                    {"y", y},
                                    {"button", moves ? "none" : "left"},
                                    {"clickCount", moves ? 0 : 1}});
}

void Browser::point(double x, double y) { mouse("mouseMoved", x, y); }

void Browser::click(double x, double y) {
  point(x, y);
  mouse("mousePressed", x, y);
  mouse("mouseReleased", x, y);
}

void Browser::press(const std::string& key) {
  for (const char* type : {"keyDown", "keyUp"})
    call("Input.dispatchKeyEvent", {{"type", type},
                                    {"key", key},
                                    {"code", key},
                                    {"windowsVirtualKeyCode", key == "Tab" ? 9 : 0}});
}

}  // namespace heed
