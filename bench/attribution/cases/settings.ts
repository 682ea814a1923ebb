export const REQUIREMENTS = ['numpy==1.26.4', 'joblib==1.3.2', 'threadpoolctl==3.2.0'];

/**
 * Variables whose values are as long as those that they become. Adding variables is no harmless change: four "harmless" ones
 * together, none of them alone, made this script 29 % slower where that was tried. The likely reason is that the size of
 * the environment moves the stack (Mytkowicz and others 2009).
 */
export const BEFORE = { MALLOC_ARENA_MAX: '1', TZ: 'GMT', LC_ALL: 'C.UTF-8', PYTHONIOENCODING: 'utf-8' };
