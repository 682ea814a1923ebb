import { join } from 'node:path';
import { PlumblineError } from '../../core/errors.ts';
import type { FactorChange } from '../../core/model/incident.ts';
import type { Pins } from '../../core/model/pins.ts';
import type { BetweenKind, Implication, Mixture } from '../../core/model/search.ts';
import type { Mixed, Mixer } from '../../core/ports/mixer.ts';
import { commitsBetween } from '../git/history.ts';
import { targetOf } from '../images/recipes.ts';
import { recipeWheels } from './build.ts';
import type { MixerOptions, Say } from './context.ts';
import { mixDataset } from './dataset.ts';
import { mixedImage } from './image.ts';
import { packageImplications } from './implications.ts';
import { readNeeds } from './metadata.ts';
import { dockerfileChange, imageChanges, imageSide, unmixable } from './parts.ts';
import { prepareSide } from './prepare.ts';
import { enforceQuota } from './quota.ts';
import { mixSoft } from './soft.ts';
import { knownRecipe, recipeOfPins } from './source.ts';
import { versionsBetween } from './versions.ts';
import { opaqueImage, wholeImage } from './whole.ts';

/** Makes environments out of two others with the engine, pip and the catalog of this machine. */
export function createMixer(options: MixerOptions): Mixer {
  return {
    prepare: async (benchmark, platform, side, say) => {
      const prepared = await prepareSide(benchmark, platform, side, options, say);
      await enforceQuota(options, prepared.pins.image.reference);
      return prepared;
    },
    implications: (good, bad, changes) => implications(good, bad, changes, options),
    mix: async (good, bad, mixture, say) => {
      const mixed = await mix(good, bad, mixture, options, say);
      if (mixed.kind === 'pins') await enforceQuota(options, mixed.pins.image.reference);
      return mixed;
    },
    between: (good, bad, what, factors) => between(good, bad, what, factors, options),
    unseen: async (good, bad) => {
      const change = dockerfileChange(await recipesOf(good, bad, options));
      return change === null ? [] : [change];
    },
  };
}

async function mix(good: Pins, bad: Pins, mixture: Mixture, options: MixerOptions, say: Say): Promise<Mixed> {
  if (good.benchmark !== bad.benchmark || good.platform !== bad.platform) {
    const sides = `${good.benchmark} on ${good.platform} and ${bad.benchmark} on ${bad.platform}`;
    throw new PlumblineError('INPUT_INVALID', `${sides} cannot be mixed: they are two benchmarks`);
  }
  const strange = unmixable(mixture.taken);
  if (strange !== undefined)
    throw new PlumblineError('INPUT_INVALID', `the factor "${strange}" cannot be set by itself`);
  const taken = new Set(mixture.taken);
  const dataset = mixDataset(good.dataset, bad.dataset, taken);
  if (dataset === null) return { kind: 'refused', reason: 'no file of the data set would be left' };
  const parts = await imagePart(good, bad, mixture, options, say);
  if (parts.kind === 'refused') return parts;
  return { kind: 'pins', pins: { ...good, ...parts.parts, ...mixSoft(good, bad, taken), dataset } };
}

async function imagePart(good: Pins, bad: Pins, mixture: Mixture, options: MixerOptions, say: Say) {
  if (mixture.image !== undefined) {
    const { base, lock, code } = bad;
    const image = await opaqueImage(mixture.image, options, say);
    return { kind: 'image' as const, parts: { image, base, lock, code } };
  }
  const between = mixture.commit !== undefined || Object.keys(mixture.versions ?? {}).length > 0;
  const changes = imageChanges(good, bad, await recipesOf(good, bad, options));
  const side = between ? 'mixed' : imageSide(changes, new Set(mixture.taken));
  if (side === 'mixed') {
    const recipes = { good: await recipeOfPins(good, options), bad: await recipeOfPins(bad, options) };
    return mixedImage(recipes, mixture, options, say);
  }
  const whole = side === 'good' ? good : bad;
  const { base, lock, code } = whole;
  return { kind: 'image' as const, parts: { image: await wholeImage(whole, options, say), base, lock, code } };
}

async function recipesOf(good: Pins, bad: Pins, options: MixerOptions) {
  return { good: await knownRecipe(good, options), bad: await knownRecipe(bad, options) };
}

const isPackage = ({ factor }: FactorChange) => factor.startsWith('package:');

async function implications(
  good: Pins,
  bad: Pins,
  changes: readonly FactorChange[],
  options: MixerOptions,
): Promise<readonly Implication[]> {
  if (changes.filter(isPackage).length < 2) return [];
  const recipes = await recipesOf(good, bad, options);
  if (recipes.good === null || recipes.bad === null) return [];
  const say: Say = (text) => options.log.info(text);
  const sides = {
    good: await recipeWheels(options.state, recipes.good, say),
    bad: await recipeWheels(options.state, recipes.bad, say),
  };
  const needs = await readNeeds(sides.good, sides.bad, targetOf(recipes.good), join(options.state, 'scratch'));
  return packageImplications(needs, changes);
}

async function between(
  good: Pins,
  bad: Pins,
  what: BetweenKind,
  factors: readonly FactorChange[],
  options: MixerOptions,
): Promise<readonly string[]> {
  if (what === 'commits') {
    const { benchmarks } = await options.catalog.load();
    const found = benchmarks.find(({ manifest }) => manifest.name === good.benchmark);
    return found === undefined ? [] : commitsBetween(found.folder, good.code, bad.code);
  }
  // Digests that a channel had are known to the store alone.
  const change = what === 'versions' ? factors.find(isPackage) : undefined;
  const recipe = await knownRecipe(good, options);
  if (change === undefined || recipe === null || change.from === '' || change.to === '') return [];
  const name = change.factor.slice('package:'.length);
  return versionsBetween(name, change.from, change.to, {
    target: targetOf(recipe),
    scratch: join(options.state, 'scratch'),
  });
}
