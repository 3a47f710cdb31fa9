// The map: drawn on a canvas, no tiles. One circle a place (needs at one place together), cells when
// too many are in sight, lines from community to community, a scale bar.
const cellsAbove = 2000;
const map = { canvas: byId('map'), scale: 1, x: 0, y: 0, width: 0, height: 0, items: [], fitted: 1, lines: [] };

// Each community: the hull of its needs (Andrew's monotone chain, 1979) and their middle.
function makeTerritories() {
  const points = data.communities.map(() => []);
  for (let r = 0; r < rowCount; ++r) if (rows.x[r] >= 0) points[rows.community[r]].push([rows.x[r], rows.y[r]]);
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (sorted) => {
    const chain = [];
    for (const p of sorted) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return points.map((list, i) => {
    if (!list.length) return null;
    list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const hull = list.length < 3 ? list : [...half(list), ...half([...list].reverse())];
    const middle = [0, 1].map((axis) => list.reduce((sum, p) => sum + p[axis], 0) / list.length);
    return { name: shortName(communityName(i)), hull: hull.length ? hull : list.slice(0, 1), middle, needs: list.length, shown: 0 };
  });
}
map.territories = makeTerritories();

// Services from the members' community to the need's, where the two differ. The ends are the middles of
// the communities' needs: no line ends at anybody's home.
function gatherLines() {
  for (const t of map.territories) if (t) t.shown = 0;
  for (const r of view.shown) if (map.territories[rows.community[r]]) map.territories[rows.community[r]].shown += rows.count[r];
  const counts = new Map();
  if (!grouped)
    for (const r of view.shown)
      for (let s = serviceFrom[r]; s < serviceFrom[r + 1]; ++s) {
        const from = data.serve.community[who[s]];
        const to = rows.community[r];
        if (from < 0 || from === to || !map.territories[from] || !map.territories[to]) continue;
        const key = from * data.communities.length + to;
        counts.set(key, (counts.get(key) || 0) + 1);
      }
  map.lines = [...counts].map(([key, count]) => [Math.floor(key / data.communities.length), key % data.communities.length, count])
    .sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]).slice(0, 600);
}

function fitMap() {
  let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
  for (const r of view.shown) {
    if (rows.x[r] < 0) continue;
    west = Math.min(west, rows.x[r]); east = Math.max(east, rows.x[r]);
    north = Math.min(north, rows.y[r]); south = Math.max(south, rows.y[r]);
  }
  if (west > east) return;
  const least = 1200; // a single place is shown with its surroundings, in metres
  const w = Math.max(east - west, least), h = Math.max(south - north, least);
  map.scale = map.fitted = Math.min((map.width - 70) / w, (map.height - 70) / h);
  map.x = (west + east) / 2 - map.width / 2 / map.scale;
  map.y = (north + south) / 2 - map.height / 2 / map.scale;
}

// Circles in sight: by place, or by cell when more than `cellsAbove` needs are in sight.
function gatherCircles() {
  const margin = 40 / map.scale;
  const inSight = [];
  let needs = 0;
  for (const r of view.shown) {
    if (rows.x[r] < 0 || rows.x[r] < map.x - margin || rows.y[r] < map.y - margin ||
        rows.x[r] > map.x + map.width / map.scale + margin || rows.y[r] > map.y + map.height / map.scale + margin) continue;
    inSight.push(r);
    needs += rows.count[r];
  }
  map.cells = needs > cellsAbove;
  const size = map.cells ? 2 ** Math.round(Math.log2(30 / map.scale)) : 1;
  const items = new Map();
  for (const r of inSight) {
    const key = Math.floor(rows.x[r] / size) * 1e7 + Math.floor(rows.y[r] / size);
    let item = items.get(key);
    if (!item) items.set(key, item = { x: 0, y: 0, seats: 0, filled: 0, rows: [] });
    item.x += rows.x[r];
    item.y += rows.y[r];
    item.seats += rows.seats[r];
    item.filled += rows.filled[r];
    item.rows.push(r);
  }
  map.items = [...items.values()];
  let most = 1;
  for (const item of map.items) {
    item.x /= item.rows.length;
    item.y /= item.rows.length;
    most = Math.max(most, item.seats);
  }
  const largest = map.cells ? 17 : Math.min(24, 13 * Math.sqrt(map.scale / map.fitted));
  for (const item of map.items) item.radius = Math.max(3, largest * Math.sqrt(item.seats / most));
  map.items.sort((a, b) => b.seats - a.seats);
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue('--' + name).trim();
  return Object.fromEntries(['card', 'ink', 'muted', 'line', 'ground', 'filled', 'missing', 'empty', 'accent'].map((n) => [n, read(n)]));
}

