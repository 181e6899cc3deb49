/** A CPU's colour as a class: the same for its column, its marks, its code and its ticks. Agents are grey. */
export function hueClass(
  parts: readonly { readonly cpu: number; readonly agent: boolean }[],
  index: number | null,
): string {
  const part = index === null ? undefined : parts[index];
  if (!part || part.agent) return 'hue-agent';
  return `hue-${part.cpu % 6}`;
}

export function cpuHue(cpu: number, agent: boolean): string {
  return agent ? 'hue-agent' : `hue-${cpu % 6}`;
}
