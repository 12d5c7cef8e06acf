// One self-contained page: text, formulas, pictures, plots; no request leaves it.
#pragma once

#include <string>
#include <vector>

#include "lessons/show/explorer.hpp"
#include "lessons/show/picture.hpp"

namespace heed::show {

// One picture of several that tell what happens, one after the other.
struct Step {
  std::string svg, caption;
};

// Texts may hold `code`, *stress*, **strength**, [words](address) and $formula$ (markup.hpp); all
// else appears as it is, < and & too.
class Page {
 public:
  Page(std::string title, std::string lead);

  Page& heading(const std::string& text);
  Page& text(const std::string& text);  // a paragraph
  Page& list(const std::vector<std::string>& items);
  Page& formula(const std::string& tex);  // on a line of its own; see formula.hpp
  Page& code(const std::string& text);
  Page& note(const std::string& text);                                 // in a box
  Page& question(const std::string& text, const std::string& answer);  // which opens on a click
  Page& table(const std::vector<std::string>& header,
              const std::vector<std::vector<std::string>>& rows, const std::string& caption = "");

  // A plot (from plot.hpp) or a picture; `description` says what is to be seen in it.
  Page& figure(const std::string& svg, const std::string& caption);
  Page& figure(const Picture& picture, const std::string& caption, const std::string& description);
  // The bytes of a PNG file. ValueError if they are not.
  Page& png(const std::string& bytes, const std::string& caption, const std::string& description);
  // Pictures of which one is seen at a time, with buttons back and forward; the arrow keys turn
  // them, too, and on paper all are printed. No script: each is shown while its radio button is
  // chosen.
  Page& steps(const std::string& name, const std::vector<Step>& steps);
  // A picture to try attention out on (explorer.hpp). The only part of a page that runs a script.
  Page& explorer(const Explorer& explorer, const std::string& caption);
  // Several side by side where there is room: between begin_row() and end_row().
  Page& begin_row();
  Page& end_row();

  Page& footer(const std::string& text);

  std::string html() const;
  void save(const std::string& path) const;  // FileError with path and reason

 private:
  Page& add(const std::string& html);
  Page& add_picture(int64_t width, int64_t height, const std::string& data_uri,
                    const std::string& caption, const std::string& description);
  std::string title_, lead_, body_;
  bool explorers_ = false;
  int steppers_ = 0;  // how many steps() there were: their buttons need names of their own
};

}  // namespace heed::show