function drawCircle(pen, colour, item, x, y) {
  pen.beginPath();
  pen.arc(x, y, item.radius, 0, 2 * Math.PI);
  if (item.filled === 0) {
    pen.fillStyle = colour.card;
    pen.fill();
    pen.lineWidth = 2.5;
    pen.strokeStyle = colour.empty;
    pen.stroke();
    return;
  }
  pen.fillStyle = item.filled < item.seats ? colour.missing : colour.filled;
  pen.fill();
  if (item.filled < item.seats) {
    const end = -Math.PI / 2 + (2 * Math.PI * item.filled) / item.seats;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.arc(x, y, item.radius, -Math.PI / 2, end);
    pen.closePath();
    pen.fillStyle = colour.filled;
    pen.fill();
  }
  pen.beginPath();
  pen.arc(x, y, item.radius, 0, 2 * Math.PI);
  pen.lineWidth = 1.2;
  pen.strokeStyle = colour.card;
  pen.stroke();
}

function drawScaleBar(pen, colour) {
  const wish = 110 / map.scale;
  const power = 10 ** Math.floor(Math.log10(wish));
  const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= wish);
  const width = metres * map.scale, x = 16, y = map.height - 18;
  pen.strokeStyle = colour.ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x, y - 5); pen.lineTo(x, y); pen.lineTo(x + width, y); pen.lineTo(x + width, y - 5);
  pen.stroke();
  pen.fillStyle = colour.ink;
  pen.textAlign = 'left';
  pen.fillText(metres >= 1000 ? metres / 1000 + ' km' : metres + ' m', x + 5, y - 6);
}

// A name stands above its community, below it or on its middle, wherever it covers no circle and no
// other name; where it finds no room it waits for a closer look.
function drawLabels(pen, colour, X, Y) {
  const taken = map.items.filter((item) => item.radius > 4)
    .map((item) => [X(item.x) - item.radius, Y(item.y) - item.radius, X(item.x) + item.radius, Y(item.y) + item.radius]);
  const overlaps = (a) => taken.some((b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]);
  pen.textAlign = 'center';
  pen.lineJoin = 'round';
  const order = map.territories.filter((t) => t).sort((a, b) => b.shown - a.shown || b.needs - a.needs);
  for (const t of order) {
    const half = pen.measureText(t.name).width / 2 + 2, x = X(t.middle[0]);
    const ys = t.hull.map((p) => Y(p[1]));
    for (const y of [Math.min(...ys) - 10, Math.max(...ys) + 18, Y(t.middle[1]) + 4]) {
      const box = [x - half, y - 11, x + half, y + 3];
      if (box[0] < 0 || box[2] > map.width || box[1] < 0 || box[3] > map.height || overlaps(box)) continue;
      taken.push(box);
      pen.lineWidth = 3.5;
      pen.strokeStyle = colour.card;
      pen.strokeText(t.name, x, y);
      pen.fillStyle = t.shown ? colour.ink : colour.muted;
      pen.fillText(t.name, x, y);
      break;
    }
  }
}

