// How a page looks: one column of text, figures that may be wider, light or dark as the reader
// likes.
#include "lessons/show/page_style.hpp"

namespace heed::show {

const char* const kPageStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --ink: #1d1f23; --soft: #5d6470; --line: #dcdad3; --tint: #f3f1ea;
  --accent: #0a5f94; --plot: #ffffff; --shade: #8886;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181c; --ink: #e4e4e0; --soft: #a2a8b2; --line: #363a42; --tint: #1f2228;
    --accent: #7cc0ee; --plot: #1b1e23;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.65 Charter, "Bitstream Charter", "Iowan Old Style", Cambria, Georgia,
    "DejaVu Serif", serif;
}
main {
  display: grid; padding: 3.5rem 0 5rem;
  grid-template-columns: minmax(1.1rem, 1fr) minmax(0, 68ch) minmax(1.1rem, 1fr);
}
main > * { grid-column: 2; min-width: 0; }
h1, h2, th, figcaption, summary, .note, footer, .kind, svg {
  font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
}
h1 { font-size: clamp(1.8rem, 1.2rem + 2.6vw, 2.6rem); line-height: 1.15; letter-spacing: -0.015em;
  margin: 0 0 0.6rem; text-wrap: balance; }
.lead { font-size: 1.2rem; line-height: 1.5; color: var(--soft); margin: 0 0 1.5rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 2.8rem 0 0.4rem; text-wrap: balance; }
p, ul { margin: 0.6rem 0; }
ul { padding-left: 1.3em; }
li { margin: 0.25rem 0; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible, pre:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px;
}
code, pre { font: 0.88em/1.5 ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono",
  monospace; }
code { background: var(--tint); border-radius: 0.25em; padding: 0.1em 0.3em; overflow-wrap: anywhere; }
pre { background: var(--tint); border-radius: 0.4rem; padding: 0.9rem 1.1rem; overflow-x: auto;
  margin: 1rem 0; }
pre code { background: none; padding: 0; overflow-wrap: normal; font-size: inherit; }
math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "Libertinus Math",
  "DejaVu Math TeX Gyre", "Noto Sans Math", math, "DejaVu Serif", serif; font-size: 1.05em; }
.formula { margin: 1.1rem 0; padding: 0.2rem 0; }
.formula math { font-size: 1.2em; }
mi { text-transform: none; font-family: "STIX Two Text", Cambria, "Times New Roman", Times,
  "Liberation Serif", "DejaVu Serif", serif; font-style: italic; padding-right: 0.04em; }
mi.up { font-style: normal; }
mi.bold { font-weight: bold; }
mtd { padding: 0.15em 0.4em; }
mtable.cases mtd { text-align: left; padding-left: 0.5em; }
mtable.aligned mtd:nth-child(odd) { text-align: right; padding-right: 0; }
mtable.aligned mtd:nth-child(even) { text-align: left; padding-left: 0.2em; }
annotation { display: none; }
.scroll { overflow-x: auto; overflow-y: hidden; --under: var(--paper); }
pre { --under: var(--tint); }
/* A shadow at the side where there is more; paper that scrolls along hides it at the ends. */
.scroll, pre {
  background:
    linear-gradient(to right, var(--under) 40%, transparent) left / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--under) 40%, transparent) right / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--shade), transparent) left / 0.8rem 100% no-repeat scroll,
    linear-gradient(to left, var(--shade), transparent) right / 0.8rem 100% no-repeat scroll,
    var(--under);
}
table { border-collapse: collapse; margin: 0 auto; font-size: 0.95em; line-height: 1.4;
  font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; }
