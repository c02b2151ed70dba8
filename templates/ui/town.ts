/** `de Valprés`, `d’Ormeval`, `du Havre`, `des Ulis`. */
export function ofTown(name: string): string {
  if (name.startsWith('Le ')) return `du ${name.slice(3)}`
  if (name.startsWith('Les ')) return `des ${name.slice(4)}`
  return /^[aeiouyàâéèêëîïôöûüœæh]/i.test(name) ? `d’${name}` : `de ${name}`
}

/** `à Valprés`, `au Havre`, `aux Ulis`. */
export function atTown(name: string): string {
  if (name.startsWith('Le ')) return `au ${name.slice(3)}`
  return name.startsWith('Les ') ? `aux ${name.slice(4)}` : `à ${name}`
}