function drawMap() {
  const ratio = Math.max(window.devicePixelRatio || 1, document.documentElement.dataset.print ? 3 : 1);
  map.canvas.width = Math.round(map.width * ratio);
  map.canvas.height = Math.round(map.height * ratio);
  const pen = map.canvas.getContext('2d');
  const colour = colours();
  const X = (x) => (x - map.x) * map.scale, Y = (y) => (y - map.y) * map.scale;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = '11.5px system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  pen.lineJoin = pen.lineCap = 'round';
  for (const t of map.territories) {
    if (!t) continue;
    pen.beginPath();
    t.hull.forEach(([x, y], i) => (i ? pen.lineTo(X(x), Y(y)) : pen.moveTo(X(x), Y(y))));
    pen.closePath();
    pen.strokeStyle = pen.fillStyle = colour.ground;
    pen.lineWidth = Math.min(24, 160 * map.scale);
    pen.stroke();
    pen.fill();
  }
  if (byId('lines').checked) {
    const most = Math.max(20, map.lines.length ? map.lines[0][2] : 0);
    pen.strokeStyle = colour.muted;
    for (const [from, to, count] of map.lines) {
      const a = map.territories[from].middle, b = map.territories[to].middle;
      pen.globalAlpha = 0.1 + 0.35 * (count / most);
      pen.lineWidth = 0.7 + 5 * (count / most);
      pen.beginPath();
      pen.moveTo(X(a[0]), Y(a[1]));
      pen.lineTo(X(b[0]), Y(b[1]));
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }
  if (data.serve.x) {
    pen.fillStyle = colour.muted;
    for (let i = 0; i < data.serve.x.length; ++i) pen.fillRect(X(data.serve.x[i]) - 1, Y(data.serve.y[i]) - 1, 2, 2);
  }
  gatherCircles();
  for (const item of map.items) drawCircle(pen, colour, item, X(item.x), Y(item.y));
  drawLabels(pen, colour, X, Y);
  drawScaleBar(pen, colour);
  if (document.activeElement === map.canvas) {
    pen.strokeStyle = colour.accent;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(map.width / 2 - 8, map.height / 2); pen.lineTo(map.width / 2 + 8, map.height / 2);
    pen.moveTo(map.width / 2, map.height / 2 - 8); pen.lineTo(map.width / 2, map.height / 2 + 8);
    pen.stroke();
  }
  const placed = view.shown.reduce((n, r) => n + (rows.x[r] >= 0 ? rows.count[r] : 0), 0);
  map.canvas.dataset.needs = placed;
  map.canvas.setAttribute('aria-label', 'Map of ' + plural(placed, 'need') + '; the timetable and its list say the same in words.');
  byId('map-note').textContent = placed === 0 ? 'None of these needs has a place.'
    : map.cells ? 'Each circle is a part of town. Zoom in for single places.' : 'Each circle is a place where people are needed.';
}

function resizeMap() {
  map.width = map.canvas.clientWidth || 800;
  map.height = map.canvas.clientHeight || 400;
}
function zoomMap(factor, x = map.width / 2, y = map.height / 2) {
  const next = Math.min(Math.max(map.scale * factor, map.fitted / 4), 4);
  map.x += x / map.scale - x / next;
  map.y += y / map.scale - y / next;
  map.scale = next;
  drawMap();
}
function pickOnMap(x, y) {
  let best = null, nearest = Infinity;
  for (const item of map.items) {
    const away = Math.hypot((item.x - map.x) * map.scale - x, (item.y - map.y) * map.scale - y) - item.radius;
    if (away < 8 && away < nearest) { nearest = away; best = item; }
  }
  if (best) showDetail(best.rows); else hideDetail();
}

function startMap() {
  let drag = null;
  const canvas = map.canvas;
  canvas.addEventListener('pointerdown', (e) => {
    drag = { x: e.offsetX, y: e.offsetY, moved: 0 };
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener('pointermove', (e) => {
    if (!drag) return;
    const dx = e.offsetX - drag.x, dy = e.offsetY - drag.y;
    drag = { x: e.offsetX, y: e.offsetY, moved: drag.moved + Math.abs(dx) + Math.abs(dy) };
    map.x -= dx / map.scale;
    map.y -= dy / map.scale;
    drawMap();
  });
  canvas.addEventListener('pointerup', (e) => {
    if (drag && drag.moved < 5) pickOnMap(e.offsetX, e.offsetY);
    drag = null;
  });
  canvas.addEventListener('pointercancel', () => { drag = null; });
  canvas.addEventListener('wheel', (e) => {
    e.preventDefault();
    zoomMap(Math.exp(-e.deltaY / 400), e.offsetX, e.offsetY);
  }, { passive: false });
  canvas.addEventListener('keydown', (e) => {
    const step = 60 / map.scale;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[e.key]) { map.x += moves[e.key][0]; map.y += moves[e.key][1]; drawMap(); }
    else if (e.key === '+' || e.key === '=') zoomMap(1.4);
    else if (e.key === '-') zoomMap(1 / 1.4);
    else if (e.key === 'Enter') pickNearMiddle();
    else return;
    e.preventDefault();
  });
  canvas.addEventListener('focus', drawMap);
  canvas.addEventListener('blur', drawMap);
  byId('z-in').addEventListener('click', () => zoomMap(1.6));
  byId('z-out').addEventListener('click', () => zoomMap(1 / 1.6));
  byId('z-fit').addEventListener('click', () => { fitMap(); drawMap(); });
  byId('lines').addEventListener('change', drawMap);
}
function pickNearMiddle() {
  let best = null, nearest = Infinity;
  for (const item of map.items) {
    const away = Math.hypot((item.x - map.x) * map.scale - map.width / 2, (item.y - map.y) * map.scale - map.height / 2);
    if (away < nearest) { nearest = away; best = item; }
  }
  if (best) showDetail(best.rows);
}
