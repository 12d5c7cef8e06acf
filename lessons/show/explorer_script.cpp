// What an explorer does in the browser. Plain JavaScript, to be read in the page's source, too.
#include "lessons/show/explorer.hpp"

namespace heed::show {

const char* const kExplorerScript = R"js(
'use strict';
// Tokens: CLS first where there is one, then the cells row by row. weights(layer, head)[i * N + j]
// is what token i takes from token j.
function explore(root) {
  const {rows, columns, cls, heads, layers} =
      Object.fromEntries(Object.entries(root.dataset).map(([name, text]) => [name, Number(text)]));
  const word = root.dataset.cell, tokens = rows * columns + cls;
  const part = (name) => root.querySelector('.' + name);
  const bytesOf = (name) => Uint8Array.from(atob(part(name).textContent), (c) => c.charCodeAt(0));
  const stored = bytesOf('weights'), colours = bytesOf('colours');
  const words = root.querySelector('output'), clsButton = part('cls');
  let chosen = Number(root.dataset.chosen);  // stays, until the reader chooses another
  let pointed = -1;                          // the cell under the pointer; -1: none

  // A stored row: its largest weight in four bytes, then 255 times the root of each one's share.
  function head(layer, h) {
    const weights = new Float32Array(tokens * tokens), view = new DataView(stored.buffer);
    for (let i = 0; i < tokens; ++i) {
      const at = ((layer * heads + h) * tokens + i) * (tokens + 4);
      const most = view.getFloat32(at, true);
      for (let j = 0; j < tokens; ++j)
        weights[i * tokens + j] = most * (stored[at + 4 + j] / 255) ** 2;
    }
    return weights;
  }
  function average(layer) {
    const sum = head(layer, 0);
    for (let h = 1; h < heads; ++h) head(layer, h).forEach((weight, i) => { sum[i] += weight; });
    return sum.map((weight) => weight / heads);
  }
  const choice = (name, otherwise) => part(name) ? Number(part(name).value) : otherwise;
  let weights;
  function chooseHead() {
    const layer = choice('layer', 0), h = choice('head', 0);
    weights = h < 0 ? average(layer) : head(layer, h);
    draw();
  }

  const place = (cell) => `row ${Math.floor(cell / columns) + 1}, column ${cell % columns + 1}`;
  const name = (token) => token < cls ? 'CLS' : `${word} ${place(token - cls)}`;
  const percent = (weight) => `${Number((100 * weight).toPrecision(2))}\u00a0%`;

  // One map: a square a cell, from dark (0), where the picture shows through, to yellow (the
  // largest), and the chosen cell framed.
  function paint(canvas, values, token) {
    const side = Math.max(4, Math.floor(640 / Math.max(rows, columns)));
    canvas.width = columns * side;
    canvas.height = rows * side;
    const pen = canvas.getContext('2d'), most = Math.max(...values.slice(cls));
    for (let cell = 0; cell < rows * columns; ++cell) {
      const share = most > 0 ? values[cell + cls] / most : 0, at = 3 * Math.round(255 * share);
      const [r, g, b] = colours.subarray(at, at + 3);
      pen.fillStyle = `rgba(${r}, ${g}, ${b}, ${0.5 + 0.4 * share})`;
      pen.fillRect(cell % columns * side, Math.floor(cell / columns) * side, side, side);
    }
    if (token < cls) return;
    const x = (token - cls) % columns * side, y = Math.floor((token - cls) / columns) * side;
    for (const [colour, width] of [['#000', 5], ['#fff', 2]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.strokeRect(x, y, side, side);
    }
  }

  function draw() {
    const token = pointed < 0 ? chosen : pointed;
    const looks = weights.slice(token * tokens, (token + 1) * tokens);
    const looked = Float32Array.from(looks, (_, i) => weights[i * tokens + token]);
    paint(part('row-map'), looks, token);
    paint(part('column-map'), looked, token);
    const most = (values) => values.indexOf(Math.max(...values));
    const taken = looks.reduce((sum, weight) => sum + weight, 0);
    const given = looked.reduce((sum, weight) => sum + weight, 0);
    const of = (weight) => percent(taken > 0 ? weight / taken : 0);
    words.textContent = `Chosen: ${name(token)}. It looks most at ${name(most(looks))} ` +
        `(${of(looks[most(looks)])}), gives itself ${of(looks[token])}` +
        (cls && token >= cls ? `, CLS ${of(looks[0])}` : '') +
        `. Most looked at by ${name(most(looked))}; all together give it ` +
        `${Number(given.toPrecision(2))}, where the average token gets 1.`;
    if (clsButton) clsButton.setAttribute('aria-pressed', token < cls);
  }
  function select(token) { chosen = token; pointed = -1; draw(); }

  function cellAt(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const along = (at, from, length, cells) =>
        Math.min(cells - 1, Math.max(0, Math.floor((at - from) / length * cells)));
    return cls + along(event.clientY, box.top, box.height, rows) * columns +
        along(event.clientX, box.left, box.width, columns);
  }
  const steps = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
  function move(event) {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();  // the page stays where it is
    const cell = Math.max(chosen - cls, 0);
    const row = Math.floor(cell / columns) + step[0], column = cell % columns + step[1];
    if (row >= 0 && row < rows && column >= 0 && column < columns)
      select(cls + row * columns + column);
  }
  for (const canvas of root.querySelectorAll('canvas')) {
    canvas.addEventListener('pointermove', (event) => { pointed = cellAt(event); draw(); });
    canvas.addEventListener('pointerleave', () => { pointed = -1; draw(); });
    canvas.addEventListener('click', (event) => select(cellAt(event)));
    canvas.addEventListener('keydown', move);
  }
  for (const one of root.querySelectorAll('select')) one.addEventListener('change', chooseHead);
  if (clsButton) clsButton.addEventListener('click', () => select(0));
  chooseHead();
}
document.querySelectorAll('.explorer').forEach(explore);
)js";

}  // namespace heed::show
