// What is shown: five filters and the week of the timetable, all in the address behind '#', so that
// a view can be sent. `view.shown` lists the rows that pass.
const filterNames = ['community', 'kind', 'skill', 'day', 'text'];
const view = { community: '', kind: '', skill: '', day: '', text: '', week: '', shown: new Int32Array(0) };

const lastDay = rowCount ? rows.day.reduce((a, b) => Math.max(a, b), 0) : 0;
const isFiltered = () => filterNames.some((name) => view[name] !== '');

// What the text filter searches, made when it is first used.
let haystacks = null;
function haystack(r) {
  if (!haystacks) haystacks = new Array(rowCount);
  if (haystacks[r] === undefined)
    haystacks[r] = [rowId(r), rowName(r), text(rows.place[r]), communityName(rows.community[r]), kindName(rows.kind[r]),
      hasWho ? whoServes(r).join(' ') : ''].join('\n').toLowerCase();
  return haystacks[r];
}

function select() {
  const community = view.community === '' ? -1 : data.communities.indexOf(view.community === '-' ? '' : view.community);
  const kind = view.kind === '' ? -1 : data.kinds.indexOf(view.kind === '-' ? '' : view.kind);
  const skill = view.skill === '' ? -1 : data.skills.indexOf(view.skill);
  const words = view.text.toLowerCase().split(/\s+/).filter((word) => word);
  const shown = new Int32Array(rowCount);
  let size = 0;
  for (let r = 0; r < rowCount; ++r) {
    if (view.community !== '' && rows.community[r] !== community) continue;
    if (view.kind !== '' && rows.kind[r] !== kind) continue;
    if (view.day !== '' && isoDay(rows.day[r]) !== view.day) continue;
    if (view.skill !== '') {
      let asked = false;
      for (let i = rows.skillFrom[r]; i < rows.skillFrom[r + 1]; ++i) asked = asked || rows.skill[i] === skill;
      if (!asked) continue;
    }
    if (words.length && !words.every((word) => haystack(r).includes(word))) continue;
    shown[size++] = r;
  }
  view.shown = shown.subarray(0, size);
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of [...filterNames, 'week']) view[name] = given.get(name) || '';
}
function writeAddress() {
  const given = new URLSearchParams();
  for (const name of [...filterNames, 'week']) if (view[name] !== '') given.set(name, view[name]);
  history.replaceState(null, '', '#' + given.toString());
}

function fillControls() {
  const options = (id, all, pairs) => byId(id).replaceChildren(
    el('option', { value: '' }, all), ...pairs.map(([value, name]) => el('option', { value }, name)));
  options('f-community', 'all', data.communities.map((name) => [name || '-', name || 'no community']));
  options('f-kind', 'all', data.kinds.map((name) => [name || '-', name || 'no kind']));
  options('f-skill', 'any', data.skills.map((name) => [name, name]));
  const days = [...new Set(rows.day)].sort((a, b) => a - b);
  options('f-day', 'all', days.map((day) => [isoDay(day), dayLong(day)]));
}
function showControls() {
  for (const name of filterNames) {
    const control = byId('f-' + name);
    if (control.value === view[name]) continue;
    // A value from the address that the plan does not have stays visible, and shows nothing.
    if (control.tagName === 'SELECT' && ![...control.options].some((option) => option.value === view[name]))
      control.append(el('option', { value: view[name] }, view[name]));
    control.value = view[name];
  }
}

function setFilter(name, value) {
  view[name] = value;
  if (name !== 'week' && name !== 'text') view.week = '';
  writeAddress();
  update();
}
