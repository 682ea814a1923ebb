import t from 'tap';
import { createGrid } from '../../../services/cli/plot/grid.ts';

t.test('eight dots make a character, as Unicode numbers them', async (t) => {
  const grid = createGrid(2, 1);
  grid.dot(0, 0);
  t.same(grid.rows(false), ['⠁']);
  for (let x = 0; x < 2; x += 1) for (let y = 0; y < 4; y += 1) grid.dot(x, y);
  grid.dot(3, 3);
  t.same(grid.rows(false), ['⣿⢀']);
});

t.test('signs lie over dots or under them, and the first under stays', async (t) => {
  const grid = createGrid(4, 1);
  for (let x = 0; x < 3; x += 1) grid.dot(2 * x, 0);
  grid.over(0, 0, '×', 'red');
  grid.under(1, 0, '─', 'cyan');
  grid.under(3, 0, '─', 'cyan');
  grid.under(3, 0, '┊', 'grey');
  t.same(grid.rows(false), ['×⠁⠁─']);
  t.same(grid.rows(true), ['\u001b[31m×\u001b[0m⠁⠁\u001b[36m─\u001b[0m']);
});

t.test('what lies outside is passed over', async (t) => {
  const grid = createGrid(1, 1);
  for (const [x, y] of [
    [-1, 0],
    [2, 0],
    [0, -1],
    [0, 4],
  ] as const) {
    grid.dot(x, y);
    grid.over(x, y, '×', 'red');
    grid.under(x, y, '─', 'grey');
  }
  t.same(grid.rows(false), ['']);
});
