import t from 'tap';
import { betweenSeeds, nightFloor } from '../../../../services/core/judge/suspicion/floor.ts';
import { deviationFloor } from '../../../../services/core/statistics/band.ts';
import { aMetric } from '../../../support/builders.ts';
import { LOSS, SPEED, settledOf } from '../../../support/settled.ts';

const speed = SPEED.definition;
const loss = LOSS.definition;
const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.abs(b);

t.test('speed: 0.3 % at least, and the rounding of what was printed, as a share of it', async (t) => {
  const logs = (values: readonly number[]) => settledOf(values.map(Math.log));
  t.equal(nightFloor(logs([1000, 1010, 990]), speed), 0.003);
  const seconds = nightFloor(logs([9, 8, 9]), speed);
  t.ok(near(seconds, 1 / Math.sqrt(12) / 9), 'whole seconds: a third of a second of 9');
  t.equal(nightFloor(logs([12.345, 13.1]), speed), 0.003, 'a finer print is no floor');
});

t.test('quality: the spread between seeds over the root of their number', async (t) => {
  const nights = settledOf([1.5, 1.25, 1.5], { spread: 0.3, runs: 9 });
  t.ok(near(nightFloor(nights, loss), 0.1));
  const uneven = [...settledOf([1.5], { spread: 0.5, runs: 2 }), ...settledOf([1.25], { spread: 0.2, runs: 5 })];
  t.ok(near(nightFloor(uneven, loss), Math.sqrt((0.25 + 4 * 0.04) / 5 / 5)), 'pooled by their freedom, over tonight’s');
  const single = settledOf([1.5, 1.25], { spread: 0, runs: 1 });
  t.ok(near(nightFloor(single, loss), 0.01 / Math.sqrt(12)), 'one seed shows no spread: the print is left');
});

t.test('quality: never below the test set’s own error, over the root of the seeds', async (t) => {
  const accuracy = aMetric({ testSize: 1000 });
  const floor = nightFloor(settledOf([0.97123, 0.97456], { spread: 0, runs: 4 }), accuracy);
  t.ok(near(floor, deviationFloor(accuracy, 0.97456) / 2));
});

t.test('equal numbers still have a floor above 0', async (t) => {
  const flat = (value: number) => nightFloor(settledOf([value, value], { spread: 0, runs: 0 }), loss);
  t.ok(flat(0) > 0);
  t.ok(flat(1 / 3) > 0);
  t.ok(near(flat(1e12 + 1 / 3), 1e-9 * (1e12 + 1 / 3)), 'as a share of a large level');
});

t.test('the spread between seeds is pooled over the nights by their freedom', async (t) => {
  const nights = [...settledOf([1.5], { spread: 0.5, runs: 2 }), ...settledOf([1.25], { spread: 0.2, runs: 5 })];
  t.ok(near(betweenSeeds(nights), Math.sqrt((0.25 + 4 * 0.04) / 5)));
  t.equal(betweenSeeds(settledOf([1, 2], { spread: 9, runs: 1 })), 0, 'one seed has none');
  t.equal(betweenSeeds([]), 0);
});