th { font-size: 0.86em; text-align: left; border-bottom: 2px solid var(--ink); }
th, td { padding: 0.42rem 0.8rem; vertical-align: baseline; }
td { border-bottom: 1px solid var(--line); }
td code { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
figure { margin: 1.6rem 0; }
figure > img, figure > svg { display: block; margin: 0 auto; max-width: 100%; height: auto;
  border-radius: 0.3rem; }
figure > svg { width: 100%; max-width: 38rem; background: var(--plot); border: 1px solid var(--line);
  border-radius: 0.4rem; }
img { image-rendering: pixelated; }
figcaption { max-width: 60ch; margin: 0.7rem auto 0; font-size: 0.88rem; line-height: 1.5;
  color: var(--soft); text-align: center; text-wrap: balance; }
.row { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0 2rem; justify-content: center;
  align-items: flex-start; width: 100%; max-width: 76rem; margin: 0.8rem auto; padding: 0 1.1rem; }
.row > figure { flex: 1 1 20rem; min-width: 0; max-width: 38rem; margin: 0.8rem 0; }
.steps { display: flex; flex-wrap: wrap; justify-content: center; margin: 1.4rem 0; }
.steps > input { order: 1; width: 1.25rem; height: 1.25rem; margin: 0.35rem; cursor: pointer;
  accent-color: var(--accent); }
.steps > input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.steps > .step { order: 2; flex: 1 0 100%; min-width: 0; margin: 0.3rem 0 0; }
.steps > input:not(:checked) + .step { display: none; }
.step > svg { max-width: 30rem; }
.step > figcaption { min-height: 6.2em; }
.turn { display: flex; justify-content: space-between; align-items: center; max-width: 30rem;
  margin: 0 auto 0.6rem; font: 0.9rem/1.4 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.turn label { cursor: pointer; color: var(--accent); background: var(--tint); user-select: none;
  border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.4rem 1rem; }
.turn .end { visibility: hidden; padding: 0.4rem 1rem; }
.wide { grid-column: 1 / -1; width: 100%; max-width: 62rem; margin: 1.6rem auto; padding: 0 1.1rem; }
.explorer { font: 0.9rem/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.choices { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; justify-content: center; }
.choices select, .choices button { font: inherit; color: inherit; background: var(--tint);
  border: 1px solid var(--line); border-radius: 0.4rem; padding: 0.3rem 0.7rem; }
.choices [aria-pressed=true] { border-color: var(--accent); color: var(--accent); }
.maps { display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: center; }
.map { flex: 1 1 16rem; min-width: 0; max-width: 29rem; }
.map > p { margin: 0.5rem 0; text-align: center; }
.stack { position: relative; }
.stack > img { display: block; width: 100%; height: auto; }
.stack > canvas { position: absolute; inset: 0; width: 100%; height: 100%; cursor: crosshair;
  image-rendering: pixelated; }
.stack > canvas:focus-visible, .choices > button:focus-visible, select:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px; }
.explorer > output { display: block; min-height: 4.5em; max-width: 60ch; margin: 0.7rem auto 0; }
.note { background: var(--tint); border-left: 0.25rem solid var(--accent);
  border-radius: 0 0.4rem 0.4rem 0; padding: 0.7rem 1.1rem; margin: 1.3rem 0; font-size: 0.97rem;
  line-height: 1.55; }
details { border: 1px solid var(--line); border-radius: 0.4rem; margin: 0.7rem 0; }
summary { padding: 0.65rem 1rem; cursor: pointer; font-size: 0.97rem; line-height: 1.5; }
details > p { margin: 0; padding: 0.2rem 1rem 0.9rem; }
footer { margin-top: 3rem; padding-top: 0.9rem; border-top: 1px solid var(--line);
  font-size: 0.86rem; color: var(--soft); }
@media (max-width: 40rem) {
  th, td { padding: 0.42rem 0.5rem; }
  td:not(.number) { min-width: 6.5em; }
  td code { white-space: normal; overflow-wrap: normal; }
}
@media (prefers-reduced-motion: no-preference) {
  details[open] > p { animation: appear 0.2s ease-out; }
  @keyframes appear { from { opacity: 0; } }
}
@media print {
  main { padding: 0; }
  figure, table, .note, details { break-inside: avoid; }
  .choices { display: none; }
  .steps { display: block; }
  .steps > input, .turn label, .turn .end { display: none; }
  .steps > input:not(:checked) + .step { display: block; }
  .turn { justify-content: center; }
}
)css";

}  // namespace heed::show
