/** Model and microcode of the first processor of /proc/cpuinfo (x86 and arm64 name them differently). */
export function readCpuInfo(cpuinfo: string): { readonly model: string; readonly microcode: string } {
  const field = (name: string): string => new RegExp(`^${name}\\s*:\\s*(.*)$`, 'm').exec(cpuinfo)?.[1]?.trim() ?? '';
  const part = field('CPU part');
  const arm = part === '' ? '' : `arm ${field('CPU implementer')} part ${part} revision ${field('CPU revision')}`;
  return { model: field('model name') || arm, microcode: field('microcode') };
}

/** Numbers of a kernel list such as `0-3,8`; at most 4096. */
export function readCpuList(list: string): number[] {
  const numbers: number[] = [];
  for (const range of list.trim().split(',')) {
    const found = /^(\d+)(?:-(\d+))?$/.exec(range);
    if (found === null) continue;
    const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
    for (let cpu = from; cpu <= to && numbers.length < 4096; cpu += 1) numbers.push(cpu);
  }
  return numbers;
}
