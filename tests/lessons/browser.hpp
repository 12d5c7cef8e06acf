// A headless Chromium that a test steers: opens a page, moves the mouse, presses keys, and asks the
// page's script. The Chrome DevTools Protocol, over a pipe.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/temporary_folder.hpp"

namespace heed {

// The program, or "" where there is none.
std::string chromium();

// One window of 1,000 x 900 pixels. Error with the reason where the browser refuses or ends.
class Browser {
 public:
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void open(const std::string& path);  // a file; returns when it is loaded
  nlohmann::json evaluate(const std::string& script);
  void point(double x, double y);  // in pixels from the window's top left
  void click(double x, double y);
  void press(const std::string& key);  // "ArrowLeft", "Tab"

  const nlohmann::json& requests() const { return requests_; }  // addresses that pages asked for
  const nlohmann::json& problems() const { return problems_; }  // errors of their scripts

 private:
  using Json = nlohmann::json;
  Json call(const std::string& method, const Json& parameters = Json::object());
  void mouse(const char* type, double x, double y);
  Json receive();  // the next message
  void start(const std::string& program);

  TemporaryFolder profile_;
  int to_ = -1, from_ = -1, process_ = -1, calls_ = 0;
  std::string session_, unread_;
  Json requests_ = Json::array(), problems_ = Json::array();
  bool loaded_ = false;
};

}  // namespace heed
